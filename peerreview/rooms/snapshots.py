# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""How a room is at this moment, for one audience. A version that differs means: look again.

What the author and a board get are counts; who is behind them is not read here.
"""

from typing import Any

from django.db.models import Count, Q, Sum

from peerreview.activities.models import Activity, Submission
from peerreview.activities.queries import LIVE
from peerreview.aggregation.models import Outcome
from peerreview.allocation.models import Assignment
from peerreview.cohorts.models import Membership
from peerreview.reviews import queries
from peerreview.reviews.models import Review
from peerreview.rooms import groups, presence, stamps
from peerreview.rooms.messages import Snapshot


def of_review(review: Review) -> Snapshot:
    """The draft, field by field as in Change, and who else is at work on the same submission."""
    stamp = stamps.latest_of(groups.reviewers(review.submission_id))
    draft = queries.draft_snapshot(review)
    fields: dict[str, Any] = {"overall": draft.overall, "missed": draft.missed}
    for key, score in draft.scores.items():
        fields |= {f"score:{key}": score, f"comment:{key}": draft.comments[key]}
    # Who gave the work back is no longer told who is at it.
    is_over = draft.lease_state == Assignment.State.DECLINED
    state = {
        "revision": draft.revision,
        "state": review_state(draft.state, draft.lease_state),
        "fields": fields,
        "you": name_of(review.assignment, review.submission.activity),
        "people": [] if is_over else people_reviewing(review.submission),
    }
    version = f"{draft.revision}.{state['state']}"
    return Snapshot(room="review", version=version, stamp=stamp, state=state)


def review_state(review_state: str, lease_state: str) -> str:
    """draft, submitted or set_aside; declined when the duty was given back. A lapsed lease is a draft."""
    return "declined" if lease_state == Assignment.State.DECLINED else review_state


def people_reviewing(submission: Submission) -> list[str]:
    """Who is reviewing the submission right now, by the names other reviewers of it may see."""
    duties = Assignment.objects.filter(
        submission=submission, state__in=[Assignment.State.LEASED, Assignment.State.EXPIRED]
    ).select_related("reviewer")
    return presence.seated({duty.pk: name_of(duty, submission.activity) for duty in duties})


def name_of(assignment: Assignment, activity: Activity) -> str:
    """The reviewer's name towards the others: an alias, unless everyone sees names here."""
    if activity.blindness == Activity.Blindness.OPEN:
        return assignment.reviewer.display_name
    return assignment.alias


def of_submission(submission_id: int) -> Snapshot:
    """How many reviews the author has, how many people are at work, and which outcome is the latest."""
    stamp = stamps.latest_of(groups.author(submission_id))
    row = Submission.objects.select_related("activity").get(pk=submission_id)
    outcomes = Outcome.objects.filter(submission=row).aggregate(n=Count("pk"))["n"]
    aside = row.reviews.filter(state=Review.State.SET_ASIDE).count()
    counts = {
        "done": row.reviews_done,
        "at_work": row.reviews_leased,
        "needed": row.activity.reviews_needed,
    }
    version = _version([*counts.values(), outcomes, aside, int(row.withdrawn_at is not None)])
    return Snapshot(room="submission", version=version, stamp=stamp, state={"counts": counts})


def of_board(activity_id: int) -> Snapshot:
    """How much was handed in to the activity, and how many reviews there are and are being written."""
    stamp = stamps.latest_of(groups.board(activity_id))
    live = Submission.objects.filter(LIVE, activity=activity_id)
    sums = live.aggregate(n=Count("pk"), done=Sum("reviews_done"), leased=Sum("reviews_leased"))
    counts = {
        "submissions": sums["n"],
        "reviews": sums["done"] or 0,
        "at_work": sums["leased"] or 0,
    }
    outcomes = Outcome.objects.filter(submission__activity=activity_id).count()
    members = Membership.objects.filter(Q(left_at=None), cohort__activities=activity_id).count()
    version = _version([*counts.values(), outcomes, members])
    return Snapshot(room="activity", version=version, stamp=stamp, state={"counts": counts})


def of_person() -> Snapshot:
    """A person's own room has nothing to show; it waits for notices."""
    return Snapshot(room="me", version="", state={})


def _version(numbers: list[int]) -> str:
    return ".".join(str(number) for number in numbers)
