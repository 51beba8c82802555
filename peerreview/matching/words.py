# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Waits, estimates and rungs as a person would say them."""

from datetime import datetime, timedelta
from math import ceil, floor
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from peerreview.matching import eta
from peerreview.matching.models import Presence
from peerreview.matching.policy import Ladder, Rung

HOUR, DAY = 60, 24 * 60
# Rounded outwards to these, so that rounding never makes a promise narrower.
STEPS = ((10, 1), (60, 5))
RUNGS: dict[str, str | Promise] = {
    Rung.HERE: gettext_lazy("Those who are here"),
    Rung.OWING: gettext_lazy("Those who owe reviews"),
    Rung.OFFERING: gettext_lazy("Those who offered more or hold a badge"),
    Rung.FACILITATOR: gettext_lazy("Who looks after the activity"),
}
ASKED: dict[str, str | Promise] = {
    Rung.HERE: gettext_lazy("People who are here now were asked."),
    Rung.OWING: gettext_lazy("People who owe reviews were asked."),
    Rung.OFFERING: gettext_lazy("People who offered more or hold a badge were asked."),
    Rung.FACILITATOR: gettext_lazy("Who looks after the activity knows that it waits."),
}
# Hours of quiet, or never.
NEVER = "never"
CALLS = (
    ("0", gettext_lazy("yes")),
    ("1", gettext_lazy("yes, but not for the next hour")),
    ("24", gettext_lazy("yes, but not today")),
    (NEVER, gettext_lazy("no, never")),
)
VERDICTS: dict[str, str | Promise] = {
    "few": gettext_lazy("too few to judge"),
    "honest": gettext_lazy("as promised"),
    "bold": gettext_lazy("held too rarely: read them with caution"),
    "timid": gettext_lazy("held more often than promised"),
}
TONES = {"few": "waiting", "honest": "done", "bold": "contested", "timid": "info"}


def span(low: float, high: float) -> str:
    """From low to high minutes, in the unit that suits the longer: "12–25 minutes"."""
    unit = HOUR if high <= 3 * HOUR else DAY if high <= 2 * DAY else 2 * DAY
    if unit == HOUR:
        first, last = _rounded(low, floor), max(_rounded(high, ceil), 1)
        said = ngettext("%(span)s minute", "%(span)s minutes", last)
    elif unit == DAY:
        first, last = floor(low / HOUR), ceil(high / HOUR)
        said = ngettext("%(span)s hour", "%(span)s hours", last)
    else:
        first, last = floor(low / DAY), ceil(high / DAY)
        said = ngettext("%(span)s day", "%(span)s days", last)
    if first == 0:
        return _("%(time)s at most") % {"time": said % {"span": last}}
    return said % {"span": f"{first}–{last}" if first != last else str(last)}


def _rounded(minutes: float, towards: type[floor] | type[ceil]) -> int:
    step = next((step for below, step in STEPS if minutes <= below), 10)
    return towards(minutes / step) * step


def minutes(number: float) -> str:
    """A wait: "5 minutes", "2 hours", "3 days"."""
    if number < HOUR:
        return ngettext("%(n)d minute", "%(n)d minutes", int(number)) % {"n": int(number)}
    if number < 2 * DAY:
        hours = round(number / HOUR)
        return ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours}
    return ngettext("%(n)d day", "%(n)d days", round(number / DAY)) % {"n": round(number / DAY)}


def promise(low: float, high: float, basis: int) -> str:
    """What an author is told of the wait for a first review."""
    said = _("Most get their first review within %(span)s.") % {"span": span(low, high)}
    if basis < eta.FEW:
        few = _("This is a guess: few reviews have come in here so far.")
        return f"{said} {few}"
    return said


def calls(row: Presence | None, now: datetime) -> dict[str, Any]:
    """The choices of how to be called, and the one that holds."""
    chosen = "0"
    if row is not None and not row.takes_calls:
        chosen = NEVER
    elif row is not None and row.quiet_until is not None and row.quiet_until > now:
        chosen = "1" if row.quiet_until - now <= timedelta(hours=1) else "24"
    return {"calls": CALLS, "calls_chosen": chosen}


def ladder(waits: Ladder) -> list[tuple[str | Promise, str]]:
    """The rungs with their waits, for people."""
    rows = []
    for rung in Rung:
        wait = waits.wait(rung).total_seconds() / 60
        rows.append(
            (RUNGS[rung], _("after %(wait)s") % {"wait": minutes(wait)} if wait else _("at once"))
        )
    return rows


def honesty(found: eta.Honesty) -> str:
    """How the estimates did, in a sentence."""
    if not found.told:
        return _("No estimate has come due yet.")
    said = ngettext(
        "%(inside)d of %(told)d estimate held (%(share)d %%; promised are %(promised)d %%).",
        "%(inside)d of %(told)d estimates held (%(share)d %%; promised are %(promised)d %%).",
        found.told,
    )
    numbers = {"inside": found.inside, "told": found.told}
    return said % {**numbers, "share": round(100 * found.share), "promised": round(100 * eta.SHARE)}
