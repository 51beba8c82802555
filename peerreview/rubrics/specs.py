# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Pure: what a rubric says, apart from where it is stored. Its two hashes are taken of this.

The content hash is of all it says. The structure hash leaves the wording out: scores under rubrics of one
structure can be compared.
"""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

Comment = Literal["off", "optional", "required"]


@dataclass(frozen=True)
class LevelSpec:
    """One step of a criterion. Levels stand from the lowest to the highest; `points` must rise."""

    title: str
    description: str
    points: Decimal | int


@dataclass(frozen=True)
class CriterionSpec:
    """One thing that is judged. `key` (a slug) names it across versions; `questions` guide the reviewer.

    A weight of 0 means that it is asked and shown, but not counted.
    """

    key: str
    title: str
    description: str
    levels: tuple[LevelSpec, ...]
    weight: Decimal | int = 1
    comment: Comment = "optional"
    comment_min_chars: int = 0
    questions: tuple[str, ...] = ()
    allows_cannot_judge: bool = True


@dataclass(frozen=True)
class RubricSpec:
    """A whole rubric: `guidance` is advice to reviewers, criteria stand in the order they are judged.

    `overall` is the comment on the work as a whole; with `asks_missed` reviewers are also asked what
    the rubric misses.
    """

    title: str
    guidance: str
    criteria: tuple[CriterionSpec, ...]
    overall: Comment = "optional"
    overall_min_chars: int = 0
    asks_missed: bool = False


def manifest(spec: RubricSpec) -> dict[str, Any]:
    """`spec` as JSON types: equal content gives an equal manifest (1, 1.0 and 1.00 are equal).

    What was added to rubrics later is left out while it says nothing, so that older hashes stay true.
    """
    said = {
        "title": spec.title,
        "guidance": spec.guidance,
        "criteria": [_criterion(criterion) for criterion in spec.criteria],
    }
    if spec.overall != "optional" or spec.overall_min_chars:
        said |= {"overall": spec.overall, "overall_min_chars": spec.overall_min_chars}
    return {**said, "asks_missed": True} if spec.asks_missed else said


def structure(spec: RubricSpec) -> list[dict[str, Any]]:
    """What scores depend on: keys in order, weights, and the points of each level. No wording."""
    return [
        {
            "key": criterion.key,
            "weight": number(criterion.weight),
            "points": [number(level.points) for level in criterion.levels],
        }
        for criterion in spec.criteria
    ]


def _criterion(spec: CriterionSpec) -> dict[str, Any]:
    said = {
        "key": spec.key,
        "title": spec.title,
        "description": spec.description,
        "weight": number(spec.weight),
        "comment": spec.comment,
        "comment_min_chars": spec.comment_min_chars,
        "levels": [
            {
                "title": level.title,
                "description": level.description,
                "points": number(level.points),
            }
            for level in spec.levels
        ],
    }
    if spec.questions:
        said["questions"] = list(spec.questions)
    return said if spec.allows_cannot_judge else {**said, "allows_cannot_judge": False}


MAX_NUMBER, MAX_DECIMALS = 1_000_000, 6


def read_number(value: Any) -> Decimal | None:
    """A number of a document, as such or as text; None when it is none or out of all bounds.

    A tiny exponent is refused, since written out it would be a text of any length.
    """
    if isinstance(value, bool) or not isinstance(value, Decimal | int | str):
        return None
    try:
        found = Decimal(value)
    except InvalidOperation:
        return None
    if not found.is_finite() or not 0 <= found <= MAX_NUMBER:
        return None
    return found if found.as_tuple().exponent >= -MAX_DECIMALS else None


def number(value: Decimal | int) -> str:
    """A number as text without needless zeros."""
    # Text, because JSON numbers are binary fractions and 0.1 is none.
    return f"{Decimal(value).normalize() + 0:f}"
