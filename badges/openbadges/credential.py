# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0

"""Open Badges 3.0 documents from plain values, unsigned: see `badges.openbadges.proof`.

Written for the strictest reader of each kind: three contexts, lists wherever the model has many,
the issuer as a typed object, `OpenBadgeCredential` as the type, nothing empty and nothing null.
Statistics of the review are Results with descriptions of their own, so they lie inside the
signature without any vocabulary of ours.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from badges.openbadges import multikey
from badges.openbadges.contexts import CREDENTIALS_V2, OUR_CONTEXTS
from badges.openbadges.model import (
    Achievement,
    Alignment,
    Badge,
    Criterion,
    CriterionResult,
    Endorsement,
    Evidence,
    Image,
    Issuer,
    Level,
    Recipient,
    Related,
    Statistic,
    StatusEntry,
)
from badges.openbadges.proof import format_time
from badges.openbadges.schema import SCHEMA_TYPE, SCHEMA_URL
from badges.openbadges.statuslist import ENTRY_TYPE, list_subject

ENDORSEMENT_SCHEMA_URL = SCHEMA_URL.replace("achievementcredential", "endorsementcredential")

ID = re.compile(r"(https://|urn:[a-z0-9-]+:|did:[a-z0-9]+:)[^\x00-\x20\x7f<>\"{}|\\^`]+")
# What others named, as ESCO does: without TLS, and nothing is fetched from there.
ADDRESS = re.compile(ID.pattern.replace("https:", "https?:", 1))
CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f\ud800-\udfff]")
MIN_SALT = 8

Json = dict[str, Any]


class CredentialError(ValueError):
    """The values do not make a sound credential; the message names the field."""


def build_badge(badge: Badge) -> Json:
    """The OpenBadgeCredential for an award, without proof. Raises CredentialError."""
    _check_results(badge)
    return _filled(
        {
            "@context": list(OUR_CONTEXTS),
            "id": _id(badge.id),
            "type": ["VerifiableCredential", "OpenBadgeCredential"],
            "name": _text(badge.name or badge.achievement.name),
            "description": _text(badge.description),
            "issuer": _issuer(badge.issuer),
            "validFrom": format_time(badge.valid_from),
            "validUntil": badge.valid_until and format_time(badge.valid_until),
            "awardedDate": format_time(badge.awarded),
            "credentialSubject": _subject(badge),
            "evidence": [_evidence(item) for item in badge.evidence],
            "endorsement": [dict(item) for item in badge.endorsements],
            "credentialSchema": [{"id": SCHEMA_URL, "type": SCHEMA_TYPE}],
            "credentialStatus": badge.status and _status(badge.status),
        }
    )


def build_achievement(achievement: Achievement, issuer: Issuer) -> Json:
    """The Achievement on its own, with its `creator`. Raises CredentialError."""
    said = _achievement(achievement, ())
    return {"@context": list(OUR_CONTEXTS), **said, "creator": _issuer(issuer)}


def build_endorsement(endorsement: Endorsement) -> Json:
    """The EndorsementCredential, without proof. Raises CredentialError."""
    subject = {
        "id": _id(endorsement.subject_id),
        "type": ["EndorsementSubject"],
        "endorsementComment": _text(endorsement.comment),
    }
    return _filled(
        {
            "@context": list(OUR_CONTEXTS),
            "id": _id(endorsement.id),
            "type": ["VerifiableCredential", "EndorsementCredential"],
            "name": _required("name", endorsement.name),
            "description": _text(endorsement.description),
            "issuer": _issuer(endorsement.issuer),
            "validFrom": format_time(endorsement.valid_from),
            "awardedDate": endorsement.awarded and format_time(endorsement.awarded),
            "credentialSubject": _filled(subject),
            "evidence": [_evidence(item) for item in endorsement.evidence],
            "credentialSchema": [{"id": ENDORSEMENT_SCHEMA_URL, "type": SCHEMA_TYPE}],
            "credentialStatus": endorsement.status and _status(endorsement.status),
        }
    )


def build_status_list(
    list_url: str,
    *,
    issuer_id: str,
    purpose: str,
    encoded: str,
    valid_from: str,
    valid_until: str = "",
) -> Json:
    """The BitstringStatusListCredential served at `list_url`, without proof.

    `issuer_id` must be the issuer of the badges: verifiers compare. Times are XSD dateTime; what is
    signed for a short time cannot be shown long after a badge was withdrawn.
    """
    return _filled(
        {
            "@context": [CREDENTIALS_V2],
            "id": _address(list_url),
            "type": ["VerifiableCredential", "BitstringStatusListCredential"],
            "issuer": _id(issuer_id),
            "validFrom": valid_from,
            "validUntil": valid_until,
            "credentialSubject": list_subject(list_url, purpose=purpose, encoded=encoded),
        }
    )


def identity_hash(email: str, salt: str) -> str:
    """Open Badges identityHash of an e-mail address: `sha256$` and hex of address plus salt.

    The address is trimmed and lower-cased first, here and when it is compared.
    """
    normal = email.strip().lower()
    return "sha256$" + hashlib.sha256((normal + salt).encode("utf-8")).hexdigest()


def _subject(badge: Badge) -> Json:
    recipient = badge.recipient
    identifiers = _identifiers(recipient)
    if not recipient.id and not any(item["hashed"] for item in identifiers):
        raise CredentialError("recipient: needs an id or an e-mail address")
    results = [_criterion_result(item) for item in badge.results]
    return _filled(
        {
            "id": recipient.id and _id(recipient.id),
            "type": ["AchievementSubject"],
            "identifier": identifiers,
            "narrative": _text(badge.narrative),
            "source": badge.source and _issuer(badge.source),
            "achievement": _achievement(badge.achievement, badge.statistics),
            "result": results + [_statistic_result(item) for item in badge.statistics],
        }
    )


def _identifiers(recipient: Recipient) -> list[Json]:
    found: list[Json] = []
    if recipient.email:
        if len(recipient.salt) < MIN_SALT:
            raise CredentialError("recipient: an e-mail address needs a long random salt")
        found.append(
            {
                "type": "IdentityObject",
                "hashed": True,
                "identityHash": identity_hash(recipient.email, recipient.salt),
                "identityType": "emailAddress",
                "salt": recipient.salt,
            }
        )
    if recipient.name:
        found.append(
            {
                "type": "IdentityObject",
                "hashed": False,
                "identityHash": _text(recipient.name),
                "identityType": "name",
            }
        )
    return found


def _achievement(achievement: Achievement, statistics: Iterable[Statistic]) -> Json:
    criteria = {
        "id": achievement.criteria_url and _id(achievement.criteria_url),
        "narrative": _required("criteria_narrative", achievement.criteria_narrative),
    }
    descriptions = [_criterion(item) for item in achievement.criteria]
    return _filled(
        {
            "id": _id(achievement.id),
            "type": ["Achievement"],
            "achievementType": achievement.type,
            "name": _required("achievement name", achievement.name),
            "description": _required("achievement description", achievement.description),
            "criteria": _filled(criteria),
            "image": achievement.image and _image(achievement.image),
            "fieldOfStudy": _text(achievement.field_of_study),
            "creditsAvailable": _number(achievement.credits),
            "inLanguage": achievement.language,
            "version": _text(achievement.version),
            "related": [_related(item) for item in achievement.related],
            "tag": _tags(achievement.tags),
            "alignment": [_alignment(item) for item in achievement.alignments],
            "resultDescription": descriptions + [_statistic(item) for item in statistics],
        }
    )


def _related(related: Related) -> Json:
    said = {"inLanguage": related.language, "version": _text(related.version)}
    return _filled({"id": _id(related.id), "type": ["Related"], **said})


def _number(value: str) -> int | float | None:
    """A decimal as a number of JSON, whole where it is whole; None for no value."""
    return None if not value else float(value) if "." in value else int(value)


def _criterion(criterion: Criterion) -> Json:
    return _filled(
        {
            "id": _id(criterion.id),
            "type": ["ResultDescription"],
            "name": _required("criterion name", criterion.name),
            "resultType": "RubricCriterionLevel",
            "requiredLevel": criterion.required_level_id and _id(criterion.required_level_id),
            "valueMin": _text(criterion.minimum),
            "valueMax": _text(criterion.maximum),
            "rubricCriterionLevel": [_level(level) for level in criterion.levels],
        }
    )


def _level(level: Level) -> Json:
    return _filled(
        {
            "id": _id(level.id),
            "type": ["RubricCriterionLevel"],
            "name": _required("level name", level.name),
            "description": _text(level.description),
            "points": _text(level.points),
        }
    )


def _statistic(statistic: Statistic) -> Json:
    return _filled(
        {
            "id": _id(statistic.id),
            "type": ["ResultDescription"],
            "name": _required("statistic name", statistic.name),
            "resultType": str(statistic.kind),
            "requiredValue": _text(statistic.required),
            "valueMin": _text(statistic.minimum),
            "valueMax": _text(statistic.maximum),
        }
    )


def _criterion_result(result: CriterionResult) -> Json:
    return _filled(
        {
            "type": ["Result"],
            "resultDescription": _id(result.criterion_id),
            "achievedLevel": _id(result.level_id),
            "value": _text(result.value),
        }
    )


def _statistic_result(statistic: Statistic) -> Json:
    return {
        "type": ["Result"],
        "resultDescription": statistic.id,
        "value": _required("statistic value", statistic.value),
    }


def _evidence(evidence: Evidence) -> Json:
    digest = evidence.sha256 and multikey.digest_multibase(evidence.sha256)
    return _filled(
        {
            "id": _id(evidence.id),
            "type": ["Evidence"],
            "name": _text(evidence.name),
            "description": _text(evidence.description),
            "narrative": _text(evidence.narrative),
            "genre": _text(evidence.genre),
            "audience": _text(evidence.audience),
            "digestMultibase": digest,
        }
    )


def _issuer(issuer: Issuer) -> Json:
    return _filled(
        {
            "id": _id(issuer.id),
            "type": ["Profile"],
            "name": _required("issuer name", issuer.name),
            "url": issuer.url and _id(issuer.url),
            "description": _text(issuer.description),
            "email": issuer.email,
            "image": issuer.image and _image(issuer.image),
        }
    )


def _image(image: Image) -> Json:
    return _filled({"id": _id(image.url), "type": "Image", "caption": _text(image.caption)})


def _alignment(alignment: Alignment) -> Json:
    return _filled(
        {
            "type": ["Alignment"],
            "targetName": _required("alignment name", alignment.name),
            "targetUrl": _id(alignment.url, ADDRESS),
            "targetCode": _text(alignment.code),
            "targetDescription": _text(alignment.description),
            "targetFramework": _text(alignment.framework),
            "targetType": alignment.type,
        }
    )


def _status(entry: StatusEntry) -> Json:
    return {
        "id": f"{_address(entry.list_url)}#{entry.index}",
        "type": ENTRY_TYPE,
        "statusPurpose": entry.purpose,
        "statusListIndex": str(entry.index),
        "statusListCredential": entry.list_url,
    }


def _check_results(badge: Badge) -> None:
    """A result must name a criterion of this achievement and one of that criterion's levels."""
    levels = {
        criterion.id: {level.id for level in criterion.levels}
        for criterion in badge.achievement.criteria
    }
    for result in badge.results:
        if result.level_id not in levels.get(result.criterion_id, ()):
            raise CredentialError(f"result: no such level: {result.level_id}")
    described = [*levels, *(statistic.id for statistic in badge.statistics)]
    if len(set(described)) != len(described):
        raise CredentialError("result: one id describes two results")


def _id(value: str, form: re.Pattern[str] = ID) -> str:
    if not form.fullmatch(value):
        raise CredentialError(f"not an absolute id: {value[:80]!r}")
    return value


def _address(value: str) -> str:
    """Where a list lies: on a site without a public name that is a plain http address."""
    return _id(value.replace("http://", "https://", 1)) and value


def _text(value: str) -> str:
    """Text as it is signed: line ends are \\n and tabs are spaces.

    Canonicalisers disagree on how control characters are written, so no others are let in.
    """
    plain = value.replace("\r\n", "\n").replace("\r", "\n").replace("\t", "    ")
    if CONTROL.search(plain):
        raise CredentialError("text has control characters")
    return plain


def _tags(tags: Iterable[str]) -> list[str]:
    """Tags without the characters U+E000 to U+FFFF, and without repetition.

    Tags are sorted when they are signed. JavaScript canonicalisers sort by UTF-16 units, against
    the standard, which differs for just these characters beside emoji. NFKC first replaces the
    ones that mean something (full-width letters, presentation forms).
    """
    plain = (unicodedata.normalize("NFKC", _text(tag)) for tag in tags)
    kept = (re.sub("[\ue000-\uffff]", "", tag).strip() for tag in plain)
    return list(dict.fromkeys(tag for tag in kept if tag))


def _required(field: str, value: str) -> str:
    if not value.strip():
        raise CredentialError(f"{field}: must not be empty")
    return _text(value)


def _filled(properties: Mapping[str, Any]) -> Json:
    """Without nulls, empty texts and empty lists, which Open Badges leaves out."""
    return {key: value for key, value in properties.items() if value not in (None, "", [])}
