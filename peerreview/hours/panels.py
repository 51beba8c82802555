# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Where hours appear on other pages: the menu, an activity, a cohort, and pages on which time is measured."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from peerreview.activities.models import Activity
from peerreview.artifacts.models import Version
from peerreview.cohorts import rules as cohort_rules
from peerreview.cohorts.models import Cohort
from peerreview.hours import queries, rules
from peerreview.hours.models import Place
from peerreview.reviews.models import Review
from peerreview.studio.models import Session
from peerreview.ui import navigation, panels

navigation.offer(
    "account", _("My hours"), "hours", icon="clock", order=17, audience=navigation.members
)

BEAT = "peerreview/hours/_beat.html"


@panels.offer("activity", template="peerreview/hours/_activity_panel.html", order=70)
def of_activity(request: HttpRequest, activity: Activity) -> dict[str, Any] | None:
    """What it counts for; for who looks after it, the way to say so."""
    statement = queries.statement_of(activity)
    may_state = rules.may_state(request.user, activity)
    if statement is None and not may_state:
        return None
    return {"activity": activity, "statement": statement, "may_state": may_state}


@panels.offer("cohort", template="peerreview/hours/_cohort_panel.html", order=70)
def of_cohort(request: HttpRequest, cohort: Cohort) -> dict[str, Any] | None:
    """For facilitators: claims that wait."""
    if not cohort_rules.is_facilitator(request.user, cohort):
        return None
    waiting = queries.claims_to(cohort, only_open=True).exclude(person=request.user)
    return {"cohort": cohort, "waiting": waiting.count()}


@panels.offer("editor", template=BEAT)
def while_making(request: HttpRequest, version: Version) -> dict[str, Any] | None:
    """Time in the editor of a draft."""
    return {"place": Place.EDITOR, "of": version.uuid}


@panels.offer("review-desk", template=BEAT, order=90)
def while_reviewing(request: HttpRequest, review: Review) -> dict[str, Any] | None:
    """Time at the review desk."""
    return {"place": Place.REVIEW, "of": review.uuid}


@panels.offer("studio", template=BEAT)
def while_together(request: HttpRequest, session: Session) -> dict[str, Any] | None:
    """Time in a live room."""
    return {"place": Place.ROOM, "of": session.uuid}
