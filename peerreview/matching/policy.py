# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Pure: who is asked to review a work that nobody reviews yet, and when.

A work that waits is brought up rung by rung: to those who are here now, to those who owe reviews,
to those who offered more or hold a badge, to who looks after the activity. Each rung has its wait
and is climbed once. Nobody is called twice within `REST`, while they have a review in hand, when
they asked not to be, or, unless they are here, in the night of where they live.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import takewhile

# A heart-beat is kept at most so often, and means somebody for so long.
BEAT = timedelta(seconds=30)
HERE = timedelta(seconds=100)
REST = timedelta(hours=1)
MORNING, EVENING = 8, 22
LONGEST_WAIT = 7 * 24 * 60
# At work is who has saved within SPELL; others are told how that was at the last full TICK, so that
# nobody learns who it is from who was seen to sit down.
SPELL = timedelta(minutes=15)
TICK = timedelta(minutes=5)


class Rung(StrEnum):
    """Who is asked, in this order."""

    HERE = "here"
    OWING = "owing"
    OFFERING = "offering"
    FACILITATOR = "facilitator"


# How many people at once. Of those who are here most come, of a letter's readers about one in four.
CALLED_MOST = {Rung.HERE: 2, Rung.OWING: 4, Rung.OFFERING: 4, Rung.FACILITATOR: 20}


@dataclass(frozen=True)
class Ladder:
    """For how many minutes a work waits before each rung."""

    here: int = 0
    owing: int = 10
    offering: int = 45
    facilitator: int = 240

    def wait(self, rung: Rung) -> timedelta:
        """How long a work waits before the rung is called."""
        return timedelta(minutes=getattr(self, rung))

    def due(self, waited: timedelta, climbed: Mapping[str, timedelta] | None = None) -> list[Rung]:
        """The rungs to try now, in turn, for a work that has `waited` so long; `climbed` says how long
        ago which of them was called. Whoever was called is given the time until the next rung, but who
        looks after the activity is told as soon as their own wait is over."""
        done = climbed or {}
        ahead = [rung for rung in Rung if rung not in done and self.wait(rung) <= waited]
        return [rung for rung in ahead if rung is Rung.FACILITATOR or self._has_turn(rung, done)]

    def _has_turn(self, rung: Rung, done: Mapping[str, timedelta]) -> bool:
        """Whether those of the highest rung called below it have had their time."""
        called = [each for each in takewhile(lambda each: each is not rung, Rung) if each in done]
        return not called or self.wait(rung) - self.wait(called[-1]) <= done[called[-1]]

    def next_after(self, waited: timedelta) -> tuple[Rung, timedelta] | None:
        """The rung that comes next, and in how long; None after the last."""
        ahead = [(self.wait(rung) - waited, rung) for rung in Rung if self.wait(rung) > waited]
        return min(ahead, key=lambda pair: pair[0])[::-1] if ahead else None

    @property
    def is_in_order(self) -> bool:
        """Whether no rung comes before the one below it."""
        waits = [self.wait(rung) for rung in Rung]
        return waits == sorted(waits) and waits[-1] <= timedelta(minutes=LONGEST_WAIT)


DEFAULT = Ladder()


@dataclass(frozen=True)
class Candidate:
    """Somebody who may be given the work. `called_at` is when they were last called for any work;
    `hour` the hour of the day where they live."""

    person_id: int
    is_here: bool = False
    owes: int = 0
    offers: bool = False
    called_at: datetime | None = None
    quiet_until: datetime | None = None
    hour: int = 12

    def is_on(self, rung: Rung) -> bool:
        """Whether the rung is about them."""
        found = {Rung.HERE: self.is_here, Rung.OWING: self.owes > 0, Rung.OFFERING: self.offers}
        return found.get(rung, False)

    def may_be_called(self, now: datetime) -> bool:
        """Whether it is no bother to them now."""
        if self.quiet_until is not None and now < self.quiet_until:
            return False
        if self.called_at is not None and now - self.called_at < REST:
            return False
        return self.is_here or MORNING <= self.hour < EVENING


def whom(candidates: Sequence[Candidate], rung: Rung, now: datetime) -> list[Candidate]:
    """Whom to call: who owes the most first, then who was left in peace longest; of equals the first."""
    able = [each for each in candidates if each.is_on(rung) and each.may_be_called(now)]
    able.sort(key=lambda each: (-each.owes, each.called_at is not None, each.called_at or now))
    return able[: CALLED_MOST[rung]]


def is_here(seen_at: datetime | None, now: datetime) -> bool:
    """Whether somebody whose last heart-beat was then counts as here."""
    return seen_at is not None and now - seen_at <= HERE


def tick(now: datetime) -> datetime:
    """The last full five minutes: what is told of who is at work is how it was then."""
    return now - (now - datetime.min.replace(tzinfo=now.tzinfo)) % TICK
