# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Simulated cohorts with a known truth, for measuring consensus methods.

A cohort of ``n`` learners each submit one artifact per activity and review ``k`` others' (a random
circulant design, so every artifact gets ``k`` reviews). Scores are whole levels 0-4 on ``C``
criteria. ``typical`` is near the agreement of real MOOC peer grades (one criterion: ICC about .3).
"""

from dataclasses import dataclass

import numpy as np

LEVELS = 4.0


@dataclass(frozen=True)
class Recipe:
    """What a cohort is made of; SDs in levels."""

    careless: float
    leniency_sd: float
    noise_spread: float  # SD of log reviewer noise
    ring: float = 0.0
    leniency: float = 0.0


RECIPES = {
    "clean": Recipe(careless=0.0, leniency_sd=0.25, noise_spread=0.1),
    "typical": Recipe(careless=0.10, leniency_sd=0.40, noise_spread=0.35),
    "bad": Recipe(careless=0.30, leniency_sd=0.50, noise_spread=0.45),
    "ring": Recipe(careless=0.10, leniency_sd=0.40, noise_spread=0.35, ring=0.10),
}


@dataclass(frozen=True)
class Cohort:
    """One simulated cohort; ``truth`` (items,), its criteria (items, C) and ``careless`` (reviewers,) are the answers."""

    reviewer_ids: np.ndarray
    item_ids: np.ndarray
    scores: np.ndarray
    truth: np.ndarray
    criterion_truth: np.ndarray
    careless: np.ndarray
    author_of_item: dict[int, int]


def simulate(
    recipe: Recipe,
    rng: np.random.Generator,
    *,
    learners: int = 1000,
    k: int = 3,
    activities: int = 1,
    criteria: int = 5,
) -> Cohort:
    """Draw one cohort; item ``a * learners + i`` is learner ``i``'s artifact in activity ``a``."""
    skill = rng.normal(0, 1, learners)
    careless = rng.random(learners) < recipe.careless
    bias = rng.normal(recipe.leniency, recipe.leniency_sd, learners)
    noise = np.exp(rng.normal(0, recipe.noise_spread, learners) - 0.15 * skill)
    parts = []
    for activity in range(activities):
        truth = _truth(skill, criteria, rng)
        reviewer, item = circulant(learners, k, rng)
        cells = _attentive(truth[item], bias[reviewer], noise[reviewer], rng)
        lazy = careless[reviewer]
        cells[lazy] = _lazy(reviewer[lazy], criteria, learners, rng)
        _collude(cells, reviewer, item, int(recipe.ring * learners) // 5 * 5, rng)
        parts.append(
            (reviewer, item + activity * learners, np.clip(np.rint(cells), 0, LEVELS), truth)
        )
    reviewer, item, scores, truth = (np.concatenate(part) for part in zip(*parts, strict=True))
    authors = {a * learners + i: i for a in range(activities) for i in range(learners)}
    return Cohort(reviewer, item, scores, truth.mean(1), truth, careless, authors)


def circulant(n: int, k: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Balanced assignment, ``k`` given and ``k`` received by all, nobody mutually (2 k < n)."""
    order = rng.permutation(n)
    offsets = rng.choice(np.arange(1, (n + 1) // 2), k, replace=False)
    position = np.repeat(np.arange(n), k)
    return order[position], order[(position + np.tile(offsets, n)) % n]


def _truth(skill: np.ndarray, criteria: int, rng: np.random.Generator) -> np.ndarray:
    quality = 2.3 + 0.85 * (0.7 * skill + np.sqrt(0.51) * rng.normal(0, 1, skill.size))
    cells = quality[:, None] + rng.normal(0, 0.45, (skill.size, criteria))
    return np.clip(cells, 0, LEVELS)


def _attentive(
    truth: np.ndarray, bias: np.ndarray, noise: np.ndarray, rng: np.random.Generator
) -> np.ndarray:
    halo = rng.normal(0, 0.50, truth.shape[0]) * noise
    own = rng.normal(0, 0.85, truth.shape) * noise[:, None]
    return truth + (bias + halo)[:, None] + own


def _lazy(
    reviewer: np.ndarray, criteria: int, learners: int, rng: np.random.Generator
) -> np.ndarray:
    """Three habits: one favourite level with small slips, anything at all, safe near the middle."""
    habit = rng.integers(0, 3, learners)[reviewer]
    favourite = rng.choice([2.0, 3.0, 4.0], learners, p=[0.2, 0.4, 0.4])[reviewer]
    shape = (reviewer.size, criteria)
    slips = favourite[:, None] + rng.normal(0, 0.35, shape)
    anything = rng.uniform(-0.5, 4.5, shape)
    safe = 2.8 + rng.normal(0, 0.6, (reviewer.size, 1)) + rng.normal(0, 0.5, shape)
    return np.choose(habit[:, None], [slips, anything, safe])


def _collude(
    cells: np.ndarray,
    reviewer: np.ndarray,
    item: np.ndarray,
    members: int,
    rng: np.random.Generator,
) -> None:
    """Rings of five: members give all tasks but one to each other's artifacts, at the top level."""
    if not members:
        return
    tasks = int(np.bincount(reviewer).max()) - 1
    for mates in rng.permutation(item.max() + 1)[:members].reshape(-1, 5):
        for place, mate in enumerate(mates):
            friends = [mates[(place + step) % 5] for step in (1, 4, 2, 3)][:tasks]
            taken = np.flatnonzero(reviewer == mate)[: len(friends)]
            item[taken] = friends
            cells[taken] = LEVELS
