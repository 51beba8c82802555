# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""How far reviewers can be depended on, as bands of an order, each with the bands it may be in.

Closeness to the others is no grade: with two or three reviews it is mostly luck, and who gives
everybody the same is never far off. Only the order of the fitted reliability counts, and how firm
a place in it is shows when half of everybody's reviews are left out at random, again and again:
where somebody lands each time is the range they are told as. Half the reviews are noisier than
all of them, so the range errs on the wide side.
"""

from dataclasses import dataclass

import numpy as np

from peerreview.stats.consensus import consensus

VERSION = "standing-1"

LEAST_REVIEWS = 4
LEAST_PEOPLE = 6  # below this an order says nothing
DRAWS = 12
LOW, MIDDLE, HIGH = 0, 1, 2
EDGES = (0.25, 0.75)  # the middle half is like most
RANGE = (10, 90)  # percentiles of the place in the draws


@dataclass(frozen=True)
class Place:
    """A reviewer's band, the bands it may be in, and their leniency on the scores' scale against
    the others: what all share against staff is left out, its doubt is not."""

    reviewer: int
    band: int
    lowest: int
    highest: int
    bias: float
    bias_se: float


def places(
    reviewer_ids: np.ndarray,
    item_ids: np.ndarray,
    scores: np.ndarray,
    *,
    known: dict[int, float] | None = None,
    author_of_item: dict[int, int] | None = None,
    seed: int = 0,
) -> list[Place]:
    """The places of those with enough reviews, by reviewer; none while there are too few people.

    ``scores`` (n, C) lie in [0, 1]. Reviews of ``known`` items count like others. The same input
    gives the same places.
    """
    who = np.asarray(reviewer_ids)
    ids, counts = np.unique(who, return_counts=True)
    eligible = ids[counts >= LEAST_REVIEWS]
    if eligible.size < LEAST_PEOPLE:
        return []
    options = {"scale": (0.0, 1.0), "known": known, "author_of_item": author_of_item}
    whole = consensus(who, item_ids, scores, **options)
    at = np.searchsorted(whole["reviewer_ids"], eligible)
    place = _share(whole["reviewer_reliability"][at])
    dice = np.random.default_rng(seed)
    draws = np.array(
        [_drawn(dice, who, np.asarray(item_ids), scores, eligible, options) for _ in range(DRAWS)]
    )
    low, high = np.percentile(draws, RANGE, axis=0)
    return [
        Place(
            reviewer=int(reviewer),
            band=int(_band(place[i])),
            lowest=int(min(_band(low[i]), _band(place[i]))),
            highest=int(max(_band(high[i]), _band(place[i]))),
            bias=float(whole["reviewer_bias"][at[i]] - whole["peer_offset"]),
            bias_se=float(whole["reviewer_bias_se"][at[i]]),
        )
        for i, reviewer in enumerate(eligible)
    ]


def _drawn(
    dice: np.random.Generator,
    who: np.ndarray,
    items: np.ndarray,
    scores: np.ndarray,
    eligible: np.ndarray,
    options: dict,
) -> np.ndarray:
    """Places when a random half of each person's reviews is kept."""
    order = np.lexsort((dice.random(who.size), who))
    sorted_who = who[order]
    first = np.searchsorted(sorted_who, sorted_who)
    count = np.searchsorted(sorted_who, sorted_who, side="right") - first
    kept = order[np.arange(who.size) - first < (count + 1) // 2]
    fit = consensus(who[kept], items[kept], scores[kept], **options)
    at = np.searchsorted(fit["reviewer_ids"], eligible)
    return _share(fit["reviewer_reliability"][at])


def _share(values: np.ndarray) -> np.ndarray:
    """For each the share of the others that lie below it; equal ones share their places."""
    order = np.sort(values)
    below = np.searchsorted(order, values)
    upto = np.searchsorted(order, values, side="right")
    return (below + upto - 1) / 2 / max(values.size - 1, 1)


def _band(share: float) -> int:
    return int(np.searchsorted(EDGES, share, side="right"))
