# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""How far do reviewers agree? For course staff, per criterion.

All functions return NaN where the data leave the coefficient undefined (no two reviews of one
item, or no variation at all) and never raise on missing values. The order of rows and of raters
within an item does not matter.
"""

from typing import Literal

import numpy as np

VERSION = "agreement-1"
ALPHA_VERSION = "krippendorff-alpha-1"
ICC_VERSION = "icc1-1"
QWK_VERSION = "qwk-1"

Metric = Literal["nominal", "ordinal", "interval"]


def krippendorff_alpha(ratings: np.ndarray, *, metric: Metric = "interval") -> float:
    """Krippendorff's alpha of ``ratings`` (raters, items), NaN for missing.

    ``1 - observed / expected disagreement`` over the coincidences of values within items, each
    item weighted by 1 / (its number of values - 1). Source: Krippendorff, "Computing
    Krippendorff's Alpha-Reliability" (2011), sections C to E.
    """
    ratings = np.asarray(ratings, dtype=float)
    values = np.unique(ratings[np.isfinite(ratings)])
    counts = np.stack([(ratings == v).sum(axis=0) for v in values]) if values.size else None
    if counts is None:
        return float("nan")
    counts = counts[:, counts.sum(axis=0) >= 2].astype(float)
    weight = 1 / np.maximum(counts.sum(axis=0) - 1, 1)
    coincidence = (counts * weight) @ counts.T - np.diag(counts @ weight)
    totals = coincidence.sum(axis=1)
    distance = _distance(values, totals, metric)
    expected = totals @ distance @ totals / (totals.sum() - 1) if totals.sum() > 1 else 0.0
    return float(1 - (coincidence * distance).sum() / expected) if expected > 0 else float("nan")


def krippendorff_alpha_of_reviews(
    item_ids: np.ndarray, scores: np.ndarray, *, metric: Metric = "interval"
) -> float:
    """The same from one row per review. Who gave a score does not matter to alpha, so the reviews
    of an item are put under one another in any order."""
    item_ids, scores = np.asarray(item_ids), np.asarray(scores, dtype=float)
    seen = np.isfinite(scores)
    if not seen.any():
        return float("nan")
    order = np.argsort(item_ids[seen], kind="stable")
    y = scores[seen][order]
    item, first, count = np.unique(item_ids[seen][order], return_index=True, return_counts=True)
    place = np.arange(y.size) - np.repeat(first, count)
    ratings = np.full((int(count.max()), item.size), np.nan)
    ratings[place, np.repeat(np.arange(item.size), count)] = y
    return krippendorff_alpha(ratings, metric=metric)


def items_with_pairs(item_ids: np.ndarray, scores: np.ndarray) -> int:
    """How many items have two reviews or more, without which nothing can be compared."""
    seen = np.isfinite(np.asarray(scores, dtype=float))
    return int((np.unique(np.asarray(item_ids)[seen], return_counts=True)[1] >= 2).sum())


def most_confused(item_ids: np.ndarray, scores: np.ndarray) -> tuple[float, float] | None:
    """The two values that reviewers of one item most often differ by, the lower first.

    A pair of reviews counts by 1 / (number of the item's reviews - 1), as in alpha; of equals the
    lowest pair is named. None when nobody differs.
    """
    item_ids, scores = np.asarray(item_ids), np.asarray(scores, dtype=float)
    seen = np.isfinite(scores)
    values, value = np.unique(scores[seen], return_inverse=True)
    items, item = np.unique(item_ids[seen], return_inverse=True)
    counts = np.zeros((values.size, items.size))
    np.add.at(counts, (value, item), 1)
    weight = 1 / np.maximum(counts.sum(axis=0) - 1, 1)
    apart = np.triu((counts * weight) @ counts.T, 1)
    if not apart.size or apart.max() <= 0:
        return None
    low, high = np.unravel_index(int(apart.argmax()), apart.shape)
    return float(values[low]), float(values[high])


def intraclass_correlation(item_ids: np.ndarray, scores: np.ndarray) -> tuple[float, float]:
    """ICC(1) of one review, and of the mean of a typical number of reviews of an item.

    One-way random effects with unequal numbers of reviews: Shrout and Fleiss (1979), case 1;
    the average number by Donner (1986); the mean of k by Spearman and Brown. Long format,
    NaN scores left out. May be negative, as estimates of small correlations are.
    """
    item_ids, scores = np.asarray(item_ids), np.asarray(scores, dtype=float)
    seen = np.isfinite(scores)
    items, item = np.unique(item_ids[seen], return_inverse=True)
    y = scores[seen]
    k = np.bincount(item).astype(float)
    within_freedom = y.size - items.size
    if items.size < 2 or within_freedom < 1:
        return float("nan"), float("nan")
    means = np.bincount(item, y) / k
    between = float(k @ (means - y.mean()) ** 2) / (items.size - 1)
    within = float(((y - means[item]) ** 2).sum()) / within_freedom
    usual = (y.size - float(k @ k) / y.size) / (items.size - 1)
    if between + within == 0:
        return float("nan"), float("nan")
    single = (between - within) / (between + (usual - 1) * within)
    return single, spearman_brown(single, usual)


def spearman_brown(single: float, k: float) -> float:
    """Reliability of the mean of ``k`` reviews, from that of one."""
    rest = 1 + (k - 1) * single
    return k * single / rest if rest > 0 else float("nan")


def quadratic_weighted_kappa(a: np.ndarray, b: np.ndarray) -> float:
    """Cohen's kappa with quadratic weights between paired ratings ``a`` and ``b`` (n,).

    ``1 - sum (a - b)^2 / expected under independence`` (Cohen 1968); pairs with NaN are left out.
    """
    a, b = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    both = np.isfinite(a) & np.isfinite(b)
    a, b = a[both], b[both]
    if not a.size:
        return float("nan")
    expected = a.var() + b.var() + (a.mean() - b.mean()) ** 2
    return float(1 - np.mean((a - b) ** 2) / expected) if expected > 0 else float("nan")


def quadratic_weighted_kappa_of_peers(item_ids: np.ndarray, scores: np.ndarray) -> float:
    """QWK over all ordered pairs of reviews of one item, for reviewers with no fixed order.

    Every item counts by its number of reviews, as in :func:`krippendorff_alpha` (interval), to
    which it tends in large cohorts.
    """
    item_ids, scores = np.asarray(item_ids), np.asarray(scores, dtype=float)
    seen = np.isfinite(scores)
    item = np.unique(item_ids[seen], return_inverse=True)[1]
    y, k = scores[seen], np.bincount(item).astype(float)
    paired = k[item] >= 2
    if not paired.any():
        return float("nan")
    means = np.bincount(item, y) / np.maximum(k, 1)
    squares = (y - means[item]) ** 2 * k[item] / np.maximum(k[item] - 1, 1)
    expected = 2 * y[paired].var()
    return float(1 - 2 * squares[paired].mean() / expected) if expected > 0 else float("nan")


def _distance(values: np.ndarray, totals: np.ndarray, metric: Metric) -> np.ndarray:
    if metric == "nominal":
        return 1.0 - np.eye(values.size)
    if metric == "interval":
        return (values[:, None] - values[None, :]) ** 2
    if metric == "ordinal":
        place = np.cumsum(totals) - totals / 2
        return (place[:, None] - place[None, :]) ** 2
    raise ValueError(f"unknown metric {metric!r}: nominal, ordinal or interval")
