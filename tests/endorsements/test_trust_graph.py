# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The parts of the reckoning against what they mean, in small graphs."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from endorsements import trust_graph as graph

PEOPLE = 9
person = st.integers(0, PEOPLE - 1)
pairs = st.lists(st.tuples(person, person), max_size=30, unique=True)
quick = settings(max_examples=40, deadline=None)


def links_of(found):
    found = [(src, dst) for src, dst in found if src != dst]
    src, dst = (
        np.array(side, np.int64) for side in (zip(*found, strict=True) if found else ((), ()))
    )
    return graph.links_of(src, dst, np.ones(len(src)), PEOPLE)


def reached(links, is_seed, without=None):
    """Whom trust reaches when somebody is left out."""
    found = {who for who in np.flatnonzero(is_seed) if who != without}
    while True:
        more = {
            int(dst)
            for src, dst in zip(links.src, links.dst, strict=True)
            if src in found and dst != without and dst not in found
        }
        if not more:
            return found
        found |= more


@quick
@given(pairs, st.lists(person, min_size=1, max_size=3, unique=True))
def test_who_is_behind_somebody_is_out_of_reach_without_them(found, seeds):
    links, is_seed = links_of(found), np.zeros(PEOPLE, bool)
    is_seed[seeds] = True
    gate = graph.gates(links, is_seed)
    whole = reached(links, is_seed)
    assert {who for who in range(PEOPLE) if gate[who] >= 0} == whole
    for whom in range(PEOPLE):
        left = reached(links, is_seed, without=whom)
        for who in whole - {whom}:
            said = graph.is_behind(gate, np.array([who]), np.array([whom]))[0]
            assert said == (who not in left and not is_seed[whom])


@quick
@given(pairs, st.lists(st.tuples(person, st.integers(0, 3)), max_size=25, unique=True))
def test_circles_are_those_who_are_linked_either_way(found, spoken):
    links = links_of(found)
    spoken = sorted(spoken, key=lambda each: each[::-1])
    src = np.array([who for who, _ in spoken], np.int64)
    group = np.array([group for _, group in spoken], np.int64)
    linked = {frozenset(pair) for pair in zip(links.src.tolist(), links.dst.tolist(), strict=True)}
    expected = [
        sum(
            other != who and frozenset((who, other)) in linked for other, its in spoken if its == of
        )
        for who, of in spoken
    ]
    weight = (1.0 + src) / PEOPLE
    heavy = [
        sum(
            min(1, (1 + other) / (1 + who)) ** 2
            for other, its in spoken
            if its == of and other != who and frozenset((who, other)) in linked
        )
        for who, of in spoken
    ]
    many, found_heavy = graph.overlap(src, group, links, weight)
    assert many.tolist() == expected
    assert found_heavy.tolist() == pytest.approx(heavy)


@quick
@given(pairs, st.lists(person, min_size=1, max_size=3, unique=True))
def test_no_more_trust_arrives_than_seeds_have(found, seeds):
    links, is_seed = links_of(found), np.zeros(PEOPLE, bool)
    is_seed[seeds] = True
    trust = graph.flow(links, is_seed)
    assert trust.sum() <= 1 + 1e-9
    assert set(np.flatnonzero(trust)) == reached(links, is_seed)


@pytest.mark.parametrize(("each", "how_many"), [(1e-12, 1_000_000), (1e-5, 20_000)])
def test_neither_a_crowd_without_trust_nor_trust_spread_thin_moves_the_unit(each, how_many):
    values = np.array([0.1, 0.2, 0.3, 0.4])
    crowd = np.concatenate([values, np.full(how_many, each)])
    everybody = np.ones(len(crowd), bool)
    assert graph.unit_of(crowd, everybody) == pytest.approx(
        graph.unit_of(values, everybody[:4]), rel=0.01
    )
