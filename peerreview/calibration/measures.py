# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What first tries at exemplars say about reviewers: for themselves, for the consensus, for badges."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from peerreview.accounts.models import User
from peerreview.activities.models import Activity
from peerreview.calibration.models import AttemptScore, Clearance, ReferenceRating
from peerreview.rubrics.queries import criteria_of
from peerreview.rubrics.sheets import judged
from peerreview.stats import calibration as stats


@dataclass(frozen=True)
class Measured:
    """The first tries in an activity as a table: a row per try, a column per criterion, in levels.

    `scores[i]` is what `reviewer_ids[i]` gave `exemplar_ids[i]`, `reference[i]` what it has; NaN
    where there is none. First tries only: the second comes after the reasons were read.
    """

    reviewer_ids: tuple[int, ...]
    exemplar_ids: tuple[int, ...]
    scores: np.ndarray
    reference: np.ndarray

    @property
    def differences(self) -> np.ndarray:
        """Own minus reference."""
        return self.scores - self.reference

    def of(self, user_id: int) -> np.ndarray:
        """The differences of one person."""
        rows = [row for row, found in enumerate(self.reviewer_ids) if found == user_id]
        return self.differences[rows]


def measured(activity: Activity, people: Iterable[int] | None = None) -> Measured:
    """The first tries at the activity's exemplars, of these people or of all; four queries."""
    criteria = judged(criteria_of(activity.rubric_version))
    column = {criterion.pk: number for number, criterion in enumerate(criteria)}
    first = AttemptScore.objects.filter(
        attempt__exemplar__activity=activity,
        attempt__exemplar__removed_at=None,
        attempt__number=1,
    )
    if people is not None:
        first = first.filter(attempt__person__in=list(people))
    given = list(
        first.order_by("attempt__person_id", "attempt__exemplar_id", "criterion_id").values_list(
            "attempt__person_id", "attempt__exemplar_id", "criterion_id", "level__value"
        )
    )
    known = {
        (row.exemplar_id, row.criterion_id): row.level.value
        for row in ReferenceRating.objects.filter(
            exemplar__activity=activity, level__isnull=False
        ).select_related("level")
    }
    return _table(given, known, column)


def _table(
    given: Sequence[tuple[int, int, int, int]],
    known: dict[tuple[int, int], int],
    column: dict[int, int],
) -> Measured:
    tries = list(dict.fromkeys((person, exemplar) for person, exemplar, *_ in given))
    row_of = {pair: number for number, pair in enumerate(tries)}
    scores = np.full((len(tries), len(column)), np.nan)
    reference = np.full_like(scores, np.nan)
    for person, exemplar, criterion, value in given:
        if criterion in column:
            place = row_of[person, exemplar], column[criterion]
            scores[place] = value
            reference[place] = known.get((exemplar, criterion), np.nan)
    return Measured(
        reviewer_ids=tuple(person for person, _ in tries),
        exemplar_ids=tuple(exemplar for _, exemplar in tries),
        scores=scores,
        reference=reference,
    )


def bias_of(user: User, activity: Activity) -> tuple[stats.Bias, list[tuple[str, float]]]:
    """This person's tendency, and the criteria on which it goes one way on every exemplar."""
    differences = measured(activity, [user.pk]).of(user.pk)
    if not differences.size:
        return stats.bias(np.full((1, 1), np.nan)), []
    titles = [criterion.title for criterion in judged(criteria_of(activity.rubric_version))]
    pairs = zip(titles, stats.leanings(differences), strict=True)
    return stats.bias(differences), [(title, mean) for title, mean in pairs if np.isfinite(mean)]


@dataclass(frozen=True)
class Calibrated:
    """That somebody passed the exemplars of an activity, and how near their first tries were."""

    at: datetime
    exemplars: int
    ratings: int
    distance: float
    bias: float
    bias_sd: float


def calibrated(user_id: int, activity: Activity) -> Calibrated | None:
    """The fact, for who passed; None for everybody else, those who went on without included."""
    clearance = Clearance.objects.filter(
        activity=activity, person_id=user_id, state=Clearance.State.CALIBRATED
    ).first()
    if clearance is None:
        return None
    differences = measured(activity, [user_id]).of(user_id)
    if not np.isfinite(differences).any():
        return None
    found = stats.bias(differences)
    return Calibrated(
        at=clearance.at,
        exemplars=len(differences),
        ratings=found.count,
        distance=found.distance,
        bias=found.shrunk,
        bias_sd=found.sd,
    )
