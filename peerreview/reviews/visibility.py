# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What a viewer may see of a review: the one rule, used by pages, sockets and exports alike.

1. Its writer sees their review, drafts included. Nobody else ever sees a draft.
2. Who still owes a review of the same submission sees no other, whatever else they are.
3. An author sees what was handed in as the activity says: as it comes, once they have handed in the
   reviews they owe, or at the release; never one that was set aside, or is hidden by a moderator,
   and nothing before they have rated their own work where that is asked (see self_rating.py).
4. Who runs the activity sees everything handed in, with names.
5. Others who take part see reviews as `peers_see` says, which is one of four rules.
6. Names of reviewers are shown where names are open, or are revealed and results are released.

The decision itself is pure and in `sight`; here the facts are gathered.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from peerreview.accounts.models import User
from peerreview.activities import stages
from peerreview.activities.models import Activity, Submission
from peerreview.activities.queries import is_author_of
from peerreview.activities.rules import is_facilitator_of, may_take_part
from peerreview.activities.windows import window_of
from peerreview.allocation import queries as allocation
from peerreview.allocation.models import Assignment
from peerreview.allocation.rules import is_open_for
from peerreview.kernel import clock
from peerreview.reviews import lifecycle, queries, self_rating, sight
from peerreview.reviews.models import Review, Score
from peerreview.reviews.sight import Facts, Role, Seal


@dataclass(frozen=True)
class ScoreView:
    """A score as text for people; `level_value` is None without a level."""

    criterion_key: str
    criterion_title: str
    level_value: int | None
    level_title: str
    cannot_judge: bool
    comment: str


@dataclass(frozen=True)
class ReviewView:
    """A review as one viewer may see it.

    `alias` is the pseudonym; `reviewer_name` and `review_uuid` are None to those who may not know
    who wrote it, `is_set_aside` is only ever True to writer and facilitator.
    """

    alias: str
    reviewer_name: str | None
    review_uuid: UUID | None
    is_own: bool
    is_set_aside: bool
    submitted_at: datetime | None
    scores: tuple[ScoreView, ...]
    overall: str


@dataclass(frozen=True)
class Viewpoint:
    """A viewer before a submission; found once, used for each of its reviews."""

    viewer_id: int
    role: Role
    sees_reviews: bool
    with_names: bool


def viewpoint(viewer: User, submission: Submission, now: datetime | None = None) -> Viewpoint:
    """As whom the viewer looks at the reviews of this submission, and what that lets them see."""
    facts = _facts(viewer, submission, now or clock.now())
    return Viewpoint(viewer.pk, facts.role, sight.sees_reviews(facts), sight.sees_reviewers(facts))


def seal_of(author: User, submission: Submission, now: datetime | None = None) -> Seal | None:
    """Why this author does not see the reviews and the outcome yet; None when they do."""
    return sight.seal(_with_role(author, submission, Role.AUTHOR, now or clock.now()))


def _facts(viewer: User, submission: Submission, now: datetime) -> Facts:
    return _with_role(viewer, submission, _role(viewer, submission, now), now)


def _with_role(viewer: User, submission: Submission, role: Role, now: datetime) -> Facts:
    activity = submission.activity
    window = window_of(activity)
    pays = role is Role.AUTHOR and activity.author_sees == Activity.AuthorSees.PAID
    works = role is Role.PEER and activity.peers_see == Activity.PeersSee.ALL_DONE
    return Facts(
        role=role,
        blindness=activity.blindness,
        peers_see=activity.peers_see,
        author_sees=activity.author_sees,
        has_results=window.has(stages.Act.SEE_RESULTS),
        results_open=stages.allows(window, stages.Act.SEE_RESULTS, now),
        is_released=stages.is_released(window, now),
        can_end=stages.released_at(window) is not None,
        # Asked only where the answer matters.
        has_paid=reviews_owed(viewer, activity) == 0 if pays or works else True,
        has_unfinished=works and _holds_one(viewer, activity),
        is_complete=submission.reviews_done >= activity.reviews_needed,
        is_unsealed=bool(submission.unsealed_reason),
        owes_own_rating=role is Role.AUTHOR and self_rating.is_owed(viewer, submission, now),
    )


def reviews_owed(person: User, activity: Activity) -> int:
    """How many of the reviews asked of them here they have not handed in."""
    done = allocation.done_count(activity=activity, reviewer=person)
    return max(activity.reviews_asked - done, 0)


def _holds_one(viewer: User, activity: Activity) -> bool:
    return allocation.open_duty(activity=activity, reviewer=viewer) is not None


def _role(viewer: User, submission: Submission, now: datetime) -> Role:
    if is_author_of(viewer, submission):
        return Role.AUTHOR
    activity = submission.activity
    own = _own_state(viewer, submission)
    is_owing = own == Review.State.DRAFT
    if is_owing and _may_still_write(viewer, submission, now):
        return Role.OWING
    if is_facilitator_of(viewer, activity):
        return Role.FACILITATOR
    if own is not None:
        return Role.LAPSED if is_owing else Role.PEER
    return Role.READER if may_take_part(viewer, activity) else Role.NOBODY


def _may_still_write(viewer: User, submission: Submission, now: datetime) -> bool:
    """Whether their draft can still be handed in: also by who was called in after the end."""
    duty = Assignment.objects.select_related("reviewer").get(submission=submission, reviewer=viewer)
    return is_open_for(duty, submission, now)


def _own_state(viewer: User, submission: Submission) -> str | None:
    """The state of the viewer's own review: "draft" as well while a duty has no review yet."""
    duty = (
        Assignment.objects.filter(submission=submission, reviewer=viewer)
        .values_list("state", "review__state")
        .first()
    )
    if duty is None:
        return None
    duty_state, review_state = duty
    if review_state in lifecycle.HANDED_IN:
        return review_state
    return None if duty_state == Assignment.State.DECLINED else Review.State.DRAFT


def view_of(viewer: User, review: Review, now: datetime | None = None) -> ReviewView | None:
    """The review as this viewer may see it; None when they may not."""
    return view_from(viewpoint(viewer, review.submission, now), review)


def view_from(point: Viewpoint, review: Review) -> ReviewView | None:
    """The same from a viewpoint already found. The review brings its assignment and scores."""
    is_own = review.reviewer_id == point.viewer_id
    if is_own:
        return _view(review, is_own=True, with_name=True)
    if review.state not in lifecycle.HANDED_IN or not point.sees_reviews:
        return None
    is_away = review.state == Review.State.SET_ASIDE or review.hidden_at is not None
    if is_away and point.role != Role.FACILITATOR:
        return None
    return _view(review, with_name=point.with_names)


def views_of(
    viewer: User, submission: Submission, now: datetime | None = None
) -> tuple[ReviewView, ...]:
    """Every review of the submission that this viewer may see, in the order they were handed in."""
    return _all_from(viewpoint(viewer, submission, now), queries.handed_in(submission))


def reviews_for_author(
    submission: Submission, now: datetime | None = None
) -> tuple[ReviewView, ...]:
    """The reviews as their author sees them."""
    return views_of(submission.author, submission, now)


def _all_from(point: Viewpoint, reviews: Iterable[Review]) -> tuple[ReviewView, ...]:
    views = (view_from(point, review) for review in reviews)
    return tuple(view for view in views if view)


def _view(review: Review, *, is_own: bool = False, with_name: bool) -> ReviewView:
    return ReviewView(
        alias=review.assignment.alias,
        reviewer_name=review.reviewer.display_name if with_name else None,
        review_uuid=review.uuid if with_name else None,
        is_own=is_own,
        is_set_aside=review.state == Review.State.SET_ASIDE,
        submitted_at=review.submitted_at,
        scores=tuple(_score_view(score) for score in review.scores.all()),
        overall=review.overall,
    )


def _score_view(score: Score) -> ScoreView:
    return ScoreView(
        criterion_key=score.criterion.key,
        criterion_title=score.criterion.title,
        level_value=score.level.value if score.level else None,
        level_title=score.level.title if score.level else "",
        cannot_judge=score.cannot_judge,
        comment=score.comment,
    )
