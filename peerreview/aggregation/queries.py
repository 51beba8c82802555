# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Reading outcomes, and the scores they are made of."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

import numpy as np
from django.db.models import Count, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce

from peerreview.activities.models import Activity, Submission
from peerreview.activities.queries import LIVE
from peerreview.aggregation.models import (
    CriterionOutcome,
    FitState,
    Outcome,
    Override,
    ReviewerFit,
)
from peerreview.reviews.models import Edit, Review, Score
from peerreview.rubrics.models import Criterion

# A fit learns nothing more from reviews beyond this many.
FIT_REVIEWS_MAX = 50_000


@dataclass(frozen=True)
class ScoreMatrix:
    """Handed-in reviews as rows, criteria as columns, in level values; NaN where none was chosen.

    Rows are in the order of submission and reviewer, so equal reviews give equal matrices.
    """

    submission_ids: tuple[int, ...]
    reviewer_ids: tuple[int, ...]
    author_of_submission: dict[int, int]
    scores: np.ndarray


def activity_matrix(activity: Activity, criteria: Sequence[Criterion]) -> ScoreMatrix:
    """The newest counted reviews of an activity; one query."""
    counted = Review.objects.filter(submission__activity=activity, state=Review.State.SUBMITTED)
    newest = counted.order_by("-submitted_at", "-pk").values("pk")[:FIT_REVIEWS_MAX]
    rows = (
        Score.objects.filter(review__in=newest)
        .order_by("review__submission_id", "review__reviewer_id", "criterion_id")
        .values_list(
            "review__submission_id",
            "review__reviewer_id",
            "review__submission__author_id",
            "criterion_id",
            "level__value",
        )
    )
    return _matrix(list(rows), criteria)


def _matrix(rows: list[tuple], criteria: Sequence[Criterion]) -> ScoreMatrix:
    column = {criterion.pk: number for number, criterion in enumerate(criteria)}
    reviews = list(dict.fromkeys((submission, reviewer) for submission, reviewer, *_ in rows))
    row_of = {review: number for number, review in enumerate(reviews)}
    scores = np.full((len(reviews), len(criteria)), np.nan)
    for submission, reviewer, _author, criterion, value in rows:
        if value is not None:
            scores[row_of[submission, reviewer], column[criterion]] = value
    return ScoreMatrix(
        submission_ids=tuple(submission for submission, _ in reviews),
        reviewer_ids=tuple(reviewer for _, reviewer in reviews),
        author_of_submission={submission: author for submission, _, author, *_ in rows},
        scores=scores,
    )


@dataclass
class Given:
    """What the reviews of one submission say: level values by reviewer and criterion (None where
    none was chosen), whose reviews were set aside, and how often levels in them were amended.

    `reviews` has their ids, which authors are never told: a digest over small numbers alone could be
    tried out until it says who reviewed."""

    scores: dict[int, dict[int, int | None]]
    set_aside: list[int]
    amended: dict[str, int]
    reviews: list[str]

    def rows(self, criteria: Sequence[Criterion]) -> list[tuple[int, list[int | None]]]:
        """By reviewer, the criteria in order."""
        return [
            (reviewer, [found.get(criterion.pk) for criterion in criteria])
            for reviewer, found in sorted(self.scores.items())
        ]


_AMENDMENTS = (
    Edit.objects.filter(review=OuterRef("pk"), is_amendment=True, field__startswith="score:")
    .order_by()
    .values("review")
    .annotate(count=Count("pk"))
    .values("count")
)


def given_to(submission_ids: Sequence[int]) -> dict[int, Given]:
    """What the reviews of these submissions say; one query."""
    rows = (
        Review.objects.filter(
            submission__in=submission_ids,
            state__in=[Review.State.SUBMITTED, Review.State.SET_ASIDE],
        )
        .order_by("submission_id", "reviewer_id")
        .values_list(
            "submission_id",
            "reviewer_id",
            "state",
            "scores__criterion_id",
            "scores__level__value",
            Coalesce(Subquery(_AMENDMENTS), 0),
            "uuid",
        )
    )
    found = {pk: Given({}, [], {}, []) for pk in submission_ids}
    for submission, reviewer, state, criterion, value, amended, uuid in rows:
        given = found[submission]
        if str(uuid) not in given.reviews:
            given.reviews.append(str(uuid))
        if amended:
            given.amended[str(reviewer)] = amended
        if state == Review.State.SUBMITTED:
            given.scores.setdefault(reviewer, {})[criterion] = value
        elif reviewer not in given.set_aside:
            given.set_aside.append(reviewer)
    return found


def unlocked(submission_ids: Sequence[int]) -> QuerySet[Submission]:
    """The submissions by ascending id, with the activity and rubric they are judged by."""
    rows = Submission.objects.select_related("activity__rubric_version")
    return rows.filter(pk__in=submission_ids).order_by("pk")


def locked(submission_ids: Sequence[int]) -> list[Submission]:
    """The same, held until the transaction ends."""
    return list(unlocked(submission_ids).select_for_update(of=("self",), no_key=True))


def fit_states(activity_ids: Collection[int]) -> dict[int, FitState]:
    """The fits these activities use now, without the packed inputs; by activity."""
    rows = FitState.objects.filter(activity__in=activity_ids).select_related("fit")
    return {row.activity_id: row for row in rows.defer("fit__inputs")}


def reviewer_fits(pairs: Collection[tuple[int, int]]) -> dict[int, list[ReviewerFit]]:
    """What fits say of reviewers, for (fit, reviewer) pairs; by fit, one query."""
    fits, reviewers = {fit for fit, _ in pairs}, {reviewer for _, reviewer in pairs}
    found: dict[int, list[ReviewerFit]] = {}
    if pairs:
        rows = ReviewerFit.objects.filter(fit__in=fits, reviewer_number__in=reviewers)
        for row in rows.order_by("fit_id", "reviewer_number"):
            found.setdefault(row.fit_id, []).append(row)
    return found


def outcomes_of(submission_ids: Sequence[int]) -> dict[int, list[Outcome]]:
    """All outcomes of these submissions, the newest first; by submission."""
    found: dict[int, list[Outcome]] = {}
    rows = Outcome.objects.filter(submission__in=submission_ids).order_by("-number")
    for row in rows.defer("inputs"):
        found.setdefault(row.submission_id, []).append(row)
    return found


def overrides_of(submission_ids: Sequence[int]) -> dict[int, list[Override]]:
    """Every decision of a facilitator on these, the withdrawn ones too, oldest first."""
    found: dict[int, list[Override]] = {}
    rows = Override.objects.filter(submission__in=submission_ids)
    for row in rows.select_related("level", "criterion").order_by("pk"):
        found.setdefault(row.submission_id, []).append(row)
    return found


def standing_of(submission_ids: Sequence[int]) -> dict[int, list[CriterionOutcome]]:
    """The criteria of the newest outcomes, in order; by submission."""
    newest = Outcome.objects.filter(submission=OuterRef("outcome__submission")).order_by("-number")
    rows = CriterionOutcome.objects.filter(
        outcome__submission__in=submission_ids, outcome=Subquery(newest.values("pk")[:1])
    )
    found: dict[int, list[CriterionOutcome]] = {}
    for row in rows.select_related("outcome").order_by("criterion__position"):
        found.setdefault(row.outcome.submission_id, []).append(row)
    return found


def large_and_due(least: int) -> list[Activity]:
    """Activities with at least that many reviews whose fit is due."""
    rows = FitState.objects.filter(is_due=True, fit__reviews__gte=least)
    return [row.activity for row in rows.select_related("activity__rubric_version").defer("fit")]


def alias_of(submission: Submission) -> dict[int, str]:
    """The pseudonym of each reviewer towards the author."""
    return dict(submission.assignments.order_by().values_list("reviewer_id", "alias"))


def submission_by_id(submission_id: int) -> Submission:
    """A submission with the activity and rubric it is judged by."""
    return Submission.objects.select_related("activity__rubric_version").get(pk=submission_id)


def latest_outcome(submission: Submission) -> Outcome | None:
    """The newest outcome with its criteria in order, or None before the first; two queries."""
    return with_criteria(Outcome.objects.filter(submission=submission)).order_by("-number").first()


def with_criteria(outcomes: QuerySet[Outcome]) -> QuerySet[Outcome]:
    """Outcomes that bring their criteria, in order."""
    criteria = CriterionOutcome.objects.select_related(
        "criterion", "override__by", "override__level"
    ).order_by("criterion__position")
    return outcomes.prefetch_related(Prefetch("criteria", queryset=criteria))


@dataclass(frozen=True)
class BoardRow:
    """How far one submission is. `author_name` is None where the reader may not know it."""

    submission_uuid: UUID
    author_name: str | None
    reviews_done: int
    reviews_leased: int
    reviews_needed: int
    criteria_settled: int
    criteria_contested: int
    criteria_insufficient: int


def board_rows(
    activity: Activity, *, with_names: bool = False, first: int = 0, count: int = 50
) -> list[BoardRow]:
    """How far the live submissions are, `count` from the `first` on; three queries.

    Names are for those who run the activity: a reviewer who read them would not be blind.
    """
    newest = Outcome.objects.filter(submission=OuterRef("pk")).order_by("-number").values("pk")[:1]
    submissions = list(
        Submission.objects.filter(LIVE, activity=activity)
        .select_related("author")
        .annotate(outcome_id=Subquery(newest))
        .order_by("submitted_at", "pk")[first : first + count]
    )
    states = _states_by_outcome([submission.outcome_id for submission in submissions])
    return [
        _board_row(submission, activity, states.get(submission.outcome_id, []), with_names)
        for submission in submissions
    ]


def _states_by_outcome(outcome_ids: list[int | None]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    rows = CriterionOutcome.objects.filter(outcome_id__in=[pk for pk in outcome_ids if pk])
    for outcome_id, state in rows.order_by().values_list("outcome_id", "state"):
        found.setdefault(outcome_id, []).append(state)
    return found


def _board_row(
    submission: Submission, activity: Activity, states: list[str], with_names: bool
) -> BoardRow:
    state = CriterionOutcome.State
    return BoardRow(
        submission_uuid=submission.uuid,
        author_name=submission.author.display_name if with_names else None,
        reviews_done=submission.reviews_done,
        reviews_leased=submission.reviews_leased,
        reviews_needed=activity.reviews_needed,
        criteria_settled=states.count(state.SETTLED),
        criteria_contested=states.count(state.CONTESTED),
        criteria_insufficient=states.count(state.INSUFFICIENT),
    )
