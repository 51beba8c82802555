# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Matching follows what is handed in, what is reviewed, and the clock."""

from peerreview.accounts.models import User
from peerreview.activities.events import SubmissionMade
from peerreview.activities.models import Activity
from peerreview.matching import ladders, services, telling
from peerreview.matching.events import FacilitatorCalled, ReviewerCalled
from peerreview.matching.policy import Rung
from peerreview.outbox.registry import on, periodically
from peerreview.reviews.events import ReviewSubmitted


@on(SubmissionMade)
def estimate_wait(event: SubmissionMade) -> None:
    """What the author is told, kept so that it can be held against what came."""
    services.estimate(submission_id=event.submission_id)


@on(SubmissionMade)
def call_those_here(event: SubmissionMade) -> None:
    """Who is here is asked at once."""
    ladders.climb_for(submission_id=event.submission_id, rungs=[Rung.HERE])


@on(ReviewSubmitted)
def settle_estimate(event: ReviewSubmitted) -> None:
    """The first review tells how long it took."""
    services.settle(submission_id=event.submission_id)


@periodically
def climb() -> None:
    """Ask the next people about works that still wait."""
    ladders.climb()


@on(ReviewerCalled)
def write_to_reviewer(event: ReviewerCalled) -> None:
    """Who is here has read it on their page; everybody else gets a letter."""
    if event.rung != Rung.HERE:
        _write(event.person_id, event.activity_id, telling.call_in_words)


@on(FacilitatorCalled)
def write_to_facilitator(event: FacilitatorCalled) -> None:
    """Who looks after the activity gets one too."""
    _write(event.person_id, event.activity_id, telling.facilitator_in_words)


def _write(person_id: int, activity_id: int, in_words: telling.InWords) -> None:
    person = User.objects.filter(pk=person_id, is_active=True).first()
    activity = Activity.objects.filter(pk=activity_id).first()
    if person and activity:
        telling.write(person, in_words(person, activity))
