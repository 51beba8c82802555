# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The activity at this moment: who is here, what waits, how far drafts agree, and whether what
authors were told of their wait has held."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from peerreview.activities.models import Activity, Submission
from peerreview.desk import meter, metering
from peerreview.matching import eta, policy, queries, words

# The page is fetched by everybody who has it open when something changes; so many a second are borne.
FETCHES_A_SECOND = 50
SPREAD_MOST = 30_000

CLOSENESS = {
    metering.Closeness.CLOSE: (_("very close"), "done", 4),
    metering.Closeness.NEAR: (_("close"), "live", 3),
    metering.Closeness.MIXED: (_("mixed"), "waiting", 2),
    metering.Closeness.APART: (_("far apart"), "contested", 1),
}
STEPS = 4


@dataclass(frozen=True)
class Waiting:
    """A work nobody reviews yet."""

    work: Submission
    waited: str
    asked: Sequence[Any]
    nobody: Sequence[Any]  # rungs that are due, on which nobody could be asked so far


def now_in(activity: Activity, now: datetime) -> dict[str, Any]:
    """What the page shows. The number of queries does not depend on how much there is."""
    waiting = queries.waiting(now).filter(activity=activity)
    listed = list(waiting.prefetch_related("matching_steps")[: queries.LISTED])
    found = queries.honesty_in(activity, now)
    ladder = queries.ladder_of(activity)
    return {
        "here": queries.here_in(activity, now),
        "at_work": queries.at_work(queries.inside(activity), now),
        "waiting": [_waiting(work, ladder, now) for work in listed],
        "waiting_count": waiting.count(),
        "ladder": words.ladder(ladder) if ladder else None,
        "estimate": _estimate(activity, found, now),
        "honesty": words.honesty(found),
        "verdict": (words.TONES[found.verdict], words.VERDICTS[found.verdict]),
        "meter": _meter(activity),
        "steps": STEPS,
    }


def _waiting(work: Submission, ladder: policy.Ladder | None, now: datetime) -> Waiting:
    waited = queries.waited(work, now)
    steps = work.matching_steps.all()
    asked = [(words.RUNGS[step.rung], step.called) for step in steps]
    climbed = {step.rung: now - step.at for step in steps}
    nobody = [words.RUNGS[rung] for rung in ladder.due(waited, climbed)] if ladder else []
    return Waiting(work, words.minutes(waited.total_seconds() / 60), asked, nobody)


def _estimate(activity: Activity, honesty: eta.Honesty, now: datetime) -> str:
    found = eta.interval(queries.waits_in(activity, now), hour=now.hour + now.minute / 60)
    return words.promise(found, verdict=honesty.verdict)


def _meter(activity: Activity) -> dict[str, Any]:
    found = meter.meter_of(activity)
    more = ngettext(
        "%(n)d more draft is needed before anything is shown, so that nobody’s own choice can be read.",
        "%(n)d more drafts are needed before anything is shown, so that nobody’s own choice can be "
        "read.",
        found.missing,
    )
    return {
        "drafts": found.drafts,
        "more": more % {"n": found.missing} if found.missing else "",
        "lines": [(line, CLOSENESS.get(_closeness(line))) for line in found.lines],
    }


def _closeness(line: meter.Line) -> metering.Closeness | None:
    return line.reading.closeness if line.reading else None


def spread(readers: int | None) -> int:
    """Over how many milliseconds the readers of a page fetch it anew, so that they do not all at once."""
    return min(round(1000 * (readers or 0) / FETCHES_A_SECOND), SPREAD_MOST)
