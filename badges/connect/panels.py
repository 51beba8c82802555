# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Where the applications one let in are found."""

from django.utils.translation import gettext_lazy as _

from peerreview.ui import navigation

navigation.offer(
    "settings",
    _("Connected applications"),
    "connected-apps",
    icon="plug",
    order=60,
    audience=navigation.members,
)
