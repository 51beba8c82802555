# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Pure: where one person stands in an activity, and so what they do next."""

from datetime import datetime
from enum import StrEnum

from peerreview.activities.stages import Act, Window, allows


class Progress(StrEnum):
    """Where a person stands, in the order in which it passes."""

    UPCOMING = "upcoming"  # not open yet
    START = "start"  # nothing made yet, and still time
    DRAFT = "draft"  # something made, not handed in, and still time
    MISSED = "missed"  # nothing handed in, and no time left
    WAITING = "waiting"  # handed in, no review yet
    RECEIVING = "receiving"  # some of the reviews needed are there
    REVIEWED = "reviewed"  # all reviews needed are there


def progress_of(
    window: Window,
    now: datetime,
    *,
    has_entry: bool,
    submitted: bool,
    reviews_done: int,
    reviews_needed: int,
) -> Progress:
    """Where somebody stands who has (not) started, handed in and received so many reviews."""
    if submitted:
        return _after_handing_in(reviews_done, reviews_needed)
    if now < window.opens_at:
        return Progress.UPCOMING
    if not allows(window, Act.SUBMIT, now):
        return Progress.MISSED
    return Progress.DRAFT if has_entry else Progress.START


def _after_handing_in(reviews_done: int, reviews_needed: int) -> Progress:
    if reviews_done >= reviews_needed:
        return Progress.REVIEWED
    return Progress.RECEIVING if reviews_done else Progress.WAITING
