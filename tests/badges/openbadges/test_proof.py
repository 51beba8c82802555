# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0

from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from badges.openbadges import multikey
from badges.openbadges.canonical import CanonicalError
from badges.openbadges.proof import ProofError, add_proof, format_time, verify_proof
from tests.badges.openbadges.samples import (
    CREATED,
    ISSUER_KEY,
    PEER_KEY,
    golden_json,
    public_bytes,
    rich,
    w3c_store,
)

KEY = public_bytes(ISSUER_KEY)


def w3c_key():
    text = golden_json("vc-di-eddsa", "keyPair.json")["privateKeyMultibase"]
    return Ed25519PrivateKey.from_private_bytes(multikey.multibase_decode(text)[2:])


def code_of(document, proof, key=KEY):
    with pytest.raises(ProofError) as caught:
        verify_proof(document, proof, public_key=key)
    return caught.value.code


def test_the_w3c_vector_is_reproduced_byte_for_byte():
    expected = golden_json("vc-di-eddsa", "eddsa-rdfc-2022", "signedDataInt.json")
    signed = add_proof(
        golden_json("vc-di-eddsa", "unsigned.json"),
        signer=w3c_key(),
        verification_method=expected["proof"]["verificationMethod"],
        created=datetime(2023, 2, 24, 23, 36, 38, tzinfo=UTC),
        store=w3c_store(),
    )
    assert signed["proof"] == [expected["proof"]]


@pytest.mark.parametrize(
    "path",
    [("eddsa-rdfc-2022", "signedDataInt.json"), ("Ed25519Signature2020", "signedEdSig.json")],
)
def test_w3c_vectors_of_both_suites_verify_and_fail_when_changed(path):
    document = golden_json("vc-di-eddsa", *path)
    key = public_bytes(w3c_key())
    verify_proof(document, document["proof"], public_key=key, store=w3c_store())
    document["name"] += "!"
    with pytest.raises(ProofError, match="signature_wrong"):
        verify_proof(document, document["proof"], public_key=key, store=w3c_store())


def test_a_function_can_sign_in_place_of_a_key():
    seen = []

    def sign(data):
        seen.append(len(data))
        return ISSUER_KEY.sign(data)

    document = {key: value for key, value in rich().items() if key != "proof"}
    signed = add_proof(
        document, signer=sign, verification_method="did:web:a.example#k", created=CREATED
    )
    verify_proof(signed, signed["proof"][0], public_key=KEY)
    assert seen == [64]
    assert "proof" not in document


def test_a_second_proof_stands_beside_the_first():
    once = rich()
    twice = add_proof(
        once, signer=PEER_KEY, verification_method="did:web:b.example#k", created=CREATED
    )
    verify_proof(twice, twice["proof"][0], public_key=KEY)
    verify_proof(twice, twice["proof"][1], public_key=public_bytes(PEER_KEY))


def test_a_document_with_an_undefined_term_is_never_signed():
    document = rich() | {"peerCount": "4"}
    with pytest.raises(CanonicalError, match="peerCount"):
        add_proof(document, signer=ISSUER_KEY, verification_method="did:x:y#k", created=CREATED)


def test_a_time_without_zone_is_never_signed():
    with pytest.raises(ValueError, match="zone"):
        format_time(CREATED.replace(tzinfo=None))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"type": "RsaSignature2018"}, "proof_unsupported"),
        ({"cryptosuite": "eddsa-jcs-2022"}, "proof_unsupported"),
        ({"type": "Ed25519Signature2020"}, "proof_unsupported"),
        ({"previousProof": "urn:x:y"}, "proof_unsupported"),
        ({"@context": []}, "proof_unsupported"),
        ({"proofPurpose": "authentication"}, "proof_purpose"),
        ({"proofPurpose": None}, "proof_purpose"),
        ({"proofValue": None}, "proof_malformed"),
        ({"proofValue": "zzz"}, "proof_malformed"),
        ({"proofValue": "z" + "1" * 64}, "signature_wrong"),
        ({"created": "2026-11-01T09:30:01Z"}, "signature_wrong"),
        ({"verificationMethod": "did:web:a.example#k"}, "signature_wrong"),
        ({"domain": "a.example"}, "signature_wrong"),
        ({"note": "x"}, "term_undefined"),
    ],
)
def test_a_changed_proof_fails_for_its_own_reason(change, code):
    document = rich()
    assert code_of(document, document["proof"][0] | change) == code


def test_another_key_does_not_verify():
    document = rich()
    assert code_of(document, document["proof"][0], public_bytes(PEER_KEY)) == "signature_wrong"


def test_a_small_order_key_verifies_nothing():
    """Under the neutral point, this signature fits every message for a careless verifier."""
    document = rich()
    weak = (1).to_bytes(32, "little")
    forged = multikey.multibase_encode(weak + bytes(32))
    proof = document["proof"][0] | {"proofValue": forged}
    assert code_of(document, proof, weak) == "proof_malformed"
