# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The arithmetic of hours: beats, units, approvals that overlap, claims as a machine of states."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerreview.hours import lifecycle, minutes, units

ROWS = ("editor:a", "review:b", "room:")
beats = st.lists(st.tuples(st.sampled_from(ROWS), st.integers(0, 1439)), max_size=60)


def sheet_of(found: list[tuple[str, int]]) -> dict[str, int]:
    sheet: dict[str, int] = {}
    for row, minute in found:
        sheet = minutes.marked(sheet, row, minute)
    return sheet


@given(beats, st.randoms(use_true_random=False))
def test_beats_in_any_order_and_again_give_the_same_minutes(found: list, dice: object) -> None:
    again = [*found, *found[::2]]
    dice.shuffle(again)

    assert minutes.sums(sheet_of(again)) == minutes.sums(sheet_of(found))


@given(beats)
def test_a_minute_counts_once_in_however_many_tabs(found: list) -> None:
    counted = minutes.sums(sheet_of(found))

    assert sum(counted.values()) == len({minute for _row, minute in found})


@given(st.lists(st.integers(0, 30), max_size=40))
def test_never_more_than_the_clock_says(seconds: list[int]) -> None:
    """However often somebody says so: from the first minute to the last, and not the gaps."""
    at = start = datetime(2024, 3, 4, 9, 0, tzinfo=UTC)
    sheet: dict[str, int] = {}
    for step in seconds:
        at += timedelta(seconds=step)
        sheet = minutes.marked(sheet, ROWS[step % 3], minutes.minute_of(at))

    passed = (at - start).total_seconds() / 60
    assert sum(minutes.sums(sheet).values()) <= passed + 1


@given(st.integers(0, 2**1440 - 1), st.integers(0, 2**1440 - 1))
def test_a_day_has_an_end(one: int, other: int) -> None:
    sheet = {"editor:": one & ~other, "room:": other}

    assert sum(minutes.sums(sheet).values()) == min((one | other).bit_count(), minutes.DAY_MOST)


@given(st.dictionaries(st.sampled_from(ROWS), st.integers(1, 2**1440 - 1)))
def test_a_sheet_is_kept_as_it_was(sheet: dict[str, int]) -> None:
    assert minutes.unpacked(minutes.packed(sheet)) == sheet


@pytest.mark.parametrize(
    ("given_minutes", "per_unit", "expected"),
    [
        (600, "10", "1.0"),
        (599, "10", "0.9"),
        (0, "10", "0.0"),
        (90, "15", "0.1"),
        (60, "10", "0.1"),
    ],
)
def test_units_are_rounded_down_to_a_tenth(
    given_minutes: int, per_unit: str, expected: str
) -> None:
    assert units.ceu(given_minutes, Decimal(per_unit)) == Decimal(expected)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [("1:30", 90), ("1.5", 90), ("1,5", 90), (" 2 ", 120), ("0:05", 5), ("1:5", None), ("1:75", None),
     ("-1", None), ("", None), ("1e3", None), ("٣", None), ("99999", None)],
)  # fmt: skip
def test_hours_as_people_write_them(typed: str, expected: int | None) -> None:
    assert units.parsed(typed) == expected


days = st.integers(0, 20).map(lambda n: date(2024, 1, 1) + timedelta(days=n))
spans = st.tuples(days, st.integers(0, 9), st.integers(0, 600)).map(
    lambda it: (it[0], it[0] + timedelta(days=it[1]), it[2])
)


@given(st.lists(spans, max_size=7))
def test_approvals_of_the_same_days_are_not_added(found: list) -> None:
    """Against trying every set of spans that do not overlap."""
    best = 0
    for chosen in range(1 << len(found)):
        some = sorted(each for n, each in enumerate(found) if chosen >> n & 1)
        if all(a[1] < b[0] for a, b in pairwise(some)):
            best = max(best, sum(each[2] for each in some))

    assert units.disjoint_most(found) == best


@given(st.lists(st.sampled_from(sorted(lifecycle.MOVES)), max_size=12))
def test_what_was_declined_withdrawn_or_taken_back_stays_so(acts: list[str]) -> None:
    state = lifecycle.WAITING
    for act in acts:
        after = lifecycle.after(state, act)
        if state in {lifecycle.DECLINED, lifecycle.WITHDRAWN, lifecycle.REVOKED}:
            assert after is None
        state = after or state


@given(days, st.integers(0, 15), st.lists(spans, max_size=6))
def test_days_that_are_left_are_each_in_one_run_and_no_taken_day_is(
    first: date, length: int, found: list
) -> None:
    last = first + timedelta(days=length)
    taken = [(starts, ends) for starts, ends, _minutes in found]
    span = [first + timedelta(days=n) for n in range(length + 1)]
    left = [day for day in span if not any(starts <= day <= ends for starts, ends in taken)]

    runs = units.free_runs(first, last, taken)

    listed = [a + timedelta(days=n) for a, b in runs for n in range((b - a).days + 1)]
    assert listed == left
    assert all(a[1] + timedelta(days=1) < b[0] for a, b in pairwise(runs))
