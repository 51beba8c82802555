# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Evidence of who reviewed and of what people gave, through the other leaf of peer review's door."""

from badges.evidence import CalibrationEvidence, GivenEvidence, ReviewEvidence
from badges.sources.reviews import SubmissionFact
from peerreview import deeds
from peerreview.accounts.identity import level as identity
from peerreview.deeds import (
    GroupFact,
    WorkFact,
    ever_in_group,
    facilitate_together,
    facilitates,
    facilitators_beside,
    flagged_review,
    flagged_work,
    groups_led,
    hand_ins_of,
    let_read,
    people_who_reviewed,
    work_to_read,
    works_by,
)

__all__ = [
    "GroupFact",
    "WorkFact",
    "calibration",
    "ever_in_group",
    "facilitate_together",
    "facilitates",
    "facilitators_beside",
    "flagged_review",
    "flagged_work",
    "given",
    "groups_led",
    "hand_ins_of",
    "identity",
    "let_read",
    "mentored",
    "open_flags",
    "people_who_reviewed",
    "reviews",
    "work_to_read",
    "works_by",
]


def reviews(fact: SubmissionFact | None) -> tuple[ReviewEvidence, ...]:
    """The reviews of the work, as a rule sees them."""
    found = deeds.review_facts(fact.submission_uuid) if fact else []
    return tuple(
        ReviewEvidence(
            is_assigned=item.is_assigned, is_outside=item.is_outside, reliability=item.reliability
        )
        for item in found
    )


def open_flags(fact: SubmissionFact | None) -> int:
    """How many flags on the work nobody has ruled on."""
    return deeds.open_flags(fact.submission_uuid) if fact else 0


def given(person_id: int) -> tuple[GivenEvidence, ...]:
    """The reviews a person gave, as a rule sees them."""
    return tuple(
        GivenEvidence(
            day=item.day,
            group=item.group,
            is_assigned=item.is_assigned,
            was_used=item.was_used,
            is_mutual=item.is_mutual,
        )
        for item in deeds.given_facts(person_id)
    )


def calibration(person_id: int) -> tuple[CalibrationEvidence, ...]:
    """Where the person rated like the reference."""
    return tuple(
        CalibrationEvidence(day=item.day, exemplars=item.exemplars, agreement=item.agreement)
        for item in deeds.agreement_facts(person_id)
    )


def mentored(person_id: int) -> int:
    """How many learners did better in a later round after taking up what the person said."""
    return deeds.learners_helped(person_id)
