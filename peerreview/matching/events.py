# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What matching announces."""

from dataclasses import dataclass

from peerreview.outbox.events import Event


@dataclass(frozen=True, kw_only=True)
class RungCalled(Event):
    """For a work that waits, the people of one rung were asked; `called` is how many."""

    submission_id: int
    activity_id: int
    rung: str
    called: int


@dataclass(frozen=True, kw_only=True)
class ReviewerCalled(Event):
    """One person is asked for a review. Which work they are given is decided when they come."""

    call_id: int
    activity_id: int
    person_id: int
    rung: str


@dataclass(frozen=True, kw_only=True)
class FacilitatorCalled(Event):
    """Who looks after the activity is told that a work waits."""

    call_id: int
    submission_id: int
    activity_id: int
    person_id: int


@dataclass(frozen=True, kw_only=True)
class WaitsSet(Event):
    activity_id: int
    is_on: bool
    here: int
    owing: int
    offering: int
    facilitator: int
    by_id: int


@dataclass(frozen=True, kw_only=True)
class CallsChosen(Event):
    """A person takes calls, or does not."""

    person_id: int
    takes_calls: bool
