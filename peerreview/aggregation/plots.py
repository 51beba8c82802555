# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Pure: where things stand in the drawing of one criterion: reviews as dots, their weight as size."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

WIDTH, EDGE, AXIS = 320.0, 18.0, 22.0
DOT_MOST, DOT_LEAST = 9.0, 3.0
STEP = 2 * DOT_MOST + 2


@dataclass(frozen=True)
class Dot:
    """A review: its place and its radius."""

    x: float
    y: float
    r: float


@dataclass(frozen=True)
class Plot:
    """All of a drawing, in user units. `band` is (x, width); `ticks` pairs of x and number."""

    width: float
    height: float
    floor: float
    dots: tuple[Dot, ...]
    band: tuple[float, float] | None
    mark: float | None
    ticks: tuple[tuple[float, int], ...]


def plot(
    points: Sequence[tuple[float, float]],
    *,
    levels: int,
    low: float | None,
    high: float | None,
    mark: float | None,
) -> Plot:
    """Draw `points`, pairs of score and weight; equal scores are stacked, the heaviest lowest."""
    heaviest = max((weight for _, weight in points), default=0.0)
    stacked: dict[float, int] = {}
    placed: list[tuple[float, int, float]] = []
    for score, weight in sorted(points, key=lambda point: (point[0], -point[1])):
        row = stacked.get(score, 0)
        stacked[score] = row + 1
        placed.append((score, row, _radius(weight, heaviest)))
    floor = STEP * max([1, *stacked.values()])
    return Plot(
        width=WIDTH,
        height=floor + AXIS,
        floor=floor,
        dots=tuple(
            Dot(along(score, levels), round(floor - STEP * (row + 0.5), 1), r)
            for score, row, r in placed
        ),
        band=_band(low, high, levels),
        mark=None if mark is None else along(mark, levels),
        ticks=tuple((along(value, levels), value) for value in range(levels)),
    )


def along(value: float, levels: int) -> float:
    """Where a value of the scale lies across the drawing."""
    share = value / max(levels - 1, 1)
    return round(EDGE + share * (WIDTH - 2 * EDGE), 1)


def _radius(weight: float, heaviest: float) -> float:
    share = sqrt(weight / heaviest) if heaviest > 0 else 0.0
    return round(max(DOT_LEAST, DOT_MOST * share), 1)


def _band(low: float | None, high: float | None, levels: int) -> tuple[float, float] | None:
    if low is None or high is None:
        return None
    start = along(low, levels)
    return start, round(max(along(high, levels) - start, 2.0), 1)
