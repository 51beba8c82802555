# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""An activity in figures: small numbers and points, which the page draws and also shows as tables."""

from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from typing import Any

from django.db.models import Avg, Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import TruncDate

from peerreview.activities.models import Activity, Submission
from peerreview.aggregation.agreeing import CriterionAgreement, agreement_of
from peerreview.aggregation.models import CriterionOutcome, Outcome
from peerreview.aggregation.standing import Standing, standing
from peerreview.desk import plots
from peerreview.reviews.models import Review, Score
from peerreview.rubrics.queries import criteria_of

# A figure learns nothing more from scores beyond these many, and the page must stay quick.
SCORES_MOST = 20_000
REVIEWERS_SHOWN = 30


@dataclass(frozen=True)
class Bar:
    """One level of a criterion and how many works came to it."""

    label: str
    count: int
    share: float


@dataclass(frozen=True)
class Criterion:
    """The results on one criterion."""

    title: str
    bars: tuple[Bar, ...]
    works: int
    agreed: CriterionAgreement
    mean_agreement: float | None
    contested: int


@dataclass(frozen=True)
class Day:
    """What came in on one day."""

    day: date
    works: int
    reviews: int


def newest_outcomes(activity: Activity) -> QuerySet[Outcome]:
    """The outcome in force of each live submission."""
    newest = Outcome.objects.filter(submission=OuterRef("pk")).order_by("-number").values("pk")[:1]
    live = Submission.objects.filter(activity=activity, withdrawn_at=None, superseded_at=None)
    chosen = live.annotate(newest=Subquery(newest)).exclude(newest=None).values("newest")
    return Outcome.objects.filter(pk__in=chosen)


def criteria(activity: Activity) -> list[Criterion]:
    """Distribution and agreement, criterion by criterion."""
    results = CriterionOutcome.objects.filter(outcome__in=newest_outcomes(activity).values("pk"))
    results = results.filter(reviews_counted__gt=0).order_by()
    counted = {
        (criterion, value): n
        for criterion, value, n in results.values_list("criterion_id", "consensus_value").annotate(
            n=Count("pk")
        )
    }
    means = dict(results.values_list("criterion_id").annotate(mean=Avg("agreement")))
    contested = dict(
        results.filter(state=CriterionOutcome.State.CONTESTED)
        .values_list("criterion_id")
        .annotate(n=Count("pk"))
    )
    rows = zip(criteria_of(activity.rubric_version), agreement_of(activity), strict=True)
    return [
        _criterion(each, counted, means.get(each.pk), contested.get(each.pk, 0), agreed)
        for each, agreed in rows
    ]


def _criterion(
    criterion: Any, counted: dict, mean: float | None, contested: int, agreed: CriterionAgreement
) -> Criterion:
    levels = list(criterion.levels.all())
    counts = [counted.get((criterion.pk, level.value), 0) for level in levels]
    most = max([*counts, 1])
    bars = tuple(
        Bar(level.title, count, count / most) for level, count in zip(levels, counts, strict=True)
    )
    return Criterion(criterion.title, bars, sum(counts), agreed, mean, contested)


def _ratings(activity: Activity) -> dict[int, list[tuple[int, int, int]]]:
    """The newest scores as (reviewer, submission, level), by criterion; one query."""
    scores = Score.objects.filter(
        review__submission__activity=activity,
        review__state=Review.State.SUBMITTED,
        level__isnull=False,
    ).order_by("-pk")
    found: dict[int, list[tuple[int, int, int]]] = {}
    rows = scores.values_list(
        "criterion_id", "review__reviewer_id", "review__submission_id", "level__value"
    )
    for criterion, *rest in rows[:SCORES_MOST]:
        found.setdefault(criterion, []).append(tuple(rest))
    return found


def days(activity: Activity) -> list[Day]:
    """What came in, day by day, without days on which nothing did."""
    works = _by_day(
        Submission.objects.filter(activity=activity, withdrawn_at=None, superseded_at=None),
        "submitted_at",
    )
    counted = Review.objects.filter(submission__activity=activity).exclude(state=Review.State.DRAFT)
    reviews = _by_day(counted, "submitted_at")
    return [Day(day, works.get(day, 0), reviews.get(day, 0)) for day in sorted({*works, *reviews})]


def _by_day(rows: QuerySet, field: str) -> dict[date, int]:
    dated = rows.order_by().annotate(day=TruncDate(field)).values_list("day")
    return dict(dated.annotate(n=Count("pk")))


def reviewers(activity: Activity) -> list[Standing]:
    """Reviewers of whom there is something to say, those first who may need help."""
    told = [one for one in standing(activity) if one.band is not None]
    return sorted(told, key=lambda one: one.band)[:REVIEWERS_SHOWN]


def chart(found: list[Day]) -> plots.Chart:
    """Works and reviews so far, drawn."""
    return plots.chart(
        [day.day for day in found],
        list(accumulate(day.works for day in found)),
        list(accumulate(day.reviews for day in found)),
    )
