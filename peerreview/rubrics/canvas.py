# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Rubrics as the CSV that Canvas reads and writes: one row per criterion, ratings in columns of three.

Canvas knows no weights, questions or rules about comments. A weight goes out in the points; a criterion
whose points are all 0 is one that is not counted. Cells that a spreadsheet would take for a formula go
out with an apostrophe before them, and come back without it.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from peerreview.kernel import tables
from peerreview.kernel.errors import Invalid
from peerreview.rubrics.checks import MAX_CRITERIA, MAX_LEVELS
from peerreview.rubrics.specs import (
    MAX_NUMBER,
    CriterionSpec,
    LevelSpec,
    RubricSpec,
    number,
    read_number,
)

HEAD = ("Rubric Name", "Criteria Name", "Criteria Description", "Criteria Enable Range")
RATING = ("Rating Name", "Rating Description", "Rating Points")
MAX_ROWS, MAX_RUBRICS = 400, 30
_FORMULA = re.compile(r"'*[=+\-@\t\r\n|%\uff1d\uff0b\uff0d\uff20]")
_NUMBERED = re.compile(r"\s*\d{1,3}$")
_YES, _NO = {"true", "yes", "1"}, {"false", "no", "0", ""}


def guarded(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def unguarded(cell: str) -> str:
    """The cell as it was before `guarded`."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


# --- out ------------------------------------------------------------------------------------------
def write(spec: RubricSpec) -> str:
    """The rubric as Canvas' CSV, the best rating first, as is usual there."""
    widest = max(len(criterion.levels) for criterion in spec.criteria)
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([*HEAD, *RATING * widest])
    for criterion in spec.criteria:
        cells = [spec.title, criterion.title, criterion.description]
        ratings = [
            cell for level in reversed(criterion.levels) for cell in _rating(level, criterion)
        ]
        writer.writerow([*map(guarded, cells), "false", *ratings])
    return out.getvalue()


def _rating(level: LevelSpec, of: CriterionSpec) -> list[str]:
    worth = Decimal(level.points) * Decimal(of.weight)
    return [guarded(level.title), guarded(level.description), number(worth)]


# --- in -------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class _Row:
    """One line with what stands in it; `number` is the line where it ends, as an editor counts."""

    number: int
    cells: Sequence[str]

    def __getitem__(self, column: int) -> str:
        return unguarded(self.cells[column]).strip() if column < len(self.cells) else ""


def read(text: str) -> list[RubricSpec]:
    """The rubrics in a Canvas CSV, in order. Raises Invalid with the row and column that is wrong.

    They are complete enough to be shown in the builder; what a rubric must satisfy is not judged here.
    """
    rows = list(_rows(text))
    if not rows:
        raise _wrong(_("The file is empty."))
    widest = _read_header(rows[0])
    if len(rows) < 2:
        raise _wrong(_("There is a header, but no criterion below it."))
    found: dict[str, list[CriterionSpec]] = {}
    title = ""
    for row in rows[1:]:
        title = row[0] or title
        if not title:
            raise _at(row, 0, _("give the rubric a name."))
        found.setdefault(title, []).append(_criterion(row, widest))
        if len(found[title]) > MAX_CRITERIA:
            raise _at(row, 1, _("a rubric has at most %(most)s criteria.") % {"most": MAX_CRITERIA})
    if len(found) > MAX_RUBRICS:
        raise _wrong(_("The file has more than %(most)s rubrics.") % {"most": MAX_RUBRICS})
    return [RubricSpec(name, "", tuple(criteria)) for name, criteria in found.items()]


def _rows(text: str) -> Iterator[_Row]:
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=tables.delimiter(text), strict=True
    )
    try:
        for count, cells in enumerate(reader):
            if count > MAX_ROWS:
                raise _wrong(_("The file has more than %(most)s rows.") % {"most": MAX_ROWS})
            if any(cell.strip() for cell in cells):
                yield _Row(reader.line_num, cells)
    except csv.Error:
        message = _("Row %(row)s: the quotation marks do not match, or a cell is too long.")
        raise _wrong(message % {"row": reader.line_num}) from None


def _read_header(row: _Row) -> int:
    """How many ratings there is room for."""
    names = [_NUMBERED.sub("", cell.strip()) for cell in row.cells]
    while names and not names[-1]:
        names.pop()
    groups = max(1, -(-(len(names) - len(HEAD)) // len(RATING)))
    wanted = [*HEAD, *RATING * groups]
    for column, name in enumerate(wanted):
        there = names[column] if column < len(names) else ""
        if there.casefold() != name.casefold():
            message = _("expected “%(name)s”, found “%(there)s”.")
            raise _at(row, column, message % {"name": name, "there": there[:40]})
    return groups


def _criterion(row: _Row, widest: int) -> CriterionSpec:
    if not row[1]:
        raise _at(row, 1, _("give the criterion a name."))
    if row[3].casefold() not in _YES | _NO:
        raise _at(row, 3, _("write true or false."))
    end = len(HEAD) + widest * len(RATING)
    for column in range(end, len(row.cells)):
        if row[column]:
            raise _at(row, column, _("there is no such column in the header."))
    ratings = list(_ratings(row, widest))
    if len(ratings) > MAX_LEVELS:
        raise _at(row, 4, _("a criterion has at most %(most)s ratings.") % {"most": MAX_LEVELS})
    weight, levels = _levels(ratings)
    return CriterionSpec("", row[1], row[2], levels, weight)


def _ratings(row: _Row, widest: int) -> Iterator[LevelSpec]:
    for start in range(len(HEAD), len(HEAD) + widest * len(RATING), len(RATING)):
        name, says, points = row[start], row[start + 1], row[start + 2]
        if not (name or says or points):
            continue
        if not name:
            raise _at(row, start, _("give the rating a name."))
        yield LevelSpec(name, says, _points(row, start + 2, points))


def _points(row: _Row, column: int, text: str) -> Decimal:
    worth = read_number(text.replace(",", "."))
    if worth is None:
        message = _("“%(text)s” is not a number from 0 to %(most)s.")
        raise _at(row, column, message % {"text": text[:40], "most": MAX_NUMBER})
    return worth


def _levels(ratings: Iterable[LevelSpec]) -> tuple[int, tuple[LevelSpec, ...]]:
    """The weight, and the ratings from the lowest to the highest."""
    best_first = list(ratings)
    if len(best_first) > 1 and not any(level.points for level in best_first):
        counted = enumerate(reversed(best_first))
        return 0, tuple(LevelSpec(level.title, level.description, n) for n, level in counted)
    worst_first = best_first[::-1]  # so that levels of equal points keep the order meant
    return 1, tuple(sorted(worst_first, key=lambda level: level.points))


def _at(row: _Row, column: int, message: str) -> Invalid:
    name = HEAD[column] if column < len(HEAD) else RATING[(column - len(HEAD)) % len(RATING)]
    where = _("Row %(row)s, column %(column)s (%(name)s): %(message)s")
    place = {"row": row.number, "column": column + 1, "name": name, "message": message}
    return _wrong(where % place)


def _wrong(message: str) -> Invalid:
    return Invalid("csv", message, field="document")
