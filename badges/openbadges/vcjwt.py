# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0

"""Open Badges 3.0 credentials as VC-JWT: the credential is the payload, five claims repeat parts of it.

Source: Open Badges 3.0 §8.2 (VC-JWT proof format). Tokens of data model 1.1, which wrap the credential
in `vc`, are read, never written.
"""

import calendar
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from badges.openbadges.jose import sign_token

CLAIMS = ("iss", "jti", "sub", "nbf", "exp", "iat", "aud", "cnf", "nonce")
Json = dict[str, Any]


def make_token(
    document: Mapping[str, Any],
    *,
    signer: Callable[[bytes], bytes],
    kid: str = "",
    jwk: Mapping[str, str] | None = None,
) -> str:
    """The RS256 token of a credential, its embedded proofs included.

    `kid` is the address of the key, `jwk` the key itself where it has none; one of them is needed.
    Raises ValueError for a credential without a subject id: the format demands `sub`.
    """
    named = {"kid": kid} if kid else {"jwk": dict(jwk or {})}
    header = {"alg": "RS256", "typ": "JWT", **named}
    return sign_token({**document, **_claims_of(document)}, header=header, signer=signer)


def _claims_of(document: Mapping[str, Any]) -> Json:
    subject = document["credentialSubject"].get("id")
    if not subject:
        raise ValueError("a token needs a subject id")
    claims = {
        "iss": document["issuer"]["id"],
        "jti": document["id"],
        "sub": subject,
        "nbf": _seconds(document["validFrom"]),
    }
    if "validUntil" in document:
        claims["exp"] = _seconds(document["validUntil"])
    return claims


def split(payload: Mapping[str, Any]) -> tuple[Json, Json]:
    """The credential in a token's payload, and the claims beside it."""
    claims = {name: payload[name] for name in CLAIMS if name in payload}
    wrapped = payload.get("vc")
    if not isinstance(wrapped, Mapping):
        return {name: value for name, value in payload.items() if name not in CLAIMS}, claims
    document = dict(wrapped)
    # In data model 1.1 the claim may stand in for the property.
    for claim, name in (("jti", "id"), ("iss", "issuer")):
        if claim in claims:
            document.setdefault(name, claims[claim])
    if "nbf" in claims and (moment := _moment(claims["nbf"])):
        document.setdefault("issuanceDate", moment.strftime("%Y-%m-%dT%H:%M:%SZ"))
    return document, claims


def disagreeing_claim(
    document: Mapping[str, Any], claims: Mapping[str, Any], *, issuer: str
) -> str:
    """The first claim that says something else than the credential; empty if none does."""
    subject = document.get("credentialSubject")
    subject_id = subject.get("id") if isinstance(subject, Mapping) else None
    expected = {"iss": issuer, "jti": document.get("id"), "sub": subject_id}
    for name, value in expected.items():
        if name in claims and claims[name] != value:
            return name
    starts = document.get("validFrom", document.get("issuanceDate"))
    ends = document.get("validUntil", document.get("expirationDate"))
    for name, text in (("nbf", starts), ("exp", ends)):
        if name in claims and _moment(claims[name]) != _parsed(text):
            return name
    return ""


def _seconds(text: str) -> int:
    return calendar.timegm(datetime.fromisoformat(text).utctimetuple())


def _moment(value: Any) -> datetime | None:
    """A NumericDate, to the second."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 2**38:
        return None
    return datetime.fromtimestamp(int(value), UTC)


def _parsed(text: Any) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        return None
    return moment.astimezone(UTC).replace(microsecond=0) if moment.tzinfo else None
