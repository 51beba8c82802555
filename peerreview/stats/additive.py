# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The additive model of a review: ``y = mean + item + reviewer + noise``.

Crossed random effects, as in generalisability theory (Brennan 2001, ch. 2 and 7) and model PG1 of
Piech et al. (2013) without its per-reviewer precision. Rows are the reviews; ``item`` and
``reviewer`` are dense indices. ``gate`` in [0, 1] is how far a row may speak at all (the
probability that its reviewer read the work); ``precision`` is 1/variance of the row's noise.
"""

from dataclasses import dataclass

import numpy as np

VERSION = "additive-1"

SWEEPS = 12
PRIOR_PAIRS = 10.0  # what the prior on each variance counts for, in independent pairs of reviews
LEAST_SHARE = 0.02  # a reviewer variance below this share of the noise is taken for nothing
LENIENCY_DF = 5.0  # of the t distribution of reviewer effects: an odd one out keeps its oddness


@dataclass(frozen=True)
class Rows:
    """The reviews as dense indices; every sum over rows is a ``bincount``."""

    item: np.ndarray
    reviewer: np.ndarray
    items: int
    reviewers: int

    def per_item(self, values: np.ndarray) -> np.ndarray:
        """Sum of ``values`` (rows,) over each item."""
        return np.bincount(self.item, values, self.items)

    def per_reviewer(self, values: np.ndarray) -> np.ndarray:
        """Sum of ``values`` (rows,) over each reviewer."""
        return np.bincount(self.reviewer, values, self.reviewers)


@dataclass(frozen=True)
class Components:
    """Mean and variances: of items (``tau2``), of reviewers (``beta2``), of the rest (``sig2``)."""

    mean: float
    tau2: float
    beta2: float
    sig2: float

    @property
    def total(self) -> float:
        """Variance of one score."""
        return self.tau2 + self.beta2 + self.sig2


@dataclass(frozen=True)
class Anchors:
    """What is known of items beside the reviews: ``mean`` (about the model's) and ``precision``."""

    mean: np.ndarray
    precision: np.ndarray


@dataclass(frozen=True)
class Effects:
    """Item and reviewer effects about the mean, with variances.

    ``item`` is the posterior mean, anchors included, and ``certainty`` its precision given the
    reviewers. ``raw`` is the precision-weighted mean of the bias-corrected reviews alone
    (unshrunk, no anchors; 0 where there are none), ``raw_var`` its variance, bias uncertainty
    included, and ``weight`` the sum of precisions behind it.
    """

    item: np.ndarray
    item_var: np.ndarray
    certainty: np.ndarray
    raw: np.ndarray
    raw_var: np.ndarray
    weight: np.ndarray
    reviewer: np.ndarray
    reviewer_var: np.ndarray


def components(rows: Rows, y: np.ndarray, gate: np.ndarray, prior: Components) -> Components:
    """Variance components from products of pairs of reviews (Henderson 1953, method 1).

    Two reviews of one item share only the item, two by one reviewer only the reviewer, so the
    mean product over such pairs is the variance of what they share: unbiased under random
    assignment, one pass, no iteration to fail. Pairs count by both gates, and ``prior`` as
    ``PRIOR_PAIRS`` more of each kind, so that the answer is positive for any data.
    """
    total = float(gate.sum())
    mean = (float(gate @ y) + 1e-3 * prior.mean) / (total + 1e-3)
    d = gate * (y - mean)
    tau2 = _shared(rows.per_item, d, gate, prior.tau2)
    beta2 = _shared(rows.per_reviewer, d, gate, prior.beta2)
    spread = (float(gate @ (y - mean) ** 2) + PRIOR_PAIRS * prior.total) / (total + PRIOR_PAIRS)
    tau2 = min(max(tau2, 1e-3 * spread), 0.95 * spread)
    beta2 = min(max(beta2, 0.0), spread)
    sig2 = max(spread - tau2 - beta2, 0.05 * spread)
    return Components(mean, tau2, beta2 if beta2 > LEAST_SHARE * sig2 else 0.0, sig2)


def solve(
    rows: Rows,
    y: np.ndarray,
    precision: np.ndarray,
    parts: Components,
    anchors: Anchors,
) -> Effects:
    """Best linear unbiased prediction by alternating items and reviewers (Robinson 1991)."""
    d = y - parts.mean
    weight = rows.per_item(precision)
    certainty = weight + anchors.precision + 1 / parts.tau2
    known = anchors.precision * anchors.mean
    own_weight = rows.per_reviewer(precision)
    leniency = np.zeros(rows.reviewers)
    sums = rows.per_item(precision * d)
    for sweep in range(SWEEPS if parts.beta2 else 0):
        item = (sums + known) / certainty
        odd = _oddness(leniency, parts.beta2) if sweep else 1.0
        leniency = rows.per_reviewer(precision * (d - item[rows.item])) / (
            own_weight + odd / parts.beta2
        )
        sums = rows.per_item(precision * (d - leniency[rows.reviewer]))
    leniency_var = _leniency_variance(rows, precision, certainty, parts, leniency)
    lent = rows.per_item(precision**2 * leniency_var[rows.reviewer])
    some = np.maximum(weight, 1e-12 / parts.tau2)
    return Effects(
        item=(sums + known) / certainty,
        item_var=1 / certainty + lent / certainty**2,
        certainty=certainty,
        raw=sums / some,
        raw_var=1 / some + lent / some**2,
        weight=weight,
        reviewer=leniency,
        reviewer_var=leniency_var,
    )


def residual_noise(
    rows: Rows,
    y: np.ndarray,
    precision: np.ndarray,
    gate: np.ndarray,
    parts: Components,
    effects: Effects,
) -> float:
    """Noise variance from a solution: ``y' (y - fitted) / n`` (Harville 1977, REML).

    What :func:`components` leaves for noise is a difference, which chance in the other two makes
    too large or too small when items differ much more than reviewers err; this is not.
    """
    d = y - parts.mean
    miss = d - effects.item[rows.item] - effects.reviewer[rows.reviewer]
    heard = float(gate.sum())
    ratio = (float(precision @ (d * miss)) + PRIOR_PAIRS) / (heard + PRIOR_PAIRS)
    return parts.sig2 * min(max(ratio, 0.2), 3.0)


def column_means(cells: np.ndarray) -> np.ndarray:
    """Mean of every column of ``cells`` without its NaNs; 0 for a column of nothing else."""
    seen = np.isfinite(cells)
    return np.where(seen, cells, 0.0).sum(axis=0) / np.maximum(seen.sum(axis=0), 1)


def _shared(per_unit, d: np.ndarray, gate: np.ndarray, prior: float) -> float:
    products = float((per_unit(d) ** 2 - per_unit(d * d)).sum())
    pairs = float((per_unit(gate) ** 2 - per_unit(gate * gate)).sum())
    return (products + 2 * PRIOR_PAIRS * prior) / (pairs + 2 * PRIOR_PAIRS)


def _oddness(leniency: np.ndarray, beta2: float) -> np.ndarray:
    return (LENIENCY_DF + 1) / (LENIENCY_DF + leniency**2 / beta2)


def _leniency_variance(
    rows: Rows,
    precision: np.ndarray,
    certainty: np.ndarray,
    parts: Components,
    leniency: np.ndarray,
) -> np.ndarray:
    if not parts.beta2:
        return np.zeros(rows.reviewers)
    doubt = precision / certainty[rows.item]
    information = rows.per_reviewer(precision / (1 + doubt))
    return 1 / (information + _oddness(leniency, parts.beta2) / parts.beta2)
