# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Where reviewing appears on other pages."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from peerreview.activities.models import Activity, Submission
from peerreview.activities.queries import is_author_of, live_submission
from peerreview.activities.rules import is_facilitator_of
from peerreview.kernel import clock
from peerreview.reviews import gap, owed, queries, self_rating
from peerreview.rubrics import rules as rubric_rules
from peerreview.rubrics.models import Rubric, RubricVersion
from peerreview.ui import navigation, panels

AT_HOME = 3

navigation.offer(
    "main", _("Review"), "review-home", icon="message-square-text", order=20,
    audience=navigation.members,
)  # fmt: skip


@panels.offer("home", template="peerreview/reviews/_home_panel.html", order=10)
def to_review(request: HttpRequest, subject: Any) -> dict[str, Any] | None:
    """What I have begun, and where I am asked to review."""
    drafts = list(queries.drafts_of(request.user)[:AT_HOME])
    rows = list(owed.to_begin(request.user, clock.now()))
    openings = [owed.opening(row) for row in rows[:AT_HOME]]
    if not drafts and not openings:
        return None
    return {"drafts": drafts, "openings": openings, "more": len(rows) - len(openings)}


@panels.offer("activity", template="peerreview/reviews/_activity_panel.html", order=20)
def review_here(request: HttpRequest, activity: Activity) -> dict[str, Any] | None:
    """Review in this activity: how many I owe, and the way to the next."""
    opening = owed.opening_now(activity, request.user, clock.now())
    return {"opening": opening} if opening else None


@panels.offer("rubric", template="peerreview/reviews/_rubric_panel.html")
def preview(request: HttpRequest, version: RubricVersion) -> dict[str, Any]:
    """Beside a rubric: how reviewers see it, and, to its owner, what they say it misses."""
    is_owner = rubric_rules.may_edit(request.user, version.rubric)
    return {"rubric": version.rubric, "version": version, "is_owner": is_owner}


@panels.offer("rubric-edit", template="peerreview/reviews/_rubric_in_use.html")
def in_use(request: HttpRequest, rubric: Rubric) -> dict[str, Any] | None:
    """Above the builder: that activities use the rubric and keep their version."""
    count = queries.activities_using(rubric)
    return {"count": count} if count else None


@panels.offer("rubric-builder", template="peerreview/reviews/_preview_button.html")
def preview_button(request: HttpRequest, subject: Any) -> dict[str, Any]:
    """In the builder: look at what stands there as a reviewer would."""
    return {}


@panels.offer("activity", template="peerreview/reviews/_missed_panel.html", order=80)
def missed(request: HttpRequest, activity: Activity) -> dict[str, Any] | None:
    """For who looks after an activity whose rubric asks: what reviewers say it misses."""
    if not activity.rubric_version.asks_missed:
        return None
    return {"activity": activity} if is_facilitator_of(request.user, activity) else None


@panels.offer("submission", template="peerreview/reviews/_amended_panel.html", order=70)
def amended(request: HttpRequest, submission: Submission) -> dict[str, Any] | None:
    """For who looks after the activity: which reviews were amended, and what they said before."""
    user = request.user
    if not is_facilitator_of(user, submission.activity) or is_author_of(user, submission):
        return None
    found = list(queries.amended(submission))
    return {"reviews": found} if found else None


@panels.offer("handed-in", template="peerreview/reviews/_activity_panel.html", order=20)
def review_next(request: HttpRequest, activity: Activity) -> dict[str, Any] | None:
    """Beside one's own work just handed in: on to reviewing, when there is something to review."""
    opening = owed.opening_now(activity, request.user, clock.now())
    return {"opening": opening} if opening and opening.can_go_on else None


@panels.offer("home", template="peerreview/reviews/_self_panel.html", order=12)
def rate_own_work(request: HttpRequest, subject: Any) -> dict[str, Any] | None:
    """My work that I am asked to rate myself."""
    found = self_rating.owed_by(request.user, clock.now())[:AT_HOME]
    return {"owed": found, "name_activity": True} if found else None


@panels.offer("activity", template="peerreview/reviews/_self_panel.html", order=18)
@panels.offer("handed-in", template="peerreview/reviews/_self_panel.html", order=18)
def rate_own_here(request: HttpRequest, activity: Activity) -> dict[str, Any] | None:
    """The same in its activity."""
    submission = live_submission(activity, request.user)
    if submission is None or not submission.activity.stage_settings:
        return None
    if self_rating.is_owed(request.user, submission):
        return {"owed": [submission]}
    has_rated = self_rating.own_of(submission, request.user.pk) is not None
    return {"rated": submission} if has_rated else None


@panels.offer("result", template="peerreview/reviews/_gap_panel.html", order=20)
def own_beside_theirs(request: HttpRequest, submission: Submission) -> dict[str, Any] | None:
    """On the results: how the author saw their work beside how reviewers did."""
    found = gap.gap_of(submission, request.user)
    is_author = is_author_of(request.user, submission)
    return {"gap": found, "is_author": is_author} if found else None
