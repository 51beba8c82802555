# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""A simulated cohort of reviewers, to compare ways of giving out reviews.

How people behave (assumed, the same for every way): each of ``learners`` hands in once in 14 days,
more of them near the deadline. After that they come back to review: first after a day on average,
then every half day, and take an hour for a review. ``dropout`` of them do not do what is asked:
half never take a review, half walk away from one of theirs, holding it. Who finds nothing to
review looks again a day later. Reviewing ends 7 days after handing in.

``ours`` orders, forecasts and invites by the product's own pure code (``allocation.policy`` and
``solver``). Half of those invited agree, and come within a day on average. What policy leaves to
facilitators they write on the last two days; their reviews are counted apart.
"""

import heapq
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count

import numpy as np

from peerreview.allocation import conflicts, policy, solver

HAND_IN_DAYS, REVIEW_DAYS = 14.0, 7.0
END = HAND_IN_DAYS + REVIEW_DAYS
FIRST_VISIT, NEXT_VISIT, AGAIN, WRITING = 1.0, 0.5, 1.0, 1 / 24
FACILITATORS_FROM = END - 2
EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
NEVER = float("inf")


def at(day: float) -> datetime:
    """A day of the simulation as a time."""
    return EPOCH + timedelta(days=day)


@dataclass
class Work:
    """A submission as it stands."""

    author: int
    handed_in: float
    done: list[float] = field(default_factory=list)
    leased: int = 0
    author_has_reviewed: bool = False


@dataclass
class Person:
    """A reviewer as they stand. `walks_away_at` is the number of the review they leave lying."""

    walks_away_at: float
    done: int = 0
    invited: int = 0
    wants: int = 0
    is_busy: bool = False
    last_seen: float = 0.0
    met: set[int] = field(default_factory=set)
    met_by: set[int] = field(default_factory=set)


class Life:
    """One run; a way of giving out reviews says what is picked, how long a lease holds, and more."""

    def __init__(self, way: "Way", *, learners: int, asked: int, needed: int, dropout: float, seed):
        self.way, self.asked, self.needed = way, asked, needed
        self.rng = np.random.default_rng(seed)
        gone = self.rng.random(learners) < dropout
        halfway = gone & (self.rng.random(learners) < 0.5)
        leaves = np.where(halfway, self.rng.integers(0, asked, learners), 0)
        self.people = [
            Person(float(leaves[n]) if halfway[n] else (-1.0 if gone[n] else NEVER), wants=asked)
            for n in range(learners)
        ]
        days = HAND_IN_DAYS * self.rng.beta(2.5, 1.0, learners)
        self.work = [Work(n, float(day)) for n, day in enumerate(days)]
        self.open: dict[int, Work] = {}
        self.events: list[tuple] = []
        self._order = count()
        self.order = policy.PickOrder.OLDEST
        self.written = self.lost = self.by_volunteers = self.by_facilitators = 0
        self.pairs: set[tuple[int, int]] = set()

    def then(self, day: float, act: Callable, *given) -> None:
        """Have something happen later."""
        heapq.heappush(self.events, (day, next(self._order), act, given))

    def soon(self, mean: float) -> float:
        """A waiting time."""
        return float(self.rng.exponential(mean))

    def run(self) -> "Life":
        """From the first hand-in to the end."""
        for work in self.work:
            self.then(work.handed_in, self.hand_in, work)
        self.way.begin(self)
        while self.events:
            day, _, act, given = heapq.heappop(self.events)
            if day > END:
                break
            act(day, *given)
        return self

    def hand_in(self, day: float, work: Work) -> None:
        """Their work is there; from now on they may come to review."""
        self.open[work.author] = work
        person = self.people[work.author]
        person.last_seen = day
        work.author_has_reviewed = person.done > 0
        if person.walks_away_at >= 0:
            self.then(
                max(day, self.way.reviews_from) + self.soon(FIRST_VISIT), self.visit, work.author
            )

    def visit(self, day: float, who: int) -> None:
        """Take the next review, if more is wanted of them and there is one."""
        person = self.people[who]
        if person.is_busy or person.done >= person.wants:
            return
        work = self.way.pick(self, who, day)
        if work is None:
            self.then(day + AGAIN, self.visit, who)
            return
        person.met.add(work.author)
        self.people[work.author].met_by.add(who)
        work.leased += 1
        person.is_busy = True
        person.last_seen = day
        if person.done == person.walks_away_at:
            self.then(day + self.way.lease_days, self.lapse, who, work)
        else:
            self.then(day + WRITING, self.finish, who, work)

    def lapse(self, day: float, who: int, work: Work) -> None:
        """Nobody came back; the place is free again."""
        work.leased -= 1
        self.lost += 1

    def finish(self, day: float, who: int, work: Work) -> None:
        """A review is handed in."""
        person = self.people[who]
        work.leased -= 1
        work.done.append(day)
        self.pairs.add((who, work.author))
        self.written += 1
        person.done += 1
        person.is_busy = False
        self.by_volunteers += person.done > self.asked
        person.last_seen = day
        self.work[who].author_has_reviewed = True
        self.then(day + self.soon(NEXT_VISIT), self.visit, who)


class Way(ABC):
    """How reviews are given out."""

    lease_days = NEVER
    reviews_from = 0.0

    def begin(self, life: Life) -> None:  # noqa: B027 - most ways have nothing to prepare
        """Before anything happens."""

    @abstractmethod
    def pick(self, life: Life, who: int, day: float) -> Work | None:
        """What this person reviews next."""

    def others(self, life: Life, who: int) -> list[Work]:
        """Everybody's work but their own and what they were given before."""
        met = life.people[who].met
        return [w for author, w in life.open.items() if author != who and author not in met]


class Ora2(Way):
    """Oldest first while finished and leased (8 hours) are below what is needed, else any."""

    lease_days = 8 / 24

    def pick(self, life: Life, who: int, day: float) -> Work | None:
        others = self.others(life, who)
        short = [w for w in others if len(w.done) + w.leased < life.needed]
        if short:
            return min(short, key=lambda w: w.handed_in)
        return others[life.rng.integers(len(others))] if others else None


class Random(Way):
    """Any work that lacks reviews, by lot; what is being written is not counted."""

    def pick(self, life: Life, who: int, day: float) -> Work | None:
        others = self.others(life, who)
        short = [w for w in others if len(w.done) < life.needed] or others
        return short[life.rng.integers(len(short))] if short else None


class Static(Way):
    """A plan drawn when handing in ends: everyone gets as many as they are asked for."""

    reviews_from = HAND_IN_DAYS

    def begin(self, life: Life) -> None:
        n = len(life.people)
        order = life.rng.permutation(n)
        steps = life.rng.choice(np.arange(1, (n + 1) // 2), life.asked, replace=False)
        self.plan = {int(order[i]): [int(order[(i + s) % n]) for s in steps] for i in range(n)}

    def pick(self, life: Life, who: int, day: float) -> Work | None:
        return life.open.get(self.plan[who].pop()) if self.plan[who] else None


class Ours(Way):
    """The product's: its order, its leases, its bars, its forecast, its invitations."""

    lease_days = solver.LEASE / timedelta(days=1)

    def begin(self, life: Life) -> None:
        for day in range(int(END) + 1):
            life.then(float(day), self.look_ahead, life)

    def pick(self, life: Life, who: int, day: float) -> Work | None:
        person = life.people[who]
        ties = [conflicts.Tie(who, author, "leased") for author in person.met]
        ties += [conflicts.Tie(reviewer, who, "leased") for reviewer in person.met_by]
        barred = conflicts.authors_out_of_reach(who, ties)
        may = [work for author, work in life.open.items() if author not in barred]
        short = [work for work in may if len(work.done) + work.leased < life.needed]
        ranked = [(self.rank(life, work), work) for work in short or may]
        return min(((r, w) for r, w in ranked if r), key=lambda found: found[0], default=(0, None))[
            1
        ]

    def rank(self, life: Life, work: Work) -> tuple | None:
        places = life.needed - len(work.done) - work.leased
        candidate = solver.Candidate(places, work.author_has_reviewed, work.handed_in, work.author)
        return solver.rank(candidate, life.order)

    def look_ahead(self, day: float, life: Life) -> None:
        duties = [
            policy.Duty(
                reviewer_id=work.author,
                asked=life.asked,
                done=life.people[work.author].done,
                invited=life.people[work.author].invited,
                is_active=policy.is_expected(at(life.people[work.author].last_seen), at(day)),
            )
            for work in life.open.values()
        ]
        missing = sum(max(life.needed - len(w.done), 0) for w in life.open.values())
        rate = policy.completion_rate(written=life.written, lost=life.lost)
        left = timedelta(days=END - day)
        found = policy.forecast(duties, rate, missing=missing, left=left)
        life.order = found.order
        if left > policy.LATE:
            return
        for duty in policy.finishers(duties, found.deficit):
            self.invite(life, duty.reviewer_id, day)
        if day >= FACILITATORS_FROM:
            self.ask_facilitators(life, policy.for_facilitators(duties, found.deficit), day)

    def invite(self, life: Life, who: int, day: float) -> None:
        person = life.people[who]
        person.invited += 1
        if life.rng.random() < policy.OPT_IN:
            person.wants += 1
            life.then(day + life.soon(1.0), life.visit, who)

    def ask_facilitators(self, life: Life, number: int, day: float) -> None:
        """They take what has the fewest; on the last evening, whatever is still missing."""
        if day >= END - 1:
            number = sum(max(life.needed - len(w.done), 0) for w in life.open.values())
            day = END - 1e-6
        life.then(day, self.facilitate, life, number)

    def facilitate(self, day: float, life: Life, number: int) -> None:
        for _ in range(number):
            short = [w for w in life.open.values() if len(w.done) < life.needed]
            if not short:
                return
            min(short, key=lambda w: (len(w.done), w.handed_in)).done.append(day)
            life.by_facilitators += 1


WAYS = {"static": Static, "random": Random, "ORA2-like": Ora2, "ours": Ours}


def measure(name: str, *, learners: int, asked: int, dropout: float = 0.3, seed: int = 0) -> dict:
    """One way on one cohort, as figures."""
    way = WAYS[name]()
    life = Life(way, learners=learners, asked=asked, needed=3, dropout=dropout, seed=seed).run()
    got = np.array([len(w.done) for w in life.work])
    third = np.array([sorted(w.done)[2] - w.handed_in for w in life.work if len(w.done) >= 3])
    days = third if third.size else np.array([np.nan])
    return {
        "way": name,
        "R": asked,
        ">=3 reviews": float((got >= 3).mean()),
        "0 reviews": float((got == 0).mean()),
        "days to 3rd, median": float(np.median(days)),
        "p95": float(np.quantile(days, 0.95)),
        "reciprocal pairs": sum((b, a) in life.pairs for a, b in life.pairs) // 2,
        "reviews": life.written + life.by_facilitators,
        "by volunteers": life.by_volunteers,
        "by facilitators": life.by_facilitators,
        "most by one": max(p.done for p in life.people),
    }
