# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Rubrics as JSON documents: everything a rubric says, with its two hashes, out and strictly in."""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from peerreview.kernel import hashing
from peerreview.kernel.errors import Invalid
from peerreview.rubrics.checks import MAX_CRITERIA, MAX_LEVELS, MAX_QUESTIONS
from peerreview.rubrics.specs import (
    MAX_NUMBER,
    CriterionSpec,
    LevelSpec,
    RubricSpec,
    manifest,
    number,
    read_number,
    structure,
)

FORMAT, FORMAT_VERSION = "peerage-rubric", 1


# --- out ------------------------------------------------------------------------------------------
def write(spec: RubricSpec) -> str:
    """The document. Numbers are text, because those of JSON are binary fractions."""
    said = {
        "format": FORMAT,
        "version": FORMAT_VERSION,
        "content_hash": hashing.digest(manifest(spec)),
        "structure_hash": hashing.digest(structure(spec)),
        "title": spec.title,
        "guidance": spec.guidance,
        "overall": spec.overall,
        "overall_min_chars": spec.overall_min_chars,
        "asks_missed": spec.asks_missed,
        "criteria": [_criterion_out(criterion) for criterion in spec.criteria],
    }
    return json.dumps(said, ensure_ascii=False, indent=2) + "\n"


def _criterion_out(spec: CriterionSpec) -> dict[str, Any]:
    return {
        "key": spec.key,
        "title": spec.title,
        "description": spec.description,
        "questions": list(spec.questions),
        "weight": number(spec.weight),
        "comment": spec.comment,
        "comment_min_chars": spec.comment_min_chars,
        "allows_cannot_judge": spec.allows_cannot_judge,
        "levels": [
            {"title": level.title, "description": level.description, "points": number(level.points)}
            for level in spec.levels
        ],
    }


# --- in -------------------------------------------------------------------------------------------
class _Doubled(dict):
    """An object in which a key stands twice."""

    key = ""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = [name for name, _value in pairs]
    doubled = next((name for name in names if names.count(name) > 1), None)
    if doubled is None:
        return dict(pairs)
    found = _Doubled(pairs)
    found.key = doubled
    return found


def _no_constant(name: str) -> Any:
    raise ValueError(name)


class _Reader:
    """One object of the document; `path` is where it stands, as "criteria[0].levels[1]"."""

    def __init__(self, value: Any, path: str, known: set[str]) -> None:
        self.path = path
        if not isinstance(value, dict):
            raise _wrong(path, _("this must be an object: { … }."))
        if isinstance(value, _Doubled):
            raise _wrong(self.at(value.key), _("this key stands twice; keep one."))
        if unknown := sorted(value.keys() - known):
            raise _wrong(self.at(unknown[0][:60]), _("there is no such key in a rubric."))
        self.value: Mapping[str, Any] = value

    def at(self, name: str) -> str:
        """The path of one of its keys."""
        return f"{self.path}.{name}" if self.path else name

    def text(self, name: str, otherwise: str | None = "") -> str:
        """A text; without `otherwise` it has to be there."""
        found = self.value.get(name, otherwise)
        if not isinstance(found, str):
            raise _wrong(self.at(name), _("this must be text."))
        return found

    def flag(self, name: str, otherwise: bool) -> bool:
        """True or false."""
        found = self.value.get(name, otherwise)
        if not isinstance(found, bool):
            raise _wrong(self.at(name), _("this must be true or false."))
        return found

    def number(self, name: str, otherwise: int | None) -> Decimal:
        """A number, as such or as text; without `otherwise` it has to be there."""
        amount = read_number(self.value.get(name, otherwise))
        if amount is None:
            message = _("this must be a number from 0 to %(most)s.") % {"most": MAX_NUMBER}
            raise _wrong(self.at(name), message)
        return amount

    def whole(self, name: str) -> int:
        """A whole number, 0 when it is not there."""
        amount = self.number(name, 0)
        if amount != int(amount):
            raise _wrong(self.at(name), _("this must be a whole number."))
        return int(amount)

    def rows(self, name: str, most: int, *, is_needed: bool = True) -> list[tuple[str, Any]]:
        """A list as (path, value)."""
        found = self.value.get(name, None if is_needed else [])
        if not isinstance(found, list):
            raise _wrong(self.at(name), _("this must be a list: [ … ]."))
        if len(found) > most:
            raise _wrong(self.at(name), _("use at most %(most)s here.") % {"most": most})
        return [(f"{self.at(name)}[{index}]", value) for index, value in enumerate(found)]


_HEAD = {
    "format", "version", "content_hash", "structure_hash", "title", "guidance", "overall",
    "overall_min_chars", "asks_missed", "criteria",
}  # fmt: skip
_CRITERION = {
    "key", "title", "description", "questions", "weight", "comment", "comment_min_chars",
    "allows_cannot_judge", "levels",
}  # fmt: skip
_LEVEL = {"title", "description", "points"}


def read(text: str) -> RubricSpec:
    """The rubric in a document. Raises Invalid with the path of what is wrong.

    What a rubric must satisfy is not judged here: the builder shows it, to be put right.
    """
    head = _Reader(_parsed(text), "", _HEAD)
    if head.text("format") != FORMAT:
        message = _("this must be “%(format)s”: the file is not a rubric of this kind.")
        raise _wrong("format", message % {"format": FORMAT})
    if head.number("version", None) != FORMAT_VERSION:
        raise _wrong("version", _("only version %(n)s is known here.") % {"n": FORMAT_VERSION})
    return RubricSpec(
        title=head.text("title", None),
        guidance=head.text("guidance"),
        criteria=tuple(_criterion(*row) for row in head.rows("criteria", MAX_CRITERIA)),
        overall=head.text("overall", "optional"),
        overall_min_chars=head.whole("overall_min_chars"),
        asks_missed=head.flag("asks_missed", False),
    )


def _parsed(text: str) -> Any:
    try:
        return json.loads(
            text, object_pairs_hook=_once, parse_float=Decimal, parse_constant=_no_constant
        )
    except json.JSONDecodeError as error:
        message = _("Line %(line)s, column %(column)s: this is not JSON.")
        place = {"line": error.lineno, "column": error.colno}
        raise Invalid("json", message % place, field="document") from None
    except (ValueError, RecursionError):
        message = _("This is not JSON that can be read: a number or the nesting is out of bounds.")
        raise Invalid("json", message, field="document") from None


def _criterion(path: str, value: Any) -> CriterionSpec:
    row = _Reader(value, path, _CRITERION)
    return CriterionSpec(
        key=row.text("key"),
        title=row.text("title", None),
        description=row.text("description"),
        levels=tuple(_level(*level) for level in row.rows("levels", MAX_LEVELS)),
        weight=row.number("weight", 1),
        comment=row.text("comment", "optional"),
        comment_min_chars=row.whole("comment_min_chars"),
        questions=_questions(row),
        allows_cannot_judge=row.flag("allows_cannot_judge", True),
    )


def _questions(row: _Reader) -> tuple[str, ...]:
    found = row.rows("questions", MAX_QUESTIONS, is_needed=False)
    for path, value in found:
        if not isinstance(value, str):
            raise _wrong(path, _("this must be text."))
    return tuple(value for _path, value in found)


def _level(path: str, value: Any) -> LevelSpec:
    row = _Reader(value, path, _LEVEL)
    return LevelSpec(row.text("title", None), row.text("description"), row.number("points", None))


def _wrong(path: str, message: str) -> Invalid:
    where = path or _("The document")
    says = _("%(path)s: %(message)s") % {"path": where, "message": message}
    return Invalid("json", says, field="document")
