# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Pure: from what was measured to a verdict; what was met once does not flap."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from badges.conditions.fields import Field, check_body
from badges.evidence import Evidence, Section, day_of
from badges.verdicts import State, Verdict

# Once met, a measure that is estimated stays met while it is as near as this to what is needed, and
# for so many days while it is not nearly out of reach.
NEAR = 0.85
FAR = 0.5
GRACE_DAYS = 14
COARSE = {"strength"}


@dataclass(frozen=True, kw_only=True)
class Measure:
    """Something measured. `is_soft`: it is estimated, so it may move with nobody's doing."""

    what: str
    have: float
    need: float
    is_soft: bool = False
    is_ceiling: bool = False

    @property
    def is_met(self) -> bool:
        """Whether it suffices; of a ceiling, whether it is not passed."""
        return self.have <= self.need if self.is_ceiling else self.have >= self.need

    def within(self, part: float) -> bool:
        """Whether it is soft and reaches so great a part of what is needed."""
        return self.is_met or (self.is_soft and self.have >= part * self.need)

    def as_json(self) -> dict[str, Any]:
        """For `Verdict.because`. What is not to be probed is told in steps."""
        have = round(self.have, 1) if self.what in COARSE else self.have
        return {"what": self.what, "have": have, "need": self.need, "is_met": self.is_met}


@dataclass(frozen=True, kw_only=True)
class Found:
    """What a condition found: its measures, and what it means when they are short."""

    measures: tuple[Measure, ...]
    short: State | None = None
    waiting_for: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    have: float | None = None
    need: float | None = None
    unit: str = ""


@dataclass(frozen=True, kw_only=True)
class Condition:
    """A kind of leaf. `reads`: the evidence it looks at and so what it depends on. `is_monotone`:
    more of that evidence never takes it away. `one_of`: fields of which at least one is asked;
    `reads_for`: what it reads besides, for a field that is asked."""

    fields: Mapping[str, Field]
    reads: frozenset[Section]
    judge: Callable[[Mapping[str, Any], Evidence], Found]
    is_monotone: bool = True
    one_of: tuple[str, ...] = ()
    reads_for: Mapping[str, Section] = field(default_factory=dict)

    def reads_of(self, body: Mapping[str, Any]) -> frozenset[Section]:
        """The evidence this one looks at."""
        return self.reads | {self.reads_for[name] for name in body if name in self.reads_for}

    def check(self, body: Any, path: str) -> None:
        """Raise CriteriaError unless the body is one of this kind."""
        check_body(body, self.fields, path, one_of=self.one_of)


def verdict(kind: str, found: Found, before: Verdict | None, today: str) -> Verdict:
    """The verdict on what was found; `before` is the one that stood until now, if any."""
    kept = _kept(found, before, today)
    is_met = kept is not None
    shown = next((item for item in found.measures if not item.is_met), found.measures[0])
    return Verdict(
        kind=kind,
        state=State.MET if is_met else _short(found),
        have=shown.as_json()["have"] if found.have is None else found.have,
        need=shown.need if found.need is None else found.need,
        unit=found.unit or shown.what,
        because=tuple(item.as_json() for item in found.measures),
        waiting_for="" if is_met else found.waiting_for,
        values={**found.values, **(kept or {})},
    )


def _short(found: Found) -> State:
    if found.short is not None:
        return found.short
    begun = any(item.have > 0 for item in found.measures if not item.is_ceiling)
    return State.PARTLY if begun else State.UNMET


def _kept(found: Found, before: Verdict | None, today: str) -> dict[str, Any] | None:
    """None when it is not met; else what is to be remembered of how it is."""
    if all(item.is_met for item in found.measures):
        return {}
    if before is None or not before.is_met:
        return None
    if all(item.within(NEAR) for item in found.measures):
        return {"kept": "near"}
    lapsed = before.values.get("lapsed") or today
    if all(item.within(FAR) for item in found.measures) and _in_grace(lapsed, today):
        return {"kept": "grace", "lapsed": lapsed}
    return None


def _in_grace(lapsed: str, today: str) -> bool:
    since, now = day_of(lapsed), day_of(today)
    return isinstance(since, date) and now is not None and (now - since).days < GRACE_DAYS
