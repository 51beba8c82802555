# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
from hypothesis import given
from hypothesis import strategies as st

from peerreview.stats.rings import Edge, rings


def test_rings_of_two_three_and_four_are_found_once_each():
    edges = [Edge(a, b, 0.5) for a, b in [(1, 2), (2, 1), (2, 3), (3, 1), (3, 4), (4, 1)]]

    assert {ring.people for ring in rings(edges)} == {(1, 2), (1, 2, 3), (1, 2, 3, 4)}


def test_praise_that_others_confirm_is_no_ring():
    assert rings([Edge(1, 2, 0.02), Edge(2, 1, 0.4)]) == []


def test_five_in_a_circle_are_too_many_to_tell_from_chance():
    assert rings([Edge(n, (n + 1) % 5, 0.9) for n in range(5)]) == []


edges = st.lists(
    st.builds(Edge, st.integers(0, 6), st.integers(0, 6), st.sampled_from([0.0, 0.2, 0.6])),
    max_size=30,
)


@given(edges)
def test_every_ring_is_made_of_high_edges_and_begins_with_its_smallest(given_edges):
    high = {(e.reviewer, e.author) for e in given_edges if e.excess >= 0.15}

    for ring in rings(given_edges):
        assert ring.people[0] == min(ring.people)
        assert len(set(ring.people)) == len(ring.people) in {2, 3, 4}
        following = (*ring.people[1:], ring.people[0])
        assert set(zip(ring.people, following, strict=True)) <= high
