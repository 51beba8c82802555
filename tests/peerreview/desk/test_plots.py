# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Axes that say where 0 is, how far they go, and hold everything that is drawn."""

from datetime import date, timedelta
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerreview.desk import figures, plots

FIRST = date(2026, 2, 20)
CAME = st.lists(
    st.tuples(st.integers(1, 40), st.integers(0, 900), st.integers(0, 900)), min_size=1, max_size=20
)


@given(CAME)
def test_everything_lies_between_the_axes(came):
    days = [FIRST + timedelta(days=n) for n in accumulate(gap for gap, _, _ in came)]
    works = list(accumulate(n for _, n, _ in came))
    reviews = list(accumulate(n for _, _, n in came))

    drawn = plots.chart(days, works, reviews)

    points = [*drawn.works.points, *drawn.reviews.points]
    assert all(drawn.left <= point.x <= drawn.right for point in points)
    assert all(plots.TOP <= point.y <= drawn.floor for point in points)
    assert drawn.rungs[0] == (drawn.floor, 0)
    assert max(*works, *reviews) <= max(drawn.rungs[-1][1], 1)
    assert len(drawn.rungs) <= plots.TICKS_MOST + 1
    marked = [day for _, day in drawn.marks]
    assert (marked[0], marked[-1]) == (days[0], days[-1])
    assert marked == sorted(set(marked))


def test_each_line_is_its_own():
    days = [
        figures.Day(FIRST, works=2, reviews=0),
        figures.Day(FIRST + timedelta(1), works=1, reviews=4),
    ]

    drawn = figures.chart(days)

    def counts(line):
        top, floor = drawn.rungs[-1], drawn.floor
        return [round((floor - point.y) / (floor - top[0]) * top[1], 1) for point in line.points]

    assert counts(drawn.works) == [2, 3]
    assert counts(drawn.reviews) == [0, 4]


@pytest.mark.parametrize(
    ("most", "counts"),
    [
        (0, [0]),
        (3, [0, 1, 2, 3]),
        (5, [0, 2, 4, 6]),
        (40, [0, 10, 20, 30, 40]),
        (41, [0, 20, 40, 60]),
    ],
)
def test_counts_are_round(most, counts):
    drawn = plots.chart([FIRST], [most], [0])

    assert [count for _, count in drawn.rungs] == counts
