# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0

"""What a badge says, as frozen values: the input of `badges.openbadges.credential`.

Ids are absolute: `urn:uuid:…`, an https address, or a DID. Scores and statistics are strings,
already rounded as they are to be read; the signature covers those very characters. Times are
aware.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class StatisticKind(StrEnum):
    """What a statistic of the review measures: an Open Badges `resultType`."""

    PERCENT = "Percent"
    RAW_SCORE = "RawScore"
    REVIEWER_COUNT = "ext:ReviewerCount"
    AGREEMENT = "ext:Agreement"
    PROBABILITY = "ext:Probability"


@dataclass(frozen=True, kw_only=True)
class Image:
    """A picture by address."""

    url: str
    caption: str = ""


@dataclass(frozen=True, kw_only=True)
class Issuer:
    """Who signs: `id` is the did:web (or did:key) the signing key belongs to."""

    id: str
    name: str
    url: str | None = None
    description: str = ""
    email: str = ""
    image: Image | None = None


@dataclass(frozen=True, kw_only=True)
class Alignment:
    """A skill or standard the achievement is aligned with."""

    name: str
    url: str
    code: str = ""
    description: str = ""
    framework: str = ""
    type: str = ""


@dataclass(frozen=True, kw_only=True)
class Level:
    """One level of a rubric criterion; `points` as text, or empty."""

    id: str
    name: str
    description: str = ""
    points: str = ""


@dataclass(frozen=True, kw_only=True)
class Criterion:
    """One rubric criterion; `levels` from lowest to highest. `minimum` and `maximum` bound the scale
    of the scores."""

    id: str
    name: str
    levels: tuple[Level, ...]
    required_level_id: str | None = None
    minimum: str = ""
    maximum: str = ""


@dataclass(frozen=True, kw_only=True)
class CriterionResult:
    """The level reached on a criterion, and the score behind it (`"3.4"`), or no score."""

    criterion_id: str
    level_id: str
    value: str = ""


@dataclass(frozen=True, kw_only=True)
class Statistic:
    """One figure about the review, with its meaning; `minimum` and `maximum` bound its scale."""

    id: str
    kind: StatisticKind
    name: str
    value: str
    minimum: str = ""
    maximum: str = ""
    required: str = ""


@dataclass(frozen=True, kw_only=True)
class Related:
    """The same achievement in another language or version, by its address."""

    id: str
    language: str = ""
    version: str = ""


@dataclass(frozen=True, kw_only=True)
class Achievement:
    """What was achieved and what it took. Narratives may hold Markdown; `credits` is a decimal
    as text."""

    id: str
    name: str
    description: str
    criteria_narrative: str
    criteria_url: str | None = None
    image: Image | None = None
    tags: tuple[str, ...] = ()
    alignments: tuple[Alignment, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    type: str = "Badge"
    language: str = ""
    version: str = ""
    field_of_study: str = ""
    credits: str = ""
    related: tuple[Related, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """Something the award rests on; `sha256` is the raw digest of the artifact's bytes."""

    id: str
    name: str = ""
    description: str = ""
    narrative: str = ""
    genre: str = ""
    audience: str = ""
    sha256: bytes | None = None


@dataclass(frozen=True, kw_only=True)
class Recipient:
    """Who earned it: an id of their own (a DID), a salted e-mail hash, or both.

    The e-mail address itself never enters the credential. `name` is printed as it is; leave it
    empty unless the learner asked for it.
    """

    id: str | None = None
    email: str = field(default="", repr=False)
    salt: str = field(default="", repr=False)
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class StatusEntry:
    """A place in a published bitstring status list."""

    list_url: str
    index: int
    purpose: str = "revocation"


@dataclass(frozen=True, kw_only=True)
class Badge:
    """One award, ready to be written down and signed.

    `valid_from` tells versions of the same credential apart (the newer replaces the older);
    `awarded` stays what it was. `endorsements` are finished, signed endorsement credentials. `source`
    assessed on the issuer's behalf.
    """

    id: str
    issuer: Issuer
    achievement: Achievement
    recipient: Recipient
    valid_from: datetime
    awarded: datetime
    valid_until: datetime | None = None
    name: str = ""
    description: str = ""
    narrative: str = ""
    results: tuple[CriterionResult, ...] = ()
    statistics: tuple[Statistic, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    endorsements: tuple[Mapping[str, Any], ...] = ()
    source: Issuer | None = None
    status: StatusEntry | None = None


@dataclass(frozen=True, kw_only=True)
class Endorsement:
    """What one person vouches for, about one thing (`subject_id`: best the evidence's id).

    `awarded` is when they said so, where that was before `valid_from`.
    """

    id: str
    name: str
    issuer: Issuer
    subject_id: str
    comment: str
    valid_from: datetime
    awarded: datetime | None = None
    description: str = ""
    evidence: tuple[Evidence, ...] = ()
    status: StatusEntry | None = None
