# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from peerreview.stats.calibration import (
    LEAST_RATINGS,
    bias,
    is_within,
    leanings,
    tolerance,
)

tables = hnp.arrays(
    float,
    st.tuples(st.integers(1, 3), st.integers(1, 6)),
    elements=st.one_of(st.integers(-4, 4).map(float), st.just(math.nan)),
)


@given(tables)
def test_the_bias_is_shrunk_and_never_told_beyond_its_evidence(table):
    found = bias(table)

    assert found.count == np.isfinite(table).sum()
    assert found.low <= found.shrunk <= found.high
    if found.count:
        assert abs(found.shrunk) <= abs(found.mean)
        assert found.sd > 0
    if found.count < LEAST_RATINGS:
        assert found.direction is None


@given(tables)
def test_turned_around_it_says_the_opposite(table):
    one, other = bias(table), bias(-table)

    assert math.isclose(one.shrunk, -other.shrunk, abs_tol=1e-12)
    assert math.isclose(one.sd, other.sd)


def test_more_examples_tell_more():
    few, many = bias(np.ones((1, 5))), bias(np.ones((3, 5)))

    assert many.sd < few.sd
    assert few.shrunk < many.shrunk < 1


def test_a_clear_tendency_is_told_and_a_faint_one_is_not():
    assert bias(np.full((2, 5), 1.0)).direction == 1
    assert bias(np.full((2, 5), -1.0)).direction == -1
    assert bias(np.array([[0, 1, 0, -1, 0], [0, 0, 1, 0, -1]])).direction == 0
    assert bias(np.ones((1, 3))).direction is None


def test_the_interval_covers_what_people_are_like():
    """Simulated people with a bias of their own: 95 % intervals hold it in about 19 of 20."""
    dice = np.random.default_rng(7)
    true = dice.normal(0, 0.5, 2_000)
    work = dice.normal(0, 0.7 * math.sqrt(0.3), (2_000, 2, 1))
    noise = dice.normal(0, 0.7 * math.sqrt(0.7), (2_000, 2, 5))
    found = [bias(table) for table in true[:, None, None] + work + noise]
    held = np.mean([f.low <= t <= f.high for f, t in zip(found, true, strict=True)])

    assert 0.92 <= held <= 0.99


def test_within_is_one_level_where_there_are_more_than_two():
    assert [tolerance(levels) for levels in (2, 3, 5)] == [0, 1, 1]
    assert is_within(1, 2, 5)
    assert not is_within(0, 1, 2)


def test_leanings_need_two_examples_that_agree():
    found = leanings(np.array([[1, 1, 2], [1, -1, math.nan]]))

    assert found[0] == 1
    assert math.isnan(found[1])
    assert math.isnan(found[2])
