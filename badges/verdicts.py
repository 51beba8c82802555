# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Pure: how a rule stands, part by part. Nothing answers a bare yes or no."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any


class State(StrEnum):
    """MET; WAITING: somebody else must act; PARTLY or UNMET: the person can act."""

    MET = "met"
    WAITING = "waiting"
    PARTLY = "partly"
    UNMET = "unmet"


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """How a rule stands: `have` of `need` in `unit`, and of a branch its `parts`.

    `because` has what was measured: each `what`, `have`, `need`, `is_met`. `waiting_for` names who
    must act. `values` is for the words.
    """

    kind: str
    state: State
    have: float
    need: float
    unit: str = ""
    because: tuple[dict[str, Any], ...] = ()
    waiting_for: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    parts: tuple["Verdict", ...] = ()

    @property
    def is_met(self) -> bool:
        """Whether nothing is missing."""
        return self.state is State.MET

    def as_json(self) -> dict[str, Any]:
        """The verdict as JSON values."""
        return asdict(self)

    def leaves(self) -> Iterable["Verdict"]:
        """The leaves, in the order of the rule."""
        if not self.parts:
            yield self
        for part in self.parts:
            yield from part.leaves()

    def waits_for_approval(self) -> bool:
        """Whether those who answer for the badge are asked for their word."""
        return any(leaf.kind == "facilitator" and not leaf.is_met for leaf in self.leaves())

    def missing(self) -> list["Verdict"]:
        """The leaves that stand in the way; of what is met already, none."""
        if self.is_met:
            return []
        return [leaf for part in self.parts for leaf in part.missing()] if self.parts else [self]


def verdict_from_json(data: Mapping[str, Any]) -> Verdict:
    """The inverse of `Verdict.as_json`; what was stored before there were measures has none."""
    return Verdict(
        kind=data["kind"],
        state=State(data["state"]),
        have=data["have"],
        need=data["need"],
        unit=data.get("unit", ""),
        because=tuple(data.get("because", ())),
        waiting_for=data.get("waiting_for", ""),
        values=data["values"],
        parts=tuple(verdict_from_json(part) for part in data["parts"]),
    )
