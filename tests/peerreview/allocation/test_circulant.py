# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""A group's reviews drawn at once: what must come out whatever the lot."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peerreview.allocation import circulant
from peerreview.allocation.circulant import circle, exchange, mutual, reassign, rings

SEEDS = st.integers(0, 2**32)


@given(people=st.integers(2, 40), each=st.integers(1, 5), seed=SEEDS)
def test_everybody_gives_and_gets_the_same_number(people, each, seed):
    drawn = circle(range(people), each, seed=seed)

    by, of = Counter(by for by, _ in drawn.pairs), Counter(of for _, of in drawn.pairs)
    assert set(by.values()) == set(of.values()) == {min(each, people - 1)}
    assert len(by) == len(of) == people
    assert len(set(drawn.pairs)) == len(drawn.pairs)
    assert all(a != b for a, b in drawn.pairs)


@given(each=st.integers(1, 5), more=st.integers(0, 25), seed=SEEDS)
def test_nobody_reviews_who_reviews_them_where_the_group_allows_it(each, more, seed):
    drawn = circle(range(2 * each + 1 + more), each, seed=seed)

    assert not drawn.has_mutual
    assert not mutual(drawn.pairs)


@pytest.mark.parametrize("people", [9, 10, 13, 20, 31, 50])
def test_four_each_in_usual_groups(people):
    drawn = circle(range(people), circulant.usual_each(people, 3), seed=people)

    assert drawn.each == 4
    assert not mutual(drawn.pairs)
    assert drawn.has_rings == rings(drawn.pairs)
    # Nine people at four each fill every distance one way, so some ring of three is unavoidable.
    assert not drawn.has_rings or people < 13


@given(people=st.integers(2, 12), seed=SEEDS)
def test_what_a_tiny_group_cannot_have_is_told(people, seed):
    drawn = circle(range(people), 4, seed=seed)

    assert drawn.has_mutual == mutual(drawn.pairs) == (people < 9)


@settings(max_examples=6)
@given(data=st.data(), people=st.integers(4, 16), seed=SEEDS)
def test_a_barred_pair_never_comes_out_and_nobody_loses_for_nothing(data, people, seed):
    pair = st.tuples(st.integers(0, people - 1), st.integers(0, people - 1))
    barred = data.draw(st.sets(pair, max_size=6))

    drawn = circle(range(people), 3, seed=seed, barred=barred)

    assert not set(drawn.pairs) & barred
    assert len(drawn.pairs) + len(drawn.dropped) == people * min(3, people - 1)
    assert set(drawn.dropped) <= barred


def test_in_a_group_with_room_barred_pairs_cost_nobody_a_review_and_wanted_ones_come():
    barred = {(0, n) for n in range(1, 9)}

    drawn = circle(range(20), 4, seed=7, barred=barred, wanted={(3, 4), (5, 6)})

    assert drawn.dropped == ()
    assert {(3, 4), (5, 6)} <= set(drawn.pairs)


def test_the_same_seed_draws_the_same_and_another_another():
    first = circle(range(20), 4, seed=1)

    assert circle(list(reversed(range(20))), 4, seed=1) == first
    assert circle(range(20), 4, seed=2) != first


@given(people=st.integers(0, 12))
def test_in_an_exchange_everyone_reviews_everyone(people):
    pairs = exchange(people)

    assert len(set(pairs)) == people * max(people - 1, 0)
    assert all(a != b for a, b in pairs)
    # The first of everybody come before the second of anybody.
    assert {of for _, of in pairs[:people]} == (set(range(people)) if people > 1 else set())


@given(
    missing=st.dictionaries(st.integers(0, 9), st.integers(0, 3), max_size=8),
    loads=st.dictionaries(st.integers(0, 9), st.integers(0, 5), max_size=8),
    taken=st.sets(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=12),
)
def test_at_half_time_nobody_gets_too_many_and_nothing_twice(missing, loads, taken):
    made = reassign(missing, loads, taken=taken)

    by, of = Counter(by for by, _ in made), Counter(of for _, of in made)
    assert not set(made) & taken
    assert len(set(made)) == len(made)
    assert all(a != b for a, b in made)
    assert all(loads[each] + count <= 5 for each, count in by.items())
    assert all(count <= missing[each] for each, count in of.items())
    # Whatever is still missing could go to nobody.
    for author, lacking in missing.items():
        if of[author] < lacking:
            free = [by_ for by_ in loads if by_ != author and loads[by_] + by[by_] < 5]
            assert all((each, author) in taken | set(made) for each in free)
