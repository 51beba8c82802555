# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Communities drawn at random, unlike those of `vouching`: no two have the same habits.

Each family fixes what it is about and leaves everything else to chance: sizes of groups, how many
reviewers a work has and how unlike they judge, skills, ages, popularity, who sits in the pool of
reviewers, how large farms are and how many honest people they fool, how many sellers a buyer pays.
Used to see what `endorsements.trust` does where nobody tuned it.
"""

from dataclasses import dataclass, field, fields, replace

import numpy as np

from endorsements.trust import EDGE
from tests.bench.vouching import BUYER, FAKE, FARM, GATE, NOW, QUALIFIED, RING, UNQUALIFIED
from tests.bench.vouching import Community as World

Range = tuple[float, float]
STAR, CHAIN, TANGLE = range(3)


@dataclass(frozen=True)
class Habits:
    """From where to where each habit of a community is drawn."""

    members: Range = (300, 1500)
    qualified: Range = (0.35, 0.65)
    grouped: Range = (0.0, 0.6)  # share of those in closed groups
    group_size: Range = (3, 12)
    friends: Range = (2, 10)
    popularity: Range = (0.0, 1.0)  # how far friends are drawn to few
    warmth: Range = (0.4, 0.7)
    warmth_unqualified: Range = (0.15, 0.4)
    thanks: Range = (0.1, 0.8)
    skills: Range = (1, 12)
    days: Range = (100, 1095)
    reviewers: Range = (3, 6)
    vouch: Range = (0.4, 0.65)
    vouch_unqualified: Range = (0.03, 0.1)
    moods: Range = (0.0, 1.5)  # how unlike reviewers are, in logits
    seeds: Range = (3, 40)
    met_by_seed: Range = (3, 12)
    pool_has_fakes: Range = (0.0, 1.0)
    farms: Range = (0.02, 0.02)
    fakes: Range = (5, 60)
    fooled: Range = (0, 4)
    rings: Range = (0.04, 0.04)
    ring_size: Range = (3, 12)
    buyers: Range = (0.02, 0.02)
    sellers: Range = (1, 10)


FAMILIES = {
    "anything": Habits(),
    "two to four reviewers": Habits(reviewers=(2, 4)),
    "five to eight reviewers": Habits(reviewers=(5, 8)),
    "reviewers unlike each other": Habits(moods=(1.5, 3.0), reviewers=(5, 6)),
    "closed groups only": Habits(grouped=(0.95, 1.0), reviewers=(5, 6)),
    "a few whom everybody knows": Habits(popularity=(1.5, 2.5), reviewers=(5, 6)),
    "one to five seeds": Habits(seeds=(1, 5), reviewers=(5, 6)),
    "one in ten a seed": Habits(seeds=(80, 120), members=(800, 1200), reviewers=(5, 6)),
    "three years": Habits(days=(1095, 1095), reviewers=(5, 6)),
    "farms of 50 to 200": Habits(fakes=(50, 200), reviewers=(5, 6)),
    "farms that fool 5 to 20": Habits(fooled=(5, 20), reviewers=(5, 6)),
    "rings of 12 to 40": Habits(ring_size=(12, 40), rings=(0.06, 0.06), reviewers=(5, 6)),
    "6 to 10 sellers": Habits(sellers=(6, 10), reviewers=(5, 6)),
    "a hundred members": Habits(members=(80, 150), seeds=(2, 5), reviewers=(5, 6)),
}


@dataclass
class _Draft:
    rng: np.random.Generator
    of: dict[str, float]
    kind: np.ndarray
    gang: np.ndarray  # -1 for the honest
    group: np.ndarray  # -1 for those in no closed group
    parts: list[tuple[np.ndarray, np.ndarray, np.ndarray]] = field(default_factory=list)

    def say(self, src: np.ndarray, dst: np.ndarray, evidence: int | None = None) -> None:
        """These people vouch for those; without `evidence` by a note or a work they chose."""
        chosen = (self.rng.random(len(src)) >= self.of["thanks"]).astype(np.int64)
        grade = chosen if evidence is None else np.full(len(src), evidence)
        self.parts.append((np.asarray(src), np.asarray(dst), grade))

    def warmth(self, dst: np.ndarray) -> np.ndarray:
        """How likely somebody vouches for these people out of friendship."""
        warm, cool = self.of["warmth"], self.of["warmth_unqualified"]
        return np.where(self.kind[dst] == QUALIFIED, warm, cool)


def pair(habits: Habits, number: int) -> tuple[World, World]:
    """Two communities of the same habits: one without attackers, one with."""
    rng = np.random.default_rng(number)
    of = {each.name: float(rng.uniform(*getattr(habits, each.name))) for each in fields(habits)}
    calm = dict.fromkeys(("farms", "rings", "buyers"), 0.0)
    sizes = {"group_size": habits.group_size, "ring_size": habits.ring_size}
    return (
        _world(of | calm, sizes, np.random.default_rng((number, 1))),
        _world(of, sizes, np.random.default_rng((number, 2))),
    )


def _world(of: dict[str, float], sizes: dict[str, Range], rng: np.random.Generator) -> World:
    draft = _people(of, sizes, rng)
    honest = np.flatnonzero(draft.kind <= UNQUALIFIED)
    fans = honest[draft.kind[honest] == QUALIFIED]
    seeds = np.sort(rng.choice(fans, min(round(of["seeds"]), len(fans) // 2), replace=False))
    _inside(draft, draft.group, 0.9)
    liked = _friendships(draft)
    met = np.repeat(seeds, rng.poisson(of["met_by_seed"], len(seeds)))
    seen = rng.integers(0, round(of["members"]), len(met))
    keep = rng.random(len(met)) < np.where(draft.kind[seen] == QUALIFIED, 0.6, 0.08)
    draft.say(met[keep], seen[keep])
    _farms(draft, honest)
    _inside(draft, np.where(draft.kind == RING, draft.gang, -1), 1.0)
    _sales(draft, np.setdiff1d(honest, seeds), liked)
    reviewers, works, mood = _reviews(draft)
    passes = _rubric(draft, reviewers, works, mood)
    return World(_edges(draft), seeds, draft.kind, draft.group >= 0, passes, len(draft.kind))


def _people(of: dict[str, float], sizes: dict[str, Range], rng: np.random.Generator) -> _Draft:
    members = round(of["members"])
    kind = np.where(rng.random(members) < of["qualified"], QUALIFIED, UNQUALIFIED)
    gang, group = np.full(members, -1), np.full(members, -1)
    start = 0
    for label, share in ((FARM, "farms"), (RING, "rings"), (BUYER, "buyers")):
        many = round(of[share] * members)
        kind[start : start + many] = label
        start += many
    mains, ring = np.flatnonzero(kind == FARM), np.flatnonzero(kind == RING)
    gang[mains] = mains
    gang[ring] = members + _chopped(len(ring), sizes["ring_size"], rng)
    inside = np.arange(start, start + round(of["grouped"] * (members - start)))
    group[inside] = _chopped(len(inside), sizes["group_size"], rng)
    many = round(of["fakes"]) * len(mains)
    return _Draft(
        rng, of,
        np.append(kind, np.full(many, FAKE)),
        np.append(gang, np.repeat(mains, round(of["fakes"]))),
        np.append(group, np.full(many, -1)),
    )  # fmt: skip


def _chopped(many: int, sizes: Range, rng: np.random.Generator) -> np.ndarray:
    drawn = rng.integers(int(sizes[0]), int(sizes[1]) + 1, many // max(int(sizes[0]), 1) + 1)
    return np.repeat(np.arange(len(drawn)), drawn)[:many]


def _inside(draft: _Draft, group: np.ndarray, chance: float) -> None:
    """Within each group nearly everybody vouches for everybody; rings cite works, of course."""
    for each in np.unique(group[group >= 0]):
        people = np.flatnonzero(group == each)
        src, dst = (side.ravel() for side in np.meshgrid(people, people))
        keep = draft.rng.random(len(src)) < chance
        draft.say(src[keep], dst[keep], 1 if chance == 1.0 else None)


def _friendships(draft: _Draft) -> np.ndarray:
    """Open people and attackers, who look like them; returns how much everybody is liked."""
    rng, of = draft.rng, draft.of
    people = np.flatnonzero((draft.kind != FAKE) & (draft.group < 0))
    if not len(people):
        return np.zeros(len(draft.kind), int)
    src = np.repeat(people, rng.poisson(of["friends"], len(people)))
    pull = rng.random(len(people)) ** -(of["popularity"] / 2)
    near = people[(np.searchsorted(people, src) + rng.integers(-12, 13, len(src))) % len(people)]
    far = people[rng.choice(len(people), len(src), p=pull / pull.sum())]
    dst = np.where(rng.random(len(src)) < 0.5, near, far)
    keep = rng.random(len(src)) < draft.warmth(dst)
    draft.say(src[keep], dst[keep])
    return np.bincount(dst[keep], minlength=len(draft.kind))


def _farms(draft: _Draft, honest: np.ndarray) -> None:
    rng, many = draft.rng, round(draft.of["fakes"])
    for main in np.flatnonzero(draft.kind == FARM):
        fakes = np.flatnonzero((draft.gang == main) & (draft.kind == FAKE))
        draft.say(fakes, np.full(many, main), 1)
        shape = rng.integers(3)
        if shape == STAR:
            draft.say(np.full(many, main), fakes, 1)
        elif shape == CHAIN:
            draft.say(np.append(main, fakes[:-1]), fakes, 1)
        else:
            draft.say(rng.choice(fakes, 4 * many), rng.choice(fakes, 4 * many), 1)
            draft.say(np.array([main]), fakes[:1], 1)
        fooled = rng.choice(honest, round(draft.of["fooled"]))
        whom = np.where(rng.random(len(fooled)) < 0.5, main, rng.choice(fakes, len(fooled)))
        draft.say(fooled, whom, 1)


def _sales(draft: _Draft, honest: np.ndarray, liked: np.ndarray) -> None:
    """Sellers are among those who are liked most."""
    rng, paid = draft.rng, round(draft.of["sellers"])
    buyers = np.flatnonzero(draft.kind == BUYER)
    best = honest[np.argsort(-liked[honest])][: max(len(honest) // 10, paid)]
    sellers = rng.choice(best, max(paid, len(honest) // 200))
    draft.say(rng.choice(sellers, len(buyers) * paid), np.repeat(buyers, paid), 1)


def _reviews(draft: _Draft) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Who reads whose work, and who of them vouches. Gangs pass their own when they are drawn."""
    rng, of = draft.rng, draft.of
    members = round(of["members"])
    pool = len(draft.kind) if of["pool_has_fakes"] > 0.5 else members
    works = np.repeat(np.arange(members), round(of["reviewers"]))
    reviewers = rng.integers(0, pool, len(works))
    keep = reviewers != works
    works, reviewers = works[keep], reviewers[keep]
    mood = rng.normal(0, of["moods"], len(draft.kind))
    chance = np.where(draft.kind[works] == QUALIFIED, of["vouch"], of["vouch_unqualified"])
    chance = 1 / (1 + (1 / chance - 1) * np.exp(-mood[reviewers]))
    says = (rng.random(len(works)) < chance) | _mates(draft, reviewers, works)
    draft.parts.insert(0, (reviewers[says], works[says], np.full(says.sum(), 2)))
    return reviewers, works, mood


def _mates(draft: _Draft, one: np.ndarray, other: np.ndarray) -> np.ndarray:
    return (draft.gang[one] >= 0) & (draft.gang[one] == draft.gang[other])


def _rubric(
    draft: _Draft, reviewers: np.ndarray, works: np.ndarray, mood: np.ndarray
) -> np.ndarray:
    rng, n = draft.rng, len(draft.kind)
    level = np.where(draft.kind == QUALIFIED, 2.3, 1.2) + rng.normal(0, 0.25, n)
    given = level[works] + 0.15 * mood[reviewers] + rng.normal(0, 0.5, len(works))
    given = np.where(_mates(draft, reviewers, works), 3.0, given).clip(0, 3)
    many = np.maximum(np.bincount(works, minlength=n), 1)
    return np.bincount(works, given, n) / many - 1.28 * 0.5 / np.sqrt(many) >= GATE


def _edges(draft: _Draft) -> np.ndarray:
    """Everything said, with dates, strengths and skills; twice and of oneself as it may happen."""
    rng, of = draft.rng, draft.of
    src, dst, grade = (np.concatenate(column) for column in zip(*draft.parts, strict=True))
    edges = np.zeros(len(src), EDGE)
    edges["src"], edges["dst"], edges["evidence"] = src, dst, grade
    edges["weight"] = rng.choice([0.5, 1.0], len(src), p=[0.3, 0.7])
    edges["time"] = NOW - rng.uniform(0, of["days"], len(src))
    other = rng.integers(0, max(round(of["skills"]), 1), len(src))
    edges["skill"] = np.where((grade == 2) | (rng.random(len(src)) < 0.7), 0, other)
    return edges


def few(habits: Habits, members: int) -> Habits:
    """The same with no more than so many members."""
    low, high = habits.members
    return replace(habits, members=(min(low, members), min(high, members)))
