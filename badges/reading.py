# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What a badge from anywhere says, for people. The document may be hostile: every shape is checked,
every text is cut, and templates escape what comes out."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.safestring import SafeString

from badges import marks
from badges.openbadges.multikey import MultikeyError, parse_digest_multibase
from badges.openbadges.world import parse_time
from peerreview.kernel import text

MOST_ITEMS = 40
MOST_NAME = 200
MOST_WORDS = 2000
DECIMAL = re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,9})?")


@dataclass(frozen=True, kw_only=True)
class Reached:
    """One result: what was measured, and what came out. `mark` of `highest` is `value` as a number,
    where the badge says what the highest is; a long one is rounded as on the badge's own page."""

    name: str
    level: str
    value: str
    mark: float | None
    highest: float | None


@dataclass(frozen=True, kw_only=True)
class Piece:
    """One piece of evidence. `fingerprint`: SHA-256 in hexadecimal, or what stands in its place."""

    name: str
    description: str
    narrative: str
    fingerprint: str


@dataclass(frozen=True, kw_only=True)
class Says:
    """The badge in its own words. `holder` is empty when it names nobody; `figures` are results
    without a level."""

    name: str
    description: str
    criteria: SafeString
    issuer: str
    issuer_id: str
    holder: str
    awarded: datetime | None
    results: tuple[Reached, ...]
    figures: tuple[Reached, ...]
    evidence: tuple[Piece, ...]
    # Of an endorsement, the id of what it is about: endorsements have no holder.
    about: str = ""


def what_it_says(document: Mapping[str, Any]) -> Says:
    """The parts of a credential that people read."""
    subject = _object(document.get("credentialSubject"))
    achievement = _object(subject.get("achievement"))
    issuer = _object(document.get("issuer"))
    reached = _results(subject, achievement)
    return Says(
        name=_line(achievement.get("name")) or _line(document.get("name")),
        description=_words(achievement.get("description"))
        or _words(subject.get("endorsementComment")),
        criteria=text.render_markdown(
            _words(_object(achievement.get("criteria")).get("narrative"))
        ),
        issuer=_line(issuer.get("name")),
        issuer_id=_line(issuer.get("id")) or _line(document.get("issuer")),
        holder=_holder(subject),
        awarded=parse_time(document.get("awardedDate") or document.get("validFrom")),
        results=tuple(item for item in reached if item.level),
        figures=tuple(item for item in reached if not item.level),
        evidence=tuple(map(_piece, _objects(document.get("evidence")))),
        about=_line(subject.get("id")) if "endorsementComment" in subject else "",
    )


def _holder(subject: Mapping[str, Any]) -> str:
    for entry in _objects(subject.get("identifier")):
        if entry.get("identityType") == "name" and entry.get("hashed") is False:
            return _line(entry.get("identityHash"))
    return ""


def _results(subject: Mapping[str, Any], achievement: Mapping[str, Any]) -> tuple[Reached, ...]:
    described = {
        _line(item.get("id")): item for item in _objects(achievement.get("resultDescription"))
    }
    return tuple(
        _reached(result, _object(described.get(_line(result.get("resultDescription")))))
        for result in _objects(subject.get("result"))
    )


def _reached(result: Mapping[str, Any], described: Mapping[str, Any]) -> Reached:
    levels = {
        _line(level.get("id")): _line(level.get("name"))
        for level in _objects(described.get("rubricCriterionLevel"))
    }
    return Reached(
        name=_line(described.get("name")),
        level=levels.get(_line(result.get("achievedLevel")), ""),
        value=_line(result.get("value")),
        mark=_mark(result.get("value")),
        highest=_number(described.get("valueMax")),
    )


def _piece(item: Mapping[str, Any]) -> Piece:
    return Piece(
        name=_line(item.get("name")),
        description=_words(item.get("description")),
        narrative=_words(item.get("narrative")),
        fingerprint=_fingerprint(item.get("digestMultibase")),
    )


def _fingerprint(value: Any) -> str:
    try:
        return parse_digest_multibase(value).hex()
    except MultikeyError:
        return _line(value)


def _number(value: Any) -> float | None:
    """A plain decimal number, as results have it."""
    return float(value) if isinstance(value, str) and DECIMAL.fullmatch(value) else None


def _mark(value: Any) -> float | None:
    return None if _number(value) is None else marks.shown(value)


def _object(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _objects(value: Any) -> list[Mapping[str, Any]]:
    items = value if isinstance(value, list) else [value]
    return [item for item in items[:MOST_ITEMS] if isinstance(item, Mapping)]


def _line(value: Any) -> str:
    return text.one_line(value[: 2 * MOST_NAME])[:MOST_NAME] if isinstance(value, str) else ""


def _words(value: Any) -> str:
    return text.plain(value[:MOST_WORDS]) if isinstance(value, str) else ""
