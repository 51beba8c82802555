# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""A framework as a file, CSV or CASE JSON: read, checked row by row and column by column; nothing
changed, nothing fetched.

CASE is 1EdTech's Competencies and Academic Standards Exchange 1.0: a package with `CFItems`.
"""

import json
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from endorsements.models import NAME_MOST
from endorsements.skills import checked_name
from peerreview.kernel import tables, text
from peerreview.kernel.errors import DomainError, Invalid
from peerreview.kernel.folding import fold
from peerreview.kernel.tables import FORMULA, Fault

ROWS_MOST = 2_000
LEVELS_MOST = 12
COLUMNS = {
    "identifier": 200,
    "name": NAME_MOST,
    "description": 1000,
    "levels": 600,
    "alignment_url": 500,
    "alignment_name": 200,
    "alignment_framework": 200,
    "alignment_code": 100,
}


@dataclass(frozen=True)
class Line:
    """One skill of a file, as it will be kept."""

    identifier: str
    name: str
    description: str
    levels: tuple[str, ...]
    alignments: tuple[dict[str, str], ...]


@dataclass(frozen=True)
class Sheet:
    """Lines that can be taken, or the faults that stand against it."""

    lines: tuple[Line, ...]
    faults: tuple[Fault, ...]


def read(content: str) -> Sheet:
    """Every line checked. Raises Invalid for what is no such file at all."""
    tables.require_size(content)
    content = content.lstrip("\ufeff")
    if not content.strip():
        raise Invalid("empty", _("This file is empty."), field="file")
    rows = _case_rows(content) if content.lstrip().startswith(("{", "[")) else _csv_rows(content)
    if not rows:
        raise Invalid("no-skills", _("There is no skill in this file."), field="file")
    if len(rows) > ROWS_MOST:
        message = _("At most %(most)d skills at once; this file has %(n)d.")
        raise Invalid("too-many", message % {"most": ROWS_MOST, "n": len(rows)}, field="file")
    return _checked(rows)


# ---- CSV --------------------------------------------------------------------------------------


def _csv_rows(content: str) -> list[tuple[int, dict[str, str]]]:
    heading, *body = tables.rows(content)
    names = [cell.strip().casefold() for cell in heading[1]]
    _check_heading(names, heading[0])
    found = []
    for number, cells in body:
        if len(cells) > len(names):
            message = _("Row %(row)d has more cells than there are columns.")
            raise Invalid("wide", message % {"row": number}, field="file")
        found.append((number, dict(zip(names, cells, strict=False))))
    return found


def _check_heading(names: list[str], row: int) -> None:
    unknown = [name for name in names if name not in COLUMNS]
    if unknown:
        message = _("Row %(row)d: there is no column “%(name)s” here. Known are: %(known)s.")
        values = {"row": row, "name": unknown[0][:40], "known": ", ".join(COLUMNS)}
        raise Invalid("unknown-column", message % values, field="file")
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        message = _("Row %(row)d: there are two columns “%(name)s”.")
        raise Invalid("column-twice", message % {"row": row, "name": min(twice)}, field="file")
    if "name" not in names:
        message = _("The first row must name the columns, one of them “name”.")
        raise Invalid("no-name-column", message, field="file")


# ---- CASE -------------------------------------------------------------------------------------


def _case_rows(content: str) -> list[tuple[int, dict[str, str]]]:
    package = _json(content)
    items = package.get("CFItems") if isinstance(package, dict) else None
    if not isinstance(items, list):
        message = _("This JSON is no CASE package: it has no list “CFItems”.")
        raise Invalid("no-case", message, field="file")
    document = package.get("CFDocument")
    title = document.get("title") if isinstance(document, dict) else ""
    return [
        (number, _case_row(number, item, title if isinstance(title, str) else ""))
        for number, item in enumerate(items, start=1)
    ]


def _json(content: str) -> Any:
    try:
        return json.loads(content, object_pairs_hook=_once_each, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        place = f"{error.lineno}:{error.colno}" if isinstance(error, json.JSONDecodeError) else "–"
        message = _("This JSON cannot be read (line and column %(place)s).")
        raise Invalid("malformed", message % {"place": place}, field="file") from None


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name twice")
    return found


def _refuse(name: str) -> None:
    raise ValueError(name)


def _case_row(number: int, item: Any, title: str) -> dict[str, str]:
    if not isinstance(item, dict):
        message = _("Item %(row)d of “CFItems” is not an object.")
        raise Invalid("malformed", message % {"row": number}, field="file")
    statement = _string(item, "fullStatement")
    short = _string(item, "abbreviatedStatement")
    uri = _string(item, "uri")
    return {
        "identifier": _string(item, "identifier"),
        "name": short or statement,
        "description": statement if short else _string(item, "notes"),
        "alignment_url": uri,
        "alignment_name": short or statement if uri else "",
        "alignment_framework": title if uri else "",
        "alignment_code": _string(item, "humanCodingScheme") if uri else "",
    }


def _string(item: dict[str, Any], name: str) -> str:
    value = item.get(name)
    return value if isinstance(value, str) else ""


# ---- Both -------------------------------------------------------------------------------------


def _checked(rows: list[tuple[int, dict[str, str]]]) -> Sheet:
    lines, faults = [], []
    seen: dict[tuple[str, str], int] = {}
    for number, cells in rows:
        found = {name: text.one_line(cells.get(name) or "") for name in COLUMNS}
        faults += _faults(number, found)
        for column, key in (("identifier", found["identifier"]), ("name", fold(found["name"]))):
            if key and (column, key) in seen:
                message = _("the same as in row %(row)d.") % {"row": seen[column, key]}
                faults.append(Fault(number, column, message))
            seen.setdefault((column, key), number)
        lines.append(_line(found))
    return Sheet(tuple(lines), tuple(faults))


def _line(found: dict[str, str]) -> Line:
    return Line(
        identifier=found["identifier"],
        name=found["name"],
        description=found["description"],
        levels=tuple(split_levels(found["levels"])),
        alignments=tuple(alignment_of(found)),
    )


def split_levels(levels: str) -> list[str]:
    """Levels, lowest first, from text in which a bar stands between them."""
    return [part.strip() for part in levels.split("|") if part.strip()]


def alignment_of(found: dict[str, str]) -> list[dict[str, str]]:
    """The alignment of a row, if it names an address."""
    if not found["alignment_url"]:
        return []
    return [
        {
            "url": found["alignment_url"],
            "name": found["alignment_name"] or found["name"],
            "framework": found["alignment_framework"],
            "code": found["alignment_code"],
        }
    ]


def _faults(number: int, found: dict[str, str]) -> list[Fault]:
    faults = [
        Fault(number, name, _("longer than %(most)d characters.") % {"most": most})
        for name, most in COLUMNS.items()
        if len(found[name]) > most
    ]
    faults += [
        Fault(number, name, _("no cell may begin with %(mark)s.") % {"mark": found[name][0]})
        for name in COLUMNS
        if found[name].startswith(FORMULA)
    ]
    if problem := name_problem(found["name"]):
        faults.append(Fault(number, "name", problem))
    if found["alignment_url"] and not is_address(found["alignment_url"]):
        message = _("write a whole address that begins with https:// or http://.")
        faults.append(Fault(number, "alignment_url", message))
    if len(split_levels(found["levels"])) > LEVELS_MOST:
        message = _("at most %(most)d levels.") % {"most": LEVELS_MOST}
        faults.append(Fault(number, "levels", message))
    return faults


def name_problem(name: str) -> str:
    """Why a skill cannot be called that; empty when it can."""
    try:
        checked_name(name)
    except DomainError as error:
        return str(error)
    return ""


def is_address(url: str) -> bool:
    """Whether it is a web address one can link to."""
    is_web = url.startswith(("https://", "http://"))
    return is_web and len(url.split("/", 3)[2]) > 0 and not set(url) & set(" \"'<>\\`{}")
