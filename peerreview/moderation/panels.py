# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Where due process appears on other pages."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from peerreview.activities.models import Activity, Submission
from peerreview.activities.queries import is_author_of
from peerreview.kernel import clock
from peerreview.moderation import appeals, cases, queries, rules, tabs
from peerreview.reviews.visibility import seal_of
from peerreview.ui import navigation, panels

AT_HOME = 3

navigation.offer(
    "account", _("My cases"), "cases", icon="flag", order=30, audience=navigation.members
)


@panels.offer("home", template="peerreview/moderation/_home_panel.html", order=15)
def my_cases(request: HttpRequest, subject: Any) -> dict[str, Any] | None:
    """Cases that wait for my answer."""
    waiting = list(queries.cases_against(request.user)[:AT_HOME])
    if not waiting:
        return None
    return {"rows": cases.views_of(request.user, waiting, is_moderator=False)}


@panels.offer("home", template="peerreview/moderation/_to_rule_panel.html", order=9)
def flags_to_rule_on(request: HttpRequest, subject: Any) -> dict[str, Any] | None:
    """Flags outside of activities that wait for my ruling."""
    waiting = queries.waiting_elsewhere(request.user)
    return {"waiting": waiting} if waiting else None


@panels.offer("activity", template="peerreview/moderation/_activity_panel.html", order=60)
def to_look_at(request: HttpRequest, activity: Activity) -> dict[str, Any] | None:
    """For who looks after the activity: what waits for them."""
    if not rules.moderates(request.user, activity):
        return None
    signals = sum(queries.signal_counts(activity).values())
    cases_open = queries.case_counts(activity)
    appealed = queries.appeal_counts(activity)
    counts = {
        "appeals": sum(appealed.get(state, 0) for state in queries.UNDECIDED),
        "cases": cases_open.get("open", 0) + cases_open.get("answered", 0),
        "signals": signals,
    }
    places = ("appeals", "cases", "signals", "agreement")
    links = zip(places, tabs.places(activity, ""), strict=True)
    return {
        "links": [{**link, "count": counts.get(place, 0)} for place, link in links],
        "elsewhere": queries.waiting_elsewhere(request.user),
    }


@panels.offer("agreement", template="peerreview/moderation/_places.html", order=10)
def other_lists(request: HttpRequest, activity: Activity) -> dict[str, Any]:
    """From how reviewers agree to what waits for a facilitator."""
    return {"places": tabs.places(activity, "agreement")}


@panels.offer("submission", template="peerreview/moderation/_appeals_panel.html", order=10)
def appeals_here(request: HttpRequest, submission: Submission) -> dict[str, Any] | None:
    """What was appealed here, and the way to appeal."""
    is_author = is_author_of(request.user, submission)
    if is_author and seal_of(request.user, submission) is not None:
        return None
    made = [appeals.view_of(each) for each in queries.appeals_of(submission)]
    choice = appeals.choice_for(submission, clock.now()) if is_author else None
    can_appeal = bool(choice and choice.is_open and choice.criteria)
    if not made and not can_appeal:
        return None
    return {
        "submission": submission,
        "made": made,
        "is_author": is_author,
        "choice": choice,
        "can_appeal": can_appeal,
    }


@panels.offer("review-desk", template="peerreview/moderation/_flag_work.html", order=50)
@panels.offer("review-done", template="peerreview/moderation/_flag_work.html", order=50)
def flag_the_work(request: HttpRequest, review: Any) -> dict[str, Any]:
    """Beside a review of mine: the way to say that something is wrong with the work."""
    return {"review": review}


@panels.offer("review-of", template="peerreview/moderation/_flag_review.html", order=50)
def flag_a_review(request: HttpRequest, pair: tuple[Submission, str]) -> dict[str, Any]:
    """Beside a review on the results page."""
    submission, alias = pair
    return {"kind": "review", "uuid": submission.uuid, "alias": alias}


@panels.offer("review-beside", template="peerreview/moderation/_flag_review.html", order=50)
def flag_another_review(request: HttpRequest, pair: tuple[Any, str]) -> dict[str, Any]:
    """Beside another review of the work I reviewed."""
    review, alias = pair
    return {"kind": "beside", "uuid": review.uuid, "alias": alias}
