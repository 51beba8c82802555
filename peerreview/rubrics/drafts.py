# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What is typed in the rubric builder, as typed: rows of text that may still be wrong.

A draft travels in the form itself, so adding, removing and moving rows works without a script.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from peerreview.rubrics.checks import MAX_CRITERIA, MAX_LEVELS
from peerreview.rubrics.specs import RubricSpec

Named = Mapping[str, str]


@dataclass
class LevelRow:
    """One level as typed."""

    title: str = ""
    description: str = ""
    points: str = ""


def _two_levels() -> list[LevelRow]:
    return [LevelRow(points="0"), LevelRow(points="1")]


@dataclass
class CriterionRow:
    """One criterion as typed."""

    key: str = ""
    title: str = ""
    description: str = ""
    weight: str = "1"
    comment: str = "optional"
    comment_min_chars: str = "0"
    questions: str = ""
    allows_cannot_judge: str = "on"
    levels: list[LevelRow] = field(default_factory=_two_levels)


@dataclass
class Draft:
    """A rubric as typed. `focus` is the path of the row that was just changed."""

    title: str = ""
    guidance: str = ""
    overall: str = "optional"
    overall_min_chars: str = "0"
    asks_missed: str = ""
    criteria: list[CriterionRow] = field(default_factory=lambda: [CriterionRow()])
    focus: str = ""


def _texts(row_type: type, data: Named, prefix: str) -> dict[str, str]:
    names = [f.name for f in fields(row_type) if f.type is str or f.type == "str"]
    return {name: data.get(f"{prefix}{name}", "") for name in names if name != "focus"}


def _count(data: Named, name: str, most: int) -> int:
    text = data.get(name, "")
    return min(int(text), most) if text.isascii() and text.isdigit() and len(text) < 4 else 0


def from_post(data: Named) -> Draft:
    """The draft in a posted form; rows beyond what a rubric may have are not read."""
    rows = []
    for index in range(_count(data, "criteria-count", MAX_CRITERIA)):
        at = f"criteria-{index}-"
        levels = [
            LevelRow(**_texts(LevelRow, data, f"{at}levels-{number}-"))
            for number in range(_count(data, f"{at}levels-count", MAX_LEVELS))
        ]
        rows.append(CriterionRow(**_texts(CriterionRow, data, at), levels=levels))
    return Draft(**_texts(Draft, data, ""), criteria=rows)


def from_spec(spec: RubricSpec) -> Draft:
    """What a rubric says, ready to be changed."""
    return Draft(
        title=spec.title,
        guidance=spec.guidance,
        overall=spec.overall,
        overall_min_chars=str(spec.overall_min_chars),
        asks_missed=_tick(spec.asks_missed),
        criteria=[
            CriterionRow(
                key=criterion.key,
                title=criterion.title,
                description=criterion.description,
                weight=_plain(criterion.weight),
                comment=criterion.comment,
                comment_min_chars=str(criterion.comment_min_chars),
                questions="\n".join(criterion.questions),
                allows_cannot_judge=_tick(criterion.allows_cannot_judge),
                levels=[
                    LevelRow(level.title, level.description, _plain(level.points))
                    for level in criterion.levels
                ],
            )
            for criterion in spec.criteria
        ],
    )


def _tick(is_on: bool) -> str:
    return "on" if is_on else ""


def _plain(value: Any) -> str:
    return f"{value:f}".rstrip("0").rstrip(".") if "." in f"{value:f}" else f"{value:f}"


# --- buttons --------------------------------------------------------------------------------------
def change(draft: Draft, command: str) -> bool:
    """Do what a button says (`level-up:2:1`: the second criterion's first level); whether it was one.

    Positions count from 0. A position that is not there changes nothing.
    """
    verb, *positions = command.split(":")
    do = _COMMANDS.get(verb)
    if do is None or not all(text.isascii() and text.isdigit() for text in positions):
        return False
    do(draft, *(int(text) for text in positions[:2]))
    return True


def _at(draft: Draft, index: int) -> list[LevelRow]:
    return draft.criteria[index].levels if index < len(draft.criteria) else []


def _add_criterion(draft: Draft, *_positions: int) -> None:
    if len(draft.criteria) < MAX_CRITERIA:
        draft.criteria.append(CriterionRow())
    draft.focus = f"criteria-{len(draft.criteria) - 1}"


def _add_level(draft: Draft, index: int = -1, *_positions: int) -> None:
    if not 0 <= index < len(draft.criteria):
        return
    levels = draft.criteria[index].levels
    if len(levels) < MAX_LEVELS:
        levels.append(LevelRow(points=_next_points(levels)))
    draft.focus = f"criteria-{index}-levels-{len(levels) - 1}"


def _next_points(levels: list[LevelRow]) -> str:
    last = levels[-1].points if levels else "-1"
    return str(int(last) + 1) if last.lstrip("-").isascii() and last.lstrip("-").isdigit() else ""


def _remove_criterion(draft: Draft, index: int = -1, *_positions: int) -> None:
    _remove(draft.criteria, index)
    draft.focus = f"criteria-{max(0, min(index, len(draft.criteria) - 1))}"


def _remove_level(draft: Draft, index: int = -1, number: int = -1) -> None:
    levels = _at(draft, index)
    _remove(levels, number)
    draft.focus = f"criteria-{index}-levels-{max(0, min(number, len(levels) - 1))}"


def _remove(rows: list, index: int) -> None:
    if 0 <= index < len(rows):
        del rows[index]


def _move_criterion(step: int) -> Callable[..., None]:
    def move(draft: Draft, index: int = -1, *_positions: int) -> None:
        draft.focus = f"criteria-{_move(draft.criteria, index, step)}"

    return move


def _move_level(step: int) -> Callable[..., None]:
    def move(draft: Draft, index: int = -1, number: int = -1) -> None:
        draft.focus = f"criteria-{index}-levels-{_move(_at(draft, index), number, step)}"

    return move


def _move(rows: list, index: int, step: int) -> int:
    target = index + step
    if not (0 <= index < len(rows) and 0 <= target < len(rows)):
        return index
    rows[index], rows[target] = rows[target], rows[index]
    return target


_COMMANDS: dict[str, Callable[..., None]] = {
    "criterion-add": _add_criterion,
    "criterion-remove": _remove_criterion,
    "criterion-up": _move_criterion(-1),
    "criterion-down": _move_criterion(1),
    "level-add": _add_level,
    "level-remove": _remove_level,
    "level-up": _move_level(-1),
    "level-down": _move_level(1),
}
