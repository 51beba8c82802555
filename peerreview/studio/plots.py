# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Pure: where somebody's first and second rating of one criterion stand on the line of its levels."""

from dataclasses import dataclass

WIDTH, EDGE = 160.0, 12.0


@dataclass(frozen=True)
class Line:
    """A drawing in user units: the levels' places, and the two ratings', None where there is none."""

    steps: tuple[float, ...]
    first: float | None
    second: float | None


def line(first: int | None, second: int | None, *, levels: int) -> Line:
    """Draw two ratings by level value, from 0, of so many levels."""
    return Line(
        steps=tuple(_along(value, levels) for value in range(levels)),
        first=None if first is None else _along(first, levels),
        second=None if second is None else _along(second, levels),
    )


def _along(value: int, levels: int) -> float:
    share = value / max(levels - 1, 1)
    return round(EDGE + share * (WIDTH - 2 * EDGE), 1)
