# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Where allocation appears on other pages: an activity, setting one, and the settings."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from peerreview.activities import rules as activity_rules
from peerreview.activities.models import Activity
from peerreview.activities.queries import live_submission, window_of
from peerreview.activities.stages import Act, closes_at
from peerreview.allocation import overview, preferences, prospects, rules
from peerreview.cohorts.models import Cohort
from peerreview.kernel import clock
from peerreview.ui import navigation, panels

NEEDED = (2, 3, 4)

navigation.offer(
    "settings", gettext_lazy("Conflicts of interest"), "conflicts", icon="user-x", order=20,
    audience=navigation.members,
)  # fmt: skip


@panels.offer("activity", template="peerreview/allocation/_facilitator_panel.html", order=30)
def for_facilitators(request: HttpRequest, activity: Activity) -> dict[str, Any] | None:
    """How the reviews come along, and the way to who reviews what."""
    if not activity_rules.is_facilitator_of(request.user, activity):
        return None
    latest = prospects.forecasts_of(activity).first()
    return {
        "activity": activity,
        "totals": overview.totals(activity),
        "unreadable": overview.unreadable(activity).count(),
        "asks": latest is not None and latest.asks_facilitators,
    }


@panels.offer("activity", template="peerreview/allocation/_learner_panel.html", order=25)
def for_reviewers(request: HttpRequest, activity: Activity) -> dict[str, Any] | None:
    """What is kept for me, what I am asked for, and what I offer."""
    now = clock.now()
    may_review = rules.may_review(request.user, activity)
    if not may_review or not rules.is_open_for_reviewing(activity, now):
        return None
    offer = prospects.offer_of(activity, request.user)
    own = live_submission(activity, request.user)
    waits = preferences.waits_for_plan(activity)
    kept = preferences.kept_for(activity=activity.pk, reviewer=request.user.pk).count()
    takes_part = own is not None or activity_rules.may_take_part(request.user, activity)
    has_end = activity.review_by is not None and takes_part
    if not (waits or kept or has_end):
        return None
    return {
        "activity": activity,
        "waits": waits,
        "waits_until": closes_at(window_of(activity), Act.SUBMIT) if waits else None,
        "kept": kept,
        "is_invited": prospects.is_invited(activity, request.user),
        "is_unreadable": own is not None and overview.is_unreadable(own),
        "may_offer": has_end and own is not None,
        "may_offer_later": has_end and own is None,
        "up_to": offer.up_to if offer else 0,
        "choices": [(0, _("none")), (1, _("one more")), (2, _("up to two more"))],
    }


@panels.offer("activity-form", template="peerreview/allocation/_advice_panel.html")
def advice(request: HttpRequest, cohort: Cohort | None) -> dict[str, Any]:
    """How many reviews to ask for, from how it went before."""
    experience = prospects.experience_of(cohort, clock.now())
    numbers = [(needed, prospects.advised(experience, needed)) for needed in NEEDED]
    return {"experience": experience, "advice": numbers}
