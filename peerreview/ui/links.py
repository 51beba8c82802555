# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The navigation entries of pages that no domain app owns; imported when the app is ready."""

from django.utils.translation import gettext_lazy as _

from peerreview.ui import navigation

navigation.offer("main", _("Home"), "home", icon="house", order=0, audience=navigation.members)
navigation.offer(
    "main",
    _("How it works"),
    "home",
    icon="route",
    order=0,
    audience=navigation.strangers,
    anchor="#how",
)
