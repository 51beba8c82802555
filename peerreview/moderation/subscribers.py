# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Signals are looked for after reviews and works come in; and facilitators are told."""

from peerreview.activities.events import SubmissionMade
from peerreview.moderation import noticing
from peerreview.outbox.registry import on, periodically
from peerreview.reviews.events import ReviewSetAside, ReviewSubmitted


@on(ReviewSubmitted)
def look_after_review(event: ReviewSubmitted) -> None:
    """A review came in."""
    noticing.want(activity_id=event.activity_id)


@on(ReviewSetAside)
def look_without_review(event: ReviewSetAside) -> None:
    """A review counts no longer."""
    noticing.want(activity_id=event.activity_id)


@on(SubmissionMade)
def look_after_submission(event: SubmissionMade) -> None:
    """A work came in."""
    noticing.want(activity_id=event.activity_id)


@periodically
def find_signals() -> None:
    """Find what is due."""
    noticing.find_due()
