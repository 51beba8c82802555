# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Reviews as arrays, in one canonical order, fit for the models.

Ids become dense indices, scores shares of the scale; missing stays NaN. Sorting makes every later
sum independent of the order the rows came in, to the last bit.
"""

from dataclasses import dataclass

import numpy as np

from peerreview.stats.additive import Rows, column_means
from peerreview.stats.collusion import suspect_reviews

RING_TRUST = 0.05  # weight of a review that looks arranged


@dataclass(frozen=True)
class Reviews:
    """Distinct reviews in canonical order, on a scale of width 1; no row is all missing.

    ``rows`` indexes ``items`` and ``reviewers`` (all ids given, sorted); ``cells`` (n, C);
    ``total`` (n,) the mean over the criteria judged, each about its own mean; ``noise_factor``
    (n,) the noise of that mean, relative to a complete review's; ``trusted`` (n,) in [0, 1].
    """

    rows: Rows
    items: np.ndarray
    reviewers: np.ndarray
    cells: np.ndarray
    total: np.ndarray
    noise_factor: np.ndarray
    counts: np.ndarray
    trusted: np.ndarray
    low: float
    span: float
    bounded: bool


def prepare(
    reviewer_ids: np.ndarray,
    item_ids: np.ndarray,
    scores: np.ndarray,
    scale: tuple[float, float] | None,
    author_of_item: dict[int, int],
) -> Reviews:
    """Check, drop and sort; parameters and errors as of :func:`consensus.consensus`."""
    reviewer_ids, item_ids, cells = _checked(reviewer_ids, item_ids, scores)
    items, item = np.unique(item_ids, return_inverse=True)
    reviewers, reviewer = np.unique(reviewer_ids, return_inverse=True)
    keep = np.isfinite(cells).any(axis=1)
    keep &= ~_own_work(items, author_of_item, item, reviewers[reviewer])
    item, reviewer, cells = _canonical(item[keep], reviewer[keep], cells[keep])
    low, span = _span(cells, scale)
    cells = (cells - low) / span
    rows = Rows(item, reviewer, items.size, reviewers.size)
    seen = np.isfinite(cells)
    centred = cells - column_means(cells)
    number = seen.sum(axis=1)
    total = np.where(seen, centred, 0.0).sum(axis=1) / number + column_means(cells).mean()
    return Reviews(
        rows=rows,
        items=items,
        reviewers=reviewers,
        cells=cells,
        total=total,
        noise_factor=0.5 + 0.5 * cells.shape[1] / number,  # half of the noise is halo
        counts=rows.per_item(np.ones(item.size)).astype(int),
        trusted=_trusted(rows, items, reviewers, author_of_item),
        low=low,
        span=span,
        bounded=scale is not None,
    )


def _checked(reviewer_ids, item_ids, scores) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    reviewer_ids, item_ids = np.asarray(reviewer_ids), np.asarray(item_ids)
    cells = np.array(scores, dtype=float)
    if cells.ndim <= 1:
        cells = cells.reshape(-1, 1)
    if not (reviewer_ids.shape == item_ids.shape == cells.shape[:1]) or cells.ndim != 2:
        raise ValueError("reviewer_ids, item_ids and scores must have one entry per review")
    cells[~np.isfinite(cells)] = np.nan
    if not cells.shape[1]:
        cells = np.full((len(cells), 1), np.nan)
    return _integers(reviewer_ids), _integers(item_ids), cells


def _integers(ids: np.ndarray) -> np.ndarray:
    """An empty list would be an array of floats."""
    return ids.astype(np.int64) if ids.size == 0 else ids


def _own_work(items, author_of_item, item, reviewer_ids) -> np.ndarray:
    authors, known = _authors(items, author_of_item)
    return known[item] & (authors[item] == reviewer_ids)


def _authors(items, author_of_item) -> tuple[np.ndarray, np.ndarray]:
    found = [author_of_item.get(int(i)) for i in items] if author_of_item else [None] * items.size
    known = np.array([a is not None for a in found], dtype=bool)
    return np.array([0 if a is None else a for a in found], dtype=items.dtype), known


def _trusted(rows: Rows, items, reviewers, author_of_item) -> np.ndarray:
    """1, or ``RING_TRUST`` for mutual reviews inside a suspect group."""
    if not author_of_item or not reviewers.size:
        return np.ones(rows.item.size)
    authors, known = _authors(items, author_of_item)
    place = np.minimum(np.searchsorted(reviewers, authors), reviewers.size - 1)
    author = np.where(known & (reviewers[place] == authors), place, -1)
    suspect = suspect_reviews(rows.reviewer, author[rows.item])
    return np.where(suspect, RING_TRUST, 1.0)


def _canonical(item, reviewer, cells) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Sort, so that sums do not depend on the order of rows; average repeated reviews."""
    order = np.lexsort((*cells.T, reviewer, item))
    item, reviewer, cells = item[order], reviewer[order], cells[order]
    new = np.ones(item.size, dtype=bool)
    new[1:] = (item[1:] != item[:-1]) | (reviewer[1:] != reviewer[:-1])
    if new.all():
        return item, reviewer, cells
    group = np.cumsum(new) - 1
    seen = np.isfinite(cells)
    with np.errstate(invalid="ignore"):
        cells = np.column_stack(
            [
                np.bincount(group, np.where(s, z, 0.0)) / np.bincount(group, s)
                for z, s in zip(cells.T, seen.T, strict=True)
            ]
        )
    return item[new], reviewer[new], cells


def _span(cells: np.ndarray, scale: tuple[float, float] | None) -> tuple[float, float]:
    if scale is not None:
        low, high = float(scale[0]), float(scale[1])
        if not high > low:
            raise ValueError("scale must be (lowest, highest) with lowest < highest")
        return low, high - low
    if not cells.size:
        return 0.0, 1.0
    low, high = float(np.nanmin(cells)), float(np.nanmax(cells))
    return low, (high - low) or 1.0
