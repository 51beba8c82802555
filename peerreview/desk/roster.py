# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""A roster as a CSV file: read, checked row by row and column by column, nothing changed.

Spreadsheets write what they like: a byte order mark, semicolons or tabs, Windows' code page, any
order of columns. What cannot be read for certain is named, never guessed.
"""

import csv
import io
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from peerreview.cohorts.models import Membership
from peerreview.kernel import text
from peerreview.kernel.errors import Invalid

BYTES_MOST = 1024 * 1024
ROWS_MOST = 2_000
COLUMNS = {
    "email": {"email", "e-mail", "mail", "address", "email address", "e-mail address"},
    "name": {"name", "full name", "display name", "student"},
    "role": {"role"},
    "group": {"group", "team", "section"},
}
ROLES = {
    "": Membership.Role.LEARNER,
    "learner": Membership.Role.LEARNER,
    "student": Membership.Role.LEARNER,
    "facilitator": Membership.Role.FACILITATOR,
}
LONGEST = {"name": 80, "group": 60}
# Marks that begin a formula in a spreadsheet: no name begins with one.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Line:
    """One person of a roster, as it will be kept."""

    email: str
    name: str
    role: str
    group: str


@dataclass(frozen=True)
class Fault:
    """What is wrong in one cell; rows count from 1, the heading, as a spreadsheet shows them."""

    row: int
    column: str
    message: str

    def __str__(self) -> str:
        return _("Row %(row)d, %(column)s: %(message)s") % vars(self)


@dataclass(frozen=True)
class Roster:
    """Lines that can be taken, or the faults that stand against it."""

    lines: tuple[Line, ...]
    faults: tuple[Fault, ...]


def decoded(content: bytes) -> str:
    """The file as text. Raises Invalid for what is no text, naming the first bad line."""
    if len(content) > BYTES_MOST:
        raise Invalid("large-file", _("This file is larger than 1 MB. Split it."), field="file")
    if content[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return _decoded_as(content, "utf-16")
    return _decoded_as(content, "utf-8-sig")


def _decoded_as(content: bytes, encoding: str) -> str:
    try:
        found = content.decode(encoding)
    except UnicodeDecodeError as error:
        row = content[: error.start].count(b"\n") + 1
        message = _(
            "Row %(row)d has a character that is not UTF-8. Save the file as “CSV UTF-8” and "
            "upload it again."
        )
        raise Invalid("not-utf-8", message % {"row": row}, field="file") from error
    if "\x00" in found:
        raise Invalid("not-text", _("This is not a text file. Save it as CSV."), field="file")
    return found


def read(content: str) -> Roster:
    """Every line checked. Raises Invalid when it is no table with an e-mail column at all."""
    rows = _rows(content.lstrip("\ufeff"))
    if not rows:
        raise Invalid("empty", _("This file is empty."), field="file")
    (heading_row, heading), *body = rows
    places = _places(heading, heading_row)
    if not body:
        raise Invalid("no-people", _("There is a heading and nobody under it."), field="file")
    if len(body) > ROWS_MOST:
        message = _("At most %(most)d people at once; this file has %(n)d.")
        raise Invalid("too-many", message % {"most": ROWS_MOST, "n": len(body)}, field="file")
    return _checked(body, places, len(heading))


def _rows(content: str) -> list[tuple[int, list[str]]]:
    """Rows that are not blank, each with the number a spreadsheet would give it."""
    reader = csv.reader(
        io.StringIO(content, newline=""), delimiter=_delimiter(content), strict=True
    )
    found = []
    try:
        for number, cells in enumerate(reader, start=1):
            if any(cell.strip() for cell in cells):
                found.append((number, cells))
    except csv.Error as error:
        message = _("Row %(row)d cannot be read: a quotation mark is not closed or out of place.")
        row = {"row": len(found) + 1}
        raise Invalid("malformed", message % row, field="file") from error
    return found


def _delimiter(content: str) -> str:
    first = content.lstrip("\r\n").split("\n", 1)[0]
    return max(",;\t", key=first.count)


def _places(heading: list[str], row: int) -> dict[str, int]:
    places: dict[str, int] = {}
    for place, cell in enumerate(heading):
        name = cell.strip().casefold()
        column = next((column for column, names in COLUMNS.items() if name in names), None)
        if column in places:
            message = _("Row %(row)d: there are two columns for %(column)s.")
            raise Invalid("column-twice", message % {"row": row, "column": column}, field="file")
        if column:
            places[column] = place
    if "email" not in places:
        message = _("The first row must name the columns, one of them “email”. Found: %(found)s.")
        found = ", ".join(cell.strip() for cell in heading)[:200]
        raise Invalid("no-email-column", message % {"found": found}, field="file")
    return places


def _checked(body: list[tuple[int, list[str]]], places: dict[str, int], width: int) -> Roster:
    lines, faults = [], []
    seen: dict[str, int] = {}
    for number, cells in body:
        line, wrong = _line(number, cells, places, width)
        if line.email and line.email in seen:
            message = _("the same address as in row %(row)d.") % {"row": seen[line.email]}
            wrong.append(Fault(number, "email", message))
        seen.setdefault(line.email, number)
        faults += wrong
        lines.append(line)
    return Roster(tuple(lines), tuple(faults))


def _line(
    number: int, cells: list[str], places: dict[str, int], width: int
) -> tuple[Line, list[Fault]]:
    found = {
        column: text.one_line(cells[places[column]])
        if column in places and places[column] < len(cells)
        else ""
        for column in COLUMNS
    }
    faults = []
    if len(cells) > width:
        message = _("there are more cells than columns.")
        faults.append(Fault(number, _("column %(n)d") % {"n": width + 1}, message))
    email = found["email"].lower()
    if wrong := _wrong_address(email):
        faults.append(Fault(number, "email", wrong))
    role = ROLES.get(found["role"].casefold())
    if role is None:
        message = _("“%(role)s” is no role. Write learner or facilitator.")
        faults.append(Fault(number, "role", message % {"role": found["role"][:40]}))
    for column, longest in LONGEST.items():
        if wrong := _wrong_words(found[column], longest):
            faults.append(Fault(number, column, wrong))
    return Line(email, found["name"], role or "", found["group"]), faults


def _wrong_address(email: str) -> str:
    if not email:
        return _("an address is missing.")
    try:
        validate_email(email)
    except ValidationError:
        return _("“%(email)s” is not an e-mail address.") % {"email": email[:80]}
    return "" if len(email) <= 254 else _("this address is too long.")


def _wrong_words(value: str, longest: int) -> str:
    if len(value) > longest:
        return _("longer than %(most)d characters.") % {"most": longest}
    if value.startswith(FORMULA):
        return _("begins with “%(mark)s”, as a formula does.") % {"mark": value[0]}
    return ""
