# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""THE SECOND DOOR: what peer review tells endorsements about who judges well and what was found.

Ids and plain values. Nothing here leaves endorsements but as bands and counts of several people.
"""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Max

from peerreview.activities.events import ResultsReleased
from peerreview.activities.models import Submission
from peerreview.activities.queries import authors_of
from peerreview.aggregation.events import OutcomeComputed
from peerreview.aggregation.models import CriterionOutcome, Fit, ReviewerFit
from peerreview.aggregation.queries import latest_outcome
from peerreview.calibration.models import Clearance
from peerreview.reviews.visibility import seal_of

__all__ = [
    "OutcomeComputed",
    "Reliability",
    "ResultFact",
    "ResultsReleased",
    "calibrated_people",
    "reliability_of_reviewers",
    "result_facts",
    "results_of_activity",
]

NOISE_OF_MOST = 0.5  # of the variance between works, for a reviewer like most


@dataclass(frozen=True, kw_only=True)
class Reliability:
    """How far somebody's reviews agree with what all say together, in [0, 1], and of how many."""

    person_id: int
    value: float
    reviews: int


@dataclass(frozen=True, kw_only=True)
class ResultFact:
    """That the reviews of somebody's work are settled and open to them, and what they found.

    `is_confirmed`: on each criterion the upper half of the levels or the middle.
    """

    person_id: int
    submission_id: int
    is_confirmed: bool


def calibrated_people() -> list[int]:
    """Ids of all who rated an activity's exemplars within tolerance of the reference."""
    rows = Clearance.objects.filter(state=Clearance.State.CALIBRATED)
    return sorted(rows.order_by().values_list("person_id", flat=True).distinct())


def reliability_of_reviewers() -> list[Reliability]:
    """By the latest fit of every activity; of somebody in several, by the number of reviews."""
    latest = Fit.objects.order_by().values("activity").annotate(newest=Max("pk"))
    rows = ReviewerFit.objects.filter(fit__in=latest.values("newest")).order_by("pk")
    weights: dict[int, list[tuple[float, int]]] = defaultdict(list)
    for person, noise, careless, reviews in rows.values_list(
        "reviewer_number", "noise_ratio", "careless", "reviews"
    ).iterator(chunk_size=5000):
        value = (1 - careless) / (1 + NOISE_OF_MOST * max(noise, 0.0))
        weights[person].append((min(max(value, 0.0), 1.0), reviews))
    return [_together(person, parts) for person, parts in sorted(weights.items())]


def _together(person_id: int, parts: list[tuple[float, int]]) -> Reliability:
    reviews = sum(count for _, count in parts)
    total = sum(value * count for value, count in parts)
    return Reliability(person_id=person_id, value=total / max(reviews, 1), reviews=reviews)


def result_facts(submission_id: int) -> list[ResultFact]:
    """For all who made the submission; nothing while reviews are open, disagree, or are sealed."""
    submission = Submission.objects.select_related("activity", "author").get(pk=submission_id)
    outcome = latest_outcome(submission)
    if outcome is None or seal_of(submission.author, submission) is not None:
        return []
    found = list(outcome.criteria.all())
    settled = [row for row in found if row.state == CriterionOutcome.State.SETTLED]
    if not settled or len(settled) < len(found):
        return []
    is_confirmed = all(2 * row.consensus_value >= len(row.at_least) - 1 for row in settled)
    return [
        ResultFact(person_id=person, submission_id=submission_id, is_confirmed=is_confirmed)
        for person in authors_of(submission)
    ]


def results_of_activity(activity_id: int) -> list[ResultFact]:
    """The same for all works handed in to an activity."""
    rows = Submission.objects.filter(activity=activity_id, withdrawn_at=None)
    ids = rows.order_by("pk").values_list("pk", flat=True)
    return [fact for submission_id in ids for fact in result_facts(submission_id)]
