# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The standard's own example, and what is not a browser's key."""

import base64
import json

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from hypothesis import given
from hypothesis import strategies as st

from peerreview.notifications import endpoints, sealing
from tests.peerreview.notifications.pushing import AUTH, Browser


def raw(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def test_the_example_of_rfc_8291_comes_out_byte_by_byte() -> None:
    to = sealing.receiver(
        "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
        "BTBZMqHH6r4Tts7J_aSIgg",
    )
    number = int.from_bytes(raw("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"), "big")

    body = sealing.seal(
        b"When I grow up, I want to be a watermelon",
        to,
        salt=raw("DGv6ra1nlYgDCS1FRnbzlw"),
        own=ec.derive_private_key(number, ec.SECP256R1()),
    )

    assert sealing.encode(body) == (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6Tlz"
        "AC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )


@given(st.binary(max_size=300))
def test_only_that_browser_opens_it(message: bytes) -> None:
    browser, other = Browser(), Browser()
    to = sealing.Receiver(sealing.public_bytes(browser.key), AUTH)

    body = sealing.seal(message, to)

    assert browser.open(body) == message
    with pytest.raises(InvalidTag):
        other.open(body)


def test_the_site_signs_who_it_is_with_the_same_key_for_the_same_secret() -> None:
    key = sealing.sender_key("a secret")
    assert sealing.public_bytes(key) == sealing.public_bytes(sealing.sender_key("a secret"))
    assert sealing.public_bytes(key) != sealing.public_bytes(sealing.sender_key("another"))

    header = sealing.authorization(
        key, audience="https://push.example.com", subject="mailto:a@example.org", expires=1234
    )

    token, public = header.removeprefix("vapid t=").split(", k=")
    head, claims, signature = token.split(".")
    assert json.loads(raw(head)) == {"typ": "JWT", "alg": "ES256"}
    assert json.loads(raw(claims)) == {
        "aud": "https://push.example.com",
        "exp": 1234,
        "sub": "mailto:a@example.org",
    }
    r, s = (int.from_bytes(half, "big") for half in (raw(signature)[:32], raw(signature)[32:]))
    whose = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), raw(public))
    said = f"{head}.{claims}".encode()
    whose.verify(encode_dss_signature(r, s), said, ec.ECDSA(hashes.SHA256()))


@pytest.mark.parametrize(
    ("public_key", "auth_secret"),
    [("", ""), ("AAAA", sealing.encode(AUTH)), (sealing.encode(b"\x04" + bytes(64)), "é"),
     (sealing.encode(b"\x04" + bytes(64)), sealing.encode(AUTH)), ("=" * 87, "A" * 22)],
)  # fmt: skip
def test_what_is_no_key_is_refused(public_key: str, auth_secret: str) -> None:
    with pytest.raises(ValueError):
        sealing.receiver(public_key, auth_secret)


@pytest.mark.parametrize(
    "address",
    ["http://push.example.com/a", "https://localhost/a", "https://127.0.0.1/a", "https://[::1]/a",
     "https://0x7f.1/a", "https://2130706433/a", "https://push.example.com:22/a", "ftp://a.example/",
     "https://me@push.example.com/", "https://push.example.com/a#b", "https://a.example\\@b.example/",
     "https://push.example.com/" + "a" * 1000, "https://push.exämple.com/", "", "https://intranet/a",
     "https://push.example.com:x/"],
)  # fmt: skip
def test_addresses_that_no_push_service_has_are_refused(address: str) -> None:
    with pytest.raises(ValueError):
        endpoints.check(address)


@pytest.mark.parametrize(
    "numeric",
    ["127.0.0.1", "10.1.2.3", "169.254.169.254", "192.168.0.1", "100.64.0.1", "0.0.0.0", "224.0.0.1",
     "::1", "fe80::1", "fc00::1", "::ffff:10.0.0.1", "2002:7f00:1::", "64:ff9b::7f00:1"],
)  # fmt: skip
def test_a_name_that_leads_inside_is_not_used(
    numeric: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = [(0, 0, 0, "", (each, 443)) for each in ("93.184.216.34", numeric)]
    monkeypatch.setattr("socket.getaddrinfo", lambda *_, **__: found)

    with pytest.raises(OSError, match="not a public"):
        endpoints.addresses("push.example.com", 443)
    found[1:] = []
    assert endpoints.addresses("push.example.com", 443) == ["93.184.216.34"]
