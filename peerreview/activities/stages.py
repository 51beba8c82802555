# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Pure: the stages of an activity as data, which one it is in, and what each allows.

Every stage has a switch, an opening, a soft date (the one people are told: `due_at`), a hard date
(`closes_at`: what comes between the two is taken and marked late) and grace seconds after the last
of them, so that nobody loses work to a slow click. A date's own instant still counts; a date that
is missing never comes. Reviewing begins with the first submission unless it has an opening of its
own: work is reviewed while it is fresh.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any


class Stage(StrEnum):
    """A stretch of an activity, in the order in which they pass."""

    UPCOMING = "upcoming"
    SUBMITTING = "submitting"
    REVIEWING = "reviewing"
    ENDED = "ended"


class Act(StrEnum):
    """What a stage allows or does not. All but WITHDRAW are stages themselves, in their order."""

    SUBMIT = "submit"
    CALIBRATE = "calibrate"
    SELF_ASSESS = "self_assess"
    REVIEW = "review"
    BACK_EVALUATE = "back_evaluate"
    SEE_RESULTS = "results"
    REVISE = "revise"
    WITHDRAW = "withdraw"


STAGED = tuple(act for act in Act if act is not Act.WITHDRAW)
ON_AT_FIRST = frozenset({Act.SUBMIT, Act.REVIEW, Act.BACK_EVALUATE, Act.SEE_RESULTS})
DEFAULT_GRACE = 300
# Without a date of their own, reviews are answered for so long after reviewing has ended.
ANSWER_ON = timedelta(days=14)


@dataclass(frozen=True, kw_only=True)
class Span:
    """One stage as set: its switch, its dates (aware), its grace."""

    is_on: bool = True
    opens_at: datetime | None = None
    due_at: datetime | None = None
    closes_at: datetime | None = None
    grace_seconds: int = DEFAULT_GRACE

    @property
    def hard_end(self) -> datetime | None:
        """The last moment without grace: the hard date, else the soft one."""
        return self.closes_at or self.due_at

    def to_json(self) -> dict[str, Any]:
        """Plain values, without what is not set."""
        dates = {"opens_at": self.opens_at, "due_at": self.due_at, "closes_at": self.closes_at}
        # In UTC, so that stored moments sort as text.
        plain = {
            name: at.astimezone(UTC).isoformat() for name, at in dates.items() if at is not None
        }
        return {"is_on": self.is_on, "grace_seconds": self.grace_seconds, **plain}

    @classmethod
    def from_json(cls, act: Act, stored: Mapping[str, Any], grace_seconds: int) -> "Span":
        """What was stored; what was never set is as for a new activity."""
        dates = {
            name: datetime.fromisoformat(stored[name])
            for name in ("opens_at", "due_at", "closes_at")
            if stored.get(name)
        }
        return cls(
            is_on=bool(stored.get("is_on", act in ON_AT_FIRST)),
            grace_seconds=int(stored.get("grace_seconds", grace_seconds)),
            **dates,
        )


@dataclass(frozen=True, kw_only=True)
class Window:
    """All stages of an activity, which opens at `opens_at`."""

    opens_at: datetime
    spans: Mapping[Act, Span] = field(default_factory=dict)

    def span(self, act: Act) -> Span:
        """How a stage is set. To withdraw goes with reviewing."""
        act = Act.REVIEW if act is Act.WITHDRAW else act
        return self.spans.get(act) or Span(is_on=act in ON_AT_FIRST)

    def has(self, act: Act) -> bool:
        """Whether the stage is switched on."""
        return act is Act.WITHDRAW or self.span(act).is_on

    def with_span(self, act: Act, **changes: Any) -> "Window":
        """The same with one stage changed."""
        changed = replace(self.span(act), **changes)
        return replace(self, spans={**self.spans, act: changed})


def stage_at(window: Window, now: datetime) -> Stage:
    """The stage at `now`: handing in passes at its soft date, all is over at the last hard one."""
    if now < window.opens_at:
        return Stage.UPCOMING
    end = closes_at(window, Act.REVIEW)
    if end is not None and now > end:
        return Stage.ENDED
    submit_by = window.span(Act.SUBMIT).due_at
    if submit_by is not None and now > submit_by:
        return Stage.REVIEWING
    return Stage.SUBMITTING


def opens_at(window: Window, act: Act) -> datetime:
    """When an act may first be done; never before the activity opens."""
    own = None if act in {Act.SUBMIT, Act.WITHDRAW} else window.span(act).opens_at
    return max(own or window.opens_at, window.opens_at)


def due_at(window: Window, act: Act) -> datetime | None:
    """The soft date of an act, the told one; None when it has none."""
    if act is Act.BACK_EVALUATE:
        return window.span(act).due_at or closes_at(window, act)
    own = window.span(act).due_at
    return _earlier(own, window.span(Act.REVIEW).due_at) if act is Act.SUBMIT else own


def closes_at(window: Window, act: Act) -> datetime | None:
    """The hard date of an act: without one the soft; None when it has neither.

    What is handed in after reviewing has ended nobody would review.
    """
    if act is Act.SEE_RESULTS:
        return None
    own = window.span(act).hard_end
    if act is Act.BACK_EVALUATE:
        end = window.span(Act.REVIEW).hard_end
        return own or (end + ANSWER_ON if end else None)
    return _earlier(own, window.span(Act.REVIEW).hard_end) if act is Act.SUBMIT else own


def _earlier(*moments: datetime | None) -> datetime | None:
    return min((at for at in moments if at is not None), default=None)


def allows(window: Window, act: Act, now: datetime) -> bool:
    """Whether `act` is taken at `now`: switched on, opened, and not past its hard date and grace."""
    if not window.has(act) or now < opens_at(window, act):
        return False
    end = closes_at(window, act)
    return end is None or now <= end + timedelta(seconds=window.span(act).grace_seconds)


def is_late(window: Window, act: Act, now: datetime) -> bool:
    """Whether what is done at `now` is after the soft date and its grace."""
    due = due_at(window, act)
    return due is not None and now > due + timedelta(seconds=window.span(act).grace_seconds)


def released_at(window: Window) -> datetime | None:
    """When results are released as a whole: at their own date, else when reviewing ends.

    None when there is no such moment: results are switched off, or nothing here ever ends.
    """
    if not window.has(Act.SEE_RESULTS):
        return None
    own = window.span(Act.SEE_RESULTS).opens_at
    return own or closes_at(window, Act.REVIEW)


def is_released(window: Window, now: datetime) -> bool:
    """Whether results are released as a whole."""
    moment = released_at(window)
    return moment is not None and now >= moment and now >= window.opens_at


def extended(window: Window, act: Act, until: datetime) -> Window:
    """The window of somebody who has until then: never less time than the others."""
    span = window.span(act)
    if span.due_at is None or until <= span.due_at:
        return window
    hard = span.closes_at if span.closes_at and span.closes_at > until else None
    return window.with_span(act, due_at=until, closes_at=hard)
