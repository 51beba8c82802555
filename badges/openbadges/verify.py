# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0

"""Whether a credential is what it says: every check with its reason, for any input at all.

Takes Open Badges 3.0 with an embedded proof or as VC-JWT, lone endorsements, and Open Badges 2.0,
hosted or signed (`ob2`). Nothing here raises on hostile input.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from badges.openbadges import contents, ob2check, schema, vcjwt
from badges.openbadges.canonical import CanonicalError, guard
from badges.openbadges.jose import JoseError, Token, parse_token
from badges.openbadges.proof import hash_document
from badges.openbadges.proving import check_proofs
from badges.openbadges.report import Check, Report, State
from badges.openbadges.standing import check_statuses
from badges.openbadges.strictjson import JsonError, read_object
from badges.openbadges.vouching import check_endorsements
from badges.openbadges.world import (
    ISSUER_ID,
    KeyResolver,
    PageFetcher,
    StatusFetcher,
    World,
    check_dates,
    failed,
    issuer_id,
    issuer_name,
)

TOKEN = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*")


def verify(
    document: bytes | str | Mapping[str, Any],
    *,
    now: datetime,
    resolve_key: KeyResolver | None = None,
    fetch_status: StatusFetcher | None = None,
    fetch_page: PageFetcher | None = None,
    holder: str = "",
) -> Report:
    """Check a badge of any kind in every respect we can.

    `now` is aware. Without `resolve_key` only did:key issuers can be checked; without `fetch_status`
    a credential with a status stays incomplete; without `fetch_page` so do hosted badges. `holder` is
    the e-mail address of the person who shows it, if that is to be checked too.
    """
    world = World(
        now=now, resolve_key=resolve_key, fetch_status=fetch_status, fetch_page=fetch_page
    )
    text = as_token_text(document)
    try:
        if text:
            return _verify_token(parse_token(text), world, holder)
        parsed = read_object(document)
    except JsonError as error:
        return Report((Check("json", State.FAILED, error.code, {"detail": error.detail}),))
    except JoseError as error:
        return Report((Check("json", State.FAILED, error.code, {"detail": error.detail}),))
    if ob2check.is_version_2(parsed):
        return ob2check.verify_hosted(parsed, world, holder=holder)
    first = Check("json", State.PASSED, "json_ok")
    return _verify_credential(parsed, world, first=first, holder=holder)


def as_token_text(document: object) -> str:
    """The compact JWS that the input is, or an empty text; without a signature too, to be refused for that."""
    text = document.decode("latin-1") if isinstance(document, bytes) else document
    if not isinstance(text, str) or text.lstrip()[:1] in ("{", "["):
        return ""
    stripped = text.strip()
    return stripped if TOKEN.fullmatch(stripped) else ""


def _verify_token(token: Token, world: World, holder: str) -> Report:
    if ob2check.is_version_2(token.payload):
        return ob2check.verify_signed(token, world, holder=holder)
    document, claims = vcjwt.split(token.payload)
    first = Check("json", State.PASSED, "token_read")
    return _verify_credential(
        document, world, first=first, holder=holder, token=token, claims=claims
    )


def _verify_credential(
    document: Mapping[str, Any],
    world: World,
    *,
    first: Check,
    holder: str,
    token: Token | None = None,
    claims: Mapping[str, Any] | None = None,
) -> Report:
    is_endorsement = "EndorsementCredential" in contents.types_of(document)
    checks = [first]
    checks += check_credential(
        document, world, endorsement=is_endorsement, token=token, claims=claims
    )
    if any(check.code == "contexts_ok" for check in checks):
        checks += check_endorsements(document, world, check_one=check_credential)
        checks += contents.check_results(document)
        checks += contents.check_evidence(document)
    if holder and is_endorsement:
        checks.append(Check("holder", State.WARNING, "holder_of_endorsement"))
    elif holder:
        checks.append(contents.check_holder(document, holder))
    return Report(tuple(checks), document)


def check_credential(
    document: Mapping[str, Any],
    world: World,
    *,
    endorsement: bool,
    token: Token | None = None,
    claims: Mapping[str, Any] | None = None,
) -> list[Check]:
    """Structure, meaning, issuer, proof, dates and status of one credential."""
    try:
        guard(document)
    except CanonicalError as error:
        return _unreadable(error)
    errors = schema.find_errors(document, endorsement=endorsement)
    if errors:
        path, message = errors[0]
        return [failed("structure", "structure_invalid", path=path or "/", message=message)]
    if contents.describes_itself_twice(document):
        return [failed("structure", "id_redescribed")]
    checks = [Check("structure", State.PASSED, "structure_ok")]
    try:
        meant = contents.without_endorsement_tokens(document) if token else document
        document_hash = hash_document(meant, meter=world.meter)
    except CanonicalError as error:
        return checks + _unreadable(error)
    checks.append(Check("contexts", State.PASSED, "contexts_ok"))
    checks.append(_check_issuer(document))
    proof = check_proofs(document, document_hash, world, token=token, claims=claims)
    checks += [proof, check_dates(document, world.now)]
    proved = proof.state is State.PASSED
    return checks + check_statuses(document, world, proved=proved)


def _unreadable(error: CanonicalError) -> list[Check]:
    return [
        failed("contexts", error.code, detail=error.detail),
        Check("proof", State.SKIPPED, "proof_unchecked"),
    ]


def _check_issuer(document: Mapping[str, Any]) -> Check:
    name = issuer_id(document)
    if not ISSUER_ID.fullmatch(name):
        return failed("issuer", "issuer_id", id=name)
    return Check("issuer", State.PASSED, "issuer_ok", {"id": name, "name": issuer_name(document)})
