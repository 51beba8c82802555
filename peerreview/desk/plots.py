# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Pure: two counts that only grow, drawn over days, with both axes: from 0 upwards, from day to day across."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

WIDTH, HEIGHT = 480.0, 220.0
LEFT, RIGHT, TOP, BOTTOM = 44.0, 14.0, 14.0, 32.0
TICKS_MOST = 4
DAYS_MOST = 3


@dataclass(frozen=True)
class Point:
    """A place in the drawing."""

    x: float
    y: float


@dataclass(frozen=True)
class Line:
    """A line: its points as SVG wants them, and each by itself."""

    path: str
    points: tuple[Point, ...]


@dataclass(frozen=True)
class Chart:
    """All of the drawing in user units. `rungs` are pairs of y and a count, from 0; `marks` of x and a
    day; `left`, `right` and `floor` are where the axes lie."""

    width: float
    height: float
    left: float
    right: float
    floor: float
    works: Line
    reviews: Line
    rungs: tuple[tuple[float, int], ...]
    marks: tuple[tuple[float, date], ...]


def chart(days: Sequence[date], works: Sequence[int], reviews: Sequence[int]) -> Chart:
    """Draw the counts as they were at the end of each day; the days ascend, and there is one at least."""
    rungs = _rungs(max([*works, *reviews]))
    top, floor = max(rungs[-1], 1), HEIGHT - BOTTOM
    span = (days[-1] - days[0]).days

    def x(day: date) -> float:
        share = (day - days[0]).days / span if span else 0.5
        return round(LEFT + share * (WIDTH - LEFT - RIGHT), 1)

    def y(count: int) -> float:
        return round(floor - count / top * (floor - TOP), 1)

    def line(counts: Sequence[int]) -> Line:
        points = tuple(Point(x(day), y(n)) for day, n in zip(days, counts, strict=True))
        return Line(" ".join(f"{point.x},{point.y}" for point in points), points)

    return Chart(
        width=WIDTH,
        height=HEIGHT,
        left=LEFT,
        right=WIDTH - RIGHT,
        floor=floor,
        works=line(works),
        reviews=line(reviews),
        rungs=tuple((y(count), count) for count in rungs),
        marks=tuple((x(day), day) for day in _marks(days[0], span)),
    )


def _rungs(most: int) -> list[int]:
    """Round counts from 0 to the first that is no less than the most, TICKS_MOST steps at most."""
    step, turn = 1, 0
    while step * TICKS_MOST < most:
        step = (1, 2, 5)[(turn + 1) % 3] * 10 ** ((turn + 1) // 3)
        turn += 1
    return [step * number for number in range(-(-most // step) + 1)]


def _marks(first: date, span: int) -> list[date]:
    """Some days from the first to the last, as evenly as whole days allow."""
    steps = min(span, DAYS_MOST - 1)
    return [first + timedelta(days=round(span * n / max(steps, 1))) for n in range(steps + 1)]
