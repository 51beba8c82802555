# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""VC-JWT: who signed is decided by the issuer's own document, never by what a token says of itself."""

import base64
import hashlib
import hmac
import json
from functools import cache

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from hypothesis import given
from hypothesis import strategies as st

from badges.openbadges import did, jose, model, multikey, vcjwt
from badges.openbadges.credential import build_badge, build_endorsement
from badges.openbadges.proof import add_proof
from badges.openbadges.verify import verify
from badges.openbadges.world import Page
from tests.badges.openbadges.samples import (
    CREATED,
    ISSUER_KEY,
    NOW,
    PEER_KEY,
    badge,
    endorsement,
    public_bytes,
    signed,
    urn,
)

ISSUER = "did:web:badges.example:issuers:7"
KID = f"{ISSUER}#key-2"
EMBEDDED = f"{ISSUER}#key-1"


@cache
def rsa_key(name: str = "ours") -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def jwk_of(key) -> dict:
    return jose.public_jwk(key.public_key())


def document():
    found = signed(badge(issuer_id=ISSUER, endorsed=False), method=EMBEDDED)
    found["credentialSubject"]["id"] = "urn:uuid:6e1b4a52-7f0c-4f0b-9a94-0123456789ab"
    del found["proof"]
    return found


def controller(*, jwk=None, key=ISSUER_KEY):
    return did.did_document(
        ISSUER,
        keys={"key-1": multikey.encode_ed25519(public_bytes(key))},
        jwks={"key-2": jwk or jwk_of(rsa_key())},
    )


def check(token, **options):
    options.setdefault("resolve_key", {ISSUER: controller()}.get)
    return verify(token, now=NOW, **options)


def made(key=None, **named):
    return vcjwt.make_token(
        document(), signer=jose.rs256(key or rsa_key()), **(named or {"kid": KID})
    )


def proof_of(token, **options):
    report = check(token, **options)
    found = report.named("proof") or report.named("json")
    return report.verdict.value, found[0].code


def resigned(payload, header=None, key=None):
    header = header or {"alg": "RS256", "typ": "JWT", "kid": KID}
    return jose.sign_token(payload, header=header, signer=jose.rs256(key or rsa_key()))


def payload_of(token):
    return json.loads(multikey.base64url_decode(token.split(".")[1]))


def test_a_token_of_a_did_web_issuer_is_genuine_in_every_respect():
    report = check(made())
    assert report.verdict == "valid"
    assert [item.code for item in report.checks][:5] == [
        "token_read",
        "structure_ok",
        "contexts_ok",
        "issuer_ok",
        "token_ok",
    ]
    assert report.document == document()


@given(st.data())
def test_no_changed_character_of_a_token_is_accepted(data):
    token = made()
    place = data.draw(st.integers(0, len(token) - 1))
    other = data.draw(st.sampled_from("ABZaz09-_.").filter(lambda char: char != token[place]))
    assert check(token[:place] + other + token[place + 1 :]).verdict == "invalid"


@pytest.mark.parametrize("algorithm", ["none", "None", "HS256", "RS512", "PS256", "", 5, None])
def test_algorithms_that_prove_nothing_are_refused_by_name(algorithm):
    _head, body, signature = made().split(".")
    header = multikey.base64url_encode(json.dumps({"alg": algorithm, "kid": KID}).encode())
    for ending in (signature, ""):
        verdict, code = proof_of(f"{header}.{body}.{ending}")
        assert (verdict, code) in {("invalid", "alg_refused"), ("invalid", "json_syntax")}


def test_the_public_key_as_a_secret_is_no_signature():
    pem = (
        rsa_key()
        .public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    )
    body = made().split(".")[1]
    for algorithm in ("HS256", "RS256"):
        head = multikey.base64url_encode(json.dumps({"alg": algorithm, "kid": KID}).encode())
        mac = hmac.new(pem, f"{head}.{body}".encode(), hashlib.sha256).digest()
        assert check(f"{head}.{body}.{multikey.base64url_encode(mac)}").verdict == "invalid"


def test_a_token_that_claims_another_algorithm_than_the_key_has_is_refused():
    token = resigned(payload_of(made()), {"alg": "ES256", "typ": "JWT", "kid": KID})
    assert proof_of(token) == ("invalid", "alg_mismatch")
    token = resigned(payload_of(made()), {"alg": "RS256", "kid": EMBEDDED})
    assert proof_of(token) == ("invalid", "alg_mismatch")


def test_another_key_than_the_issuer_lists_is_refused_however_it_is_brought():
    forger = rsa_key("forger")
    assert proof_of(made(forger)) == ("invalid", "signature_wrong")
    assert proof_of(made(forger, jwk=jwk_of(forger))) == ("invalid", "key_unvouched")
    assert proof_of(made(forger, kid="did:web:evil.example#key-1")) == (
        "invalid",
        "issuer_mismatch",
    )
    pages = {"https://evil.example/key": Page(200, jwk_of(forger))}.get
    assert proof_of(made(forger, kid="https://evil.example/key"), fetch_page=pages) == (
        "invalid",
        "key_unvouched",
    )


def test_the_issuers_own_key_holds_by_value_and_by_address():
    assert check(made(jwk=jwk_of(rsa_key()))).verdict == "valid"
    address = "https://badges.example/issuers/7/keys/2"
    pages = {address: Page(200, jwk_of(rsa_key()))}.get
    assert check(made(kid=address), fetch_page=pages).verdict == "valid"
    assert check(made(kid=address)).verdict == "incomplete"


def test_an_unreachable_issuer_leaves_it_open():
    assert proof_of(made(), resolve_key=lambda _name: None) == ("incomplete", "key_unavailable")


def test_a_did_key_issuer_is_proved_by_the_proof_inside():
    inner = signed(badge(endorsed=False))
    inner["credentialSubject"]["id"] = "urn:uuid:6e1b4a52-7f0c-4f0b-9a94-0123456789ab"
    # The subject id was not signed: the token around it cannot make up for that.
    token = vcjwt.make_token(inner, signer=jose.rs256(rsa_key()), jwk=jwk_of(rsa_key()))
    assert proof_of(token) == ("invalid", "key_unvouched")


@pytest.mark.parametrize("claim", ["iss", "jti", "sub", "nbf", "exp"])
def test_a_claim_that_differs_from_the_credential_is_named(claim):
    payload = payload_of(made())
    payload[claim] = 1 if claim in ("nbf", "exp") else "urn:somebody:else"
    report = check(resigned(payload))
    assert report.verdict == "invalid"
    assert report.first_failure.values["claim"] == claim


@pytest.mark.parametrize(
    "change",
    [
        {"d": "AQAB"},
        {"n": "AQAB"},
        {"e": "AQ"},
        {"e": "AA"},
        {"kty": "oct", "k": "AQAB"},
        {"kty": "EC", "crv": "P-256", "x": "AQAB", "y": "AQAB"},
        {"kty": "OKP", "crv": "Ed25519", "x": "AQ" + "A" * 41},
        {"use": "enc"},
        {"alg": "ES256"},
        {"n": "A" * 3000},
        {"n": 5},
    ],
)
def test_keys_that_are_private_weak_or_malformed_are_refused(change):
    with pytest.raises(jose.JoseError):
        jose.parse_jwk({**jwk_of(rsa_key()), **change})


def test_es256_is_read_as_the_specification_allows():
    key = ec.generate_private_key(ec.SECP256R1())

    def signer(data):
        r, s = decode_dss_signature(key.sign(data, ec.ECDSA(hashes.SHA256())))
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")

    header = {"alg": "ES256", "kid": KID}
    token = jose.sign_token(payload_of(made()), header=header, signer=signer)
    resolve = {ISSUER: controller(jwk=jwk_of(key))}.get
    assert check(token, resolve_key=resolve).verdict == "valid"


@pytest.mark.parametrize(
    "text", ["a.b.c", "..", "a.b", "e30.e30.e30", "eyJhbGciOiJSUzI1NiJ9.e30.", "A" * 3_000_000]
)
def test_rubbish_is_refused_in_words(text):
    report = check(text)
    assert report.verdict == "invalid"
    assert report.first_failure.sentence


def test_duplicate_keys_in_header_and_payload_are_refused():
    head, body, signature = made().split(".")
    twice = base64.urlsafe_b64encode(b'{"alg":"RS256","alg":"none"}').rstrip(b"=").decode()
    assert check(f"{twice}.{body}.{signature}").verdict == "invalid"
    twice = base64.urlsafe_b64encode(b'{"iss":"a","iss":"b"}').rstrip(b"=").decode()
    assert check(f"{head}.{twice}.{signature}").first_failure.code == "json_duplicate_key"


def with_endorsement_token(token):
    payload = payload_of(made())
    payload["credentialSubject"]["achievement"]["endorsementJwt"] = [token]
    return resigned(payload)


def test_an_endorsement_as_token_is_judged_like_one_as_json():
    token = vcjwt.make_token(endorsement(), signer=jose.rs256(rsa_key()), jwk=jwk_of(rsa_key()))
    report = check(with_endorsement_token(token))
    assert (report.verdict, report.named("endorsement")[0].code) == ("valid", "endorsement_ok")
    head, body, _signature = token.split(".")
    other = check(with_endorsement_token(f"{head}.{body}.AAAA"))
    assert other.named("endorsement")[0].values["reason"] == "signature_wrong"


def vouching_in_a_circle():
    """A badge with four endorsements, of which three only vouch for each other or themselves."""

    def vouching(number, about):
        made = build_endorsement(
            model.Endorsement(
                id=urn(f"e{number}"),
                name="Endorsement",
                issuer=model.Issuer(id=did.did_key(public_bytes(PEER_KEY)), name="Rosa"),
                subject_id=urn(f"e{about}"),
                comment="Trust them.",
                valid_from=CREATED,
            )
        )
        method = did.did_key_method(public_bytes(PEER_KEY))
        return add_proof(made, signer=PEER_KEY, verification_method=method, created=CREATED)

    outer = build_badge(badge(endorsed=False))
    outer["endorsement"] = [vouching(1, 2), vouching(2, 1), vouching(3, 3), endorsement()]
    method = did.did_key_method(public_bytes(ISSUER_KEY))
    return add_proof(outer, signer=ISSUER_KEY, verification_method=method, created=CREATED)


def test_endorsements_in_a_circle_count_for_nothing():
    report = verify(vouching_in_a_circle(), now=NOW)
    found = report.named("endorsement")
    assert [item.values.get("reason") for item in found] == ["endorsement_circle"] * 3 + [None]
    assert report.verdict == "valid"
