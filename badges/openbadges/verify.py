# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0

"""Whether a credential is what it says: every check with its reason, for any input at all.

The network is the caller's: `resolve_key` and `fetch_status` are given what to fetch and decide
whether, how, and for how long. Nothing here raises on hostile input.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from badges.openbadges import contents, schema
from badges.openbadges.baking import COMPACT_JWS
from badges.openbadges.canonical import CanonicalError, Meter, guard
from badges.openbadges.did import DidError, assertion_key, did_key_document
from badges.openbadges.proof import (
    ProofError,
    as_proofs,
    check_suite,
    hash_document,
    is_supported,
    verify_proof,
)
from badges.openbadges.report import Check, Report, State
from badges.openbadges.statuslist import ENTRY_TYPE, StatusListError, check_entry
from badges.openbadges.strictjson import JsonError, read_object

# From a DID or https address to the controller document there, parsed or not; None: unavailable.
KeyResolver = Callable[[str], Mapping[str, Any] | bytes | str | None]
# From the address of a status list to the list credential there; None: unavailable.
StatusFetcher = Callable[[str], Mapping[str, Any] | bytes | str | None]

MAX_PROOFS = 4
MAX_ENDORSEMENTS = 25
MAX_FETCHES = 40
MAX_NAME = 200
ISSUER_ID = re.compile(r"(did:[a-z0-9]+:|https?://|urn:)[^\s#]+")
XSD_DATETIME = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?(Z|[+-][0-9]{2}:[0-9]{2})"
)


@dataclass(frozen=True)
class _World:
    """Everything outside the document, and how much work and fetching it may still cause."""

    now: datetime
    resolve_key: KeyResolver | None
    fetch_status: StatusFetcher | None
    fetched: dict[str, Mapping[str, Any] | None] = field(default_factory=dict)
    meter: Meter = field(default_factory=Meter)

    def controller_document(self, name: str) -> Mapping[str, Any] | None:
        return self._fetch("key", name, self.resolve_key)

    def status_list(self, url: str) -> Mapping[str, Any] | None:
        return self._fetch("status", url, self.fetch_status)

    def _fetch(
        self, kind: str, name: str, source: KeyResolver | StatusFetcher | None
    ) -> Mapping[str, Any] | None:
        place = f"{kind} {name}"
        if place not in self.fetched and source and len(self.fetched) < MAX_FETCHES:
            try:
                found = source(name)
                self.fetched[place] = None if found is None else read_object(found)
            except Exception:  # noqa: BLE001 - whatever the caller's network does, it is no answer
                self.fetched[place] = None
        return self.fetched.get(place)


def verify(
    document: bytes | str | Mapping[str, Any],
    *,
    now: datetime,
    resolve_key: KeyResolver | None = None,
    fetch_status: StatusFetcher | None = None,
) -> Report:
    """Check an OpenBadgeCredential, or a lone EndorsementCredential, in every respect we can.

    `now` is aware. Without `resolve_key` only did:key issuers can be checked; without
    `fetch_status` a credential with a status stays incomplete.
    """
    try:
        parsed = read_object(document)
    except JsonError as error:
        return Report((_json_failure(document, error),))
    world = _World(now=now, resolve_key=resolve_key, fetch_status=fetch_status)
    checks = [Check("json", State.PASSED, "json_ok")]
    endorsement = "EndorsementCredential" in _listed(parsed.get("type"))
    checks += _check_credential(parsed, world, endorsement=endorsement)
    if any(check.code == "contexts_ok" for check in checks):
        checks += _check_endorsements(parsed, world)
        checks += contents.check_results(parsed)
        checks += contents.check_evidence(parsed)
    return Report(tuple(checks), parsed)


def _json_failure(document: object, error: JsonError) -> Check:
    text = document.decode("latin-1") if isinstance(document, bytes) else document
    if isinstance(text, str) and COMPACT_JWS.fullmatch(text.strip()):
        return Check("json", State.FAILED, "jwt_unread")
    return Check("json", State.FAILED, error.code, {"detail": error.detail})


def _check_credential(
    document: Mapping[str, Any], world: _World, *, endorsement: bool
) -> list[Check]:
    """Structure, meaning, issuer, proof, dates and status of one credential."""
    try:
        guard(document)
    except CanonicalError as error:
        return _unreadable(error)
    errors = schema.find_errors(document, endorsement=endorsement)
    if errors:
        path, message = errors[0]
        return [_failed("structure", "structure_invalid", path=path or "/", message=message)]
    if contents.describes_itself_twice(document):
        return [_failed("structure", "id_redescribed")]
    checks = [Check("structure", State.PASSED, "structure_ok")]
    try:
        document_hash = hash_document(document, meter=world.meter)
    except CanonicalError as error:
        return checks + _unreadable(error)
    checks.append(Check("contexts", State.PASSED, "contexts_ok"))
    checks.append(_check_issuer(document))
    checks.append(_check_proofs(document, document_hash, world))
    checks.append(_check_dates(document, world.now))
    return checks + _check_statuses(document, world, proved=_all_hold(checks, "proof"))


def _unreadable(error: CanonicalError) -> list[Check]:
    return [
        _failed("contexts", error.code, detail=error.detail),
        Check("proof", State.SKIPPED, "proof_unchecked"),
    ]


def _check_issuer(document: Mapping[str, Any]) -> Check:
    name = issuer_id(document)
    if not ISSUER_ID.fullmatch(name):
        return _failed("issuer", "issuer_id", id=name)
    return Check("issuer", State.PASSED, "issuer_ok", {"id": name, "name": _issuer_name(document)})


def issuer_id(document: Mapping[str, Any]) -> str:
    """The id of the issuer, whether the issuer is an object or just an id."""
    issuer = document.get("issuer")
    return str(issuer.get("id", "") if isinstance(issuer, Mapping) else issuer)


def _issuer_name(document: Mapping[str, Any]) -> str:
    issuer = document.get("issuer")
    name = issuer.get("name") if isinstance(issuer, Mapping) else None
    return (name if isinstance(name, str) and name.strip() else issuer_id(document))[:MAX_NAME]


def _check_proofs(document: Mapping[str, Any], document_hash: bytes, world: _World) -> Check:
    """Any one good proof is enough; otherwise the most telling failure is reported."""
    proofs = as_proofs(document.get("proof"))
    readable = [proof for proof in proofs if is_supported(proof)][:MAX_PROOFS]
    if not readable:
        kind = str(proofs[0].get("cryptosuite", proofs[0].get("type")))[:80] if proofs else ""
        return _failed("proof", "proof_unsupported" if proofs else "proof_missing", detail=kind)
    checks = [_check_proof(document, proof, document_hash, world) for proof in readable]
    return min(checks, key=lambda check: (check.state != State.PASSED, check.state))


def _check_proof(
    document: Mapping[str, Any], proof: Mapping[str, Any], document_hash: bytes, world: _World
) -> Check:
    issuer, method = issuer_id(document), str(proof.get("verificationMethod"))
    controller = method.partition("#")[0]
    if controller != issuer:
        return _failed("proof", "issuer_mismatch", controller=controller[:200], issuer=issuer)
    expires = proof.get("expires")
    if expires is not None and _is_past(expires, world.now):
        return _failed("proof", "proof_expired", expires=str(expires)[:40])
    try:
        check_suite(proof)
        key = _find_key(controller, method, world)
        if isinstance(key, Check):
            return key
        verify_proof(
            document, proof, public_key=key, document_hash=document_hash, meter=world.meter
        )
    except DidError as error:
        return _failed("proof", "key_refused", detail=str(error))
    except ProofError as error:
        return _failed("proof", error.code, detail=error.detail)
    return Check("proof", State.PASSED, "proof_ok", {"method": method})


def _find_key(controller: str, method: str, world: _World) -> bytes | Check:
    """The key the controller itself publishes under that name. Raises DidError."""
    if controller.startswith("did:key:"):
        name = controller.removeprefix("did:key:")
        document: Mapping[str, Any] | None = did_key_document(controller)
        method = f"{controller}#{name}" if method == controller else method
    elif controller.startswith(("did:web:", "https://")):
        document = world.controller_document(controller)
    else:
        return _failed("proof", "key_unsupported", controller=controller[:200])
    if document is None:
        return Check("proof", State.SKIPPED, "key_unavailable", {"controller": controller[:200]})
    return assertion_key(document, controller=controller, method_id=method)


def _check_dates(document: Mapping[str, Any], now: datetime) -> Check:
    """Not before its first moment, not after its last; data model 1.1 has other names for them."""
    for name in ("validFrom", "issuanceDate", "validUntil", "expirationDate", "awardedDate"):
        if name not in document:
            continue
        moment = parse_time(document[name])
        value = str(document[name])[:40]
        if moment is None:
            return _failed("dates", "date_malformed", name=name, value=value)
        if name in ("validFrom", "issuanceDate") and now < moment:
            return _failed("dates", "not_yet_valid", moment=value)
        if name in ("validUntil", "expirationDate") and now > moment:
            return _failed("dates", "expired", moment=value)
    return Check("dates", State.PASSED, "dates_ok")


def parse_time(value: object) -> datetime | None:
    """An XSD dateTime with a zone, or None."""
    if not isinstance(value, str) or not XSD_DATETIME.fullmatch(value):
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    return moment


def _is_past(value: object, now: datetime) -> bool:
    moment = parse_time(value)
    return moment is None or now > moment


def _check_statuses(document: Mapping[str, Any], world: _World, *, proved: bool) -> list[Check]:
    entries = [e for e in _listed(document.get("credentialStatus")) if isinstance(e, Mapping)]
    if not entries:
        return [Check("status", State.PASSED, "status_none")]
    if not proved:
        return [Check("status", State.SKIPPED, "status_unchecked")]
    return [_check_status(entry, document, world) for entry in entries[:MAX_PROOFS]]


def _check_status(entry: Mapping[str, Any], document: Mapping[str, Any], world: _World) -> Check:
    kind = str(entry.get("type"))
    if kind == "1EdTechRevocationList":
        return _check_revocation_list(entry, document, world)
    if kind != ENTRY_TYPE:
        return Check("status", State.SKIPPED, "status_unsupported", {"type": kind[:80]})
    url = str(entry.get("statusListCredential"))
    found = world.status_list(url)
    if found is None:
        return Check("status", State.SKIPPED, "status_unavailable", {"url": url[:200]})
    reason = _distrust_list(found, issuer_id(document), world)
    if reason:
        return _failed("status", "status_list_wrong", url=url[:200], reason=reason)
    try:
        is_set = check_entry(entry, found["credentialSubject"])
    except StatusListError as error:
        return _failed("status", "status_list_wrong", url=url[:200], reason=str(error))
    return _status_answer(str(entry.get("statusPurpose")), is_set=is_set)


def _status_answer(purpose: str, *, is_set: bool) -> Check:
    if not is_set:
        return Check("status", State.PASSED, "status_good")
    if purpose in ("revocation", "suspension"):
        code = "status_revoked" if purpose == "revocation" else "status_suspended"
        return _failed("status", code)
    return Check("status", State.WARNING, "status_other", {"purpose": purpose[:80]})


def _distrust_list(found: Mapping[str, Any], issuer: str, world: _World) -> str:
    """Why a status list credential is not to be believed; empty if it is."""
    if "BitstringStatusListCredential" not in _listed(found.get("type")):
        return "not a status list credential"
    if issuer_id(found) != issuer:
        return "it is issued by somebody else"
    if not isinstance(found.get("credentialSubject"), Mapping):
        return "it lists nothing"
    try:
        proof = _check_proofs(found, hash_document(found, meter=world.meter), world)
    except CanonicalError as error:
        return error.code
    failed = [c for c in (proof, _check_dates(found, world.now)) if c.state is not State.PASSED]
    return failed[0].code if failed else ""


def _check_revocation_list(
    entry: Mapping[str, Any], document: Mapping[str, Any], world: _World
) -> Check:
    """1EdTech's hosted list: unsigned, believed because of the address the issuer signed."""
    url = str(entry.get("id"))
    found = world.status_list(url)
    if found is None:
        return Check("status", State.SKIPPED, "status_unavailable", {"url": url[:200]})
    if found.get("issuer") != issuer_id(document):
        reason = "it is issued by somebody else"
        return _failed("status", "status_list_wrong", url=url[:200], reason=reason)
    for item in _listed(found.get("revokedCredential")):
        if isinstance(item, Mapping) and item.get("id") == document.get("id"):
            return _status_answer("revocation", is_set=item.get("revoked", True) is not False)
    return _status_answer("revocation", is_set=False)


def _check_endorsements(document: Mapping[str, Any], world: _World) -> list[Check]:
    """Each embedded endorsement on its own: one that does not stand does not fell the badge."""
    found = contents.find_endorsements(document)
    checks = [_check_endorsement(item, world) for item in found[:MAX_ENDORSEMENTS]]
    if len(found) > MAX_ENDORSEMENTS:
        limit = {"limit": str(MAX_ENDORSEMENTS)}
        checks.append(Check("endorsement", State.WARNING, "endorsements_too_many", limit))
    return checks or [Check("endorsement", State.SKIPPED, "endorsements_none")]


def _check_endorsement(endorsement: Mapping[str, Any], world: _World) -> Check:
    subject = endorsement.get("credentialSubject")
    values = {
        "id": str(endorsement.get("id"))[:MAX_NAME],
        "issuer": issuer_id(endorsement)[:MAX_NAME],
        "name": _issuer_name(endorsement),
        "subject": str(subject.get("id") if isinstance(subject, Mapping) else "")[:MAX_NAME],
    }
    for check in _check_credential(endorsement, world, endorsement=True):
        if check.state in (State.FAILED, State.SKIPPED):
            failure = {**values, "reason": check.code}
            return Check("endorsement", State.WARNING, "endorsement_fails", failure)
    return Check("endorsement", State.PASSED, "endorsement_ok", values)


def _all_hold(checks: list[Check], name: str) -> bool:
    return all(check.state is State.PASSED for check in checks if check.name == name)


def _failed(name: str, code: str, /, **values: str) -> Check:
    return Check(name, State.FAILED, code, values)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]
