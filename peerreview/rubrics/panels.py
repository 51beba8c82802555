# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Where rubrics are found in the navigation."""

from django.utils.translation import gettext_lazy as _

from peerreview.ui import navigation

navigation.offer(
    "account", _("Rubrics"), "rubrics", icon="ruler", order=30, audience=navigation.members
)
