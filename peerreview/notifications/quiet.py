# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Pure: when somebody may be disturbed, in their own zone, also on days with 23 or 25 hours."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DIGEST_AT = time(8)
MONDAY = 0
MINUTE = timedelta(minutes=1)


def is_quiet(at: datetime, zone: str, quiet: tuple[time, time] | None) -> bool:
    """Whether the clock on their wall is within the quiet hours (start included, end not)."""
    if quiet is None or quiet[0] == quiet[1]:
        return False
    wall = at.astimezone(ZoneInfo(zone)).time()
    start, end = quiet
    return start <= wall < end if start < end else wall >= start or wall < end


def next_allowed(at: datetime, zone: str, quiet: tuple[time, time] | None) -> datetime:
    """`at`, or the first minute after it that is not quiet."""
    if not is_quiet(at, zone, quiet):
        return at
    at = at.astimezone(UTC)
    here = ZoneInfo(zone)
    today = at.astimezone(here).date()
    ends = [
        datetime.combine(today + timedelta(days=days), quiet[1], here).replace(fold=fold)
        for days in (0, 1)
        for fold in (0, 1)
    ]
    # An end that the clocks jump over has two readings, one of them before the jump; from the
    # earliest on it is looked minute by minute, an hour at most.
    later = [end for each in ends if (end := each.astimezone(UTC)) >= at]
    candidate = min(later, default=at)
    while is_quiet(candidate, zone, quiet):
        candidate += MINUTE
    return candidate


def digest_slot(at: datetime, zone: str, *, weekly: bool) -> tuple[date, datetime]:
    """The next morning (or Monday morning) after `at`: its date, and the moment in UTC."""
    here = ZoneInfo(zone)
    day = at.astimezone(here).date()
    while True:
        moment = datetime.combine(day, DIGEST_AT, here).astimezone(UTC)
        if moment > at and (not weekly or day.weekday() == MONDAY):
            return day, moment
        day += timedelta(days=1)
