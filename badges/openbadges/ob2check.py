# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0

"""Checking Open Badges 2.0: hosted assertions are believed for where they lie, signed ones for their
key. Source: Open Badges 2.0, "Verification of open badges"."""

import hmac
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from badges.openbadges import jose
from badges.openbadges.credential import identity_hash
from badges.openbadges.jose import JoseError, PublicKey, Token
from badges.openbadges.ob2 import CONTEXT
from badges.openbadges.report import Check, Report, State
from badges.openbadges.world import SKEW, World, failed, listed, parse_time

HOSTED = frozenset(("hosted", "HostedBadge"))
SIGNED = frozenset(("signed", "SignedBadge"))
REQUIRED = ("id", "recipient", "badge", "issuedOn", "verification")
Json = Mapping[str, Any]


def is_version_2(document: Json) -> bool:
    """Whether it claims to be an Open Badges 2.0 assertion."""
    return CONTEXT in listed(document.get("@context")) and "Assertion" in listed(
        document.get("type")
    )


def verify_hosted(document: Json, world: World, *, holder: str = "") -> Report:
    """Check an assertion that was brought as JSON; its own address must serve the same."""
    checks = [Check("json", State.PASSED, "json_ok"), _structure(document, HOSTED)]
    if checks[-1].state is State.FAILED:
        return Report(tuple(checks), document, shown(document, {}, {}))
    badge, issuer = _badge_and_issuer(document, world)
    checks.append(_issuer(issuer))
    checks += _hosting(document, badge, issuer, world)
    return _finished(checks, document, badge, issuer, world, holder)


def verify_signed(token: Token, world: World, *, holder: str = "") -> Report:
    """Check an assertion that is the payload of a JWS."""
    document = token.payload
    checks = [Check("json", State.PASSED, "token_read"), _structure(document, SIGNED)]
    if checks[-1].state is State.FAILED:
        return Report(tuple(checks), document, shown(document, {}, {}))
    badge, issuer = _badge_and_issuer(document, world)
    checks += [_issuer(issuer), _signature(token, issuer, world)]
    proved = checks[-1].state is State.PASSED
    checks.append(_revocations(document, issuer, world, proved=proved))
    return _finished(checks, document, badge, issuer, world, holder)


def _finished(
    checks: list[Check], document: Json, badge: Json, issuer: Json, world: World, holder: str
) -> Report:
    checks.append(_dates(document, world))
    if holder:
        is_theirs = is_recipient(document, holder)
        state = State.PASSED if is_theirs else State.FAILED
        checks.append(Check("holder", state, "holder_ok" if is_theirs else "holder_other"))
    return Report(tuple(checks), document, shown(document, badge, issuer))


def _structure(document: Json, kinds: frozenset[str]) -> Check:
    missing = [name for name in REQUIRED if not document.get(name)]
    if missing:
        message = "is missing"
        return failed("structure", "structure_invalid_2", path=missing[0], message=message)
    recipient, verification = document["recipient"], document["verification"]
    if not isinstance(recipient, Mapping) or not isinstance(recipient.get("identity"), str):
        return failed("structure", "structure_invalid_2", path="recipient", message="names nobody")
    kind = verification.get("type") if isinstance(verification, Mapping) else None
    if not kinds & {each for each in listed(kind) if isinstance(each, str)}:
        message = "is of another kind"
        return failed("structure", "structure_invalid_2", path="verification", message=message)
    return Check("structure", State.PASSED, "structure_ok_2")


# --- what it points to ---------------------------------------------------------------------------
def _badge_and_issuer(document: Json, world: World) -> tuple[Json, Json]:
    badge = _linked(document.get("badge"), world)
    return badge, _linked(badge.get("issuer"), world)


def _linked(value: Any, world: World) -> Json:
    """The object a property points to, from its own address where it has one; {} if unavailable.

    What is embedded under an address is fetched all the same: anybody can embed anything.
    """
    address = value.get("id") if isinstance(value, Mapping) else value
    if not _is_address(address):
        return value if isinstance(value, Mapping) else {}
    page = world.page(address)
    found = page.as_object() if page and page.status == 200 else None
    return found if found is not None and found.get("id") == address else {}


def _issuer(issuer: Json) -> Check:
    if not issuer:
        return Check("issuer", State.SKIPPED, "profile_unavailable")
    values = {"id": str(issuer.get("id"))[:200], "name": str(issuer.get("name"))[:200]}
    return Check("issuer", State.PASSED, "issuer_ok", values)


# --- hosted --------------------------------------------------------------------------------------
def _hosting(document: Json, badge: Json, issuer: Json, world: World) -> list[Check]:
    """Proof and status: the address serves this very assertion, and it is one of the issuer's."""
    address = document["id"]
    unchecked = Check("status", State.SKIPPED, "status_unchecked")
    if not _is_address(address):
        return [failed("proof", "hosted_nowhere", id=str(address)[:200]), unchecked]
    page = world.page(address)
    values = {"url": address[:200]}
    if page is None:
        return [Check("proof", State.SKIPPED, "hosted_unavailable", values), unchecked]
    served = page.as_object() or {}
    if page.status == 410 or served.get("revoked") is True:
        return [
            Check("proof", State.PASSED, "hosted_withdrawn", values),
            failed("status", "status_revoked"),
        ]
    if page.status != 200 or not served:
        return [failed("proof", "hosted_gone", **values), unchecked]
    if served != document:
        return [failed("proof", "hosted_differs", **values), unchecked]
    if not badge or not issuer:
        return [Check("proof", State.SKIPPED, "profile_unavailable"), unchecked]
    if not all(_may_host(issuer, str(each.get("id"))) for each in (document, badge)):
        issuer_id = str(issuer.get("id"))[:200]
        return [failed("proof", "hosted_elsewhere", issuer=issuer_id, **values), unchecked]
    return [
        Check("proof", State.PASSED, "hosted_ok", values),
        Check("status", State.PASSED, "status_good"),
    ]


def _may_host(issuer: Json, address: str) -> bool:
    """Whether the issuer says its badges lie there: on its own host unless it says otherwise."""
    policy = issuer.get("verification")
    policy = policy if isinstance(policy, Mapping) else {}
    prefixes = [each for each in listed(policy.get("startsWith")) if isinstance(each, str)]
    if prefixes:
        return any(_is_below(prefix, address) for prefix in prefixes)
    hosts = {each for each in listed(policy.get("allowedOrigins")) if isinstance(each, str)}
    here = urlsplit(address)
    if hosts:
        return here.hostname in hosts or here.netloc in hosts
    own = urlsplit(str(issuer.get("id")))
    return (own.scheme, own.netloc) == (here.scheme, here.netloc)


def _is_below(prefix: str, address: str) -> bool:
    """Whether the address begins with a prefix that names at least a whole host."""
    parts = urlsplit(prefix)
    same_host = parts.netloc == urlsplit(address).netloc
    return bool(parts.netloc) and same_host and address.startswith(prefix)


# --- signed --------------------------------------------------------------------------------------
def _signature(token: Token, issuer: Json, world: World) -> Check:
    creator = token.payload["verification"].get("creator", issuer.get("publicKey"))
    if not issuer:
        return Check("proof", State.SKIPPED, "profile_unavailable")
    address = creator.get("id") if isinstance(creator, Mapping) else creator
    key = _linked(creator, world) if _is_address(address) else {}
    if not key:
        values = {"controller": str(address)[:200]}
        return Check("proof", State.SKIPPED, "key_unavailable", values)
    published = [each.get("id") if isinstance(each, Mapping) else each
                 for each in listed(issuer.get("publicKey"))]  # fmt: skip
    if key.get("owner") != issuer.get("id") or key.get("id") not in published:
        return failed("proof", "key_unvouched")
    try:
        jose.verify_token(token, _pem_key(key.get("publicKeyPem")))
    except JoseError as error:
        return failed("proof", error.code, detail=error.detail)
    return Check("proof", State.PASSED, "token_ok", {"method": str(key.get("id"))[:200]})


def _pem_key(text: Any) -> PublicKey:
    """Raises JoseError."""
    if not isinstance(text, str) or len(text) > 8192:
        raise JoseError("key_malformed", "no PEM")
    try:
        key = load_pem_public_key(text.encode())
    except Exception:  # noqa: BLE001 - the parser has many ways to refuse, some of other libraries
        raise JoseError("key_malformed", "no PEM") from None
    if not isinstance(key, RSAPublicKey):
        raise JoseError("key_malformed", "it is of a kind we do not read")
    numbers = key.public_numbers()
    return jose.rsa_key(numbers.n, numbers.e)


def _revocations(document: Json, issuer: Json, world: World, *, proved: bool) -> Check:
    address = issuer.get("revocationList")
    if not proved:
        return Check("status", State.SKIPPED, "status_unchecked")
    if address is None:
        return Check("status", State.PASSED, "status_none")
    found = _linked(address, world)
    if not found:
        return Check("status", State.SKIPPED, "status_unavailable", {"url": str(address)[:200]})
    for item in listed(found.get("revokedAssertions")):
        name = item.get("id", item.get("uid")) if isinstance(item, Mapping) else item
        if name is not None and name in (document.get("id"), document.get("uid")):
            return failed("status", "status_revoked")
    return Check("status", State.PASSED, "status_good")


# --- the rest ------------------------------------------------------------------------------------
def _dates(document: Json, world: World) -> Check:
    for name in ("issuedOn", "expires"):
        value = document.get(name)
        moment = parse_time(value)
        if value is not None and moment is None:
            return failed("dates", "date_malformed", name=name, value=str(value)[:40])
        if name == "issuedOn" and moment and world.now + SKEW < moment:
            return failed("dates", "not_yet_valid", moment=str(value)[:40])
        if name == "expires" and moment and world.now > moment:
            return failed("dates", "expired", moment=str(value)[:40])
    return Check("dates", State.PASSED, "dates_ok")


def is_recipient(document: Json, email: str) -> bool:
    """Whether the assertion was issued to this e-mail address (salted hash, or plain)."""
    recipient = document["recipient"]
    stored, salt = recipient["identity"], str(recipient.get("salt", ""))
    if recipient.get("type") != "email":
        return False
    if not recipient.get("hashed"):
        return stored.strip().lower() == email.strip().lower()
    return hmac.compare_digest(stored.encode(), identity_hash(email, salt).encode())


def _is_address(value: Any) -> bool:
    return isinstance(value, str) and value.startswith(("https://", "http://"))


def shown(document: Json, badge: Json, issuer: Json) -> Json:
    """The assertion in the places where readers of 3.0 look."""
    criteria = badge.get("criteria")
    return {
        "id": document.get("id"),
        "issuer": {"id": issuer.get("id"), "name": issuer.get("name")},
        "awardedDate": document.get("issuedOn"),
        "evidence": document.get("evidence"),
        "credentialSubject": {
            "achievement": {
                "name": badge.get("name"),
                "description": badge.get("description"),
                "criteria": criteria if isinstance(criteria, Mapping) else {},
            }
        },
    }
