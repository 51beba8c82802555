# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The only place that reads the time, and the zones it is told in."""

import zoneinfo
from datetime import datetime
from functools import cache

from django.utils import timezone


def now() -> datetime:
    """The current time, aware, in UTC."""
    return timezone.now()


@cache
def zone_names() -> frozenset[str]:
    """The names of all IANA time zones, looked up in the files once."""
    return frozenset(zoneinfo.available_timezones())
