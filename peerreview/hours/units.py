# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Pure: minutes as hours and as continuing education units, and what several approvals come to."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_DOWN, Decimal

CONTACT_HOURS = Decimal(10)  # for one unit, as IACET has it
TENTH = Decimal("0.1")
ENTRY_MOST = 24 * 60
TYPED = re.compile(r"(?P<hours>[0-9]{1,4})(?:(?P<sign>[:.,])(?P<rest>[0-9]{1,2}))?", re.ASCII)
Spans = Iterable[tuple[date, date, int]]
Days = tuple[date, date]  # the first and the last
DAY = timedelta(days=1)


def ceu(minutes: int, per_unit: Decimal = CONTACT_HOURS) -> Decimal:
    """Units for so many minutes: contact hours divided, rounded down to a tenth."""
    return (Decimal(minutes) / 60 / per_unit).quantize(TENTH, rounding=ROUND_DOWN)


def parsed(text: str) -> int | None:
    """Minutes for what somebody typed: `1:30`, `1.5` or `1,5`; None for anything else."""
    found = TYPED.fullmatch(text.strip())
    if not found:
        return None
    hours, sign, rest = found["hours"], found["sign"], found["rest"]
    if sign == ":":
        return int(hours) * 60 + int(rest) if len(rest) == 2 and int(rest) < 60 else None
    return round(Decimal(f"{hours or 0}.{rest or 0}") * 60)


def clock_words(minutes: int) -> str:
    """6 h 05 min as `6:05`."""
    return f"{minutes // 60}:{minutes % 60:02d}"


@dataclass(frozen=True)
class Amount:
    """Minutes of one kind, with what they are in units."""

    minutes: int
    per_unit: Decimal = CONTACT_HOURS

    @property
    def words(self) -> str:
        """Hours and minutes."""
        return clock_words(self.minutes)

    @property
    def units(self) -> Decimal:
        """Continuing education units."""
        return ceu(self.minutes, self.per_unit)


def disjoint_most(spans: Spans) -> int:
    """The most minutes that approvals of the same thing come to without counting a day twice.

    Each is (first day, last day, minutes). Two for the same days count as the larger.
    """
    best: list[tuple[date, int]] = []  # (last day, most so far), by last day
    for first, last, minutes in sorted(spans, key=lambda span: (span[1], span[0], span[2])):
        before = max((most for day, most in best if day < first), default=0)
        so_far = best[-1][1] if best else 0
        best.append((last, max(so_far, before + minutes)))
    return best[-1][1] if best else 0


def free_runs(first: date, last: date, taken: Iterable[Days]) -> list[Days]:
    """What is left of the days from `first` to `last` without those of `taken`: runs as long as can be, in order."""
    runs = []
    begins = first
    for starts, ends in sorted(taken):
        if starts > last:
            break
        if starts > begins:
            runs.append((begins, starts - DAY))
        begins = max(begins, ends + DAY)
    if begins <= last:
        runs.append((begins, last))
    return runs
