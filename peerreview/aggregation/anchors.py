# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What staff have said of work in an activity: the only measure of a leniency that all peers share.

Known are submissions on which a facilitator decided every criterion, and exemplars, at which
reviewers tried themselves before they reviewed. A score known only in part anchors nothing, since
criteria differ in how high they are scored.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from peerreview.activities.models import Activity
from peerreview.aggregation.models import Override
from peerreview.calibration import measures
from peerreview.rubrics.models import Criterion


@dataclass(frozen=True)
class Anchors:
    """Staff scores as shares of the scale, and first tries at exemplars.

    `known` is by submission id, and by minus the id for an exemplar. `exemplar_ids` (minus the id),
    `reviewer_ids` and `scores` (n, C) are the tries, in levels.
    """

    known: dict[int, float]
    exemplar_ids: tuple[int, ...]
    reviewer_ids: tuple[int, ...]
    scores: np.ndarray


def anchors_of(
    activity: Activity, criteria: Sequence[Criterion], submission_ids: Collection[int]
) -> Anchors:
    """What staff have said of these submissions and of the activity's exemplars."""
    tops = {row.pk: len(row.levels.all()) - 1 for row in criteria if row.levels.all()}
    known = _decided(submission_ids, tops)
    table = measures.measured(activity)
    if not table.exemplar_ids or table.scores.shape[1] != len(criteria):
        return Anchors(known, (), (), np.empty((0, len(criteria))))
    whole = np.isfinite(table.reference).all(axis=1)
    shares = (table.reference / np.array(list(tops.values()))).mean(axis=1)
    exemplars = tuple(-exemplar for exemplar in table.exemplar_ids)
    known |= {exemplars[row]: float(shares[row]) for row in np.flatnonzero(whole)}
    return Anchors(
        known=known,
        exemplar_ids=tuple(exemplars[row] for row in np.flatnonzero(whole)),
        reviewer_ids=tuple(table.reviewer_ids[row] for row in np.flatnonzero(whole)),
        scores=table.scores[whole],
    )


def _decided(submission_ids: Collection[int], tops: dict[int, int]) -> dict[int, float]:
    """The mean share of the scale, of submissions decided on every criterion."""
    rows = Override.objects.filter(submission__in=set(submission_ids), withdrawn_at=None)
    shares: dict[int, list[float]] = {}
    for submission, criterion, value in rows.order_by("submission_id", "criterion_id").values_list(
        "submission_id", "criterion_id", "level__value"
    ):
        shares.setdefault(submission, []).append(value / tops[criterion])
    return {
        submission: float(np.mean(found))
        for submission, found in shares.items()
        if len(found) == len(tops)
    }
