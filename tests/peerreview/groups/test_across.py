# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Who reviews whom between two groups: pure, and as properties."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from peerreview.allocation.circulant import between
from peerreview.groups.rules import shape_of_exchange

sizes = st.integers(min_value=1, max_value=6)


@given(sizes, sizes, st.integers(1, 3), st.integers(0, 10_000))
def test_nobody_reviews_their_own_side(a: int, b: int, each: int, seed: int) -> None:
    one, other = list(range(a)), list(range(100, 100 + b))
    drawn = between(one, other, each, seed=seed)

    assert all((by < 100) != (of < 100) for by, of in drawn.pairs)
    assert len(set(drawn.pairs)) == len(drawn.pairs)


@given(sizes, st.integers(1, 3), st.integers(0, 10_000))
def test_everybody_gives_and_gets_the_same_number(size: int, each: int, seed: int) -> None:
    one, other = list(range(size)), list(range(100, 100 + size))
    drawn = between(one, other, each, seed=seed)
    expected = dict.fromkeys([*one, *other], min(each, size))

    assert Counter(by for by, _ in drawn.pairs) == expected
    assert Counter(of for _, of in drawn.pairs) == expected


@given(st.integers(1, 3), st.integers(0, 10_000))
def test_nobody_reviews_their_reviewer_where_the_sides_are_large_enough(
    each: int, seed: int
) -> None:
    size = 2 * each
    drawn = between(list(range(size)), list(range(100, 100 + size)), each, seed=seed)

    assert not drawn.has_mutual


@given(st.integers(0, 10_000))
def test_a_barred_pair_never_comes_out(seed: int) -> None:
    drawn = between([1, 2, 3], [101, 102, 103], 2, seed=seed, barred=[(1, 101), (102, 2)])

    assert not {(1, 101), (102, 2)} & set(drawn.pairs)


def test_the_same_seed_draws_the_same() -> None:
    assert between([1, 2], [3, 4], 1, seed=7) == between([1, 2], [3, 4], 1, seed=7)


def test_the_other_side_may_be_empty() -> None:
    assert between([1, 2], [], 1, seed=7).pairs == ()


@given(st.integers(2, 12))
def test_nobody_in_a_group_reads_more_than_four(people: int) -> None:
    assert 1 <= shape_of_exchange(people).each <= 4
