# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0

"""Compact JWS and public JWKs, as far as credentials need them.

Sources: RFC 7515, 7517, 7518 §3.3/§3.4, 7638, 8037. The key decides the algorithm and the header must
agree: a token never chooses how it is checked. Symmetric keys and `none` do not exist here.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from badges.openbadges import multikey
from badges.openbadges.multikey import MultikeyError, base64url_decode, base64url_encode
from badges.openbadges.strictjson import JsonError, parse_object

MAX_TOKEN = 2 * 1024 * 1024
MAX_HEADER = 8 * 1024
RSA_BITS = (2048, 8192)
TYPES = frozenset(("jwt", "vc+jwt", "vc+ld+jwt", "vc-ld+jwt", "vc+ld+json+jwt"))
PRIVATE_MEMBERS = frozenset(("d", "p", "q", "dp", "dq", "qi", "oth", "k"))

Key = rsa.RSAPublicKey | ec.EllipticCurvePublicKey | Ed25519PublicKey


class JoseError(ValueError):
    """The token or the key cannot be used; `code` says why."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.detail = detail[:120]


@dataclass(frozen=True)
class PublicKey:
    """A key and the one algorithm it is used with."""

    algorithm: str
    key: Key

    @property
    def raw_ed25519(self) -> bytes | None:
        """The 32 bytes of an Ed25519 key, or None for another."""
        return self.key.public_bytes_raw() if isinstance(self.key, Ed25519PublicKey) else None

    @property
    def thumbprint(self) -> str:
        """RFC 7638: the same for the same key, however it was written down."""
        members = {name: value for name, value in public_jwk(self.key).items() if name != "alg"}
        text = json.dumps(members, sort_keys=True, separators=(",", ":"))
        return base64url_encode(hashlib.sha256(text.encode()).digest())


@dataclass(frozen=True)
class Token:
    """A compact JWS taken apart; nothing of it is believed yet."""

    header: Mapping[str, Any]
    payload: Mapping[str, Any]
    signed: bytes
    signature: bytes

    @property
    def algorithm(self) -> str:
        """What the header claims; one of ours."""
        return str(self.header["alg"])


def parse_token(text: str) -> Token:
    """Read a compact JWS with a JSON object inside. Raises JoseError, or JsonError for its payload."""
    parts = text.strip().split(".")
    if len(text) > MAX_TOKEN or len(parts) != 3:
        raise JoseError("jws_malformed", "not three parts")
    try:
        header = parse_object(base64url_decode(parts[0]), max_bytes=MAX_HEADER)
        payload, signature = base64url_decode(parts[1]), base64url_decode(parts[2])
    except (JsonError, MultikeyError) as error:
        raise JoseError("jws_malformed", str(error)) from None
    _check_header(header)
    signed = f"{parts[0]}.{parts[1]}".encode("ascii")
    return Token(header, parse_object(payload), signed, signature)


def _check_header(header: Mapping[str, Any]) -> None:
    algorithm = header.get("alg")
    if algorithm not in _VERIFY:
        raise JoseError("alg_refused", str(algorithm))
    if "crit" in header or "b64" in header:
        raise JoseError("jws_malformed", "critical extensions")
    if str(header.get("typ", "JWT")).lower().removeprefix("application/") not in TYPES:
        raise JoseError("jws_malformed", "typ")
    if not isinstance(header.get("kid", ""), str) or not isinstance(header.get("jwk", {}), dict):
        raise JoseError("jws_malformed", "kid or jwk")


def sign_token(
    payload: Mapping[str, Any], *, header: Mapping[str, Any], signer: Callable[[bytes], bytes]
) -> str:
    """A compact JWS; `signer` makes the signature of the algorithm that `header` names."""
    parts = [
        base64url_encode(json.dumps(part, separators=(",", ":"), allow_nan=False).encode("ascii"))
        for part in (header, payload)
    ]
    signed = ".".join(parts)
    return f"{signed}.{base64url_encode(signer(signed.encode('ascii')))}"


def rs256(key: rsa.RSAPrivateKey) -> Callable[[bytes], bytes]:
    """A signer with this key."""
    return lambda data: key.sign(data, padding.PKCS1v15(), hashes.SHA256())


def verify_token(token: Token, key: PublicKey) -> None:
    """Return if the signature is this key's. Raises JoseError."""
    if token.algorithm != key.algorithm:
        raise JoseError("alg_mismatch", f"{token.algorithm}, {key.algorithm}")
    try:
        _VERIFY[key.algorithm](key.key, token.signature, token.signed)
    except (InvalidSignature, ValueError):
        raise JoseError("signature_wrong") from None


def _verify_rs256(key: rsa.RSAPublicKey, signature: bytes, data: bytes) -> None:
    key.verify(signature, data, padding.PKCS1v15(), hashes.SHA256())


def _verify_es256(key: ec.EllipticCurvePublicKey, signature: bytes, data: bytes) -> None:
    if len(signature) != 64:
        raise InvalidSignature
    r, s = (int.from_bytes(half, "big") for half in (signature[:32], signature[32:]))
    key.verify(encode_dss_signature(r, s), data, ec.ECDSA(hashes.SHA256()))


def _verify_eddsa(key: Ed25519PublicKey, signature: bytes, data: bytes) -> None:
    key.verify(signature, data)


_VERIFY: dict[str, Callable[[Any, bytes, bytes], None]] = {
    "RS256": _verify_rs256,
    "ES256": _verify_es256,
    "EdDSA": _verify_eddsa,
}


# --- keys ----------------------------------------------------------------------------------------
def parse_jwk(jwk: Mapping[str, Any]) -> PublicKey:
    """The public key of a JWK. Raises JoseError for private, symmetric, weak and malformed ones."""
    if PRIVATE_MEMBERS & jwk.keys():
        raise JoseError("key_malformed", "it is not a public key")
    if jwk.get("use", "sig") != "sig":
        raise JoseError("key_malformed", "it is not for signatures")
    try:
        key = _read_jwk(jwk)
    except MultikeyError as error:
        raise JoseError("key_malformed", str(error)) from None
    if jwk.get("alg", key.algorithm) != key.algorithm:
        raise JoseError("alg_mismatch", f"{jwk['alg']}, {key.algorithm}")
    return key


def _read_jwk(jwk: Mapping[str, Any]) -> PublicKey:
    kind = (jwk.get("kty"), jwk.get("crv"))
    if jwk.get("kty") == "RSA":
        return rsa_key(_number(jwk.get("n")), _number(jwk.get("e")))
    if kind == ("OKP", "Ed25519"):
        return ed25519_key(base64url_decode(str(jwk.get("x"))))
    if kind == ("EC", "P-256"):
        return p256_key(_number(jwk.get("x")), _number(jwk.get("y")))
    raise JoseError("key_malformed", "it is of a kind we do not read")


def ed25519_key(raw: bytes) -> PublicKey:
    """An Ed25519 key of large order. Raises MultikeyError."""
    multikey.check_ed25519(raw)
    return PublicKey("EdDSA", Ed25519PublicKey.from_public_bytes(raw))


def rsa_key(modulus: int, exponent: int) -> PublicKey:
    """An RSA key of a size that is neither weak nor a burden. Raises JoseError."""
    if not RSA_BITS[0] <= modulus.bit_length() <= RSA_BITS[1] or not modulus % 2:
        raise JoseError("key_malformed", "its size")
    if not 3 <= exponent < 2**32 or not exponent % 2:
        raise JoseError("key_malformed", "its exponent")
    return PublicKey("RS256", rsa.RSAPublicNumbers(exponent, modulus).public_key())


def p256_key(x: int, y: int) -> PublicKey:
    """A point on the curve P-256. Raises JoseError."""
    try:
        key = ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()
    except ValueError as error:
        raise JoseError("key_malformed", str(error)) from None
    return PublicKey("ES256", key)


def _number(text: object) -> int:
    if not isinstance(text, str) or len(text) > 2048:
        raise JoseError("key_malformed", "a number in it")
    return int.from_bytes(base64url_decode(text), "big")


def public_jwk(key: Key) -> dict[str, str]:
    """The JWK of a public key, with the members RFC 7638 counts, and `alg`."""
    if isinstance(key, Ed25519PublicKey):
        return {
            "kty": "OKP",
            "crv": "Ed25519",
            "x": base64url_encode(key.public_bytes_raw()),
            "alg": "EdDSA",
        }
    if isinstance(key, rsa.RSAPublicKey):
        numbers = key.public_numbers()
        return {
            "kty": "RSA",
            "n": _octets(numbers.n, (numbers.n.bit_length() + 7) // 8),
            "e": _octets(numbers.e, (numbers.e.bit_length() + 7) // 8),
            "alg": "RS256",
        }
    point = key.public_numbers()
    return {
        "kty": "EC",
        "crv": "P-256",
        "x": _octets(point.x, 32),
        "y": _octets(point.y, 32),
        "alg": "ES256",
    }


def _octets(number: int, length: int) -> str:
    return base64url_encode(number.to_bytes(length, "big"))
