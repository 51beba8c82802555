# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0

"""What a credential carries, looked at without any key: results, evidence, endorsements, ids."""

import hmac
from collections.abc import Iterator, Mapping
from typing import Any

from badges.openbadges.credential import identity_hash
from badges.openbadges.multikey import MultikeyError, digest_matches, parse_digest_multibase
from badges.openbadges.report import Check, State


def find_endorsements(document: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The endorsement credentials embedded anywhere: in the badge, its achievement, a profile."""
    return [
        item
        for node in _objects(document)
        for item in _listed(node.get("endorsement"))
        if isinstance(item, Mapping)
    ]


def find_endorsement_tokens(document: Mapping[str, Any]) -> list[str]:
    """The endorsements embedded as compact JWS, anywhere."""
    return [
        item
        for node in _objects(document)
        for item in _listed(node.get("endorsementJwt"))
        if isinstance(item, str)
    ]


def without_endorsement_tokens(value: Any) -> Any:
    """A copy without `endorsementJwt`, which no context defines: a proof inside does not cover it, a
    token around does."""
    if isinstance(value, Mapping):
        return {
            key: without_endorsement_tokens(inner)
            for key, inner in value.items()
            if key != "endorsementJwt"
        }
    if isinstance(value, list):
        return [without_endorsement_tokens(item) for item in value]
    return value


def types_of(document: Mapping[str, Any]) -> list[Any]:
    """The types of a node, be there one or several."""
    return _listed(document.get("type"))


def describes_itself_twice(document: Mapping[str, Any]) -> bool:
    """Whether the credential's id is described again inside it.

    In RDF both descriptions become one, so properties could be moved from one place to the other
    without breaking the signature. Ids of the parts (a profile as issuer and as source, say) are
    left alone: they recur in honest documents.
    """
    own = document.get("id")
    return own is not None and any(
        node is not document and node.get("id") == own and len(node.keys() - {"id", "type"}) > 0
        for node in _objects(document)
    )


def check_results(document: Mapping[str, Any]) -> list[Check]:
    """Every result must point to a description, and a level, in this very achievement."""
    subject = document.get("credentialSubject")
    if not isinstance(subject, Mapping):
        return []
    achievement = subject.get("achievement")
    known = _described_ids(achievement if isinstance(achievement, Mapping) else {})
    pointers = [
        str(result[name])
        for result in _listed(subject.get("result"))
        if isinstance(result, Mapping)
        for name in ("resultDescription", "achievedLevel")
        if name in result
    ]
    return [
        Check("results", State.WARNING, "result_unlinked", {"id": pointer[:200]})
        for pointer in pointers
        if pointer not in known
    ][:10]


def _described_ids(achievement: Mapping[str, Any]) -> set[str]:
    descriptions = [
        item for item in _listed(achievement.get("resultDescription")) if isinstance(item, Mapping)
    ]
    levels = [
        level
        for item in descriptions
        for level in _listed(item.get("rubricCriterionLevel"))
        if isinstance(level, Mapping)
    ]
    return {str(item.get("id")) for item in [*descriptions, *levels]}


def check_evidence(document: Mapping[str, Any]) -> list[Check]:
    """Whether the evidence is bound to bytes anybody can compare."""
    evidence = [e for e in _listed(document.get("evidence")) if isinstance(e, Mapping)]
    if not evidence:
        return [Check("evidence", State.SKIPPED, "evidence_none")]
    bound = [item for item in evidence if "digestMultibase" in item]
    for item in bound:
        if not _is_digest(item["digestMultibase"]):
            values = {"id": str(item.get("id"))[:200]}
            return [Check("evidence", State.WARNING, "evidence_digest", values)]
    if len(bound) < len(evidence):
        values = {"count": str(len(evidence) - len(bound)), "total": str(len(evidence))}
        return [Check("evidence", State.WARNING, "evidence_unbound", values)]
    return [Check("evidence", State.PASSED, "evidence_bound", {"count": str(len(bound))})]


def _is_digest(value: object) -> bool:
    try:
        parse_digest_multibase(value)
    except MultikeyError:
        return False
    return True


def evidence_with_digest(document: Mapping[str, Any], sha256: bytes) -> list[Mapping[str, Any]]:
    """The evidence whose fingerprint is this SHA-256: for "is this the file that was reviewed?"."""
    return [
        item
        for item in _listed(document.get("evidence"))
        if isinstance(item, Mapping) and digest_matches(item.get("digestMultibase"), sha256)
    ]


def check_holder(document: Mapping[str, Any], email: str) -> Check:
    """Whether it was issued to the person who shows it."""
    if is_recipient(document, email):
        return Check("holder", State.PASSED, "holder_ok")
    return Check("holder", State.FAILED, "holder_other")


def is_recipient(document: Mapping[str, Any], email: str) -> bool:
    """Whether the credential was issued to this e-mail address (salted hash, or plain)."""
    subject = document.get("credentialSubject")
    entries = _listed(subject.get("identifier")) if isinstance(subject, Mapping) else []
    return any(_names(entry, email) for entry in entries if isinstance(entry, Mapping))


def _names(entry: Mapping[str, Any], email: str) -> bool:
    if entry.get("identityType") not in ("emailAddress", "email"):
        return False
    stored, salt = str(entry.get("identityHash")), str(entry.get("salt", ""))
    expected = identity_hash(email, salt) if entry.get("hashed") else email.strip().lower()
    compared = stored if entry.get("hashed") else stored.strip().lower()
    return hmac.compare_digest(compared.encode(), expected.encode())


def _objects(value: Any) -> Iterator[Mapping[str, Any]]:
    stack = [value]
    while stack:
        item = stack.pop()
        if isinstance(item, Mapping):
            yield item
            stack.extend(item.values())
        elif isinstance(item, list):
            stack.extend(item)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]
