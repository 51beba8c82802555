# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Waits, estimates and rungs as a person would say them."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from math import ceil, floor
from typing import Any, Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from peerreview.matching import eta
from peerreview.matching.models import Presence
from peerreview.matching.policy import Ladder, Rung
from peerreview.notifications.registry import CHANNEL_WORDS

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
# From so many minutes on, an interval whose end is so many times its beginning is no help.
WIDE_FROM, WIDE_TIMES = 6 * HOUR, 20
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
    "bold": gettext_lazy("held too rarely: authors are told that it is a guess"),
    "timid": gettext_lazy("held more often than promised"),
}
TONES = {"few": "waiting", "honest": "done", "bold": "contested", "timid": "info"}


class Told(Protocol):
    """An interval in minutes, half of it by `middle`, and how many reviews it rests on."""

    low: float
    middle: float
    high: float
    basis: int


def span(low: float, high: float) -> str:
    """From low to high minutes, in one unit where that suits both: "12–25 minutes"."""
    unit, in_words = _unit(high)
    last = max(ceil(high / unit), 1) if unit > 1 else max(_rounded(high, ceil), 1)
    first = floor(low / unit) if unit > 1 else _rounded(low, floor)
    said = in_words(last)
    if first == last:
        return said % {"n": last}
    if first:
        return said % {"n": f"{first}–{last}"}
    if low < 1:
        return said % {"n": last}
    ends = {"low": minutes(low), "high": said % {"n": last}}
    return _("%(low)s to %(high)s") % ends


def _unit(longest: float) -> tuple[int, Callable[[int], str]]:
    """Minutes up to three hours, hours up to two days, then days; with the words for so many."""
    if longest <= 3 * HOUR:
        return 1, lambda n: ngettext("%(n)s minute", "%(n)s minutes", n)
    if longest <= 2 * DAY:
        return HOUR, lambda n: ngettext("%(n)s hour", "%(n)s hours", n)
    return DAY, lambda n: ngettext("%(n)s day", "%(n)s days", n)


def _rounded(number: float, towards: Callable[[float], int]) -> int:
    step = next((step for below, step in STEPS if number <= below), 10)
    return towards(number / step) * step


def minutes(number: float) -> str:
    """A wait: "5 minutes", "2 hours", "3 days"."""
    unit, in_words = _unit(number)
    whole = floor(number / unit)
    return in_words(whole) % {"n": whole}


def promise(told: Told, *, verdict: str = "few") -> str:
    """What an author is told of the wait for a first review; `verdict` on how such words held."""
    if is_wide(told.low, told.high):
        return _hedged(told)
    said = _("Most get their first review within %(span)s.") % {"span": span(told.low, told.high)}
    if told.basis < eta.FEW:
        few = _("This is a guess: few reviews have come in here so far.")
        return f"{said} {few}"
    if verdict == "bold":
        bold = _("This is a guess: it has held too rarely here so far.")
        return f"{said} {bold}"
    return said


def is_wide(low: float, high: float) -> bool:
    """Whether both ends together would tell nobody when to come back."""
    return high > WIDE_FROM and high > WIDE_TIMES * max(low, 1)


def _hedged(told: Told) -> str:
    unit, in_words = _unit(told.high)
    ends = {"most": in_words(ceil(told.high / unit)) % {"n": ceil(told.high / unit)}}
    if not told.basis:
        return (
            _(
                "No review has come in here yet, so no time can be promised; the first is likely within %(most)s."
            )
            % ends
        )
    if told.basis < eta.FEW:
        why = _("Too few reviews have come in lately to promise a time.")
    else:
        why = _("How long it takes differs too much at present to promise a time.")
    usual = _("Usually it takes about %(usual)s, seldom more than %(most)s.")
    return f"{why} {usual % {**ends, 'usual': minutes(max(told.middle, 1))}}"


def calls(row: Presence | None, ways: Sequence[str], now: datetime) -> dict[str, Any]:
    """The choices of how to be called, the one that holds, and by which ways a call comes."""
    said = [str(CHANNEL_WORDS[way]).lower() for way in ways]
    return {"calls": CALLS, "calls_chosen": _chosen(row, now), "calls_ways": ", ".join(said)}


def whether_called(row: Presence | None, now: datetime) -> str:
    """The choice that holds, in a sentence."""
    answer = dict(CALLS)[_chosen(row, now)]
    return _("Are you asked? %(answer)s.") % {"answer": str(answer).capitalize()}


def _chosen(row: Presence | None, now: datetime) -> str:
    if row is not None and not row.takes_calls:
        return NEVER
    if row is not None and row.quiet_until is not None and row.quiet_until > now:
        return "1" if row.quiet_until - now <= timedelta(hours=1) else "24"
    return "0"


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
    shares = {"share": round(100 * found.share), "promised": round(100 * eta.SHARE)}
    # A number and its sign stay on one line.
    return (said % {**numbers, **shares}).replace(" %", "\N{NO-BREAK SPACE}%")
