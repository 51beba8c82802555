# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""A rubric as a sheet to fill in without a script: a level and some words per criterion.

Used wherever somebody rates a work outside a peer's review: an example's reference, a try at it,
one's own work. Field names are `level-<key>` and `words-<key>`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from peerreview.kernel import text
from peerreview.rubrics.models import Criterion, Level

WORDS_MAX_CHARS = 2_000


@dataclass(frozen=True)
class Entry:
    """What is said of one criterion; `value` is the level's, None while none is chosen."""

    value: int | None = None
    words: str = ""


@dataclass(frozen=True)
class Row:
    """A criterion on the sheet, with what was entered and what is wrong with it."""

    key: str
    title: str
    description: str
    levels: tuple[Level, ...]
    value: int | None
    words: str
    level_error: str
    words_error: str


@dataclass
class Sheet:
    """A rubric's criteria with entries by key; `errors` are by field name."""

    criteria: Sequence[Criterion]
    entries: Mapping[str, Entry]
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def rows(self) -> list[Row]:
        """The criteria that have levels, in order, to be drawn by rubrics/_sheet.html."""
        return [self._row(criterion) for criterion in judged(self.criteria)]

    def _row(self, criterion: Criterion) -> Row:
        entry = self.entries.get(criterion.key, Entry())
        return Row(
            key=criterion.key,
            title=criterion.title,
            description=criterion.description,
            levels=tuple(criterion.levels.all()),
            value=entry.value,
            words=entry.words,
            level_error=self.errors.get(f"level-{criterion.key}", ""),
            words_error=self.errors.get(f"words-{criterion.key}", ""),
        )

    @property
    def problems(self) -> list[tuple[str, str, str]]:
        """Anchor, title and message of each error, for a summary."""
        return [
            (f"level-{row.key}" if kind == "level" else f"words-{row.key}", row.title, message)
            for row in self.rows
            for kind, message in (("level", row.level_error), ("words", row.words_error))
            if message
        ]

    def require(self, *, words: bool = False) -> bool:
        """Note what is missing: a level for each criterion, and `words` if asked. Whether all is there."""
        for row in self.rows:
            if row.value is None:
                self.errors.setdefault(f"level-{row.key}", _("Choose a level."))
            if words and not row.words.strip():
                self.errors.setdefault(f"words-{row.key}", _("Say why, in a sentence."))
        return not self.errors


def judged(criteria: Sequence[Criterion]) -> list[Criterion]:
    """The criteria on which a level can be chosen."""
    return [criterion for criterion in criteria if criterion.levels.all()]


def blank(criteria: Sequence[Criterion]) -> Sheet:
    """A sheet on which nothing is entered."""
    return Sheet(criteria, {})


def read(criteria: Sequence[Criterion], posted: Mapping[str, str]) -> Sheet:
    """The sheet as it was posted. A level that is none is an error, too long words too; both are kept."""
    entries, errors = {}, {}
    for criterion in judged(criteria):
        key = criterion.key
        value, is_wrong = _level(criterion, posted.get(f"level-{key}", ""))
        words = text.plain(posted.get(f"words-{key}", "")).strip()
        entries[key] = Entry(value, words)
        if is_wrong:
            errors[f"level-{key}"] = _(
                "That is no level of this criterion. Choose one of those shown."
            )
        if len(words) > WORDS_MAX_CHARS:
            errors[f"words-{key}"] = _("Keep it under %(count)s characters.") % {
                "count": WORDS_MAX_CHARS
            }
    return Sheet(criteria, entries, errors)


def _level(criterion: Criterion, posted: str) -> tuple[int | None, bool]:
    """The chosen value, and whether something else than a level was sent."""
    if not posted:
        return None, False
    known = {str(level.value): level.value for level in criterion.levels.all()}
    return known.get(posted), posted not in known
