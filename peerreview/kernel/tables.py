# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Tables that people bring as files: text out of bytes, rows out of text, and what is wrong with a cell.

Spreadsheets write what they like: a byte order mark, semicolons or tabs, another encoding. What cannot
be read for certain is named, never guessed.
"""

import csv
import io
from dataclasses import dataclass

from django.utils.translation import gettext as _

from peerreview.kernel.errors import Invalid

BYTES_MOST = 1024 * 1024
# Marks that begin a formula in a spreadsheet: no name begins with one.
FORMULA = ("=", "+", "-", "@", "\t", "\r")

Rows = list[tuple[int, list[str]]]


@dataclass(frozen=True)
class Fault:
    """What is wrong in one cell; rows count from 1, the heading, as a spreadsheet shows them."""

    row: int
    column: str
    message: str

    def __str__(self) -> str:
        return _("Row %(row)d, %(column)s: %(message)s") % vars(self)


def decoded(content: bytes) -> str:
    """The file as text. Raises Invalid for what is too large or no text, naming the first bad row."""
    require_size(content)
    if content[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return _decoded_as(content, "utf-16")
    return _decoded_as(content, "utf-8-sig")


def require_size(content: bytes | str) -> None:
    """Raise Invalid when that is more than a table may be."""
    if len(content) > BYTES_MOST:
        raise Invalid("large-file", _("This file is larger than 1 MB. Split it."), field="file")


def _decoded_as(content: bytes, encoding: str) -> str:
    try:
        found = content.decode(encoding)
    except UnicodeDecodeError as error:
        row = content.count(b"\n", 0, error.start) + 1
        message = _(
            "Row %(row)d has a character that is not UTF-8. Save the file as “CSV UTF-8” and "
            "upload it again."
        )
        raise Invalid("not-utf-8", message % {"row": row}, field="file") from error
    if "\x00" in found:
        raise Invalid("not-text", _("This is not a text file. Save it as CSV."), field="file")
    return found


def rows(content: str) -> Rows:
    """Rows that are not blank, each with the number a spreadsheet would give it."""
    reader = csv.reader(io.StringIO(content, newline=""), delimiter=delimiter(content), strict=True)
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


def delimiter(content: str) -> str:
    """What stands between cells: spreadsheets of many countries save "CSV" with semicolons."""
    first = content.lstrip("\r\n").split("\n", 1)[0]
    return max(",;\t", key=first.count)
