# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Where artifacts appear on other pages."""

from django.utils.translation import gettext_lazy as _

from peerreview.ui import navigation

navigation.offer(
    "account", _("My artifacts"), "artifacts", icon="folder-open", order=15,
    audience=navigation.members,
)  # fmt: skip
