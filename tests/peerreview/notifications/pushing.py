# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""A browser that subscribes: its keys, what it sends, and how it opens what it gets (RFC 8291)."""

from dataclasses import dataclass, field

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from peerreview.notifications import sealing

AUTH = bytes(range(16))


@dataclass(frozen=True)
class Browser:
    """One browser's side."""

    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )

    def subscription(self, endpoint: str) -> dict[str, str]:
        """What the page posts."""
        return {
            "endpoint": endpoint,
            "public_key": sealing.encode(sealing.public_bytes(self.key)),
            "auth_secret": sealing.encode(AUTH),
            "label": "Firefox · Linux",
        }

    def open(self, body: bytes) -> bytes:
        """The message inside, by the other half of the standard."""
        salt, size, length = body[:16], int.from_bytes(body[16:20], "big"), body[20]
        point, sealed = body[21 : 21 + length], body[21 + length :]
        assert (size, length) == (4096, 65)
        theirs = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
        shared = self.key.exchange(ec.ECDH(), theirs)
        info = b"WebPush: info\0" + sealing.public_bytes(self.key) + point
        secret = _derive(shared, AUTH, info, 32)
        key = _derive(secret, salt, b"Content-Encoding: aes128gcm\0", 16)
        nonce = _derive(secret, salt, b"Content-Encoding: nonce\0", 12)
        plain = AESGCM(key).decrypt(nonce, sealed, None)
        assert plain.endswith(b"\x02")
        return plain[:-1]


def _derive(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(hashes.SHA256(), length, salt, info).derive(secret)


def subscription(endpoint: str) -> dict[str, str]:
    """What a page posts of some browser."""
    return Browser().subscription(endpoint)
