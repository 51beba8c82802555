# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""An activity's data as files: one table, or all of them with the dictionary in a zip."""

import io
import json
import zipfile
from collections.abc import Sequence
from typing import IO

from django.utils.translation import gettext as _

from peerreview.accounts.models import User
from peerreview.activities.models import Activity
from peerreview.desk import sheets
from peerreview.desk.masks import Mask
from peerreview.desk.tables import TABLES
from peerreview.kernel.streams import spool


def one_table(
    table: sheets.Table, activity: Activity, *, form: str, mask: Mask, reader: User
) -> IO[bytes]:
    """One table as a file, at its beginning."""
    handle = spool()
    for chunk in sheets.FORMS[form](table, table.rows(activity, reader), mask):
        handle.write(chunk.encode())
    handle.seek(0)
    return handle


def everything(activity: Activity, *, form: str, mask: Mask, reader: User) -> IO[bytes]:
    """All tables, the dictionary and a word on how to read them, as a zip."""
    handle = spool()
    with zipfile.ZipFile(handle, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", _readme(activity, mask))
        archive.writestr("dictionary.csv", dictionary_csv(TABLES))
        archive.writestr("dictionary.json", dictionary_json(TABLES))
        for table in TABLES:
            with archive.open(f"{table.name}.{form}", "w", force_zip64=True) as file:
                out = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
                for chunk in sheets.FORMS[form](table, table.rows(activity, reader), mask):
                    out.write(chunk)
                out.detach()
    handle.seek(0)
    return handle


def dictionary_csv(tables: Sequence[sheets.Table]) -> str:
    """The dictionary as CSV."""
    names = ("table", "column", "type", "personal", "meaning")
    columns = [
        sheets.Column(name, "text", "", lambda row, _mask, name=name: row[name]) for name in names
    ]
    table = sheets.Table("dictionary", "", columns, lambda _activity, _reader: ())
    rows = sheets.dictionary(tables)
    return "".join(sheets.as_csv(table, rows, Mask(is_pseudonymous=False)))


def dictionary_json(tables: Sequence[sheets.Table]) -> str:
    """The dictionary as JSON."""
    return json.dumps(sheets.dictionary(tables), ensure_ascii=False, indent=1)


def _readme(activity: Activity, mask: Mask) -> str:
    people = (
        _("People are named by pseudonyms made for this file alone. Comments may still name them.")
        if mask.is_pseudonymous
        else _(
            "This file holds names and addresses. Keep it where only those who need it can read it."
        )
    )
    cells = _(
        "An apostrophe before =, +, -, @ and the like keeps spreadsheets from running what people "
        "wrote as a formula; it is not part of the text. Times are UTC. What each column means is "
        "in dictionary.csv."
    )
    return f"{activity.title}\n\n{people}\n\n{cells}\n"
