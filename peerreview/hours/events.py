# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What hours announce. Measured minutes are never announced: they are the learner's own."""

from dataclasses import dataclass

from peerreview.outbox.events import Event


@dataclass(frozen=True, kw_only=True)
class HoursStated(Event):
    """An activity counts for so many minutes from now on; 0: for none."""

    activity_id: int
    minutes: int
    by_id: int


@dataclass(frozen=True, kw_only=True)
class HoursGranted(Event):
    """Somebody did what an activity asks, and has its stated hours."""

    person_id: int
    activity_id: int
    minutes: int


@dataclass(frozen=True, kw_only=True)
class HoursTaken(Event):
    """What the grant rested on does not hold any more."""

    person_id: int
    activity_id: int


@dataclass(frozen=True, kw_only=True)
class HoursTermsSet(Event):
    cohort_id: int
    per_unit: str
    by_id: int


@dataclass(frozen=True, kw_only=True)
class HoursClaimed(Event):
    """A claim was sent (or sent again by a new link)."""

    claim_id: int
    person_id: int
    link_number: int


@dataclass(frozen=True, kw_only=True)
class HoursClaimAnswered(Event):
    claim_id: int
    person_id: int


@dataclass(frozen=True, kw_only=True)
class HoursClaimWithdrawn(Event):
    claim_id: int
    person_id: int


@dataclass(frozen=True, kw_only=True)
class HoursDecided(Event):
    """`act` is approve, part, ask, decline or revoke; `by_id` is None for who came by a link."""

    claim_id: int
    person_id: int
    act: str
    approved_minutes: int
    by_id: int | None


@dataclass(frozen=True, kw_only=True)
class HoursCheckOpened(Event):
    """The learner lets, or no longer lets, anybody with the code check an approval."""

    claim_id: int
    person_id: int
    is_public: bool
