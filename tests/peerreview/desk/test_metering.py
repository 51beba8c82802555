# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The meter by numbers alone: what it tells, and that it tells nothing of few."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerreview.desk import metering
from peerreview.desk.metering import SHOWN_FROM, Closeness, read
from peerreview.desk.present import FETCHES_A_SECOND, SPREAD_MOST, spread

levels = st.lists(st.tuples(st.integers(1, 4), st.integers(0, 3)), max_size=20)


@given(levels, st.integers(0, SHOWN_FROM - 1))
def test_nothing_is_told_of_few_drafts(found, drafts):
    assert read(found, unjudged=0, drafts=drafts, width=3) is None


@given(levels, st.randoms())
def test_who_is_who_and_in_which_order_does_not_matter(found, chance):
    shuffled = list(found)
    chance.shuffle(shuffled)
    renamed = [(work + 10, level) for work, level in shuffled]

    told = read(found, unjudged=1, drafts=30, width=3)

    assert read(renamed, unjudged=1, drafts=30, width=3) == told
    assert told.covered == len(found) + 1


@given(levels)
def test_two_scores_are_never_compared(found):
    told = read(found[: SHOWN_FROM - 1], unjudged=0, drafts=30, width=3)

    assert told.closeness is None


@given(st.lists(st.integers(0, 3), min_size=2, max_size=6))
def test_agreement_is_a_share_that_only_the_same_levels_make_whole(chosen):
    share = metering.agreement([chosen], 3)

    assert 0 <= share <= 1
    assert (share == 1) == (len(set(chosen)) == 1)


@pytest.mark.parametrize(
    ("chosen", "closeness"),
    [
        ([3, 3, 3], Closeness.CLOSE),
        ([2, 3, 3, 3], Closeness.NEAR),
        ([1, 2, 3], Closeness.APART),
        ([2, 3, 3], Closeness.NEAR),
        ([1, 2, 3, 3], Closeness.MIXED),
    ],
)
def test_closeness_comes_in_four_steps(chosen, closeness):
    told = read([(1, level) for level in chosen], unjudged=0, drafts=5, width=3)

    assert told.closeness == closeness


@given(st.integers(0, 100_000))
def test_readers_of_a_page_are_spread_so_that_the_site_bears_them(readers):
    over = spread(readers)

    assert 0 <= over <= SPREAD_MOST
    assert over == SPREAD_MOST or readers <= over / 1000 * FETCHES_A_SECOND + 1
