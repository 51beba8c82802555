# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Waits as a person would say them, never narrower than they are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerreview.matching import eta, words
from peerreview.matching.policy import DEFAULT


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (12.4, 24.2, "10–25 minutes"),
        (3.9, 8.1, "3–9 minutes"),
        (0.2, 40, "40 minutes"),
        (8, 449, "8 minutes to 8 hours"),
        (130, 700, "2–12 hours"),
        (24 * 60, 6.2 * 24 * 60, "1–7 days"),
        (61, 200, "1–4 hours"),
        (59.9, 60, "55–60 minutes"),
    ],
)
def test_a_span_is_said_in_the_unit_that_suits_it(low, high, said):
    assert words.span(low, high) == said


@given(st.floats(0.1, 20_000), st.floats(0, 20_000))
def test_words_have_no_zero(low, more):
    said = words.span(low, low + more)

    assert not said.startswith("0")
    assert "–0" not in said


def told(low, high, basis, middle=90):
    return eta.Interval(low, middle, high, basis)


def test_a_guess_is_called_one():
    assert "guess" in words.promise(told(30, 300, 0))
    assert "guess" not in words.promise(told(30, 300, 30))
    assert "guess" not in words.promise(told(30, 300, 30), verdict="honest")
    assert "held too rarely" in words.promise(told(30, 300, 30), verdict="bold")


def test_an_interval_too_wide_to_be_of_use_is_said_by_what_is_usual():
    assert words.promise(told(2, 3 * 24 * 60, 4)) == (
        "Too few reviews have come in lately to promise a time. Usually it takes about 90 minutes, "
        "seldom more than 3 days."
    )
    assert "differs too much" in words.promise(told(2, 3 * 24 * 60, 18))
    assert words.promise(told(14, 2340, 0)) == (
        "No review has come in here yet, so no time can be promised; the first is likely within 39 hours."
    )


@given(st.floats(0, 20_000), st.floats(0, 20_000), st.integers(0, 50))
def test_a_promise_that_names_both_ends_is_never_wide(low, more, basis):
    said = words.promise(told(low, low + more, basis))

    assert ("Most get" in said) != words.is_wide(low, low + more)


def test_a_ladder_says_each_wait():
    said = [(str(who), when) for who, when in words.ladder(DEFAULT)]

    assert said[0] == ("Those who are here", "at once")
    assert said[-1] == ("Who looks after the activity", "after 4 hours")


def test_the_measured_share_is_said_beside_the_promised():
    said = words.honesty(eta.honesty(told=20, inside=17))

    assert (
        said
        == "17 of 20 estimates held (85\N{NO-BREAK SPACE}%; promised are 80\N{NO-BREAK SPACE}%)."
    )
