# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The count in the bar, and the centre's entries in the navigation."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from peerreview.notifications import queries
from peerreview.ui import navigation, panels

navigation.offer(
    "account", _("Notifications"), "notifications", icon="bell", order=15,
    audience=navigation.members,
)  # fmt: skip
navigation.offer(
    "settings",
    _("Notifications"),
    "notification-settings",
    icon="bell",
    order=10,
    audience=navigation.members,
)


@panels.offer("bar", template="peerreview/notifications/_bell.html")
def bell(request: HttpRequest, _subject: Any) -> dict[str, Any] | None:
    """How many notices wait."""
    if not request.user.is_authenticated:
        return None
    return {"unread": queries.unread_count(request.user.pk), "most": queries.COUNTED_MOST}
