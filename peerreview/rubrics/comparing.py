# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What changed between two versions, in words, criterion by criterion."""

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from peerreview.rubrics.models import Comment
from peerreview.rubrics.specs import CriterionSpec, LevelSpec, RubricSpec, number

NEW, GONE, CHANGED = "new", "gone", "changed"


@dataclass(frozen=True)
class Piece:
    """A run of words: `kind` is "same", "gone" or "new"."""

    kind: str
    text: str


@dataclass(frozen=True)
class Change:
    """One thing that differs; `pieces` show old and new wording in one."""

    what: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Part:
    """The head of a rubric, or one criterion, with what differs in it."""

    title: str
    state: str
    changes: tuple[Change, ...]


def compare(old: RubricSpec, new: RubricSpec) -> list[Part]:
    """The parts that differ: the rubric itself, then criteria in their new order, then those gone."""
    before = {criterion.key: criterion for criterion in old.criteria}
    after = {criterion.key: criterion for criterion in new.criteria}
    parts = [Part(_("The rubric"), CHANGED, tuple(_head(old, new)))]
    for key, criterion in after.items():
        if key in before:
            changes = tuple(_criterion(before[key], criterion))
            parts.append(Part(criterion.title, CHANGED, changes))
        else:
            parts.append(Part(criterion.title, NEW, tuple(_all_of(criterion, "new"))))
    gone = [criterion for key, criterion in before.items() if key not in after]
    parts += [Part(criterion.title, GONE, tuple(_all_of(criterion, "gone"))) for criterion in gone]
    return [part for part in parts if part.changes]


def _head(old: RubricSpec, new: RubricSpec) -> Iterator[Change]:
    yield from _texts(_("Title"), old.title, new.title)
    yield from _texts(_("Advice to reviewers"), old.guidance, new.guidance)
    yield from _texts(
        _("Overall comment"),
        _comment(old.overall, old.overall_min_chars),
        _comment(new.overall, new.overall_min_chars),
    )
    yield from _texts(
        _("Asks what the rubric misses"), _yes_no(old.asks_missed), _yes_no(new.asks_missed)
    )
    in_both = {c.key for c in old.criteria} & {c.key for c in new.criteria}
    names = {c.key: c.title for c in new.criteria if c.key in in_both}
    yield from _texts(_("Order of the criteria"), _order(old, names), _order(new, names))


def _order(spec: RubricSpec, names: Mapping[str, str]) -> str:
    return " · ".join(names[c.key] for c in spec.criteria if c.key in names)


def _criterion(old: CriterionSpec, new: CriterionSpec) -> Iterator[Change]:
    for (what, before), (_same, after) in zip(_facts(old), _facts(new), strict=True):
        yield from _texts(what, before, after)
    for index in range(max(len(old.levels), len(new.levels))):
        yield from _texts(
            _("Level %(number)s") % {"number": index + 1},
            _level(old.levels, index),
            _level(new.levels, index),
        )


def _facts(spec: CriterionSpec) -> list[tuple[str, str]]:
    return [
        (_("Criterion"), spec.title),
        (_("What to look for"), spec.description),
        (_("Guiding questions"), "\n".join(spec.questions)),
        (_("Weight"), number(spec.weight)),
        (_("Comment"), _comment(spec.comment, spec.comment_min_chars)),
        (_("Reviewers may say that they cannot judge this"), _yes_no(spec.allows_cannot_judge)),
    ]


def _all_of(spec: CriterionSpec, kind: str) -> Iterator[Change]:
    levels = [(_("Level %(number)s") % {"number": n + 1}, _level(spec.levels, n))
              for n in range(len(spec.levels))]  # fmt: skip
    for what, text in [*_facts(spec)[1:], *levels]:
        if text:
            yield Change(what, (Piece(kind, text),))


def _level(levels: tuple[LevelSpec, ...], index: int) -> str:
    if index >= len(levels):
        return ""
    level = levels[index]
    said = {"title": level.title, "points": number(level.points), "says": level.description}
    return _("%(title)s (%(points)s): %(says)s") % said


def _comment(mode: str, least: int) -> str:
    named = str(Comment(mode).label)
    return _("%(mode)s, at least %(least)s characters") % {"mode": named, "least": least} if least else named  # fmt: skip


def _yes_no(value: Any) -> str:
    return _("yes") if value else _("no")


def _texts(what: str, old: str, new: str) -> Iterator[Change]:
    if old != new:
        yield Change(what, tuple(_pieces(old.split(" "), new.split(" "))))


def _pieces(old: list[str], new: list[str]) -> Iterator[Piece]:
    matcher = difflib.SequenceMatcher(a=old, b=new, autojunk=False)
    for tag, i, j, k, m in matcher.get_opcodes():
        if tag == "equal":
            yield Piece("same", " ".join(old[i:j]))
            continue
        if j > i:
            yield Piece("gone", " ".join(old[i:j]))
        if m > k:
            yield Piece("new", " ".join(new[k:m]))
