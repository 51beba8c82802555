# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Cohorts' entries in the navigation, and their panels at home and at the entrance."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from peerreview.cohorts import invitations, queries
from peerreview.ui import navigation, panels

AT_HOME = 4

navigation.offer(
    "main", _("Cohorts"), "cohorts", icon="users", order=30, audience=navigation.members
)


@panels.offer("home", template="peerreview/cohorts/_home.html", order=30)
def my_cohorts(request: HttpRequest, _subject: Any) -> dict[str, Any]:
    """The newest few, and the way to all."""
    mine = list(queries.cohorts_of(request.user)[: AT_HOME + 1])
    return {"cohorts": mine[:AT_HOME], "has_more": len(mine) > AT_HOME}


@panels.offer("entrance", template="peerreview/cohorts/_entrance.html")
def invited_to(request: HttpRequest, _subject: Any) -> dict[str, Any] | None:
    """What a visitor is about to join by signing up or in."""
    cohort = invitations.asked_for(request)
    return {"cohort": cohort} if cohort else None
