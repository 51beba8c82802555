# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0

"""Whether the issuer signed it: embedded proofs, and tokens around the credential."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from badges.openbadges import jose, vcjwt
from badges.openbadges.did import (
    DidError,
    assertion_key,
    assertion_public_key,
    assertion_thumbprints,
    did_key_document,
)
from badges.openbadges.jose import JoseError, PublicKey, Token
from badges.openbadges.proof import ProofError, as_proofs, check_suite, is_supported, verify_proof
from badges.openbadges.report import Check, State
from badges.openbadges.world import MAX_PROOFS, World, failed, issuer_id, parse_time

FETCHED = ("did:web:", "https://")


def check_proofs(
    document: Mapping[str, Any],
    document_hash: bytes,
    world: World,
    *,
    token: Token | None = None,
    claims: Mapping[str, Any] | None = None,
) -> Check:
    """Any one good proof is enough; otherwise the most telling failure is reported.

    A token around the credential must hold in any case. Where nobody vouches for its key (an issuer
    that is a did:key has nowhere to publish another), an embedded proof that holds is the answer.
    """
    if token is None:
        return _check_embedded(document, document_hash, world)
    around = _check_token(document, claims or {}, token, world)
    if around.code == "key_unvouched" and document.get("proof"):
        inside = _check_embedded(document, document_hash, world)
        return inside if inside.state is State.PASSED else around
    return around


def _check_embedded(document: Mapping[str, Any], document_hash: bytes, world: World) -> Check:
    proofs = as_proofs(document.get("proof"))
    readable = [proof for proof in proofs if is_supported(proof)][:MAX_PROOFS]
    if not readable:
        kind = str(proofs[0].get("cryptosuite", proofs[0].get("type")))[:80] if proofs else ""
        return failed("proof", "proof_unsupported" if proofs else "proof_missing", detail=kind)
    checks = [_check_proof(document, proof, document_hash, world) for proof in readable]
    return min(checks, key=lambda check: (check.state != State.PASSED, check.state))


def _check_proof(
    document: Mapping[str, Any], proof: Mapping[str, Any], document_hash: bytes, world: World
) -> Check:
    issuer, method = issuer_id(document), str(proof.get("verificationMethod"))
    controller = method.partition("#")[0]
    if controller != issuer:
        return failed("proof", "issuer_mismatch", controller=controller[:200], issuer=issuer)
    expires = proof.get("expires")
    if expires is not None and _is_past(expires, world.now):
        return failed("proof", "proof_expired", expires=str(expires)[:40])
    try:
        check_suite(proof)
        found = _controller_document(controller, world)
        if isinstance(found, Check):
            return found
        key = assertion_key(found, controller=controller, method_id=_full(method, controller))
        verify_proof(
            document, proof, public_key=key, document_hash=document_hash, meter=world.meter
        )
    except DidError as error:
        return failed("proof", "key_refused", detail=str(error))
    except ProofError as error:
        return failed("proof", error.code, detail=error.detail)
    return Check("proof", State.PASSED, "proof_ok", {"method": method})


def _full(method: str, controller: str) -> str:
    """A did:key may be named without its only key's fragment."""
    is_bare = method == controller and controller.startswith("did:key:")
    return f"{controller}#{controller.removeprefix('did:key:')}" if is_bare else method


def _controller_document(controller: str, world: World) -> Mapping[str, Any] | Check:
    """The document in which the controller lists its keys. Raises DidError."""
    if controller.startswith("did:key:"):
        return did_key_document(controller)
    if not controller.startswith(FETCHED):
        return failed("proof", "key_unsupported", controller=controller[:200])
    document = world.controller_document(controller)
    if document is None:
        return Check("proof", State.SKIPPED, "key_unavailable", {"controller": controller[:200]})
    return document


def _is_past(value: object, now: datetime) -> bool:
    moment = parse_time(value)
    return moment is None or now > moment


# --- tokens --------------------------------------------------------------------------------------
def _check_token(
    document: Mapping[str, Any], claims: Mapping[str, Any], token: Token, world: World
) -> Check:
    issuer = issuer_id(document)
    name = vcjwt.disagreeing_claim(document, claims, issuer=issuer)
    if name:
        return failed("proof", "claim_mismatch", claim=name)
    try:
        key = _token_key(token, issuer, world)
        if isinstance(key, Check):
            return key
        jose.verify_token(token, key)
        if "kid" not in token.header:
            return _vouched(key, issuer, world)
    except DidError as error:
        return failed("proof", "key_refused", detail=str(error))
    except JoseError as error:
        return failed("proof", error.code, detail=error.detail)
    return Check("proof", State.PASSED, "token_ok", {"method": str(token.header["kid"])[:200]})


def _token_key(token: Token, issuer: str, world: World) -> PublicKey | Check:
    """The key the token names. Raises DidError, JoseError."""
    kid = token.header.get("kid")
    if kid is None:
        if "jwk" not in token.header:
            return failed("proof", "key_unnamed")
        return jose.parse_jwk(token.header["jwk"])
    method = issuer + kid if kid.startswith("#") else kid
    if method.partition("#")[0] == issuer:
        found = _controller_document(issuer, world)
        if isinstance(found, Check):
            return found
        return assertion_public_key(found, controller=issuer, method_id=_full(method, issuer))
    return _hosted_key(method, issuer, world)


def _hosted_key(url: str, issuer: str, world: World) -> PublicKey | Check:
    """A key at an address of its own: believed below the issuer's own address, or when the issuer's
    document lists the same key."""
    if not url.startswith("https://"):
        return failed("proof", "issuer_mismatch", controller=url[:200], issuer=issuer)
    page = world.page(url)
    jwk = page.as_object() if page and page.status == 200 else None
    if jwk is None:
        return Check("proof", State.SKIPPED, "key_unavailable", {"controller": url[:200]})
    key = jose.parse_jwk(jwk)
    if issuer.startswith("https://") and url.startswith(issuer.rstrip("/") + "/"):
        return key
    vouched = _vouched(key, issuer, world)
    return key if vouched.state is State.PASSED else vouched


def _vouched(key: PublicKey, issuer: str, world: World) -> Check:
    """Whether the issuer's own document lists the key. Raises DidError."""
    found = _controller_document(issuer, world)
    if isinstance(found, Check):
        return found
    if key.thumbprint not in assertion_thumbprints(found, controller=issuer):
        return failed("proof", "key_unvouched")
    return Check("proof", State.PASSED, "token_ok", {"method": issuer})
