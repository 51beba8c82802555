# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Made-up communities in which people vouch for each other, honestly and not.

Half of the honest are qualified. A quarter learn in closed groups in which nearly all endorse all,
the others have friends and cohorts of 40. Each member's work is read by reviewers whom the system
draws, each of whom may vouch for it. Farms (fakes that praise their operator), rings (all praise
all) and buyers (reputable members who take money) are mixed in; all of them are unqualified, and
all vouch for honest people too, to look like them.
"""

from dataclasses import dataclass, field, replace

import numpy as np

from endorsements.trust import EDGE

NOW = 1000.0
QUALIFIED, UNQUALIFIED, FARM, RING, BUYER, FAKE = range(6)
ATTACKS = {FARM: "farm", RING: "ring", BUYER: "buy"}
GATE = 1.6  # of 3: what the rubric asks of the lower bound


@dataclass(frozen=True)
class Recipe:
    """What a community is like. Shares are of its members; fakes come on top of them."""

    seeds: float = 0.02
    closed: float = 0.25
    assigned: int = 5
    vouches: tuple[float, float] = (0.45, 0.05)
    friends: float = 5.0
    warmth: tuple[float, float] = (0.55, 0.3)
    thanks: float = 0.3
    met_by_seed: float = 8.0
    farm: float = 0.005
    ring: float = 0.02
    buyers: float = 0.01
    fakes: int = 20
    bait: int = 20
    fooled: int = 0
    bought: int = 4
    ring_size: tuple[int, int] = (6, 12)
    corrupt: float = 0.002
    chained: bool = False
    sleepers: bool = False
    pool_is_gated: bool = False
    fakes_say_yes: float | None = None  # to strangers' work; None: like other people


@dataclass(frozen=True)
class Community:
    """Edges as `trust.score` takes them, and the truth that it does not see."""

    edges: np.ndarray
    seeds: np.ndarray
    kind: np.ndarray
    is_closed: np.ndarray
    passes_rubric: np.ndarray
    n: int

    def of(self, *kinds: int) -> np.ndarray:
        """Which members are of one of the kinds; seeds are not judged."""
        found = np.isin(self.kind, kinds)
        found[self.seeds] = False
        return found


ATTACK_FREE = {"farm": 0.0, "ring": 0.0, "buyers": 0.0}


def attack_free(recipe: Recipe) -> Recipe:
    """The same community without attackers."""
    return replace(recipe, **ATTACK_FREE)


@dataclass
class _Draft:
    """A community while it is being made."""

    rng: np.random.Generator
    recipe: Recipe
    members: int
    kind: np.ndarray
    circle: np.ndarray
    owner: np.ndarray  # whose gang somebody belongs to; -1 for the honest
    parts: list[tuple[np.ndarray, np.ndarray, int | np.ndarray]] = field(default_factory=list)

    def say(self, src: np.ndarray, dst: np.ndarray, evidence: int | np.ndarray) -> None:
        """These people vouch for those."""
        src, dst = np.asarray(src, np.int64), np.asarray(dst, np.int64)
        differs = src != dst
        grade = np.broadcast_to(np.asarray(evidence, np.int8), src.shape)
        self.parts.append((src[differs], dst[differs], grade[differs]))

    def chosen(self, size: int) -> np.ndarray:
        """Evidence of endorsements people chose to give: thank-you notes, or a work they cite."""
        return np.where(self.rng.random(size) < self.recipe.thanks, 0, 1).astype(np.int8)


def community(recipe: Recipe, members: int, seed: int) -> Community:
    """Make one."""
    rng = np.random.default_rng(seed)
    draft = _people(recipe, members, rng)
    honest = np.flatnonzero(draft.kind <= UNQUALIFIED)
    seeds = _seeds(draft, honest)
    _closed_groups(draft)
    _friends(draft, honest)
    _seeds_meet_people(draft, seeds)
    _farms(draft, honest)
    _rings(draft)
    _buyers(draft, np.setdiff1d(honest, seeds))
    _camouflage(draft, honest)
    reviewers, works = _assigned(draft)
    passes = _rubric(draft, reviewers, works)
    src, dst, grade = (np.concatenate(columns) for columns in zip(*draft.parts, strict=True))
    edges = np.zeros(len(src), EDGE)
    edges["src"], edges["dst"], edges["evidence"] = src, dst, grade
    edges["weight"] = np.where(rng.random(len(src)) < 0.7, 1.0, 0.5)
    edges["time"] = NOW - rng.exponential(200.0, len(src)).clip(0, 900)
    _, first = np.unique(src * len(draft.kind) + dst, return_index=True)
    closed = draft.circle >= 0
    return Community(edges[first], seeds, draft.kind, closed, passes, len(draft.kind))


def _people(recipe: Recipe, members: int, rng: np.random.Generator) -> _Draft:
    kind = np.where(rng.random(members) < 0.5, QUALIFIED, UNQUALIFIED)
    owner = np.full(members, -1)
    at = members
    for label, share in ((FARM, recipe.farm), (RING, recipe.ring), (BUYER, recipe.buyers)):
        many = max(round(share * members), 2) if share else 0
        kind[at - many : at] = label
        at -= many
    circle = np.full(members, -1)
    closed = int(recipe.closed * at)
    sizes = rng.integers(3, 13, size=closed // 3 + 1)
    groups = np.repeat(np.arange(len(sizes)), sizes)[:closed]
    circle[:closed] = groups
    mains = np.flatnonzero(kind == FARM)
    owner[mains] = mains
    fakes = len(mains) * recipe.fakes
    return _Draft(
        rng, recipe, members,
        np.concatenate([kind, np.full(fakes, FAKE)]),
        np.concatenate([circle, np.full(fakes, -1)]),
        np.concatenate([owner, np.repeat(mains, recipe.fakes)]),
    )  # fmt: skip


def _seeds(draft: _Draft, honest: np.ndarray) -> np.ndarray:
    good = honest[draft.kind[honest] == QUALIFIED]
    many = max(round(draft.recipe.seeds * draft.members), 2)
    return np.sort(draft.rng.choice(good, size=many, replace=False))


def _closed_groups(draft: _Draft) -> None:
    inside = np.flatnonzero(draft.circle >= 0)
    for members in np.split(inside, np.flatnonzero(np.diff(draft.circle[inside])) + 1):
        src, dst = (side.ravel() for side in np.meshgrid(members, members))
        keep = draft.rng.random(len(src)) < 0.9
        draft.say(src[keep], dst[keep], draft.chosen(keep.sum()))


def _friends(draft: _Draft, honest: np.ndarray) -> None:
    """Those in no closed group: half of their friends in a group of about six, half in the cohort."""
    rng, recipe = draft.rng, draft.recipe
    opened = honest[draft.circle[honest] < 0]
    if len(opened) < 3:
        return
    for width in (6, 40):
        src = np.repeat(np.arange(len(opened)), rng.poisson(recipe.friends, len(opened)))
        place = (src // width) * width
        size = np.minimum(width, len(opened) - place)
        dst = opened[place + (rng.random(len(src)) * size).astype(int)]
        warm = np.where(draft.kind[dst] == QUALIFIED, *recipe.warmth)
        keep = rng.random(len(src)) < warm
        draft.say(opened[src][keep], dst[keep], draft.chosen(keep.sum()))


def _seeds_meet_people(draft: _Draft, seeds: np.ndarray) -> None:
    rng, recipe = draft.rng, draft.recipe
    src = np.repeat(seeds, rng.poisson(recipe.met_by_seed, len(seeds)))
    dst = rng.integers(0, draft.members, len(src))
    keep = rng.random(len(src)) < np.where(draft.kind[dst] == QUALIFIED, 0.6, 0.08)
    draft.say(src[keep], dst[keep], draft.chosen(keep.sum()))


def _farms(draft: _Draft, honest: np.ndarray) -> None:
    """Fakes praise their operator and each other; honest people are baited with praise."""
    rng, recipe = draft.rng, draft.recipe
    mains = np.flatnonzero(draft.kind == FARM)
    if not len(mains):
        return
    fakes = np.flatnonzero(draft.kind == FAKE)
    operator = draft.owner[fakes]
    draft.say(fakes, operator, 1)
    if recipe.chained and recipe.fakes:
        draft.say(mains, fakes[:: recipe.fakes], 1)
        draft.say(fakes[:-1], fakes[1:], 1)
    elif recipe.fakes:
        draft.say(operator, fakes, 1)
        for step in (1, 2, 5):
            draft.say(fakes, np.roll(fakes.reshape(-1, recipe.fakes), step, axis=1).ravel(), 1)
    src = np.repeat(mains, recipe.bait)
    bait = rng.choice(honest, len(src))
    draft.say(src, bait, draft.chosen(len(src)))
    back = rng.random(len(src)) < 0.08
    draft.say(bait[back], src[back], draft.chosen(back.sum()))
    if recipe.fooled:
        src = rng.choice(honest, len(mains) * recipe.fooled)
        draft.say(src, np.repeat(mains, recipe.fooled), 1)
    if recipe.sleepers and recipe.fakes:
        awake = fakes[:: max(recipe.fakes // 4, 1)]
        draft.say(rng.choice(honest, len(awake)), awake, 1)


def _rings(draft: _Draft) -> None:
    rng, recipe = draft.rng, draft.recipe
    people = rng.permutation(np.flatnonzero(draft.kind == RING))
    while len(people):
        size = int(rng.integers(recipe.ring_size[0], recipe.ring_size[1] + 1))
        gang, people = people[:size], people[size:]
        draft.owner[gang] = gang[0]
        src, dst = (side.ravel() for side in np.meshgrid(gang, gang))
        draft.say(src, dst, 1)


def _buyers(draft: _Draft, honest: np.ndarray) -> None:
    rng, recipe = draft.rng, draft.recipe
    buyers = np.flatnonzero(draft.kind == BUYER)
    if not len(buyers):
        return
    many = max(round(recipe.corrupt * draft.members), 4)
    corrupt = rng.choice(honest[draft.kind[honest] == QUALIFIED], many)
    draft.say(rng.choice(corrupt, len(buyers) * recipe.bought), np.repeat(buyers, recipe.bought), 1)


def _camouflage(draft: _Draft, honest: np.ndarray) -> None:
    """All attackers have friends like other people, in a cohort of theirs, and are sometimes liked."""
    rng, recipe = draft.rng, draft.recipe
    bad = np.flatnonzero(np.isin(draft.kind, list(ATTACKS)))
    if not len(bad):
        return
    start = rng.integers(0, len(honest), len(bad))
    for outwards in (True, False):
        which = np.repeat(np.arange(len(bad)), rng.poisson(2 * recipe.friends, len(bad)))
        place = (start[which] + rng.integers(0, 40, len(which))) % len(honest)
        mate, self_ = honest[place], bad[which]
        warm = (
            np.where(draft.kind[mate] == QUALIFIED, *recipe.warmth)
            if outwards
            else recipe.warmth[1]
        )
        keep = rng.random(len(which)) < warm
        pair = (self_, mate) if outwards else (mate, self_)
        draft.say(pair[0][keep], pair[1][keep], draft.chosen(keep.sum()))


def _assigned(draft: _Draft) -> tuple[np.ndarray, np.ndarray]:
    """Who reads whose work, drawn by the system; gangs pass their own when they are drawn."""
    rng, recipe = draft.rng, draft.recipe
    pool = draft.members if recipe.pool_is_gated else len(draft.kind)
    works = np.repeat(np.arange(draft.members), recipe.assigned)
    reviewers = rng.integers(0, pool, len(works))
    gang = (draft.owner[works] >= 0) & (draft.owner[works] == draft.owner[reviewers])
    chance = np.where(draft.kind[works] == QUALIFIED, *recipe.vouches)
    if recipe.fakes_say_yes is not None:
        chance = np.where(draft.kind[reviewers] == FAKE, recipe.fakes_say_yes, chance)
    keep = (rng.random(len(works)) < chance) | gang
    draft.parts.insert(0, (np.array([], int), np.array([], int), np.array([], np.int8)))
    differs = keep & (reviewers != works)
    grade = np.full(differs.sum(), 2, np.int8)
    draft.parts[0] = (reviewers[differs], works[differs], grade)
    return reviewers, works


def _rubric(draft: _Draft, reviewers: np.ndarray, works: np.ndarray) -> np.ndarray:
    rng, recipe = draft.rng, draft.recipe
    level = np.where(draft.kind == QUALIFIED, 2.3, 1.2) + rng.normal(0, 0.25, len(draft.kind))
    gang = (draft.owner[works] >= 0) & (draft.owner[works] == draft.owner[reviewers])
    given = np.where(gang, 3.0, level[works] + rng.normal(0, 0.5, len(works))).clip(0, 3)
    mean = np.bincount(works, given, len(draft.kind)) / recipe.assigned
    return mean - 1.28 * 0.5 / np.sqrt(recipe.assigned) >= GATE
