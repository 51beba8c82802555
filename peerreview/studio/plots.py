# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Pure: where first and second ratings stand in the drawing of one criterion, one row a person."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, EDGE = 240.0, 14.0
ROW, TOP = 18.0, 10.0


@dataclass(frozen=True)
class Row:
    """A person's two ratings: `x` values in user units, None where they did not rate."""

    name: str
    y: float
    first: float | None
    second: float | None


@dataclass(frozen=True)
class Plot:
    """All of a drawing, in user units. `steps` are the levels' places."""

    width: float
    height: float
    steps: tuple[float, ...]
    rows: tuple[Row, ...]


def plot(pairs: Sequence[tuple[str, int | None, int | None]], *, levels: int) -> Plot:
    """Draw (name, first, second) by level value, from 0; rows in the given order."""
    return Plot(
        width=WIDTH,
        height=TOP * 2 + ROW * max(len(pairs) - 1, 0),
        steps=tuple(_along(value, levels) for value in range(levels)),
        rows=tuple(
            Row(name, TOP + ROW * number, _at(first, levels), _at(second, levels))
            for number, (name, first, second) in enumerate(pairs)
        ),
    )


def _at(value: int | None, levels: int) -> float | None:
    return None if value is None else _along(value, levels)


def _along(value: int, levels: int) -> float:
    share = value / max(levels - 1, 1)
    return round(EDGE + share * (WIDTH - 2 * EDGE), 1)
