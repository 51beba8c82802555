# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Reading reviews: drafts for those who write them, and what others may read (see visibility.py)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery

from peerreview.accounts.models import User
from peerreview.activities.models import Activity, Submission
from peerreview.allocation.models import Assignment
from peerreview.cohorts.queries import role_in
from peerreview.kernel.prepared import PreparedModels
from peerreview.reviews import fields
from peerreview.reviews.models import Edit, Review, Score
from peerreview.rubrics.models import Comment, Rubric
from peerreview.rubrics.queries import criteria_at_hand


@dataclass(frozen=True)
class DraftSnapshot:
    """A draft as its reviewer has it. `scores[key]` is a level value, "cannot_judge" or None.

    A client that knows this revision may drop every change whose revision is not higher.
    """

    review_uuid: UUID
    state: str
    revision: int
    saved_at: datetime
    submitted_at: datetime | None
    lease_state: str
    lease_until: datetime
    scores: Mapping[str, int | str | None]
    comments: Mapping[str, str]
    overall: str
    missed: str

    def by_field(self) -> dict[str, int | str | None]:
        """The draft's values under the names of its fields."""
        scores = {f"score:{key}": value for key, value in self.scores.items()}
        comments = {f"comment:{key}": comment for key, comment in self.comments.items()}
        return {**scores, **comments, "overall": self.overall, "missed": self.missed}


def locked(review: Review) -> Review:
    """The row as it is now, held until the transaction ends, with what the rules ask about."""
    rows = with_surroundings().select_for_update(of=("self",), no_key=True)
    return rows.get(pk=review.pk)


def locked_for_handing_in(review: Review) -> Review:
    """`locked`, with `seat_role`: the reviewer's role in the cohort, and `unmarked_id`: their own live
    work, unless it is marked already as that of somebody who reviewed."""
    return _FOR_HANDING_IN.get(review.pk)


def _for_handing_in(pk: int) -> QuerySet[Review]:
    unmarked = Submission.objects.filter(
        activity=OuterRef("submission__activity"),
        author=OuterRef("reviewer"),
        withdrawn_at=None,
        superseded_at=None,
        author_has_reviewed=False,
    )
    rows = with_surroundings().annotate(
        seat_role=Subquery(role_in(OuterRef("submission__activity__cohort"), OuterRef("reviewer"))),
        unmarked_id=Subquery(unmarked.order_by().values("pk")[:1]),
    )
    return rows.filter(pk=pk).order_by().select_for_update(of=("self",), no_key=True)


_FOR_HANDING_IN = PreparedModels(_for_handing_in)


def locked_for_change(review: Review) -> Review:
    """The same with no more than saving a change asks about, which happens at every pause in typing."""
    rows = Review.objects.select_related(
        "assignment", "submission__activity__cohort"
    ).select_for_update(of=("self",), no_key=True)
    return rows.order_by().get(pk=review.pk)


_AROUND = (
    "assignment",
    "reviewer",
    "submission__activity__cohort",
    "submission__activity__rubric_version",
    "submission__version",
)


def with_surroundings() -> QuerySet[Review]:
    """Reviews with their duty, reviewer, submission, version and activity."""
    return Review.objects.select_related(*_AROUND)


def event_ids(review: Review) -> dict[str, int]:
    """The ids that every event of a review carries."""
    return {
        "review_id": review.pk,
        "submission_id": review.submission_id,
        "activity_id": review.submission.activity_id,
        "reviewer_id": review.reviewer_id,
        "author_id": review.submission.author_id,
    }


def draft_snapshot(review: Review) -> DraftSnapshot:
    """The whole draft at a revision, or newer; three queries, and two for a rubric not at hand."""
    # The row first: a change in between is then in the scores and not in the revision, so that who is
    # told of it takes it up again. The other way round they would take it for known.
    row = Review.objects.select_related("assignment").get(pk=review.pk)
    given = {score.criterion.key: score for score in _scores(review)}
    criteria = criteria_at_hand(review.submission.activity.rubric_version)
    return DraftSnapshot(
        review_uuid=row.uuid,
        state=row.state,
        revision=row.revision,
        saved_at=row.saved_at,
        submitted_at=row.submitted_at,
        lease_state=row.assignment.state,
        lease_until=row.assignment.lease_until,
        scores={c.key: _value(given.get(c.key)) for c in criteria},
        comments={c.key: given[c.key].comment if c.key in given else "" for c in criteria},
        overall=row.overall,
        missed=row.missed,
    )


def _scores(review: Review) -> QuerySet[Score]:
    return Score.objects.filter(review=review).select_related("criterion", "level")


def _value(score: Score | None) -> int | str | None:
    if score is None:
        return None
    if score.cannot_judge:
        return fields.CANNOT_JUDGE
    return score.level.value if score.level else None


def gaps_in(review: Review) -> dict[fields.Field, fields.Gap]:
    """What is missing before this draft can be handed in."""
    criteria = criteria_at_hand(review.submission.activity.rubric_version)
    keys = {criterion.pk: criterion.key for criterion in criteria}
    values = {level.pk: level.value for c in criteria for level in c.levels.all()}
    rows = Score.objects.filter(review=review).order_by()
    given = {
        keys[criterion]: fields.Given(
            level=values.get(level), cannot_judge=cannot_judge, comment=comment
        )
        for criterion, level, cannot_judge, comment in rows.values_list(
            "criterion_id", "level_id", "cannot_judge", "comment"
        )
    }
    asked = [
        fields.Asked(
            key=criterion.key,
            comment_required=criterion.comment == Comment.REQUIRED,
            comment_min_chars=criterion.comment_min_chars,
        )
        for criterion in criteria
    ]
    version = review.submission.activity.rubric_version
    overall = fields.Asked(
        key="",
        comment_required=version.overall == Comment.REQUIRED,
        comment_min_chars=version.overall_min_chars,
    )
    return fields.missing(asked, given, overall=overall, overall_text=review.overall)


def handed_in(submission: Submission) -> QuerySet[Review]:
    """Reviews of a submission that are not drafts, with their scores, in the order they came."""
    scores = Score.objects.select_related("criterion", "level").order_by("criterion__position")
    return (
        with_surroundings()
        .filter(submission=submission)
        .exclude(state=Review.State.DRAFT)
        .prefetch_related(Prefetch("scores", queryset=scores))
        .order_by("submitted_at", "pk")
    )


def handed_in_by(reviewer: User) -> QuerySet[Review]:
    """What this person has handed in, the newest first."""
    return (
        with_surroundings()
        .filter(reviewer=reviewer)
        .exclude(state=Review.State.DRAFT)
        .order_by("-submitted_at", "-pk")
    )


def drafts_of(reviewer: User) -> QuerySet[Review]:
    """Drafts this person can go on with, the last touched first."""
    return (
        with_surroundings()
        .filter(
            reviewer=reviewer,
            state=Review.State.DRAFT,
            submission__withdrawn_at=None,
            assignment__state__in=[Assignment.State.LEASED, Assignment.State.EXPIRED],
        )
        .order_by("-saved_at", "-pk")
    )


def was_given(reviewer: User, version_id: int) -> bool:
    """Whether this person has a duty on the version: live, done, or lapsed with a draft."""
    duties = Assignment.objects.filter(
        Q(state__in=[Assignment.State.LEASED, Assignment.State.DONE])
        | Q(state=Assignment.State.EXPIRED, review__isnull=False),
        reviewer=reviewer,
        submission__version=version_id,
        submission__held_at=None,
    )
    return duties.exists()


def amendments(review: Review, *, with_missed: bool) -> QuerySet[Edit]:
    """What was changed after handing in, the newest first, each with what its field had `before`.

    What the rubric misses is told without a name, so only its writer sees it here.
    """
    earlier = Edit.objects.filter(
        review=OuterRef("review"), field=OuterRef("field"), revision__lt=OuterRef("revision")
    ).order_by("-revision")
    found = Edit.objects.filter(review=review, is_amendment=True)
    return (
        (found if with_missed else found.exclude(field=fields.Kind.MISSED))
        .annotate(before=Subquery(earlier.values("value")[:1]))
        .order_by("-revision")
    )


def amended(submission: Submission) -> QuerySet[Review]:
    """The reviews of a submission that were amended after handing in, by their aliases."""
    found = handed_in(submission).exclude(amended_at=None)
    return found.order_by("assignment__alias", "pk")


def missed_by_rubric(rubric: Rubric, reader: User) -> QuerySet[Review]:
    """What reviewers said that any version of the rubric misses; nothing about the reader's own work.

    In an order that tells nothing of who wrote it, when, or about whose work.
    """
    of = _missed(reader).filter(submission__activity__rubric_version__rubric=rubric)
    return of.order_by("-submission__activity__rubric_version__number", "missed", "pk")


def missed_in_activity(activity: Activity, reader: User) -> QuerySet[Review]:
    """The same for one activity."""
    return _missed(reader).filter(submission__activity=activity).order_by("missed", "pk")


def _missed(reader: User) -> QuerySet[Review]:
    return (
        Review.objects.filter(state=Review.State.SUBMITTED)
        .exclude(missed="")
        .exclude(submission__author=reader)
        .exclude(submission__coauthors__person=reader)
        .select_related("submission__activity__rubric_version")
    )


def activities_using(rubric: Rubric) -> int:
    """How many activities were opened with some version of the rubric."""
    return Activity.objects.filter(rubric_version__rubric=rubric).count()


def has_begun(activity: Activity) -> bool:
    """Whether somebody has begun to review work of this activity."""
    return Review.objects.filter(submission__activity=activity).exists()
