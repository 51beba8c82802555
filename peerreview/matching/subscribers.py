# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Matching follows what is handed in, what is reviewed, and the clock."""

from peerreview.activities.events import SubmissionMade
from peerreview.matching import ladders, services
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
