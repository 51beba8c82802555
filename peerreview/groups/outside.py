# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""How many of those who reviewed a work were never in a group with whose it is."""

from dataclasses import dataclass
from uuid import UUID

from peerreview.activities.models import Submission
from peerreview.cohorts.queries import ever_beside
from peerreview.reviews.models import Review


@dataclass(frozen=True, kw_only=True)
class VoicesFact:
    """How many reviews of a person's work were handed in and stand, and how many of them by people who
    were never in a study group with the person (`outside_group`)."""

    person_id: int
    activity_uuid: UUID
    reviews: int
    outside_group: int


def voices(submission: Submission, person_id: int) -> VoicesFact:
    """Counts alone. Leaving a group makes nobody a voice from outside."""
    standing = Review.objects.filter(submission=submission, state=Review.State.SUBMITTED)
    beside = ever_beside(person_id).values("user")
    return VoicesFact(
        person_id=person_id,
        activity_uuid=submission.activity.uuid,
        reviews=standing.count(),
        outside_group=standing.exclude(reviewer__in=beside).count(),
    )
