# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""An outcome follows from each review that is handed in or set aside, a fit from many of them."""

from peerreview.aggregation import services
from peerreview.aggregation.events import FitDue
from peerreview.outbox.registry import on, periodically
from peerreview.reviews.events import ReviewAmended, ReviewSetAside, ReviewSubmitted


@on(ReviewSubmitted, together=True)
def count_reviews(events: list[ReviewSubmitted]) -> None:
    """Count them in."""
    services.count([(event.activity_id, event.submission_id) for event in events])


@on(ReviewSetAside, together=True)
def count_without(events: list[ReviewSetAside]) -> None:
    """Count again without them."""
    services.count([(event.activity_id, event.submission_id) for event in events])


@on(ReviewAmended, together=True)
def count_again(events: list[ReviewAmended]) -> None:
    """Count what they say now."""
    services.count([(event.activity_id, event.submission_id) for event in events])


@on(FitDue)
def fit_anew(event: FitDue) -> None:
    """Learn again. What takes long is left to the clock, which holds no transaction meanwhile."""
    services.refit_if_small(activity_id=event.activity_id)


@periodically
def fit_large_ones() -> None:
    """Learn again in large activities."""
    services.refit_large()
