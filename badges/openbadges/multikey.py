# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0

"""Multibase text forms: base58btc and base64url, Ed25519 Multikeys, and SHA-256 digests.

Sources: W3C Controlled Identifiers 1.0 (Multikey, Multibase, Multihash). Public keys from
strangers are held to more than their length: under a key of small order one signature fits any
message, and most libraries, OpenSSL's Ed25519 among them, accept such keys.
"""

import base64
import binascii
import hmac
from functools import lru_cache

ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
VALUE_OF = {char: index for index, char in enumerate(ALPHABET)}
MAX_BASE58 = 256

ED25519_PUBLIC = b"\xed\x01"
SHA2_256 = b"\x12\x20"

FIELD = 2**255 - 19
CURVE_D = (-121665 * pow(121666, -1, FIELD)) % FIELD
# The y coordinates of the eight points whose order divides 8 (the two last: order exactly 8).
SMALL_ORDER_Y = frozenset(
    (
        0,
        1,
        FIELD - 1,
        0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7,
        0x05FC536D880238B13933C6D305ACDFD5F098EFF289F4C345B027B2C28F95E826,
    )
)


class MultikeyError(ValueError):
    """The text is no key, or no digest, that we accept."""


def base58_encode(data: bytes) -> str:
    """Bitcoin base58 of any bytes; a leading zero byte becomes a leading `1`."""
    number = int.from_bytes(data, "big")
    digits = ""
    while number:
        number, rest = divmod(number, 58)
        digits = ALPHABET[rest] + digits
    return "1" * (len(data) - len(data.lstrip(b"\0"))) + digits


def base58_decode(text: str) -> bytes:
    """The inverse of `base58_encode`. Raises MultikeyError; the work is bounded by MAX_BASE58."""
    if len(text) > MAX_BASE58:
        raise MultikeyError("base58 text too long")
    number = 0
    for char in text:
        if char not in VALUE_OF:
            raise MultikeyError("not base58")
        number = number * 58 + VALUE_OF[char]
    body = number.to_bytes((number.bit_length() + 7) // 8, "big")
    return b"\0" * (len(text) - len(text.lstrip("1"))) + body


def multibase_encode(data: bytes) -> str:
    """`z` and base58btc: the form proofs and keys use."""
    return "z" + base58_encode(data)


def multibase_decode(text: object) -> bytes:
    """Bytes of a `z` (base58btc) or `u` (base64url, no padding) text. Raises MultikeyError."""
    if not isinstance(text, str) or not text:
        raise MultikeyError("not multibase")
    if text[0] == "z":
        return base58_decode(text[1:])
    if text[0] == "u":
        return base64url_decode(text[1:])
    raise MultikeyError("unknown multibase prefix")


def base64url_encode(data: bytes) -> str:
    """RFC 4648 base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def base64url_decode(text: str) -> bytes:
    """Strict inverse: no padding, no foreign characters, no loose bits. Raises MultikeyError."""
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (ValueError, binascii.Error):
        raise MultikeyError("not base64url") from None
    if base64url_encode(data) != text:
        raise MultikeyError("not base64url")
    return data


def encode_ed25519(public_key: bytes) -> str:
    """The Multikey text (`z6Mk…`) of a raw 32-byte Ed25519 public key. Raises MultikeyError."""
    check_ed25519(public_key)
    return multibase_encode(ED25519_PUBLIC + public_key)


def decode_ed25519(text: object) -> bytes:
    """The raw 32-byte key of a Multikey text. Raises MultikeyError, also for weak keys."""
    data = multibase_decode(text)
    if not isinstance(text, str) or text[0] != "z" or data[:2] != ED25519_PUBLIC:
        raise MultikeyError("not an Ed25519 Multikey")
    check_ed25519(data[2:])
    return data[2:]


@lru_cache(maxsize=1024)
def check_ed25519(public_key: bytes) -> None:
    """Refuse keys that are not a canonical point of large order on the curve (RFC 8032 §5.1.3).

    Those that passed are remembered: one check of a badge asks four times about each key.
    """
    if len(public_key) != 32:
        raise MultikeyError("an Ed25519 key has 32 bytes")
    y = int.from_bytes(public_key, "little") & (2**255 - 1)
    if y >= FIELD:
        raise MultikeyError("key is not canonical")
    if y in SMALL_ORDER_Y:
        raise MultikeyError("key has small order")
    x_squared = (y * y - 1) * pow(CURVE_D * y * y + 1, -1, FIELD) % FIELD
    if pow(x_squared, (FIELD - 1) // 2, FIELD) != 1:
        raise MultikeyError("key is not on the curve")


def digest_multibase(sha256: bytes) -> str:
    """`digestMultibase` of a SHA-256 digest: base64url of the multihash (VCDM 2.0 §5.3)."""
    if len(sha256) != 32:
        raise MultikeyError("a SHA-256 digest has 32 bytes")
    return "u" + base64url_encode(SHA2_256 + sha256)


def parse_digest_multibase(text: object) -> bytes:
    """The 32 bytes of a SHA-256 `digestMultibase`. Raises MultikeyError for anything else."""
    data = multibase_decode(text)
    if len(data) != 34 or data[:2] != SHA2_256:
        raise MultikeyError("not a SHA-256 multihash")
    return data[2:]


def digest_matches(text: object, sha256: bytes) -> bool:
    """Whether a `digestMultibase` names this SHA-256 digest; False for one we cannot read."""
    try:
        return hmac.compare_digest(parse_digest_multibase(text), sha256)
    except MultikeyError:
        return False
