# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Consensus on data it was not made for: every promised number is a number."""

import numpy as np
import pytest

from peerreview.stats import consensus as module
from peerreview.stats.consensus import consensus

NAN = float("nan")
NUMBERS = (
    "item_scores",
    "item_se",
    "reviewer_bias",
    "reviewer_reliability",
    "item_unshrunk",
    "item_posterior",
    "item_posterior_se",
)


def table(reviewers: list[int], items: list[int], scores: list, **options: object) -> dict:
    found = consensus(np.array(reviewers), np.array(items), np.array(scores, float), **options)
    assert found["item_scores"].shape == found["item_ids"].shape == found["item_se"].shape
    assert found["reviewer_ids"].shape == found["reviewer_reliability"].shape
    return found


CASES = {
    "one review": ([7], [9], [3.0], {}),
    "one reviewer": ([1] * 5, [1, 2, 3, 4, 5], [1, 2, 3, 4, 4], {"scale": (0, 4)}),
    "one item": ([1, 2, 3], [5, 5, 5], [1, 2, 4], {"scale": (0, 4)}),
    "all equal": ([1, 2, 3] * 4, [1] * 3 + [2] * 3 + [3] * 3 + [4] * 3, [2] * 12, {}),
    "all equal at the top": ([1, 2, 1, 2], [1, 1, 2, 2], [4] * 4, {"scale": (0, 4)}),
    "two islands": ([1, 2, 1, 2, 8, 9, 8, 9], [1, 1, 2, 2, 5, 5, 6, 6], [1, 2, 3, 4] * 2, {}),
    "far ids": ([10**12, 3, 10**12, 3], [5, 5, 10**15, 10**15], [1, 2, 3, 3], {"scale": (1, 5)}),
    "negative ids": ([-5, -4, -5, -4], [-1, -1, 0, 0], [1, 2, 3, 3], {"scale": (1, 5)}),
    "a huge scale": ([1, 2, 3] * 2, [1] * 3 + [2] * 3, [1e9, 2e9, 3e9] * 2, {}),
    "a tiny scale": ([1, 2, 3] * 2, [1] * 3 + [2] * 3, [1e-9, 2e-9, 3e-9] * 2, {}),
    "outside the scale": ([1, 2, 3], [1, 1, 1], [-3, 9, 2], {"scale": (0, 4)}),
    "same review twice": ([1, 1, 2], [1, 1, 1], [1, 3, 2], {"scale": (0, 4)}),
    "all known": ([1, 2, 1, 2], [1, 1, 2, 2], [1, 2, 3, 3], {"known": {1: 1.5, 2: 3.0}}),
    "known without reviews": ([1, 2], [1, 1], [1, 2], {"known": {1: 1.0, 77: 3.0}}),
    "authors unknown": ([1, 2], [1, 1], [1, 2], {"author_of_item": {}}),
    "criteria": ([1, 2, 3], [1, 1, 1], [[1, 2], [NAN, 3], [2, NAN]], {"scale": (0, 4)}),
    "one criterion": ([1, 2, 3], [1, 1, 1], [[1], [2], [2]], {"scale": (0, 4)}),
    "a criterion nobody judged": ([1, 2], [1, 1], [[1, NAN], [2, NAN]], {"scale": (0, 4)}),
}


@pytest.mark.parametrize("name", CASES)
def test_every_promised_number_is_finite(name: str) -> None:
    reviewers, items, scores, options = CASES[name]

    found = table(reviewers, items, scores, **options)

    for key in NUMBERS:
        assert np.isfinite(found[key]).all(), key
    assert (found["item_se"] > 0).all()
    if scale := options.get("scale"):
        assert (found["item_scores"] >= scale[0]).all()
        assert (found["item_scores"] <= scale[1]).all()


def test_an_item_nobody_could_judge_says_so_and_the_others_do_not_suffer() -> None:
    found = table([1, 2, 3, 1, 2], [1, 1, 1, 2, 2], [1, 2, 3, NAN, NAN], scale=(0, 4))

    assert np.isnan(found["item_scores"]).tolist() == [False, True]
    assert np.isinf(found["item_se"]).tolist() == [False, True]
    assert np.isfinite(found["item_posterior"]).all()


def test_reviews_of_nothing_at_all() -> None:
    for scores in (np.empty(0), np.empty((0, 3))):
        found = consensus(np.empty(0, int), np.empty(0, int), scores)
        assert found["item_ids"].size == found["reviewer_ids"].size == 0


def test_only_missing_scores() -> None:
    found = table([1, 2], [1, 2], [NAN, NAN], scale=(0, 4))

    assert np.isnan(found["item_scores"]).all()
    assert np.isfinite(found["reviewer_reliability"]).all()


def test_plain_lists_and_many_ties_in_a_small_activity() -> None:
    assert module.SUPPORTS_CRITERIA is True
    reviewers = [1, 2, 3, 4] * 3
    items = [1] * 4 + [2] * 4 + [3] * 4
    found = consensus(reviewers, items, [2, 2, 2, 2, 2, 2, 2, 1, 2, 2, 2, 2], scale=(0, 2))

    assert found["item_scores"][1] <= found["item_scores"][0]
    assert (found["item_se"] < 1).all()
