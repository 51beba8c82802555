# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0

"""Open Badges 3.0 documents from plain values, unsigned: see `badges.openbadges.proof`.

Written for the strictest reader of each kind: three contexts, lists wherever the model has many,
the issuer as a typed object, `OpenBadgeCredential` as the type, nothing empty and nothing null.
Statistics of the review are Results with descriptions of their own, so they lie inside the
signature without any vocabulary of ours.
"""

import hashlib
from collections.abc import Iterable
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
from badges.openbadges.plain import (
    ADDRESS,
    CredentialError,
    filled,
    list_address,
    required,
    signed_tags,
    signed_text,
    web_id,
)
from badges.openbadges.proof import format_time
from badges.openbadges.schema import SCHEMA_TYPE, SCHEMA_URL
from badges.openbadges.statuslist import ENTRY_TYPE, list_subject

ENDORSEMENT_SCHEMA_URL = SCHEMA_URL.replace("achievementcredential", "endorsementcredential")

MIN_SALT = 8

Json = dict[str, Any]


def build_badge(badge: Badge) -> Json:
    """The OpenBadgeCredential for an award, without proof. Raises CredentialError."""
    _check_results(badge)
    return filled(
        {
            "@context": list(OUR_CONTEXTS),
            "id": web_id(badge.id),
            "type": ["VerifiableCredential", "OpenBadgeCredential"],
            "name": signed_text(badge.name or badge.achievement.name),
            "description": signed_text(badge.description),
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
        "id": web_id(endorsement.subject_id),
        "type": ["EndorsementSubject"],
        "endorsementComment": signed_text(endorsement.comment),
    }
    return filled(
        {
            "@context": list(OUR_CONTEXTS),
            "id": web_id(endorsement.id),
            "type": ["VerifiableCredential", "EndorsementCredential"],
            "name": required("name", endorsement.name),
            "description": signed_text(endorsement.description),
            "issuer": _issuer(endorsement.issuer),
            "validFrom": format_time(endorsement.valid_from),
            "awardedDate": endorsement.awarded and format_time(endorsement.awarded),
            "credentialSubject": filled(subject),
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
    return filled(
        {
            "@context": [CREDENTIALS_V2],
            "id": list_address(list_url),
            "type": ["VerifiableCredential", "BitstringStatusListCredential"],
            "issuer": web_id(issuer_id),
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
    return filled(
        {
            "id": recipient.id and web_id(recipient.id),
            "type": ["AchievementSubject"],
            "identifier": identifiers,
            "narrative": signed_text(badge.narrative),
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
                "identityHash": signed_text(recipient.name),
                "identityType": "name",
            }
        )
    return found


def _achievement(achievement: Achievement, statistics: Iterable[Statistic]) -> Json:
    criteria = {
        "id": achievement.criteria_url and web_id(achievement.criteria_url),
        "narrative": required("criteria_narrative", achievement.criteria_narrative),
    }
    descriptions = [_criterion(item) for item in achievement.criteria]
    return filled(
        {
            "id": web_id(achievement.id),
            "type": ["Achievement"],
            "achievementType": achievement.type,
            "name": required("achievement name", achievement.name),
            "description": required("achievement description", achievement.description),
            "criteria": filled(criteria),
            "image": achievement.image and _image(achievement.image),
            "fieldOfStudy": signed_text(achievement.field_of_study),
            "creditsAvailable": _number(achievement.credits),
            "inLanguage": achievement.language,
            "version": signed_text(achievement.version),
            "related": [_related(item) for item in achievement.related],
            "tag": signed_tags(achievement.tags),
            "alignment": [_alignment(item) for item in achievement.alignments],
            "resultDescription": descriptions + [_statistic(item) for item in statistics],
        }
    )


def _related(related: Related) -> Json:
    said = {"inLanguage": related.language, "version": signed_text(related.version)}
    return filled({"id": web_id(related.id), "type": ["Related"], **said})


def _number(value: str) -> int | float | None:
    """A decimal as a number of JSON, whole where it is whole; None for no value."""
    return None if not value else float(value) if "." in value else int(value)


def _criterion(criterion: Criterion) -> Json:
    return filled(
        {
            "id": web_id(criterion.id),
            "type": ["ResultDescription"],
            "name": required("criterion name", criterion.name),
            "resultType": "RubricCriterionLevel",
            "requiredLevel": criterion.required_level_id and web_id(criterion.required_level_id),
            "valueMin": signed_text(criterion.minimum),
            "valueMax": signed_text(criterion.maximum),
            "rubricCriterionLevel": [_level(level) for level in criterion.levels],
        }
    )


def _level(level: Level) -> Json:
    return filled(
        {
            "id": web_id(level.id),
            "type": ["RubricCriterionLevel"],
            "name": required("level name", level.name),
            "description": signed_text(level.description),
            "points": signed_text(level.points),
        }
    )


def _statistic(statistic: Statistic) -> Json:
    return filled(
        {
            "id": web_id(statistic.id),
            "type": ["ResultDescription"],
            "name": required("statistic name", statistic.name),
            "resultType": str(statistic.kind),
            "requiredValue": signed_text(statistic.required),
            "valueMin": signed_text(statistic.minimum),
            "valueMax": signed_text(statistic.maximum),
        }
    )


def _criterion_result(result: CriterionResult) -> Json:
    return filled(
        {
            "type": ["Result"],
            "resultDescription": web_id(result.criterion_id),
            "achievedLevel": web_id(result.level_id),
            "value": signed_text(result.value),
        }
    )


def _statistic_result(statistic: Statistic) -> Json:
    return {
        "type": ["Result"],
        "resultDescription": statistic.id,
        "value": required("statistic value", statistic.value),
    }


def _evidence(evidence: Evidence) -> Json:
    digest = evidence.sha256 and multikey.digest_multibase(evidence.sha256)
    return filled(
        {
            "id": web_id(evidence.id),
            "type": ["Evidence"],
            "name": signed_text(evidence.name),
            "description": signed_text(evidence.description),
            "narrative": signed_text(evidence.narrative),
            "genre": signed_text(evidence.genre),
            "audience": signed_text(evidence.audience),
            "digestMultibase": digest,
        }
    )


def _issuer(issuer: Issuer) -> Json:
    return filled(
        {
            "id": web_id(issuer.id),
            "type": ["Profile"],
            "name": required("issuer name", issuer.name),
            "url": issuer.url and web_id(issuer.url),
            "description": signed_text(issuer.description),
            "email": issuer.email,
            "image": issuer.image and _image(issuer.image),
        }
    )


def _image(image: Image) -> Json:
    return filled({"id": web_id(image.url), "type": "Image", "caption": signed_text(image.caption)})


def _alignment(alignment: Alignment) -> Json:
    return filled(
        {
            "type": ["Alignment"],
            "targetName": required("alignment name", alignment.name),
            "targetUrl": web_id(alignment.url, ADDRESS),
            "targetCode": signed_text(alignment.code),
            "targetDescription": signed_text(alignment.description),
            "targetFramework": signed_text(alignment.framework),
            "targetType": alignment.type,
        }
    )


def _status(entry: StatusEntry) -> Json:
    return {
        "id": f"{list_address(entry.list_url)}#{entry.index}",
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
