# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Pure: a rule as rows one below the other, for editing: each group, then what is in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from badges.conditions.fields import CriteriaError
from badges.criteria import CONDITIONS, MAX_RULES, parts_of

GROUPS = ("all", "any", "at_least")
DEEPEST_GROUP = 2
MOST_ROWS = MAX_RULES + 20


@dataclass(frozen=True)
class Row:
    """A group or a condition, `depth` groups deep. `body` has a condition's fields, or a group's n."""

    depth: int
    kind: str
    body: dict[str, Any]

    @property
    def is_group(self) -> bool:
        """Whether others are in it."""
        return self.kind in GROUPS


def rows_of(tree: dict[str, Any], depth: int = 0) -> list[Row]:
    """The rows of a rule. A rule of one condition becomes a group of it."""
    kind, body = next(iter(tree.items()))
    if kind not in GROUPS:
        row = Row(max(depth, 1), kind, body)
        return [row] if depth else [Row(0, "all", {}), row]
    own = {"n": body["n"]} if kind == "at_least" else {}
    inner = [row for part in parts_of(kind, body) for row in rows_of(part, depth + 1)]
    return [Row(depth, kind, own), *inner]


def tree_of(rows: Sequence[Row]) -> dict[str, Any]:
    """The rule the rows are. Raises CriteriaError, whose path is the number of the row."""
    return _tree(rows, 0)


def _tree(rows: Sequence[Row], at: int) -> dict[str, Any]:
    row = rows[at]
    if not row.is_group:
        return {row.kind: row.body}
    parts = [_tree(rows, inner) for inner in children(rows, at)]
    if not parts:
        raise CriteriaError(str(at), "a group needs something in it")
    if row.kind == "at_least":
        return {"at_least": {"n": row.body.get("n") or 1, "of": parts}}
    return {row.kind: parts}


def children(rows: Sequence[Row], at: int) -> list[int]:
    """The places of what is directly in a group."""
    depth = rows[at].depth + 1
    return [place for place in range(at + 1, end(rows, at)) if rows[place].depth == depth]


def end(rows: Sequence[Row], at: int) -> int:
    """The place after a row and all that is in it."""
    for place in range(at + 1, len(rows)):
        if rows[place].depth <= rows[at].depth:
            return place
    return len(rows)


def add(rows: Sequence[Row], at: int, kind: str) -> list[Row]:
    """Something new at the end of a group; where there is no room, the rows as they are."""
    if not rows[at].is_group or len(rows) >= MOST_ROWS:
        return list(rows)
    depth = rows[at].depth + 1
    if kind in GROUPS and depth > DEEPEST_GROUP:
        return list(rows)
    place = end(rows, at)
    return [*rows[:place], Row(depth, kind, initial(kind)), *rows[place:]]


def initial(kind: str) -> dict[str, Any]:
    """What a new row begins with."""
    if kind in GROUPS:
        return {"n": 1} if kind == "at_least" else {}
    fields = CONDITIONS[kind].fields
    return {name: field.initial for name, field in fields.items() if field.initial is not None}


def remove(rows: Sequence[Row], at: int) -> list[Row]:
    """Without a row and all that is in it; the outermost group stays."""
    return [*rows[:at], *rows[end(rows, at) :]] if at else list(rows)


def move(rows: Sequence[Row], at: int, step: int) -> list[Row]:
    """A row and all that is in it one place up or down among its like."""
    places = _beside(rows, at)
    here = places.index(at)
    other = here + step
    if not at or not 0 <= other < len(places):
        return list(rows)
    first, second = sorted((at, places[other]))
    middle, last = end(rows, first), end(rows, second)
    return [*rows[:first], *rows[second:last], *rows[first:middle], *rows[last:]]


def _beside(rows: Sequence[Row], at: int) -> list[int]:
    if not at:
        return [0]
    group = max(place for place in range(at) if rows[place].depth < rows[at].depth)
    return children(rows, group)


def well_formed(rows: Sequence[Row]) -> bool:
    """Whether they could have come from a rule: one outermost group, nobody deeper than its group."""
    if not rows or rows[0].depth or not rows[0].is_group or len(rows) > MOST_ROWS:
        return False
    for before, row in pairwise(rows):
        deepest = before.depth + 1 if before.is_group else before.depth
        if not 1 <= row.depth <= deepest or (row.kind not in CONDITIONS and not row.is_group):
            return False
    return True
