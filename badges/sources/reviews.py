# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Evidence from peer review, through its door."""

from uuid import UUID

from badges.evidence import CriterionEvidence
from peerreview.evidence import (
    ActivityFact,
    CriterionFact,
    SubmissionFact,
    activities_to_tie,
    activity_fact,
    hours_facts,
    may_read_activity,
    people_with_submission,
    result_words,
    submission_fact,
)

__all__ = [
    "ActivityFact",
    "CriterionFact",
    "SubmissionFact",
    "activities_to_tie",
    "activity_fact",
    "criterion_evidence",
    "hours",
    "may_read_activity",
    "people_with_submission",
    "result_words",
    "submission",
]


def submission(person_id: int, activity_uuid: UUID | None) -> SubmissionFact | None:
    """The person's live submission to the activity, with what the reviews say together."""
    return submission_fact(person_id, activity_uuid) if activity_uuid else None


def criterion_evidence(fact: CriterionFact) -> CriterionEvidence:
    """A criterion as a rule sees it."""
    return CriterionEvidence(
        key=fact.key,
        title=fact.title,
        level_titles=tuple(level.title for level in fact.levels),
        reviews=fact.reviews,
        at_least=fact.at_least,
        is_extended=fact.reviews > fact.reviews_planned > 0,
    )


# What peer review calls each kind, and what a rule does.
_KINDS = {"stated": "stated", "evidenced": "evidenced", "declared": "self_declared"}


def hours(person_id: int) -> tuple[tuple[str, float], ...]:
    """Hours by kind: stated ones as they were granted; of what was measured or declared only what
    somebody approved."""
    return tuple(
        (
            _KINDS[fact.kind],
            (fact.minutes if fact.kind == "stated" else fact.approved_minutes) / 60,
        )
        for fact in hours_facts(person_id)
    )
