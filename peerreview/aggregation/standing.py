# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""How far the reviewers of an activity can be depended on: for who looks after it, never public.

In a cohort the reviews of all its activities count together: two or three of one activity tell
hardly anything, and how somebody judges goes with them from one to the next.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from django.db.models import Max, Q, QuerySet
from django.utils.translation import gettext as _

from peerreview.accounts.models import User
from peerreview.activities.models import Activity
from peerreview.calibration.models import AttemptScore, Clearance, ReferenceRating
from peerreview.reviews.models import Review, Score
from peerreview.rubrics.models import Criterion
from peerreview.stats import standing as stats
from peerreview.stats.calibration import Z95

# More reviews than this tell an order nothing more, and the page must open quickly.
REVIEWS_MAX = 3_000
SURE_OF_LEANING = 0.04  # of the scale's width; less is not worth telling


@dataclass(frozen=True)
class Standing:
    """One reviewer: what they gave, the band they are in and those it may be; bands are None while
    there are too few reviews to tell. `bias` is in shares of the scale, above 0 lenient."""

    person: User
    reviews: int
    exemplars: int
    is_calibrated: bool
    band: int | None
    lowest: int | None
    highest: int | None
    bias: float | None
    bias_se: float | None

    @property
    def words(self) -> str:
        """The band and its uncertainty in words."""
        if self.band is None:
            return _("too few reviews to say")
        if (self.lowest, self.highest) == (stats.LOW, stats.HIGH):
            return _("cannot be told apart from others")
        names = {
            stats.LOW: _("less than most"),
            stats.MIDDLE: _("like most"),
            stats.HIGH: _("more than most"),
        }
        if self.lowest == self.highest:
            return names[self.band]
        return _("%(low)s, or %(high)s") % {"low": names[self.lowest], "high": names[self.highest]}

    @property
    def bias_low(self) -> float:
        """Where the bias may lie at the least (95 %)."""
        return self.bias - Z95 * self.bias_se

    @property
    def bias_high(self) -> float:
        """And at the most."""
        return self.bias + Z95 * self.bias_se

    @property
    def leaning(self) -> str:
        """Strict or lenient, where that is plain."""
        if self.bias is None or abs(self.bias) < max(SURE_OF_LEANING, Z95 * self.bias_se):
            return _("neither, as far as can be told")
        return _("lenient") if self.bias > 0 else _("strict")


# Reviewer, item, criterion, level: as the rows come from reviews and from tries at exemplars.
Rating = tuple[int, int, int, int]


def standing(activity: Activity) -> list[Standing]:
    """Everyone who reviewed here or tried an exemplar, by name; with too few ratings without a band.

    The same number of queries for any number of reviews, people and activities.
    """
    scope = Q(pk=activity.pk) | Q(cohort__isnull=False, cohort=activity.cohort_id)
    activities = Activity.objects.filter(scope)
    reviews, authors = _reviews(activities)
    tries = _tries(activities)
    places = _places(activities, [*reviews, *tries], authors, seed=activity.pk)
    here = set(
        Review.objects.filter(submission__activity=activity, state=Review.State.SUBMITTED)
        .order_by()
        .values_list("reviewer_id", flat=True)
    ) | set(
        AttemptScore.objects.filter(attempt__exemplar__activity=activity)
        .order_by()
        .values_list("attempt__person_id", flat=True)
    )
    calibrated = set(
        Clearance.objects.filter(activity=activity, state=Clearance.State.CALIBRATED).values_list(
            "person_id", flat=True
        )
    )
    given, tried = _counted(reviews), _counted(tries)
    return [
        _standing(
            person,
            given.get(person.pk, 0),
            tried.get(person.pk, 0),
            person.pk in calibrated,
            places.get(person.pk),
        )
        for person in User.objects.filter(pk__in=here).order_by("display_name", "pk")
    ]


def _standing(
    person: User, reviews: int, exemplars: int, is_calibrated: bool, place: stats.Place | None
) -> Standing:
    return Standing(
        person=person,
        reviews=reviews,
        exemplars=exemplars,
        is_calibrated=is_calibrated,
        band=place.band if place else None,
        lowest=place.lowest if place else None,
        highest=place.highest if place else None,
        bias=place.bias if place else None,
        bias_se=place.bias_se if place else None,
    )


def _counted(ratings: Iterable[Rating]) -> dict[int, int]:
    """How many works each person has rated."""
    found: dict[int, int] = {}
    for who, _item in {rating[:2] for rating in ratings}:
        found[who] = found.get(who, 0) + 1
    return found


def _reviews(activities: QuerySet[Activity]) -> tuple[list[Rating], dict[int, int]]:
    """The levels of the newest counted reviews, and who wrote the submissions."""
    newest = (
        Review.objects.filter(
            submission__activity__in=activities.values("pk"), state=Review.State.SUBMITTED
        )
        .order_by("-submitted_at", "-pk")
        .values("pk")[:REVIEWS_MAX]
    )
    rows = (
        Score.objects.filter(review__in=newest, level__isnull=False)
        .order_by("review__submission_id", "review__reviewer_id", "criterion_id")
        .values_list(
            "review__reviewer_id",
            "review__submission_id",
            "criterion_id",
            "level__value",
            "review__submission__author_id",
        )
    )
    found = list(rows)
    return [row[:4] for row in found], {item: author for _who, item, _c, _v, author in found}


def _tries(activities: QuerySet[Activity]) -> list[Rating]:
    """First tries at exemplars; an exemplar is an item of its own, with an id no submission has."""
    rows = (
        AttemptScore.objects.filter(
            attempt__number=1, attempt__exemplar__activity__in=activities.values("pk")
        )
        .order_by("attempt__exemplar_id", "attempt__person_id", "criterion_id")
        .values_list("attempt__person_id", "attempt__exemplar_id", "criterion_id", "level__value")
    )
    return [(who, -exemplar, criterion, value) for who, exemplar, criterion, value in rows]


def _places(
    activities: QuerySet[Activity], ratings: list[Rating], authors: dict[int, int], *, seed: int
) -> dict[int, stats.Place]:
    """The places by person. Levels count from 0 to 1, criteria of other rubrics as not judged."""
    tops = dict(
        Criterion.objects.filter(version__in=activities.values("rubric_version"))
        .order_by("pk")
        .annotate(top=Max("levels__value"))
        .values_list("pk", "top")
    )
    column = {criterion: number for number, criterion in enumerate(tops)}
    rows: dict[tuple[int, int], np.ndarray] = {}
    for who, item, criterion, value in ratings:
        if criterion in column:
            cells = rows.setdefault((who, item), np.full(len(column), np.nan))
            cells[column[criterion]] = value / max(tops[criterion], 1)
    if not rows:
        return {}
    found = stats.places(
        np.array([who for who, _item in rows], dtype=np.int64),
        np.array([item for _who, item in rows], dtype=np.int64),
        np.array(list(rows.values())),
        known=_known(activities, tops),
        author_of_item=authors,
        seed=seed,
    )
    return {place.reviewer: place for place in found}


def _known(activities: QuerySet[Activity], tops: dict[int, int]) -> dict[int, float]:
    """The reference of each exemplar, as the mean over its criteria."""
    rows = ReferenceRating.objects.filter(
        exemplar__activity__in=activities.values("pk"), level__isnull=False
    ).values_list("exemplar_id", "criterion_id", "level__value")
    levels: dict[int, list[float]] = {}
    for exemplar, criterion, value in rows:
        if criterion in tops:
            levels.setdefault(-exemplar, []).append(value / max(tops[criterion], 1))
    return {item: sum(values) / len(values) for item, values in levels.items()}
