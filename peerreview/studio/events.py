# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What the studio announces. Never what a ballot says: only that there is one."""

from dataclasses import dataclass

from peerreview.outbox.events import Event


@dataclass(frozen=True, kw_only=True)
class SessionStarted(Event):
    session_id: int
    group_id: int
    version_id: int
    by_id: int


@dataclass(frozen=True, kw_only=True)
class SeatChanged(Event):
    """Somebody came or left for good; `change` is came or left."""

    session_id: int
    seat_id: int
    user_id: int
    change: str


@dataclass(frozen=True, kw_only=True)
class Acted(Event):
    """Somebody did what `act` says (see lifecycle.ACTS), as that revision of the session."""

    session_id: int
    seat_id: int
    user_id: int
    act: str
    revision: int


@dataclass(frozen=True, kw_only=True)
class RatingsRevealed(Event):
    """A round was revealed; queries.first_ratings has what may serve as evidence."""

    session_id: int
    version_id: int
    round: int


@dataclass(frozen=True, kw_only=True)
class SessionEnded(Event):
    session_id: int
    version_id: int
