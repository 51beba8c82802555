# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Pure: the facts a rule is judged on, whatever they came from."""

from dataclasses import dataclass, field


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
class EndorsementEvidence:
    """One standing endorsement; `endorser` is an opaque id, equal for the same person."""

    endorser: str
    skill: str
    relation: str


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """All that a rule may look at for one person."""

    has_submission: bool = False
    independent_reviewers: int = 0
    criteria: tuple[CriterionEvidence, ...] = ()
    endorsements: tuple[EndorsementEvidence, ...] = field(default_factory=tuple)
