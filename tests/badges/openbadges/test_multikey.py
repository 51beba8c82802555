# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from badges.openbadges import did, multikey
from badges.openbadges.did import DidError
from badges.openbadges.multikey import MultikeyError
from tests.badges.openbadges.samples import ISSUER_KEY, PEER_KEY, public_bytes

KEY = public_bytes(ISSUER_KEY)
NAME = multikey.encode_ed25519(KEY)
P = multikey.FIELD


def add(one, two):
    """Edwards addition on edwards25519, to find the small-order points without a list."""
    (x1, y1), (x2, y2) = one, two
    k = multikey.CURVE_D * x1 * x2 * y1 * y2
    x = (x1 * y2 + x2 * y1) * pow(1 + k, -1, P)
    y = (y1 * y2 + x1 * x2) * pow(1 - k, -1, P)
    return x % P, y % P


def times(factor, point):
    total = (0, 1)
    while factor:
        if factor & 1:
            total = add(total, point)
        point = add(point, point)
        factor >>= 1
    return total


def point_at(y):
    square = (y * y - 1) * pow(multikey.CURVE_D * y * y + 1, -1, P) % P
    root = pow(square, (P + 3) // 8, P)
    if root * root % P != square:
        root = root * pow(2, (P - 1) // 4, P) % P
    return (root, y) if root * root % P == square else None


def small_order_points():
    """All eight, as multiples of the prime order, found by trying."""
    prime = 2**252 + 27742317777372353535851937790883648493
    y = 2
    while True:
        point = point_at(y)
        if point and times(4, torsion := times(prime, point)) != (0, 1):
            return [times(n, torsion) for n in range(8)]
        y += 1


def encodings():
    for x, y in small_order_points():
        for high in (0, 1):
            yield (y | high << 255).to_bytes(32, "little"), x
            if y + P < 2**255:
                yield (y + P | high << 255).to_bytes(32, "little"), x


@pytest.mark.parametrize("encoded", sorted({key for key, _ in encodings()}))
def test_small_order_and_non_canonical_keys_are_refused(encoded):
    with pytest.raises(MultikeyError):
        multikey.encode_ed25519(encoded)
    with pytest.raises(MultikeyError):
        multikey.decode_ed25519(multikey.multibase_encode(b"\xed\x01" + encoded))


def test_there_are_eight_small_order_points():
    assert len(set(small_order_points())) == 8
    assert {y for _, y in small_order_points()} == multikey.SMALL_ORDER_Y


def test_a_key_off_the_curve_is_refused():
    y = next(y for y in range(2, 50) if point_at(y) is None)
    with pytest.raises(MultikeyError, match="curve"):
        multikey.check_ed25519(y.to_bytes(32, "little"))


@given(st.integers(P, 2**255 - 1), st.booleans())
def test_no_coordinate_at_or_above_the_prime_is_taken(y, high):
    with pytest.raises(MultikeyError):
        multikey.check_ed25519((y | high << 255).to_bytes(32, "little"))


def test_ed25519_multikey_of_the_w3c_vector_keeps_its_text():
    text = "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"
    assert multikey.encode_ed25519(multikey.decode_ed25519(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        None,
        7,
        "",
        "z",
        "z0",
        NAME[1:],
        NAME + "1",
        NAME[:-1],
        "u7QE",
        "z" * 5000,
        "zDnaegE6RR3atJtHKwTRTWHsJ3kNHqFwv7n9YjTgmU7TyfU76",
    ],
)
def test_other_texts_are_no_ed25519_keys(text):
    with pytest.raises(MultikeyError):
        multikey.decode_ed25519(text)


@given(st.binary(max_size=80))
def test_base58_and_base64url_return_what_they_were_given(data):
    assert multikey.base58_decode(multikey.base58_encode(data)) == data
    assert multikey.base64url_decode(multikey.base64url_encode(data)) == data


def test_base58_knows_the_published_examples():
    assert multikey.base58_encode(b"Hello World!") == "2NEpo7TZRRrLZSi2U"
    assert multikey.base58_encode(bytes.fromhex("0000287fb4cd")) == "11233QC4"


@pytest.mark.parametrize("text", ["AB", "A", "AA==", "A+", "A/", "Ää", "A A", "AA\n"])
def test_base64url_is_read_strictly(text):
    with pytest.raises(MultikeyError):
        multikey.base64url_decode(text)


def test_a_digest_is_found_again_and_others_are_not():
    digest = hashlib.sha256(b"bytes").digest()
    text = multikey.digest_multibase(digest)
    assert multikey.parse_digest_multibase(text) == digest
    assert multikey.digest_matches(text, digest)
    assert not multikey.digest_matches(text, bytes(32))
    assert not multikey.digest_matches("uAAAA", digest)
    assert not multikey.digest_matches(None, digest)
    assert multikey.digest_matches(multikey.multibase_encode(b"\x12\x20" + digest), digest)


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://badges.example/.well-known/did.json", "did:web:badges.example"),
        ("https://badges.example/issuers/7/did.json", "did:web:badges.example:issuers:7"),
        ("https://localhost:8443/i/did.json", "did:web:localhost%3A8443:i"),
    ],
)
def test_did_web_and_address_map_both_ways(url, name):
    assert did.did_web_from_url(url) == name
    assert did.did_web_to_url(name) == url


def test_did_web_takes_the_address_of_the_folder_too():
    assert did.did_web_from_url("https://Badges.Example/") == "did:web:badges.example"
    assert did.did_web_from_url("https://badges.example/i/7/") == "did:web:badges.example:i:7"


@pytest.mark.parametrize(
    "name",
    [
        "did:web:",
        "did:web:a.example:..:b",
        "did:web:a.example%2Fb",
        "did:web:user%40a.example",
        "did:web:a.example:b/c",
        "did:web:a.example:b%2Fc",
        "did:web:a.example:",
        "did:web:a.example?x",
        "did:web:a.example#key",
        "did:key:" + NAME,
        "https://a.example",
    ],
)
def test_did_web_names_that_could_point_elsewhere_are_refused(name):
    with pytest.raises(DidError):
        did.did_web_to_url(name)


@pytest.mark.parametrize(
    "url", ["http://a.example/", "https://u:p@a.example/", "https://a.example/?x", "https:///x"]
)
def test_addresses_did_web_cannot_express_are_refused(url):
    with pytest.raises(DidError):
        did.did_web_from_url(url)


def test_an_issuer_document_offers_its_keys_for_assertions():
    other = multikey.encode_ed25519(public_bytes(PEER_KEY))
    name = "did:web:badges.example:issuers:7"
    document = did.did_document(name, keys={"key-1": NAME, "key-2": other})
    assert document["assertionMethod"] == [f"{name}#key-1", f"{name}#key-2"]
    assert did.assertion_key(document, controller=name, method_id=f"{name}#key-1") == KEY


def test_a_did_key_document_holds_the_key_it_names():
    document = did.did_key_document(did.did_key(KEY))
    method = did.did_key_method(KEY)
    assert did.assertion_key(document, controller=did.did_key(KEY), method_id=method) == KEY


def test_keys_as_jwk_and_as_embedded_methods_are_read():
    name = "https://badges.example/issuer"
    jwk = {"kty": "OKP", "crv": "Ed25519", "x": multikey.base64url_encode(KEY)}
    method = {"id": "#k", "type": "JsonWebKey", "controller": name, "publicKeyJwk": jwk}
    document = {"id": name, "assertionMethod": [method]}
    assert did.assertion_key(document, controller=name, method_id=f"{name}#k") == KEY
    document = {"id": name, "assertionMethod": "#k", "verificationMethod": method}
    assert did.assertion_key(document, controller=name, method_id=f"{name}#k") == KEY


def issuer_document():
    return did.did_document("did:web:a.example", keys={"key-1": NAME})


@pytest.mark.parametrize(
    "change",
    [
        lambda d: d.update(id="did:web:b.example"),
        lambda d: d.update(assertionMethod=[]),
        lambda d: d.pop("assertionMethod"),
        lambda d: d.update(assertionMethod=[7, None, {}]),
        lambda d: d.update(verificationMethod="did:web:a.example#key-1"),
        lambda d: d["verificationMethod"][0].update(controller="did:web:b.example"),
        lambda d: d["verificationMethod"][0].pop("controller"),
        lambda d: d["verificationMethod"][0].update(revoked="2026-01-01T00:00:00Z"),
        lambda d: d["verificationMethod"][0].update(publicKeyMultibase="z6Mk"),
        lambda d: d["verificationMethod"][0].pop("publicKeyMultibase"),
        lambda d: d["verificationMethod"].append(d["verificationMethod"][0]),
    ],
)
def test_a_key_the_document_does_not_vouch_for_is_refused(change):
    document = issuer_document()
    change(document)
    with pytest.raises(DidError):
        did.assertion_key(
            document, controller="did:web:a.example", method_id="did:web:a.example#key-1"
        )
