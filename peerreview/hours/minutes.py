# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Pure: which minutes of a day somebody was active in, and where.

A day's sheet has a row of 1440 bits for each place of work. A minute belongs to one row at most, so
that two tabs are one; to the first in the order of names, so that it does not matter which beat came
first or how often. Nothing can make a day longer than the clock does.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

DAY_MOST = 12 * 60  # minutes that count in one day, wherever they were
Sheet = dict[str, int]


def minute_of(moment: datetime) -> int:
    """The minute of its day (UTC), from 0."""
    return moment.hour * 60 + moment.minute


def marked(sheet: Mapping[str, int], row: str, minute: int) -> Sheet:
    """The sheet with one beat more. The same beat again changes nothing."""
    bit = 1 << minute
    holders = [name for name, bits in sheet.items() if bits & bit]
    if any(name <= row for name in holders):
        return dict(sheet)
    kept = {name: bits & ~bit for name, bits in sheet.items()}
    return {**kept, row: kept.get(row, 0) | bit}


def sums(sheet: Mapping[str, int], *, most: int = DAY_MOST) -> dict[str, int]:
    """Minutes by row; of a day longer than `most` the earliest minutes count."""
    counted = _earliest(sheet.values(), most)
    return {name: (bits & counted).bit_count() for name, bits in sheet.items()}


def _earliest(rows: Iterable[int], most: int) -> int:
    every = 0
    for bits in rows:
        every |= bits
    while every.bit_count() > most:
        every ^= 1 << (every.bit_length() - 1)
    return every


def packed(sheet: Mapping[str, int]) -> dict[str, str]:
    """As JSON keeps it."""
    return {name: f"{bits:x}" for name, bits in sheet.items() if bits}


def unpacked(stored: Mapping[str, str]) -> Sheet:
    """From what `packed` made."""
    return {name: int(bits, 16) for name, bits in stored.items()}
