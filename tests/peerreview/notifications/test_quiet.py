# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Quiet hours and digests by the wall clock, also on days with 23 or 25 hours."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerreview.notifications.quiet import digest_slot, is_quiet, next_allowed

NIGHT = (time(22), time(7))
ZONES = st.sampled_from(
    ["UTC", "Europe/Madrid", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe"]
)
# Without a zone, as hypothesis wants them.
MARCH, OCTOBER = (
    datetime(2026, month, day, tzinfo=UTC).replace(tzinfo=None) for month, day in ((3, 7), (10, 3))
)
# Around both changes of 2026 in Europe and America, to the minute.
MOMENTS = st.one_of(
    st.datetimes(MARCH, MARCH + timedelta(days=24)),
    st.datetimes(OCTOBER, OCTOBER + timedelta(days=31)),
).map(lambda at: at.replace(tzinfo=UTC, second=0, microsecond=0))
HOURS = st.integers(0, 47).map(lambda half: time(half // 2, half % 2 * 30))


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


def local(at: datetime, zone: str) -> str:
    return f"{at.astimezone(ZoneInfo(zone)):%a %H:%M}"


def test_by_day_nothing_waits_and_by_night_all_waits_for_the_morning() -> None:
    noon, night = utc(2026, 11, 23, 11), utc(2026, 11, 23, 23)

    assert next_allowed(noon, "Europe/Madrid", NIGHT) == noon
    assert local(next_allowed(night, "Europe/Madrid", NIGHT), "Europe/Madrid") == "Tue 07:00"
    assert next_allowed(night, "Europe/Madrid", None) == night


@pytest.mark.parametrize(
    ("at", "quiet", "ends"),
    [
        # 29 March 2026: the clocks go from 02:00 to 03:00; the end itself is jumped over.
        (utc(2026, 3, 29, 0, 30), (time(1), time(2, 30)), utc(2026, 3, 29, 1)),
        (utc(2026, 3, 28, 22, 30), NIGHT, utc(2026, 3, 29, 5)),
        # 25 October 2026: 02:00 to 03:00 comes twice.
        (utc(2026, 10, 24, 23, 30), (time(1), time(2, 30)), utc(2026, 10, 25, 0, 30)),
        (utc(2026, 10, 25, 1, 10), (time(1), time(2, 30)), utc(2026, 10, 25, 1, 30)),
        (utc(2026, 10, 24, 22, 30), NIGHT, utc(2026, 10, 25, 6)),
    ],
)
def test_when_the_clocks_change(at: datetime, quiet: tuple[time, time], ends: datetime) -> None:
    assert next_allowed(at, "Europe/Madrid", quiet) == ends


@given(MOMENTS, ZONES, HOURS, HOURS)
def test_it_is_the_first_minute_that_is_not_quiet(
    at: datetime, zone: str, start: time, end: time
) -> None:
    quiet = (start, end)

    found = next_allowed(at, zone, quiet)

    assert not is_quiet(found, zone, quiet)
    assert at <= found <= at + timedelta(hours=25)
    minutes = int((found - at).total_seconds() // 60)
    assert all(is_quiet(at + timedelta(minutes=each), zone, quiet) for each in range(minutes))


@given(MOMENTS, ZONES, st.booleans())
def test_a_digest_comes_at_eight_within_a_day_or_on_the_next_monday(
    at: datetime, zone: str, weekly: bool
) -> None:
    day, moment = digest_slot(at, zone, weekly=weekly)

    wall = moment.astimezone(ZoneInfo(zone))
    assert (wall.date(), wall.time()) == (day, time(8))
    assert at < moment <= at + timedelta(days=7 if weekly else 1, hours=1)
    assert not weekly or wall.weekday() == 0
