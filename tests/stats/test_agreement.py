# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerreview.stats.agreement import (
    intraclass_correlation,
    items_with_pairs,
    krippendorff_alpha,
    krippendorff_alpha_of_reviews,
    most_confused,
    quadratic_weighted_kappa,
    quadratic_weighted_kappa_of_peers,
    spearman_brown,
)

nan = float("nan")

# Krippendorff (2011), example C: four observers, twelve units, missing values.
EXAMPLE = np.array(
    [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, nan, nan, nan],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, nan, 3],
        [nan, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, nan],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, nan],
    ]
)

# Shrout and Fleiss (1979), table 2: six targets, four judges; ICC(1,1) = .17, ICC(1,4) = .44.
JUDGES = np.array(
    [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
)


@pytest.mark.parametrize(
    ("metric", "alpha"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849)]
)
def test_alpha_reproduces_the_published_example(metric, alpha):
    assert krippendorff_alpha(EXAMPLE, metric=metric) == pytest.approx(alpha, abs=5e-4)


def test_icc_reproduces_the_published_example():
    single, average = intraclass_correlation(np.repeat(np.arange(6), 4), JUDGES.ravel())

    assert single == pytest.approx(0.17, abs=0.005)
    assert average == pytest.approx(0.44, abs=0.005)


def test_icc_recovers_a_known_correlation_with_unequal_numbers_of_reviews():
    rng = np.random.default_rng(0)
    item = np.repeat(np.arange(4000), rng.integers(1, 6, 4000))
    y = rng.normal(0, np.sqrt(0.3), 4000)[item] + rng.normal(0, np.sqrt(0.7), item.size)

    assert intraclass_correlation(item, y)[0] == pytest.approx(0.3, abs=0.03)


def test_three_reviews_of_reliability_a_third_make_three_fifths():
    assert spearman_brown(1 / 3, 3) == pytest.approx(0.6)


def test_weighted_kappa_of_a_table_worked_by_hand():
    a, b = np.array([0, 0, 1, 1]), np.array([0, 1, 1, 1])

    # observed 1/4; expected 1/2 * 3/4 + 1/2 * 1/4 = 1/2
    assert quadratic_weighted_kappa(a, b) == pytest.approx(0.5)


def test_kappa_is_one_for_agreement_and_minus_one_for_opposites():
    a = np.array([0, 1, 2, 3])

    assert quadratic_weighted_kappa(a, a) == pytest.approx(1)
    assert quadratic_weighted_kappa(a, 3 - a) == pytest.approx(-1)


def test_kappa_of_exchangeable_peers_is_near_icc_and_alpha():
    rng = np.random.default_rng(1)
    table = np.clip(np.rint(2 + rng.normal(0, 0.7, 1500) + rng.normal(0, 1, (4, 1500))), 0, 4)
    item = np.tile(np.arange(1500), 4)

    kappa = quadratic_weighted_kappa_of_peers(item, table.ravel())

    assert kappa == pytest.approx(krippendorff_alpha(table), abs=0.005)
    assert kappa == pytest.approx(intraclass_correlation(item, table.ravel())[0], abs=0.01)


@pytest.mark.parametrize("table", [np.full((3, 2), nan), np.ones((2, 3)), np.zeros((0, 0))])
def test_undefined_agreement_is_nan(table):
    assert np.isnan(krippendorff_alpha(table))
    assert np.isnan(intraclass_correlation(np.zeros(0), np.zeros(0))[0])
    assert np.isnan(quadratic_weighted_kappa([], []))
    assert np.isnan(quadratic_weighted_kappa_of_peers(np.arange(3), np.ones(3)))


def test_an_unknown_metric_is_refused():
    with pytest.raises(ValueError, match="nominal, ordinal or interval"):
        krippendorff_alpha(EXAMPLE, metric="ratio")


table = st.lists(
    st.lists(st.sampled_from([0.0, 1.0, 2.0, nan]), min_size=3, max_size=3), min_size=2, max_size=8
)


@given(table, st.permutations(range(3)))
def test_alpha_does_not_depend_on_who_is_who(rows, order):
    ratings = np.array(rows).T

    for metric in ("nominal", "ordinal", "interval"):
        np.testing.assert_allclose(
            krippendorff_alpha(ratings, metric=metric),
            krippendorff_alpha(ratings[list(order)], metric=metric),
        )


def test_alpha_of_reviews_is_the_published_one_too():
    item = np.tile(np.arange(12), 4)

    for metric, alpha in (("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849)):
        found = krippendorff_alpha_of_reviews(item, EXAMPLE.ravel(), metric=metric)
        assert found == pytest.approx(alpha, abs=5e-4)
    assert np.isnan(krippendorff_alpha_of_reviews(np.zeros(0), np.zeros(0)))


def test_the_pair_of_levels_that_is_most_confused():
    item = np.array([0, 0, 1, 1, 2, 2, 3, 3])
    scores = np.array([0, 1, 1, 2, 1, 2, 2, 2])

    assert most_confused(item, scores) == (1.0, 2.0)
    assert most_confused(item, np.ones(8)) is None
    assert most_confused(np.zeros(0), np.zeros(0)) is None
    assert items_with_pairs(item, np.array([0, 1, nan, 2, 1, 2, nan, nan])) == 2
