# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Signals are looked for after reviews and works come in; facilitators get mail once a day at most."""

from peerreview.activities.events import SubmissionMade
from peerreview.moderation import mailing, noticing
from peerreview.moderation.events import FacilitatorsDue
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


@on(FacilitatorsDue)
def write_to_facilitators(event: FacilitatorsDue) -> None:
    """There is something to look at."""
    mailing.write(activity_id=event.activity_id, new=event.new)


@periodically
def find_signals() -> None:
    """Find what is due."""
    noticing.find_due()
