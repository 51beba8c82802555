# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Pure: a message only one browser can open (RFC 8291), and who sends it (VAPID, RFC 8292)."""

import base64
import binascii
import json
import os
from dataclasses import dataclass

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

CURVE = ec.SECP256R1()
# The order of the curve's group (FIPS 186-5).
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
RECORD_BYTES = 4096
# One record: its delimiter and its tag are part of it.
MOST_BYTES = RECORD_BYTES - 17


@dataclass(frozen=True)
class Receiver:
    """A browser's public point (65 bytes, uncompressed) and its secret (16 bytes)."""

    public_key: bytes
    auth_secret: bytes


def receiver(public_key: str, auth_secret: str) -> Receiver:
    """From what a browser sends, in base64url. Raises ValueError for anything else."""
    try:
        point, secret = _bytes(public_key), _bytes(auth_secret)
    except binascii.Error:
        raise ValueError("not base64url") from None
    if len(point) != 65 or len(secret) != 16:
        raise ValueError("keys of another length")
    ec.EllipticCurvePublicKey.from_encoded_point(CURVE, point)
    return Receiver(point, secret)


def seal(
    message: bytes,
    to: Receiver,
    *,
    salt: bytes | None = None,
    own: ec.EllipticCurvePrivateKey | None = None,
) -> bytes:
    """The body to post, in `aes128gcm`. `salt` and `own` are made anew unless a test gives them."""
    if len(message) > MOST_BYTES:
        raise ValueError("too long for one record")
    salt, own = salt or os.urandom(16), own or ec.generate_private_key(CURVE)
    shared = own.exchange(
        ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(CURVE, to.public_key)
    )
    mine = public_bytes(own)
    secret = _derive(
        shared, to.auth_secret, b"WebPush: info\0" + to.public_key + mine, hashes.SHA256.digest_size
    )
    key = _derive(secret, salt, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _derive(secret, salt, b"Content-Encoding: nonce\0", 12)
    header = salt + RECORD_BYTES.to_bytes(4, "big") + bytes([len(mine)]) + mine
    return header + AESGCM(key).encrypt(nonce, message + b"\x02", None)


def sender_key(secret: str) -> ec.EllipticCurvePrivateKey:
    """The site's key, always the same for the same secret."""
    # Eight bytes more than the order has, so that no number is likelier than another.
    seed = _derive(secret.encode(), None, b"peerage web push sender", 40)
    return ec.derive_private_key(int.from_bytes(seed, "big") % (ORDER - 1) + 1, CURVE)


def authorization(
    key: ec.EllipticCurvePrivateKey, *, audience: str, subject: str, expires: int
) -> str:
    """The header by which a push service knows the site. `expires` is in seconds since 1970."""
    claims = {"aud": audience, "exp": expires, "sub": subject}
    said = ".".join(
        encode(json.dumps(part, separators=(",", ":")).encode())
        for part in ({"typ": "JWT", "alg": "ES256"}, claims)
    )
    r, s = decode_dss_signature(key.sign(said.encode(), ec.ECDSA(hashes.SHA256())))
    signature = encode(r.to_bytes(32, "big") + s.to_bytes(32, "big"))
    return f"vapid t={said}.{signature}, k={encode(public_bytes(key))}"


def public_bytes(key: ec.EllipticCurvePrivateKey) -> bytes:
    """The public point of a key, uncompressed."""
    return key.public_key().public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )


def encode(data: bytes) -> str:
    """base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    standard = text.rstrip("=").replace("-", "+").replace("_", "/")
    return base64.b64decode(standard + "=" * (-len(standard) % 4), validate=True)


def _derive(secret: bytes, salt: bytes | None, info: bytes, length: int) -> bytes:
    return HKDF(hashes.SHA256(), length, salt, info).derive(secret)
