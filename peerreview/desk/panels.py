# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Where letters and the roster's upload appear on other pages; the desk's tools beside an activity."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from peerreview.activities.models import Activity
from peerreview.cohorts.models import Cohort
from peerreview.cohorts.rules import may_change_roles
from peerreview.desk import queries
from peerreview.ui import navigation, panels

SHOWN = 3
APPEALED_SHOWN = 20

navigation.offer(
    "settings", _("Your data"), "my-data", icon="database", order=40, audience=navigation.members
)


@panels.offer("home", template="peerreview/desk/_letters.html", order=5)
def letters_to_me(request: HttpRequest, _subject: Any) -> dict[str, Any] | None:
    """What facilitators have written to me."""
    return _letters(list(queries.copies_for(request.user)[: SHOWN + 1]))


@panels.offer("activity", template="peerreview/desk/_letters.html", order=5)
def letters_about(request: HttpRequest, activity: Activity) -> dict[str, Any] | None:
    """What they have written to me about this activity."""
    return _letters(list(queries.copies_for(request.user, activity=activity)[: SHOWN + 1]))


@panels.offer("home", template="peerreview/desk/_appeals.html", order=8)
def appeals_wait(request: HttpRequest, _subject: Any) -> dict[str, Any] | None:
    """Where appeals wait for me, also in activities that are over."""
    rows = list(queries.appealed_at_home(request.user)[:APPEALED_SHOWN])
    return {"rows": rows} if rows else None


def _letters(copies: list) -> dict[str, Any] | None:
    return {"copies": copies[:SHOWN], "has_more": len(copies) > SHOWN} if copies else None


@panels.offer("roster", template="peerreview/desk/_roster_panel.html")
def fill_the_roster(request: HttpRequest, cohort: Cohort) -> dict[str, Any] | None:
    """Beside a cohort's people: put many there at once."""
    if not may_change_roles(request.user, cohort):
        return None
    return {"cohort": cohort, "invited": queries.open_invitations(cohort).count()}
