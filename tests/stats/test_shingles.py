# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerreview.stats.shingles import alike, jaccard, shingles

LONG = "the tide table is read out loud by three voices and the third one is always a little late"
OTHER = "a comic in nine panels about a teacher who forgets her own name on the first day of term"


def test_shingles_are_runs_of_words_without_case_and_punctuation():
    assert shingles("One, two THREE; four five six.") == {
        ("one", "two", "three", "four", "five"),
        ("two", "three", "four", "five", "six"),
    }
    assert shingles("too short") == frozenset()


def test_broders_example_of_resemblance():
    """Broder (1997), section 2: (a,rose,is,a,rose,is,a,rose) has three 4-shingles as a set."""
    rose = shingles("a rose is a rose is a rose", size=4)

    assert rose == {
        ("a", "rose", "is", "a"),
        ("rose", "is", "a", "rose"),
        ("is", "a", "rose", "is"),
    }
    assert jaccard(rose, shingles("a rose is a flower which is a rose", size=4)) == pytest.approx(
        1 / 8
    )


def test_copies_are_found_and_others_are_not():
    found = alike([LONG, OTHER, LONG.upper() + "!"])

    assert [(pair.first, pair.second, pair.jaccard) for pair in found] == [(0, 2, 1.0)]


def test_what_the_rubric_says_is_nobodys():
    assert alike([LONG, LONG], boilerplate=[LONG]) == []


def test_what_everybody_says_is_nobodys():
    assert alike([LONG] * 20) == []


def test_short_texts_are_not_compared():
    assert alike(["good work I liked it a lot"] * 2) == []


words = st.lists(st.sampled_from("abcdefgh"), max_size=30).map(" ".join)


@given(st.lists(words, max_size=8))
def test_likeness_is_a_share_and_does_not_depend_on_order(texts):
    found = {(p.first, p.second): p.jaccard for p in alike(texts, threshold=0.2)}
    last = len(texts) - 1
    back = {(last - p.second, last - p.first): p.jaccard for p in alike(texts[::-1], threshold=0.2)}

    assert found == back
    assert all(0.2 <= share <= 1 for share in found.values())
