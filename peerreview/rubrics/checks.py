# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What a rubric must satisfy before it is published, and its tidy form."""

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.utils.text import slugify
from django.utils.translation import gettext as _

from peerreview.kernel import text
from peerreview.rubrics.specs import CriterionSpec, LevelSpec, RubricSpec

MAX_CRITERIA = 12
MIN_LEVELS, MAX_LEVELS = 2, 8
MAX_TITLE, MAX_LEVEL_TITLE = 160, 80
MAX_DESCRIPTION, MAX_GUIDANCE = 2000, 5000
MAX_WEIGHT, MAX_POINTS = 100, 1000
MAX_COMMENT_CHARS = 2000
MAX_QUESTIONS, MAX_QUESTION = 6, 300
KEY_LENGTH = 60


@dataclass(frozen=True)
class Problem:
    """What is wrong with the field at `path` (`criteria-0-levels-1-title`), with the row named."""

    path: str
    message: str


def tidy(spec: RubricSpec) -> RubricSpec:
    """`spec` with clean text, whole numbers for what does not apply, and a unique key per criterion."""
    keys: set[str] = set()
    criteria = []
    for number, criterion in enumerate(spec.criteria, start=1):
        criteria.append(_tidy_criterion(criterion, number, keys))
        keys.add(criteria[-1].key)
    return dataclasses.replace(
        spec,
        title=text.one_line(spec.title),
        guidance=text.plain(spec.guidance).strip(),
        criteria=tuple(criteria),
        overall_min_chars=_least(spec.overall, spec.overall_min_chars),
    )


def _least(comment: str, min_chars: int) -> int:
    return 0 if comment == "off" else min_chars


def _tidy_criterion(spec: CriterionSpec, number: int, taken: set[str]) -> CriterionSpec:
    return dataclasses.replace(
        spec,
        key=_free_key(spec, number, taken),
        title=text.one_line(spec.title),
        description=text.plain(spec.description).strip(),
        comment_min_chars=_least(spec.comment, spec.comment_min_chars),
        questions=tuple(filter(None, map(text.one_line, spec.questions))),
        levels=tuple(
            LevelSpec(
                text.one_line(level.title), text.plain(level.description).strip(), level.points
            )
            for level in spec.levels
        ),
    )


def _free_key(spec: CriterionSpec, number: int, taken: set[str]) -> str:
    wanted = slugify(spec.key)[:KEY_LENGTH] or slugify(spec.title)[: KEY_LENGTH - 4]
    wanted = wanted or f"criterion-{number}"
    key, count = wanted, 2
    while key in taken:
        key, count = f"{wanted[: KEY_LENGTH - 4]}-{count}", count + 1
    return key


def problems(spec: RubricSpec) -> list[Problem]:
    """Everything that is wrong with a tidy `spec`, in the order of the form; empty when it may be published."""
    return list(_rubric_problems(spec))


def _rubric_problems(spec: RubricSpec) -> Iterator[Problem]:
    yield from _text("title", spec.title, MAX_TITLE, needed=_("Give the rubric a title."))
    yield from _text("guidance", spec.guidance, MAX_GUIDANCE)
    yield from _comment_problems("overall", spec.overall, spec.overall_min_chars, "")
    if not spec.criteria:
        yield Problem("criteria", _("Add at least one criterion."))
    if len(spec.criteria) > MAX_CRITERIA:
        yield Problem("criteria", _("Use at most %(most)s criteria.") % {"most": MAX_CRITERIA})
    if spec.criteria and not any(criterion.weight for criterion in spec.criteria):
        message = _("All weights are 0, so nothing would count. Give one criterion more than 0.")
        yield Problem("criteria-0-weight", message)
    seen: set[str] = set()
    for index, criterion in enumerate(spec.criteria):
        path = f"criteria-{index}"
        where = row_name(path)
        yield from _criterion_problems(criterion, path, where)
        yield from _repeated(criterion.title, seen, f"{path}-title", where)


def _criterion_problems(spec: CriterionSpec, path: str, where: str) -> Iterator[Problem]:
    yield from _text(f"{path}-title", spec.title, MAX_TITLE, where, needed=_("give it a title."))
    yield from _text(f"{path}-description", spec.description, MAX_DESCRIPTION, where)
    yield from _questions_problems(spec.questions, f"{path}-questions", where)
    if not 0 <= spec.weight <= MAX_WEIGHT:
        message = _("the weight goes from 0 (not counted) to %(most)s.") % {"most": MAX_WEIGHT}
        yield _at(f"{path}-weight", where, message)
    yield from _comment_problems(f"{path}-comment", spec.comment, spec.comment_min_chars, where)
    if not MIN_LEVELS <= len(spec.levels) <= MAX_LEVELS:
        message = _("use %(fewest)s to %(most)s levels.")
        bounds = {"fewest": MIN_LEVELS, "most": MAX_LEVELS}
        yield _at(f"{path}-levels", where, message % bounds)
    yield from _levels_problems(spec.levels, path)


def _questions_problems(questions: tuple[str, ...], path: str, where: str) -> Iterator[Problem]:
    if len(questions) > MAX_QUESTIONS:
        message = _("ask at most %(most)s guiding questions.")
        yield _at(path, where, message % {"most": MAX_QUESTIONS})
    longest = max(questions, key=len, default="")
    yield from _text(path, longest, MAX_QUESTION, where)


def _comment_problems(path: str, comment: str, min_chars: int, where: str) -> Iterator[Problem]:
    if comment not in {"off", "optional", "required"}:
        yield _at(path, where, _("choose whether a comment is wanted."))
    if not 0 <= min_chars <= MAX_COMMENT_CHARS:
        message = _("the shortest comment may be 0 to %(most)s characters.")
        yield _at(f"{path}_min_chars", where, message % {"most": MAX_COMMENT_CHARS})


def _levels_problems(levels: tuple[LevelSpec, ...], path: str) -> Iterator[Problem]:
    seen: set[str] = set()
    below: Decimal | int | None = None
    for index, level in enumerate(levels):
        row = f"{path}-levels-{index}"
        at = row_name(row)
        needed = _("give it a title.")
        yield from _text(f"{row}-title", level.title, MAX_LEVEL_TITLE, at, needed=needed)
        yield from _repeated(level.title, seen, f"{row}-title", at)
        needed = _("describe what work at this level looks like.")
        yield from _text(
            f"{row}-description", level.description, MAX_DESCRIPTION, at, needed=needed
        )
        yield from _points(level, below, f"{row}-points", at)
        below = level.points


def _points(level: LevelSpec, below: Decimal | int | None, path: str, at: str) -> Iterator[Problem]:
    if not 0 <= level.points <= MAX_POINTS:
        yield _at(path, at, _("points go from 0 to %(most)s.") % {"most": MAX_POINTS})
    elif below is not None and level.points <= below:
        yield _at(path, at, _("it must be worth more points than the level before it."))


def _text(
    path: str, value: str, most: int, where: str = "", *, needed: str = ""
) -> Iterator[Problem]:
    if needed and not value:
        yield _at(path, where, needed)
    if len(value) > most:
        message = _("use at most %(most)s characters (now %(now)s).")
        yield _at(path, where, message % {"most": most, "now": len(value)})


def _repeated(title: str, seen: set[str], path: str, where: str) -> Iterator[Problem]:
    if title and title.casefold() in seen:
        yield _at(path, where, _("this title is used above; give it another."))
    seen.add(title.casefold())


def _at(path: str, where: str, message: str) -> Problem:
    return Problem(path, at_row(where, message))


def at_row(row: str, message: str) -> str:
    """A message with the row it is about in front; one about no row is a sentence of its own."""
    if row:
        return _("%(row)s: %(message)s") % {"row": row, "message": message}
    return message[:1].upper() + message[1:]


def row_name(path: str) -> str:
    """What people call the row at a path: `criteria-1-levels-0` is "Criterion 2, level 1"."""
    numbers = [int(part) + 1 for part in path.split("-") if part.isdigit()]
    if not numbers:
        return ""
    criterion = _("Criterion %(number)s") % {"number": numbers[0]}
    if len(numbers) == 1:
        return criterion
    return _("%(criterion)s, level %(number)s") % {"criterion": criterion, "number": numbers[1]}
