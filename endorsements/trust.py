# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Pure: what endorsements weigh, for receiver and skill, and the terms each score is the sum of.

An endorsement is worth its strength × evidence × freshness × budget of its giver × their
reliability × their credibility × their distance from the others who endorse. Two keys make the
score: friends add up to half of what assigned strangers and seeds said, one circle's worth at most,
and nothing alone.
`docs/trust.md` says why, and what it was measured against.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from endorsements import trust_graph as graph
from endorsements.trust_graph import Debts
from endorsements.trust_input import EDGE, Given, read

__all__ = ["EDGE", "VERSION", "Basis", "Debts", "Term", "Weighed", "score", "weigh"]

VERSION = "two-keys-3"
WORTH = np.array([0.25, 0.6, 1.0])  # of no evidence, of a work they chose, of one assigned to them
HALF_LIFE = 730.0  # days
WINDOW = 730.0  # days over which giving counts against the budget
BUDGET = 10.0  # endorsements of one's own choice that count in full
ANSWERED = 0.5  # one that answers another
CRUMB = 0.1  # credibility that is none; from twice as much on it counts in full
FRIENDS = 0.5  # what friends may add, as a share of what strangers said; alone they add nothing
# So much of friends counts: what a closed group has too, so that it is not behind others.
ONE_CIRCLE = 0.2


@dataclass(frozen=True)
class Basis:
    """How trust lies in a community: computed as a whole, kept, and used until the next time."""

    trust: np.ndarray
    own: np.ndarray  # trust without what came straight back
    gate: np.ndarray
    debts: Debts  # of trust that comes in roundabout ways
    unit: float

    def grown(self, n: int) -> "Basis":
        """The same with room for people who came since; they are not trusted yet."""
        more = n - len(self.trust)
        if more <= 0:
            return self
        gate = np.where(self.gate == len(self.trust), n, self.gate)
        none = np.zeros(more)
        return Basis(
            np.append(self.trust, none),
            np.append(self.own, none),
            np.append(gate, np.full(more, -1)),
            self.debts,
            self.unit,
        )


@dataclass(frozen=True)
class Term:
    """What one endorser adds to a score, and the factors of it; `is_key`: a stranger's or a seed's."""

    endorser: int
    value: float
    evidence: int
    is_key: bool
    freshness: float
    budget: float
    credibility: float
    reliability: float
    circle: float
    is_answer: bool


@dataclass(frozen=True)
class Weighed:
    """Scores, and what they are made of. `edges` are those that weigh anything or could."""

    n: int
    n_skills: int
    basis: Basis
    edges: np.ndarray
    factors: dict[str, np.ndarray]
    keys: np.ndarray
    friends: np.ndarray

    @cached_property
    def scores(self) -> np.ndarray:
        """(n, n_skills)."""
        added = _added(self.keys, self.friends)
        return (self.keys + added).reshape(self.n, self.n_skills)

    @cached_property
    def voices(self) -> np.ndarray:
        """(n, n_skills): at least so many who endorse with evidence are independent of each other.

        Caro and Wei's bound on the largest set of people of whom no two are linked.
        """
        speaks = (self.factors["credibility"] > 0) & (self.edges["evidence"] > 0)
        sums = np.bincount(
            self._cells[speaks], self.factors["voice"][speaks], self.n * self.n_skills
        )
        return np.ceil(sums - 1e-9).astype(int).reshape(self.n, self.n_skills)

    @cached_property
    def _cells(self) -> np.ndarray:
        return self.edges["dst"] * self.n_skills + self.edges["skill"]

    def credibility(self) -> np.ndarray:
        """How far each may speak for somebody they owe nothing, in [0, 1]."""
        return (self.basis.own / self.basis.unit).clip(0, 1)

    def terms(self, person: int, skill: int = 0) -> list[Term]:
        """What a score is the sum of, the heaviest first; those that weigh nothing are there too."""
        cell = person * self.n_skills + skill
        first, last = np.searchsorted(self._cells, (cell, cell + 1))
        friends = float(self.friends[cell])
        per_friend = float(_added(self.keys[cell], friends)) / friends if friends else 0.0
        found = [self._term(row, per_friend) for row in range(first, last)]
        return sorted(found, key=lambda term: (-term.value, term.endorser))

    def _term(self, row: int, per_friend: float) -> Term:
        factors = {name: values[row] for name, values in self.factors.items()}
        is_key = bool(factors["is_key"])
        return Term(
            endorser=int(self.edges["src"][row]),
            value=float(factors["weight"]) * (1.0 if is_key else per_friend),
            evidence=int(self.edges["evidence"][row]),
            is_key=is_key,
            is_answer=bool(factors["is_answer"]),
            **{
                name: float(factors[name])
                for name in ("freshness", "budget", "credibility", "reliability", "circle")
            },
        )


def score(
    edges: Any,
    seeds: Any,
    *,
    n: int | None = None,
    n_skills: int | None = None,
    now: float | None = None,
    reliability: Any = None,
) -> np.ndarray:
    """What endorsements weigh: (n, n_skills), 0 for nothing; about 0.5 is enough for a badge.

    `edges`: (src, dst, skill, weight 0..1, time in days, evidence 0|1|2), tuples or an array of
    EDGE. `seeds`: ids trusted from the start; without any all scores are 0. `now`: days, the latest
    edge by default. `reliability`: {id: r}, (n,) or (n, n_skills), r in 0..1, NaN for unknown.

    Endorsements of oneself are passed over, of several of the same the one that weighs most counts,
    a time to come counts as now. Anything else that makes no sense is a ValueError.
    """
    return weigh(edges, seeds, n=n, n_skills=n_skills, now=now, reliability=reliability).scores


def weigh(
    edges: Any,
    seeds: Any,
    *,
    n: int | None = None,
    n_skills: int | None = None,
    now: float | None = None,
    reliability: Any = None,
    basis: Basis | None = None,
) -> Weighed:
    """As `score`, with the terms. With a `basis` trust is not computed anew.

    Then the edges of a few people are enough: all that they and their endorsers gave. The scores of
    those people are what they would be with all edges and the same basis.
    """
    given = read(edges, seeds, n, n_skills, now, reliability)
    rows, factors = _worth(given)
    links = graph.links_of(rows["src"], rows["dst"], factors["flow"], given.n)
    basis = basis.grown(given.n) if basis else basis_of(links, given.is_seed)
    factors |= _standing(given, rows, links, basis)
    apart = factors["base"] * factors["reliability"] * factors["credibility"]
    voice, circle = _circle(given, rows, factors["credibility"] > 0, apart, links)
    weight = apart * np.where(factors["is_answer"], np.minimum(ANSWERED, circle), circle)
    factors |= {"voice": voice, "circle": circle, "weight": weight}
    cell, cells = rows["dst"] * given.n_skills + rows["skill"], given.n * given.n_skills
    is_key = factors["is_key"]
    return Weighed(
        given.n,
        given.n_skills,
        basis,
        rows,
        factors,
        np.bincount(cell, np.where(is_key, weight, 0.0), cells),
        np.bincount(cell, np.where(is_key, 0.0, weight), cells),
    )


def basis_of(links: graph.Links, is_seed: np.ndarray) -> Basis:
    """Let trust flow. The unit is taken among people whom more than one way of trust reaches."""
    gate = graph.gates(links, is_seed)
    onward = graph.onward(links, gate)
    trust = graph.flow(onward, is_seed)
    own = trust * (1 - np.where(is_seed, 0.0, graph.returned(onward)))
    counts = ~is_seed & (gate == len(gate))
    debts = graph.debts(onward, trust, gate)
    return Basis(trust, own, gate, debts, graph.unit_of(own, counts))


def _added(keys: Any, friends: Any) -> Any:
    return FRIENDS * np.minimum(keys, np.minimum(friends, ONE_CIRCLE))


def _worth(given: Given) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """What each endorsement is worth in itself; of several of the same, the best."""
    rows = given.edges
    freshness = 2.0 ** (-np.maximum(given.now - rows["time"], 0) / HALF_LIFE)
    worth = rows["weight"] * WORTH[rows["evidence"]] * freshness
    best = _best(rows, worth)
    rows, worth, freshness = rows[best], worth[best], freshness[best]
    src, is_chosen = rows["src"], rows["evidence"] < 2
    counts = is_chosen & (given.now - rows["time"] <= WINDOW)
    spent = np.bincount(src[counts], freshness[counts], given.n)
    free = np.minimum(1.0, BUDGET / np.maximum(spent, BUDGET))
    budget = np.where(is_chosen & ~given.is_seed[src], free[src], 1.0)
    base = worth * budget
    is_answer = _answers(rows, given)
    return rows, {
        "freshness": freshness,
        "budget": budget,
        "base": base,
        "is_answer": is_answer,
        "is_key": ~is_chosen | (given.is_seed[src] & ~is_answer),
        "flow": worth * np.where(is_answer, ANSWERED, 1.0),
    }


def _best(rows: np.ndarray, worth: np.ndarray) -> np.ndarray:
    """Rows to keep, in the order of (receiver, skill, giver)."""
    order = np.lexsort((rows["evidence"], worth, rows["src"], rows["skill"], rows["dst"]))
    if not len(order):
        return order
    is_last = np.ones(len(order), bool)
    same = [rows[name][order][1:] == rows[name][order][:-1] for name in ("dst", "skill", "src")]
    is_last[:-1] = ~np.logical_and.reduce(same)
    return order[is_last]


def _answers(rows: np.ndarray, given: Given) -> np.ndarray:
    """Which stand between two who endorse each other; a seed's only if it was chosen and came second."""
    src, dst, n = rows["src"], rows["dst"], given.n
    key = src * n + dst
    order = np.lexsort((rows["time"], key))
    pairs, since, back = key[order], rows["time"][order], dst * n + src
    is_mutual = graph.has(pairs, back)
    if not len(pairs):
        return is_mutual
    # Of equal keys searchsorted finds the first, which is the earliest.
    earlier = since[np.searchsorted(pairs, back).clip(max=len(pairs) - 1)] <= rows["time"]
    return is_mutual & (~given.is_seed[src] | (earlier & (rows["evidence"] < 2)))


def _standing(
    given: Given, rows: np.ndarray, links: graph.Links, basis: Basis
) -> dict[str, np.ndarray]:
    """How far each giver may speak for this receiver, and how well they judge."""
    src, dst = rows["src"], rows["dst"]
    found = (_own_apart_from(basis, links, src, dst) / basis.unit).clip(0, 1)
    found = found * ((found - CRUMB) / CRUMB).clip(0, 1)
    found = np.where(given.is_seed[src], 1.0, found)
    column = rows["skill"] if given.reliability.shape[1] > 1 else 0
    reliability = ((given.reliability[src, column] - 0.2) / 0.6).clip(0, 1)
    return {"credibility": found, "reliability": reliability}


def _own_apart_from(
    basis: Basis, links: graph.Links, who: np.ndarray, whom: np.ndarray
) -> np.ndarray:
    """For pairs: the trust of who, but for what comes from whom, and what goes there and back."""
    trust, onward = basis.trust, graph.onward(links, basis.gate)
    kept = np.divide(basis.own, trust, out=np.zeros(len(trust)), where=trust > 0)
    kept = (kept[who] + graph.between(onward, who, whom)).clip(max=1)
    owed = graph.straight(onward, trust, who, whom) + basis.debts.of(who, whom, onward.n)
    found = kept * (trust[who] - owed).clip(0)
    return np.where(graph.is_behind(basis.gate, who, whom), 0.0, found)


def _circle(
    given: Given, rows: np.ndarray, speaks: np.ndarray, weight: np.ndarray, links: graph.Links
) -> tuple[np.ndarray, np.ndarray]:
    """One over the number of endorsers of the same who are linked to this one, and itself; and the
    same with each as far as they weigh, so that a weak word pushes no strong one aside.

    Who is not credible is no part of it, so nobody can make a circle around somebody else's voices;
    seeds link with nobody.
    """
    is_seed = given.is_seed
    apart = is_seed[links.src] | is_seed[links.dst]
    among = graph.Links(links.src[~apart], links.dst[~apart], links.share[~apart], given.n)
    some = np.flatnonzero(speaks & ~is_seed[rows["src"]])
    cell = rows["dst"] * given.n_skills + rows["skill"]
    found = graph.overlap(rows["src"][some], cell[some], among, weight[some])
    voice, circle = np.ones(len(rows)), np.ones(len(rows))
    voice[some], circle[some] = (1 / (1 + each) for each in found)
    return voice, circle
