# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0

"""Whether a wallet that asks for a badge holds the key it names: a verifiable presentation signed for one
challenge (VC-API `DIDAuthentication`), by a did:key."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from badges.openbadges.canonical import CanonicalError, Meter, guard
from badges.openbadges.did import DidError, assertion_key, did_key_document
from badges.openbadges.proof import ProofError, as_proofs, is_supported, verify_proof
from badges.openbadges.world import parse_time

AUTHENTICATION = "authentication"
DID_KEY = "did:key:"
TYPE = "VerifiablePresentation"


class PresentationError(ValueError):
    """The wallet did not show that it holds its key; the text says what is wrong."""


def holder_of(
    presentation: Mapping[str, Any], *, challenge: str, domain: str, now: datetime
) -> str:
    """The did:key that signed the presentation for this challenge. A domain, where the wallet names one,
    must be ours. Raises PresentationError, and nothing else."""
    types = presentation.get("type")
    if TYPE not in (types if isinstance(types, list) else [types]):
        raise PresentationError("this is no presentation")
    proofs = [proof for proof in as_proofs(presentation.get("proof")) if is_supported(proof)]
    if len(proofs) != 1:
        raise PresentationError("it needs one proof that can be checked")
    [proof] = proofs
    _check_meant_for(proof, challenge, domain, now)
    controller, _hash, name = str(proof.get("verificationMethod")).partition("#")
    if not controller.startswith(DID_KEY):
        raise PresentationError("only did:key can be checked")
    if presentation.get("holder", controller) != controller:
        raise PresentationError("the holder is somebody else")
    try:
        guard(presentation)
        key = assertion_key(
            did_key_document(controller),
            controller=controller,
            method_id=f"{controller}#{name or controller.removeprefix(DID_KEY)}",
        )
        verify_proof(presentation, proof, public_key=key, purpose=AUTHENTICATION, meter=Meter())
    except (DidError, ProofError, CanonicalError) as error:
        raise PresentationError(str(error)) from None
    return controller


def _check_meant_for(proof: Mapping[str, Any], challenge: str, domain: str, now: datetime) -> None:
    if proof.get("challenge") != challenge:
        raise PresentationError("it was signed for another challenge")
    if proof.get("domain", domain) != domain:
        raise PresentationError("it was signed for another site")
    expires = proof.get("expires")
    moment = parse_time(expires)
    if expires is not None and (moment is None or now > moment):
        raise PresentationError("its proof is over")
