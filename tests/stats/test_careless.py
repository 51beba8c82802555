# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
import numpy as np
import pytest

from peerreview.stats.careless import probabilities
from peerreview.stats.consensus import consensus


def panel(habit, seed=0):
    """Twenty careful reviewers and one with ``habit(rng, shape)``, ten reviews each."""
    rng = np.random.default_rng(seed)
    truth = rng.normal(2, 0.9, (42, 4))
    reviewer = np.repeat(np.arange(21), 10)
    item = np.concatenate([rng.permutation(42)[:10] for _ in range(21)])
    cells = truth[item] + rng.normal(0, 0.6, (210, 4))
    cells[reviewer == 20] = habit(rng, truth[item[reviewer == 20]])
    return consensus(reviewer, item, np.clip(np.rint(cells), 0, 4), scale=(0, 4))


HABITS = {
    "always three": lambda rng, truth: np.full(truth.shape, 3.0),
    "always near three": lambda rng, truth: 3 + rng.normal(0, 0.4, truth.shape),
    "anything": lambda rng, truth: rng.uniform(-0.5, 4.5, truth.shape),
    "upside down": lambda rng, truth: 4 - truth,
}


@pytest.mark.parametrize("habit", HABITS)
def test_careless_habits_are_noticed(habit):
    found = panel(HABITS[habit])

    assert found["reviewer_careless"][20] > 0.8
    assert found["reviewer_reliability"].argmin() == 20
    assert np.median(found["reviewer_careless"][:20]) < 0.05


@pytest.mark.parametrize("shift", [-1.0, 1.0])
def test_a_strict_or_lenient_reader_is_not_careless(shift):
    found = panel(lambda rng, truth: truth + shift + rng.normal(0, 0.4, truth.shape))

    assert found["reviewer_careless"][20] < 0.2


def test_a_reader_who_gives_all_criteria_one_level_is_not_careless():
    found = panel(lambda rng, truth: np.repeat(truth.mean(1, keepdims=True), 4, axis=1))

    assert found["reviewer_careless"][20] < 0.5


def test_one_review_is_no_evidence_against_anyone():
    found = consensus([1, 2, 3], [1, 1, 1], [[0.0, 4.0], [4.0, 4.0], [4.0, 3.0]], scale=(0, 4))

    assert (found["reviewer_careless"] < 0.5).all()


def test_a_sure_cohort_has_few_careless_and_those_without_reviews_get_its_share():
    log_odds = np.array([5.0] * 50 + [0.0])

    p = probabilities(log_odds, np.arange(51) < 50)

    assert p[:50].max() < 0.01
    assert 0 < p[50] < 0.05
