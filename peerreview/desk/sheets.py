# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Pure: tables as CSV and JSON, line by line, safe to open in a spreadsheet."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

# What a spreadsheet takes for the beginning of a formula; some skip blanks before it.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")
CHUNK_CHARS = 64 * 1024


@dataclass(frozen=True)
class Column:
    """A column and what it means. `get(row, mask)` gives its value.

    `kind` is text, number, truth, moment, id, person or json. `is_personal` columns are empty in a
    pseudonymous export.
    """

    name: str
    kind: str
    about: str
    get: Callable[[Any, Any], Any]
    is_personal: bool = False


@dataclass(frozen=True)
class Table:
    """A table of an export: what one row is, its columns, and `rows(activity, reader)`."""

    name: str
    about: str
    columns: Sequence[Column]
    rows: Callable[[Any, Any], Iterable[Any]]


def safe(value: Any) -> str:
    """A value as a CSV cell. Text that a spreadsheet would run gets an apostrophe in front."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, datetime):
        return moment(value)
    found = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    begins = found.lstrip(" \u00a0\ufeff")
    return f"'{found}" if begins.startswith(FORMULA) or found.startswith(FORMULA) else found


def moment(value: datetime) -> str:
    """A time in UTC."""
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def plain(value: Any) -> Any:
    """A value as JSON has it."""
    if isinstance(value, datetime):
        return moment(value)
    if value is None or isinstance(value, str | int | float | bool | list | dict):
        return value
    return str(value)


def values(table: Table, row: Any, mask: Any) -> list[Any]:
    """The cells of a row; personal ones stay empty when the mask hides people."""
    return [
        None if column.is_personal and mask.is_pseudonymous else column.get(row, mask)
        for column in table.columns
    ]


def as_csv(table: Table, rows: Iterable[Any], mask: Any) -> Iterator[str]:
    """The table as CSV in UTF-8 with a byte order mark, since spreadsheets guess otherwise."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    buffer.write("\ufeff")
    writer.writerow(column.name for column in table.columns)
    for row in rows:
        writer.writerow(safe(value) for value in values(table, row, mask))
        if buffer.tell() > CHUNK_CHARS:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()


def as_json(table: Table, rows: Iterable[Any], mask: Any) -> Iterator[str]:
    """The table as a JSON array of objects, one on each line."""
    names = [column.name for column in table.columns]
    yield "["
    for number, row in enumerate(rows):
        cells = map(plain, values(table, row, mask))
        line = json.dumps(dict(zip(names, cells, strict=True)), ensure_ascii=False)
        yield f"{',' if number else ''}\n{line}"
    yield "\n]\n"


FORMS = {"csv": as_csv, "json": as_json}


def dictionary(tables: Sequence[Table]) -> list[dict[str, Any]]:
    """What each column of each table means, from the tables themselves."""
    return [
        {
            "table": table.name,
            "column": column.name,
            "type": column.kind,
            "personal": column.is_personal,
            "meaning": str(column.about),
        }
        for table in tables
        for column in table.columns
    ]
