# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""A simulated week of people who come and go, to compare ways of meeting work that waits.

How people behave (assumed, the same for every way), in minutes: each of ``learners`` hands in once
in a week, nearly all by day. They come `VISITS` times a day, at night one tenth as often, and stay
for `STAY` on average. Who has handed in and still owes reviews begins one of their own accord in
one visit of three. A review takes half an hour (lognormal); one in ten is walked away from, its
lease held. ``dropout`` of them never review at all.

With calls, by the product's own ladder (``matching.policy``): who is here comes one time in two
within three minutes, who is written to one in five within an hour on average, those who offered
more two in five; a facilitator reads within four hours by day. The pick is ``allocation.solver``'s
rank; "first in, first out" gives the oldest work until it is full. What authors are told is
``matching.eta``'s interval from the waits of this week so far, noted when they hand in.
"""

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count

import numpy as np

from peerreview.allocation import policy as allocation
from peerreview.allocation import solver
from peerreview.matching import eta, policy
from peerreview.matching.policy import Rung

DAY = 24 * 60.0
WEEK = 7 * DAY
VISITS, STAY, WRITING = 2.5, 25.0, 30.0
OWN_ACCORD, WALKS_AWAY, OFFERS = 1 / 3, 0.1, 0.1
COMES = {Rung.HERE: (0.5, 1.5), Rung.OWING: (0.2, 60.0), Rung.OFFERING: (0.4, 60.0)}
FACILITATOR_READS = 240.0
NIGHT = 0.1
LEASE = solver.LEASE.total_seconds() / 60
EPOCH = datetime(2026, 1, 5, tzinfo=UTC)


def hour_of(minute: float) -> float:
    """The hour of the day, the same for all."""
    return minute / 60 % 24


def is_day(minute: float) -> bool:
    """Whether people are awake."""
    return policy.MORNING <= hour_of(minute) < policy.EVENING


@dataclass(frozen=True)
class Way:
    """How work is met: the order of the pick, "" for first in, first out; with calls or without."""

    name: str
    order: str
    calls: bool


WAYS = (
    Way("first in, first out", "", calls=False),
    Way("first in, first out, and calls", "", calls=True),
    Way("allocation alone", str(allocation.PickOrder.OLDEST), calls=False),
    Way("review now, no calls", str(allocation.PickOrder.NOW), calls=False),
    Way("review now and calls", str(allocation.PickOrder.NOW), calls=True),
)


@dataclass
class Work:
    """A work as it stands, and what its author was told."""

    author: int
    at: float
    done: int = 0
    leased: int = 0
    gave: bool = False
    first: float | None = None
    told: eta.Interval | None = None
    climbed: dict[str, float] = field(default_factory=dict)


@dataclass
class Person:
    """Somebody as they stand."""

    reviews: bool
    offers: bool
    done: int = 0
    is_busy: bool = False
    here_until: float = -1.0
    called_at: float | None = None
    met: set[int] = field(default_factory=set)
    met_by: set[int] = field(default_factory=set)


class Life:
    """One week of one way."""

    def __init__(self, way: Way, *, learners: int, needed: int, dropout: float, seed: int) -> None:
        self.way, self.needed = way, needed
        self.rng = np.random.default_rng(seed)
        reviews = self.rng.random(learners) >= dropout
        offers = self.rng.random(learners) < OFFERS
        self.people = [Person(bool(r), bool(o)) for r, o in zip(reviews, offers, strict=True)]
        self.works: dict[int, Work] = {}
        self.calls = self.by_facilitators = 0
        self._events: list[tuple] = []
        self._order = count()
        self._plan(learners)

    def _plan(self, learners: int) -> None:
        hours = np.clip(self.rng.normal(15, 4, learners), 0, 23.99)
        days = np.floor(self.rng.beta(2, 1.2, learners) * 6.5)
        for who in range(learners):
            self._then(float(days[who] * DAY + hours[who] * 60), self.hand_in, who)
            at = self._gap(0.0)
            while at < WEEK:
                self._then(at, self.come, who)
                at += self._gap(at)
        if self.way.calls:
            for minute in range(int(WEEK)):
                self._then(float(minute), self.climb)

    def _gap(self, at: float) -> float:
        gap = float(self.rng.exponential(DAY / VISITS))
        while not is_day(at + gap) and self.rng.random() > NIGHT:
            gap += float(self.rng.exponential(DAY / VISITS))
        return gap

    def _then(self, at: float, act: Callable, *given: object) -> None:
        heapq.heappush(self._events, (at, next(self._order), act, given))

    def run(self) -> "Life":
        """To the end of the week."""
        while self._events:
            at, _, act, given = heapq.heappop(self._events)
            if at > WEEK:
                break
            act(at, *given)
        return self

    # --- what people do --------------------------------------------------------------------------
    def hand_in(self, at: float, who: int) -> None:
        """Their work is there, and they are told what to expect."""
        waits = [self._wait(work, at) for work in self.works.values()]
        work = self.works[who] = Work(who, at, gave=self.people[who].done > 0)
        work.told = eta.interval(waits, hour=hour_of(at))

    def _wait(self, work: Work, at: float) -> eta.Wait:
        over = work.first is not None
        minutes = (work.first if over else at) - work.at
        return eta.Wait(max(minutes, 0.1), over, (at - work.at) / 60, hour_of(work.at))

    def come(self, at: float, who: int) -> None:
        """They are here for a while."""
        person = self.people[who]
        person.here_until = at + float(self.rng.exponential(STAY))
        if self.rng.random() < OWN_ACCORD:
            self.review(at, who)

    def review(self, at: float, who: int, *, extra: bool = False) -> None:
        """Take what they are given, if they have handed in and owe some, or were asked for more."""
        person = self.people[who]
        owes = who in self.works and person.done < self.needed
        if person.is_busy or not person.reviews or not (owes or extra):
            return
        work = self.pick(who)
        if work is None:
            return
        person.is_busy, work.leased = True, work.leased + 1
        person.met.add(work.author)
        self.people[work.author].met_by.add(who)
        if self.rng.random() < WALKS_AWAY:
            self._then(at + LEASE, self.lapse, who, work)
        else:
            self._then(at + WRITING * float(self.rng.lognormal(0, 0.5)), self.finish, who, work)

    def pick(self, who: int) -> Work | None:
        """What comes first for them by this way."""
        person = self.people[who]
        barred = person.met | person.met_by | {who}
        open_to = [work for work in self.works.values() if work.author not in barred]
        if not self.way.order:
            open_to = [work for work in open_to if work.done + work.leased < self.needed]
            return min(open_to, key=lambda work: work.at, default=None)
        ranked = [(rank, work) for work in open_to if (rank := self._rank(work)) is not None]
        return min(ranked, key=lambda pair: pair[0], default=(None, None))[1]

    def _rank(self, work: Work) -> tuple | None:
        left = self.needed - work.done - work.leased
        return solver.rank(solver.Candidate(left, work.gave, work.at, work.author), self.way.order)

    def finish(self, at: float, who: int, work: Work) -> None:
        """A review is in."""
        person = self.people[who]
        person.is_busy, person.done = False, person.done + 1
        work.leased, work.done = work.leased - 1, work.done + 1
        work.first = at if work.first is None else work.first
        if who in self.works:
            self.works[who].gave = True

    def lapse(self, _at: float, who: int, work: Work) -> None:
        """Nobody came back."""
        self.people[who].is_busy = False
        work.leased -= 1

    # --- calls -----------------------------------------------------------------------------------
    def climb(self, at: float) -> None:
        """What the product does about once a minute."""
        for work in self.works.values():
            if work.done or work.leased or len(work.climbed) == len(Rung):
                continue
            ago = {rung: timedelta(minutes=at - since) for rung, since in work.climbed.items()}
            for rung in policy.DEFAULT.due(timedelta(minutes=at - work.at), ago):
                if self.call(at, work, rung):
                    work.climbed[rung] = at
                    break

    def call(self, at: float, work: Work, rung: Rung) -> int:
        """Ask the people of a rung; how many."""
        if rung is Rung.FACILITATOR:
            self._then(self._by_day(at + FACILITATOR_READS), self.facilitate, work)
            return 1
        now = EPOCH + timedelta(minutes=at)
        asked = policy.whom(self._candidates(at, work), rung, now)
        chance, mean = COMES[rung]
        for each in asked:
            self.people[each.person_id].called_at = at
            if self.rng.random() < chance:
                soon = float(self.rng.exponential(mean))
                self._then(at + soon, self.answer, each.person_id, rung is Rung.OFFERING)
        self.calls += len(asked)
        return len(asked)

    def answer(self, at: float, who: int, extra: bool) -> None:
        """Somebody who was called comes."""
        self.review(at, who, extra=extra)

    def _candidates(self, at: float, work: Work) -> list[policy.Candidate]:
        author = self.people[work.author]
        barred = author.met | author.met_by | {work.author}
        return [
            policy.Candidate(
                person_id=who,
                is_here=person.here_until >= at,
                owes=max(self.needed - person.done, 0),
                offers=person.offers,
                called_at=self._as_time(person.called_at),
                hour=int(hour_of(at)),
            )
            for who, person in enumerate(self.people)
            if who not in barred and not person.is_busy and who in self.works
        ]

    def _as_time(self, minute: float | None) -> datetime | None:
        return None if minute is None else EPOCH + timedelta(minutes=minute)

    def _by_day(self, at: float) -> float:
        while not is_day(at):
            at += 60
        return at

    def facilitate(self, at: float, work: Work) -> None:
        """A facilitator reviews it, or has it reviewed."""
        if work.first is None:
            work.first, work.done = at, work.done + 1
            self.by_facilitators += 1


def figures(life: Life) -> dict[str, float | str]:
    """What became of the week, over works handed in by the end of its sixth day."""
    counted = [work for work in life.works.values() if work.at < WEEK - DAY]
    waits = np.array([(work.first or WEEK) - work.at for work in counted])
    told = [work.told for work in counted]
    inside = np.array([t.low <= w <= t.high for t, w in zip(told, waits, strict=True)])
    errors = np.array([abs(t.middle - w) for t, w in zip(told, waits, strict=True)])
    widths = np.array([t.high - t.low for t in told])
    few = np.array([t.is_guess for t in told])
    return {
        "way": life.way.name,
        "median wait min": float(np.median(waits)),
        "p90 wait min": float(np.quantile(waits, 0.9)),
        "no review %": 100 * float(np.mean([work.first is None for work in counted])),
        "calls per work": life.calls / max(len(life.works), 1),
        "by facilitators %": 100 * life.by_facilitators / max(len(life.works), 1),
        "told held %": 100 * float(inside.mean()),
        "held when few %": 100 * float(inside[few].mean()) if few.any() else float("nan"),
        "median |error| min": float(np.median(errors)),
        "median width min": float(np.median(widths)),
    }
