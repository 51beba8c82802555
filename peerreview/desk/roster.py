# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""A roster as a CSV file: read, checked row by row and column by column, nothing changed."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from peerreview.cohorts.models import Membership
from peerreview.kernel import tables, text
from peerreview.kernel.errors import Invalid
from peerreview.kernel.tables import FORMULA, Fault

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


@dataclass(frozen=True)
class Line:
    """One person of a roster, as it will be kept."""

    email: str
    name: str
    role: str
    group: str


@dataclass(frozen=True)
class Roster:
    """Lines that can be taken, or the faults that stand against it."""

    lines: tuple[Line, ...]
    faults: tuple[Fault, ...]


def read(content: str) -> Roster:
    """Every line checked. Raises Invalid when it is no table with an e-mail column at all."""
    rows = tables.rows(content.lstrip("\ufeff"))
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
