# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Pure: who is stuck in an activity, and why.

`learners.py` says the same of many rows at once in SQL; a test holds the two together.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

# A deadline this near is worth a word to somebody who is behind.
SOON = timedelta(hours=48)
# So long may work lie without anybody at it before a facilitator should look.
PATIENCE = timedelta(hours=48)


class Reason(StrEnum):
    """Why somebody is not through, in the order in which it comes."""

    NOT_STARTED = "not_started"
    DRAFT = "draft"
    MISSED = "missed"
    WAITS = "waits"
    OWES = "owes"
    CONTESTED = "contested"


@dataclass(frozen=True, kw_only=True)
class Rules:
    """What the activity asks, and until when. A missing deadline never comes."""

    needed: int
    asked: int
    opens_at: datetime
    submit_by: datetime | None
    review_by: datetime | None


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What one person has done, and what has been done for them. `submit_by` is their own."""

    started_at: datetime | None = None
    handed_in_at: datetime | None = None
    done: int = 0
    leased: int = 0
    given: int = 0
    contested: int = 0
    submit_by: datetime | None = None


@dataclass(frozen=True)
class Finding:
    """A reason, how many it is about, and whether it needs somebody's help now."""

    reason: Reason
    count: int
    is_stuck: bool


def near(deadline: datetime | None, now: datetime) -> bool:
    """Whether a deadline has passed or is close."""
    return deadline is not None and now >= deadline - SOON


def findings(rules: Rules, facts: Facts, now: datetime) -> list[Finding]:
    """Everything that keeps this person from being through; nothing when they are."""
    if facts.handed_in_at is None:
        return [_before_handing_in(rules, facts, now)]
    found = [_waits(rules, facts, now), _owes(rules, facts, now), _contested(facts)]
    return [finding for finding in found if finding]


def _before_handing_in(rules: Rules, facts: Facts, now: datetime) -> Finding:
    deadline = facts.submit_by or rules.submit_by or rules.review_by
    if deadline is not None and now > deadline:
        return Finding(Reason.MISSED, 0, is_stuck=True)
    reason = Reason.DRAFT if facts.started_at else Reason.NOT_STARTED
    return Finding(reason, 0, is_stuck=near(deadline, now))


def _waits(rules: Rules, facts: Facts, now: datetime) -> Finding | None:
    missing = rules.needed - facts.done
    if missing <= 0:
        return None
    lies = facts.handed_in_at is not None and now >= facts.handed_in_at + PATIENCE
    is_stuck = facts.leased == 0 and (lies or near(rules.review_by, now))
    return Finding(Reason.WAITS, missing, is_stuck)


def _owes(rules: Rules, facts: Facts, now: datetime) -> Finding | None:
    owed = rules.asked - facts.given
    return Finding(Reason.OWES, owed, near(rules.review_by, now)) if owed > 0 else None


def _contested(facts: Facts) -> Finding | None:
    return Finding(Reason.CONTESTED, facts.contested, is_stuck=False) if facts.contested else None
