# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The methods ours is compared with: mean, median and PG1 of Piech et al. (2013).

Each takes dense indices and review totals and returns score and standard error per item, and a
reliability per reviewer.
"""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Estimate:
    """Score and standard error per item; reliability per reviewer (more is better)."""

    score: np.ndarray
    se: np.ndarray
    reliability: np.ndarray


def mean(reviewer: np.ndarray, item: np.ndarray, y: np.ndarray) -> Estimate:
    """Mean of the reviews; pooled standard error; reliability by distance from the mean."""
    k = np.bincount(item).astype(float)
    centre = np.bincount(item, y) / k
    miss = (y - centre[item]) ** 2
    noise = miss.sum() / max(y.size - k.size, 1)
    distance = np.bincount(reviewer, miss) / np.maximum(np.bincount(reviewer), 1)
    return Estimate(centre, np.sqrt(noise / k), -distance)


def median(reviewer: np.ndarray, item: np.ndarray, y: np.ndarray) -> Estimate:
    """Median of the reviews; the mean's standard error times the normal median's inefficiency."""
    order = np.lexsort((y, item))
    k = np.bincount(item)
    first = np.cumsum(k) - k
    z = y[order]
    centre = (z[first + (k - 1) // 2] + z[first + k // 2]) / 2
    plain = mean(reviewer, item, y)
    inefficiency = np.where(k < 3, 1.0, np.where(k < 5, 1.16, 1.20))
    return Estimate(centre, plain.se * inefficiency, plain.reliability)


def pg1(
    reviewer: np.ndarray,
    item: np.ndarray,
    y: np.ndarray,
    rng: np.random.Generator,
    *,
    draws: int = 300,
    burn_in: int = 60,
) -> Estimate:
    """Gibbs sampler of PG1: ``z ~ N(s + b, 1 / tau)``, ``tau ~ Gamma`` per reviewer.

    Hyper-parameters by moments, which does as well here as the paper's grid: item and noise
    variance from the one-way layout, a quarter of the noise for leniency, shape 4 for ``tau``.
    """
    plain = mean(reviewer, item, y)
    centre, noise = y.mean(), float(np.mean(plain.se**2 * np.bincount(item)))
    items = max(float(np.var(plain.score) - np.mean(plain.se**2)), 0.1 * noise)
    sampler = _Pg1(reviewer, item, y - centre, items, 0.25 * noise, 0.75 * noise)
    state = (
        plain.score - centre,
        np.zeros(sampler.reviewers),
        np.full(sampler.reviewers, 1 / noise),
    )
    s_sum, s_squares, t_sum = 0.0, 0.0, 0.0
    for draw in range(draws + burn_in):
        state = sampler.step(state, rng)
        if draw >= burn_in:
            s_sum, s_squares, t_sum = s_sum + state[0], s_squares + state[0] ** 2, t_sum + state[2]
    score = s_sum / draws
    variance = np.maximum(s_squares / draws - score**2, 1e-12)
    return Estimate(score + centre, np.sqrt(variance), t_sum / draws)


class _Pg1:
    """One Gibbs step, by the conditionals in the paper's section 4."""

    shape = 4.0

    def __init__(self, reviewer, item, d, item_var, leniency_var, noise):
        self.reviewer, self.item, self.d = reviewer, item, d
        self.items, self.reviewers = int(item.max()) + 1, int(reviewer.max()) + 1
        self.item_precision, self.leniency_precision = 1 / item_var, 1 / leniency_var
        self.rate = self.shape * noise
        self.counts = np.bincount(reviewer, minlength=self.reviewers)

    def step(self, state, rng):
        s, b, tau = state
        own = tau[self.reviewer]
        weight = self.item_precision + np.bincount(self.item, own, self.items)
        pull = np.bincount(self.item, own * (self.d - b[self.reviewer]), self.items)
        s = pull / weight + rng.normal(size=self.items) / np.sqrt(weight)
        weight = self.leniency_precision + self.counts * tau
        pull = tau * np.bincount(self.reviewer, self.d - s[self.item], self.reviewers)
        b = pull / weight + rng.normal(size=self.reviewers) / np.sqrt(weight)
        squares = (self.d - s[self.item] - b[self.reviewer]) ** 2
        rate = self.rate + np.bincount(self.reviewer, squares, self.reviewers) / 2
        return s, b, rng.gamma(self.shape + self.counts / 2) / rate
