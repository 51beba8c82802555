# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What `trust.score` makes of input that is odd or wrong."""

import numpy as np
import pytest

from endorsements.trust import EDGE, score

GOOD = (0, 1, 0, 1.0, 10.0, 2)


def with_(**values):
    edge = dict(zip(EDGE.names, GOOD, strict=True)) | values
    return [GOOD, tuple(edge.values())]


@pytest.mark.parametrize("edges", [[], np.zeros(0, EDGE), np.zeros((0, 6)), (), iter([])])
def test_nothing_gives_nothing(edges):
    assert score(edges, []).shape == (0, 1)
    assert not score(edges, [2], n=4, n_skills=3).any()


def test_sizes_come_from_the_ids_unless_they_are_given():
    assert score([(0, 4, 2, 1.0, 0.0, 1)], [0]).shape == (5, 3)
    assert score([GOOD], [0], n=9, n_skills=2).shape == (9, 2)
    assert score([GOOD], [6]).shape == (7, 1)


def test_tuples_and_arrays_are_the_same():
    expected = score([GOOD], [0])
    assert expected[1, 0] > 0
    for edges in (np.array([GOOD], EDGE), np.array([GOOD], float), (GOOD,), iter([GOOD])):
        assert (score(edges, np.array([0])) == expected).all()


def test_a_time_to_come_counts_as_now():
    later = score([(0, 1, 0, 1.0, 99.0, 2)], [0], now=10.0)
    assert (later == score([GOOD], [0], now=10.0)).all()


@pytest.mark.parametrize(
    ("edges", "words"),
    [
        (with_(weight=float("nan")), "weight"),
        (with_(weight=1.1), "weight"),
        (with_(weight=-0.1), "weight"),
        (with_(time=float("inf")), "time"),
        (with_(time="soon"), "numbers"),
        (with_(evidence=3), "evidence"),
        (with_(evidence=-1), "evidence"),
        (with_(src=-1), "below 0"),
        (with_(src=0.5), "whole"),
        (with_(src=float("nan")), "src"),
        (with_(dst=2**62), "too large"),
        (with_(dst=10**12), "number people"),
        (with_(skill=10**9), "number people"),
        ([GOOD[:5]], "each edge"),
        ([3], "each edge"),
        (np.zeros(1, [("src", int)]), "lack"),
        (np.zeros((2, 4)), "each edge"),
        (7, "edges"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(edges, words):
    with pytest.raises(ValueError, match=words):
        score(edges, [0])


@pytest.mark.parametrize(
    "options",
    [
        {"n": 1},
        {"n": -1},
        {"n": 2.5},
        {"n": "many"},
        {"n": float("inf")},
        {"n": 2j},
        {"n_skills": -1},
        {"n_skills": {}},
        {"now": []},
        {"now": [1.0, 2.0]},
        {"reliability": 2j},
        {"now": float("nan")},
        {"reliability": [0.5]},
        {"reliability": [0.5, 2.0]},
        {"reliability": {5: 0.5}},
        {"reliability": {0: "good"}},
        {"reliability": np.zeros((2, 3))},
    ],
)
def test_options_that_do_not_fit_are_refused(options):
    with pytest.raises(ValueError):
        score([GOOD], [0], **options)


@pytest.mark.parametrize(
    "seeds", [[-1], [0.5], [float("nan")], ["fran"], [2**60], [True, False], 3]
)
def test_seeds_that_are_no_ids_are_refused(seeds):
    with pytest.raises(ValueError):
        score([GOOD], seeds, n=2)


def test_a_seed_outside_the_community_is_refused():
    with pytest.raises(ValueError, match="id 7"):
        score([GOOD], [7], n=3)


def test_reliability_may_be_known_of_some_and_by_skill():
    known = score([GOOD], [0], reliability={0: 0.8})[1, 0]
    assert known == pytest.approx(1.0)
    assert score([GOOD], [0], reliability=[0.8, np.nan])[1, 0] == known
    by_skill = score([GOOD], [0], n_skills=2, reliability=[[0.8, 0.1], [0.6, 0.6]])
    assert by_skill[1, 0] == known
    assert score([GOOD], [0])[1, 0] == pytest.approx(2 / 3)
