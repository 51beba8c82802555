# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0

"""Data Integrity proofs with Ed25519 over canonical RDF.

Source: W3C Data Integrity EdDSA Cryptosuites 1.0 (`eddsa-rdfc-2022` §3.2, and
`Ed25519Signature2020` §3.1, which is verified but never made here). The signed bytes are
SHA-256(canonical proof options) followed by SHA-256(canonical document without proof).
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from badges.openbadges import multikey
from badges.openbadges.canonical import CanonicalError, Meter, canonize
from badges.openbadges.contexts import ContextStore

CRYPTOSUITE = "eddsa-rdfc-2022"
PURPOSE = "assertionMethod"

Signer = Ed25519PrivateKey | Callable[[bytes], bytes]


class ProofError(ValueError):
    """The proof does not hold, or cannot be read; `code` says why."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.detail = detail


def add_proof(
    document: Mapping[str, Any],
    *,
    signer: Signer,
    verification_method: str,
    created: datetime,
    store: ContextStore | None = None,
) -> dict[str, Any]:
    """A copy of the document with an `eddsa-rdfc-2022` proof added to its `proof` list.

    `signer` is a key, or a function from the 64 bytes to be signed to a 64-byte signature (a key
    kept elsewhere). `created` is an aware time. Raises CanonicalError for a document that loses
    anything on its way to RDF: nothing unsigned ever leaves here.
    """
    options = {
        "type": "DataIntegrityProof",
        "cryptosuite": CRYPTOSUITE,
        "created": format_time(created),
        "verificationMethod": verification_method,
        "proofPurpose": PURPOSE,
    }
    data = _hash_options(document, options, store=store) + hash_document(document, store=store)
    signature = signer.sign(data) if isinstance(signer, Ed25519PrivateKey) else signer(data)
    signed = {**options, "proofValue": multikey.multibase_encode(signature)}
    return {**document, "proof": [*as_proofs(document.get("proof")), signed]}


def verify_proof(
    document: Mapping[str, Any],
    proof: Mapping[str, Any],
    *,
    public_key: bytes,
    purpose: str = PURPOSE,
    document_hash: bytes | None = None,
    store: ContextStore | None = None,
    meter: Meter | None = None,
) -> None:
    """Return if `proof` is this key's over this document, whatever other proofs it has.

    `document_hash` spares the work when the caller has `hash_document` already. Raises ProofError. Whose key it is, is the caller's question: see `badges.openbadges.verify`.
    """
    check_suite(proof, purpose)
    try:
        multikey.check_ed25519(public_key)
        signature = multikey.multibase_decode(proof.get("proofValue"))
        data = _hash_options(document, proof, store=store, meter=meter)
        data += document_hash or hash_document(document, store=store, meter=meter)
    except multikey.MultikeyError as error:
        raise ProofError("proof_malformed", str(error)) from None
    except CanonicalError as error:
        raise ProofError(error.code, error.detail) from None
    if len(signature) != 64:
        raise ProofError("proof_malformed", "a signature has 64 bytes")
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, data)
    except InvalidSignature:
        raise ProofError("signature_wrong") from None


def hash_document(
    document: Mapping[str, Any],
    *,
    store: ContextStore | None = None,
    meter: Meter | None = None,
) -> bytes:
    """SHA-256 of the canonical document without its proofs. Raises CanonicalError."""
    unsigned = {key: value for key, value in document.items() if key != "proof"}
    return hashlib.sha256(canonize(unsigned, store=store, meter=meter)).digest()


def _hash_options(
    document: Mapping[str, Any],
    proof: Mapping[str, Any],
    *,
    store: ContextStore | None = None,
    meter: Meter | None = None,
) -> bytes:
    options = {key: value for key, value in proof.items() if key != "proofValue"}
    options["@context"] = document.get("@context")
    if store is None and meter is None:
        return _hash_own_options(json.dumps(options))
    return hashlib.sha256(canonize(options, store=store, meter=meter)).digest()


@lru_cache(maxsize=64)
def _hash_own_options(options: str) -> bytes:
    """What is signed in the same second with the same key has the same options."""
    return hashlib.sha256(canonize(json.loads(options))).digest()


def check_suite(proof: Mapping[str, Any], purpose: str = PURPOSE) -> None:
    """Refuse a proof of another suite or purpose, or a link of a proof chain. Raises ProofError."""
    if not is_supported(proof):
        raise ProofError("proof_unsupported", str(proof.get("cryptosuite", proof.get("type"))))
    if proof.get("proofPurpose") != purpose:
        raise ProofError("proof_purpose")
    if "previousProof" in proof or "@context" in proof:
        raise ProofError("proof_unsupported", "proof chain")


def is_supported(proof: Mapping[str, Any]) -> bool:
    """Whether the suite is one we verify."""
    if proof.get("type") == "DataIntegrityProof":
        return proof.get("cryptosuite") == CRYPTOSUITE
    return proof.get("type") == "Ed25519Signature2020" and "cryptosuite" not in proof


def as_proofs(value: Any) -> list[Mapping[str, Any]]:
    """The proofs of a document, be there none, one or several."""
    proofs = value if isinstance(value, list) else [value]
    return [proof for proof in proofs if isinstance(proof, Mapping)]


def format_time(moment: datetime) -> str:
    """XSD dateTime in UTC, to the second. Refuses a naive time."""
    if moment.tzinfo is None:
        raise ValueError("a time needs its zone")
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
