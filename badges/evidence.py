# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Pure: the facts a rule is judged on, whatever they came from."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from typing import Any


class Section(StrEnum):
    """A part of the evidence that is read, and that changes, by itself."""

    SUBMISSION = "submission"
    REVIEWS = "reviews"
    FLAGS = "flags"
    ENDORSEMENTS = "endorsements"
    STANDINGS = "standings"
    APPROVALS = "approvals"
    GROUP = "group"
    GIVEN = "given"
    REFLECTION = "reflection"
    HELD = "held"
    HOURS = "hours"
    IDENTITY = "identity"
    CALIBRATION = "calibration"
    MENTORED = "mentored"
    CALENDAR = "calendar"


@dataclass(frozen=True, kw_only=True)
class CriterionEvidence:
    """One rubric criterion: the number of reviews and P(true level ≥ v) by level value v.

    `is_extended`: more reviews than planned were asked for, after the first had been looked at.
    """

    key: str
    title: str
    level_titles: tuple[str, ...]
    reviews: int
    at_least: tuple[float, ...]
    is_extended: bool = False


@dataclass(frozen=True, kw_only=True)
class ReviewEvidence:
    """One review of the work that counts. `reliability` in [0, 1], None while nobody can tell."""

    is_assigned: bool = False
    is_outside: bool = False
    reliability: float | None = None


@dataclass(frozen=True, kw_only=True)
class EndorsementEvidence:
    """One standing endorsement; `endorser` is an opaque id, equal for the same person.

    `is_assigned`: it came out of a review that was assigned, not chosen.
    """

    endorser: str
    skill: str
    relation: str
    is_assigned: bool = False


@dataclass(frozen=True, kw_only=True)
class StandingEvidence:
    """What the endorsements in a skill weigh together, and how many independent voices there are."""

    skill: str
    strength: float
    voices: int


@dataclass(frozen=True, kw_only=True)
class GroupEvidence:
    """What a study group of the person and others say in a skill: its size, how many of it vouch, and how
    many who never were in a group with the person."""

    skill: str
    size: int
    members_vouching: int = 0
    outside_vouching: int = 0


@dataclass(frozen=True, kw_only=True)
class GivenEvidence:
    """One review the person gave: on which `day` (ISO), in which group (opaque).

    `was_used`: its author changed something because of it; `is_mutual`: that author reviewed the
    person in turn.
    """

    day: str
    group: str = ""
    is_assigned: bool = False
    was_used: bool = False
    is_mutual: bool = False


@dataclass(frozen=True, kw_only=True)
class CalibrationEvidence:
    """That the person rated exemplars like the reference: `agreement` is a lower bound in [0, 1]."""

    day: str
    exemplars: int
    agreement: float


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """All that a rule may look at for one person. `today` and the days are ISO dates; `hours` is
    by kind; `held` has the ids of badges held; `identity` counts from 0, self-asserted. `refused` is the
    day since which a refusal stands."""

    has_submission: bool = False
    submitted: str = ""
    independent_reviewers: int = 0
    criteria: tuple[CriterionEvidence, ...] = ()
    reviews: tuple[ReviewEvidence, ...] = ()
    open_flags: int = 0
    endorsements: tuple[EndorsementEvidence, ...] = ()
    standings: tuple[StandingEvidence, ...] = ()
    approvals: int = 0
    group: tuple[GroupEvidence, ...] = ()
    given: tuple[GivenEvidence, ...] = ()
    reflection: int = 0
    held: tuple[str, ...] = ()
    hours: tuple[tuple[str, float], ...] = ()
    identity: int = 0
    calibration: tuple[CalibrationEvidence, ...] = ()
    mentored: int = 0
    today: str = ""
    refused: str = ""


_ROWS = {
    "criteria": CriterionEvidence,
    "reviews": ReviewEvidence,
    "endorsements": EndorsementEvidence,
    "standings": StandingEvidence,
    "given": GivenEvidence,
    "calibration": CalibrationEvidence,
    "group": GroupEvidence,
}


def day_of(iso: str) -> date | None:
    """A day as a date; None where there is none."""
    return date.fromisoformat(iso) if iso else None


def as_json(evidence: Evidence) -> dict[str, Any]:
    """The evidence as JSON values that name nobody: the same person has the same number, in the
    order of their ids, and rows of equal standing are in one order whatever order they came in."""
    kept = asdict(evidence)
    people = sorted({item.endorser for item in evidence.endorsements})
    number = {person: f"p{place}" for place, person in enumerate(people)}
    kept["endorsements"] = [
        {**row, "endorser": number[row["endorser"]]} for row in kept["endorsements"]
    ]
    groups = sorted({item.group for item in evidence.given})
    for row in kept["given"]:
        row["group"] = f"g{groups.index(row['group'])}"
    for name in _ROWS:
        kept[name] = sorted(kept[name], key=lambda row: sorted(map(repr, row.items())))
    # Without a group as it was kept before groups were read, so that nothing seems to have changed.
    kept["group"] = kept["group"] or None
    if not evidence.refused:  # so that records from before there were refusals stay the same
        del kept["refused"]
    return {**kept, "held": sorted(kept["held"]), "hours": sorted(map(list, kept["hours"]))}


def from_json(data: Mapping[str, Any]) -> Evidence:
    """The inverse of `as_json`, as far as judging goes."""
    rows = {
        name: tuple(kind(**_tuples(row)) for row in data[name] or ())
        for name, kind in _ROWS.items()
    }
    return Evidence(
        **{
            **data,
            **rows,
            "held": tuple(data["held"]),
            "hours": tuple((kind, value) for kind, value in data["hours"]),
        }
    )


def _tuples(row: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}
