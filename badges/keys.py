# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Issuers' signing keys: made, kept encrypted, and used only here.

An issuer has an Ed25519 key for embedded proofs and an RSA key for tokens. At rest a private key is AES-256-GCM under a key derived (HKDF-SHA256) from the site's key
encryption secret; the issuer and the key's number are authenticated with it, so that a stored key
cannot be moved to another issuer.
"""

import os
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from badges import log
from badges.models import Issuer, SigningKey
from badges.openbadges import did, jose, multikey, vcjwt
from badges.openbadges.jose import PublicKey
from badges.openbadges.proof import add_proof
from peerreview.kernel.errors import Missing

NONCE_BYTES = 12
RSA_BITS = 2048
RSA_EXPONENT = 65537
RSA_NAME = "rsa-"
ED25519, RSA = SigningKey.Kind.ED25519, SigningKey.Kind.RSA


@transaction.atomic
def new_key(issuer: Issuer, kind: str = ED25519) -> SigningKey:
    """Make the issuer's next signing key of that kind."""
    locked = Issuer.objects.select_for_update().get(pk=issuer.pk)
    return _new_rsa_key(locked) if kind == RSA else _new_ed25519_key(locked)


def _new_ed25519_key(issuer: Issuer) -> SigningKey:
    private = Ed25519PrivateKey.generate()
    number = issuer.keys.count() + 1
    raw = private.private_bytes(
        serialization.Encoding.Raw, serialization.PrivateFormat.Raw, serialization.NoEncryption()
    )
    key = SigningKey.objects.create(
        issuer=issuer,
        number=number,
        public_multibase=multikey.encode_ed25519(private.public_key().public_bytes_raw()),
        private_encrypted=_encrypt(raw, issuer, number),
    )
    return _logged(key)


def _new_rsa_key(issuer: Issuer) -> SigningKey:
    private = rsa.generate_private_key(public_exponent=RSA_EXPONENT, key_size=RSA_BITS)
    number = issuer.keys.count() + 1
    raw = private.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    public = PublicKey("RS256", private.public_key())
    key = SigningKey.objects.create(
        issuer=issuer,
        number=number,
        kind=RSA,
        public_multibase=f"{RSA_NAME}{public.thumbprint}",
        public_jwk=jose.public_jwk(public.key),
        private_encrypted=_encrypt(raw, issuer, number),
    )
    return _logged(key)


def _logged(key: SigningKey) -> SigningKey:
    log.append(
        log.Act.KEY_PUBLISHED,
        issuer=issuer_name(key.issuer),
        subject=key.public_multibase,
        at=key.created_at,
    )
    return key


@transaction.atomic
def rotate(issuer: Issuer, *, now: datetime) -> list[SigningKey]:
    """New keys of both kinds sign from now on. The old ones stay published: what they signed stands."""
    Issuer.objects.select_for_update().get(pk=issuer.pk)
    old = list(issuer.keys.filter(retired_at=None))
    made = [new_key(issuer, kind) for kind in (ED25519, RSA)]
    for key in old:
        SigningKey.objects.filter(pk=key.pk, retired_at=None).update(retired_at=now)
        log.append(
            log.Act.KEY_RETIRED,
            issuer=issuer_name(issuer),
            subject=key.public_multibase,
            at=now,
        )
    return made


def current_key(issuer: Issuer) -> SigningKey:
    """The Ed25519 key that signs now: the newest that is not retired."""
    return issuer.keys.filter(kind=ED25519, retired_at=None).order_by("-number")[0]


def token_key(issuer: Issuer) -> SigningKey:
    """The RSA key that signs tokens now, made when first needed."""
    held = issuer.keys.filter(kind=RSA, retired_at=None).order_by("-number")
    if found := held.first():
        return found
    with transaction.atomic():
        locked = Issuer.objects.select_for_update().get(pk=issuer.pk)
        return held.first() or _new_rsa_key(locked)


def issuer_id(key: SigningKey) -> str:
    """The issuer's id for the world: did:web where the site has a public name, else the key itself."""
    if settings.SITE_IS_PUBLIC:
        return did_web(key.issuer)
    return _did_key(key.public_multibase)


@lru_cache(maxsize=256)
def _did_key(public_multibase: str) -> str:
    return did.did_key(multikey.decode_ed25519(public_multibase))


def method_id(key: SigningKey) -> str:
    """The id of the key as a verification method of its issuer."""
    if settings.SITE_IS_PUBLIC:
        return f"{issuer_id(key)}#key-{key.number}"
    return did.did_key_method(multikey.decode_ed25519(key.public_multibase))


def issuer_name(issuer: Issuer) -> str:
    """What the log calls an issuer, whichever of its keys signs."""
    return did_web(issuer) if settings.SITE_IS_PUBLIC else f"urn:uuid:{issuer.uuid}"


def issuer_url(issuer: Issuer) -> str:
    """The address below which the issuer's DID document lies."""
    return f"{settings.SITE_URL}/issuers/{issuer.slug}"


def did_document(issuer: Issuer) -> dict[str, Any]:
    """The issuer's did:web document, with all its keys, the newest first: old credentials stay verifiable."""
    keys = list(issuer.keys.order_by("-number"))
    return did.did_document(
        did_web(issuer),
        keys={f"key-{key.number}": key.public_multibase for key in keys if key.kind == ED25519},
        jwks={f"key-{key.number}": key.public_jwk for key in keys if key.kind == RSA},
    )


def jwk_set(issuer: Issuer) -> dict[str, Any]:
    """All the issuer's keys as a JWK Set, each under the id it has in the DID document."""
    return {
        "keys": [
            {**_public_jwk(key), "kid": _method(key), "use": "sig"}
            for key in issuer.keys.order_by("number")
        ]
    }


def _public_jwk(key: SigningKey) -> dict[str, str]:
    if key.kind == RSA:
        return key.public_jwk
    return jose.public_jwk(jose.ed25519_key(multikey.decode_ed25519(key.public_multibase)).key)


def _method(key: SigningKey) -> str:
    return (
        f"{did_web(key.issuer)}#key-{key.number}"
        if settings.SITE_IS_PUBLIC
        else key.public_multibase
    )


def did_web(issuer: Issuer) -> str:
    """The issuer's name by its address."""
    return did.did_web_from_url(issuer_url(issuer))


def public_did_document(issuer: Issuer) -> dict[str, Any]:
    """The DID document where the site has a public name; Missing where its issuers are did:keys."""
    if not settings.SITE_IS_PUBLIC:
        raise Missing("no-did-web", _("This site has no public name; its issuers are did:keys."))
    return did_document(issuer)


@dataclass(frozen=True, kw_only=True)
class Opened:
    """A key with its private half decrypted: for a few signatures in a row, and kept no longer."""

    method: str
    private: Any = field(repr=False)
    named: dict[str, Any] = field(default_factory=dict)


def opened(key: SigningKey) -> Opened:
    """The key ready to sign. Only `signing` calls this, and what signs here."""
    if key.kind == ED25519:
        return Opened(
            method=method_id(key), private=Ed25519PrivateKey.from_private_bytes(_decrypt(key))
        )
    # Authenticated by the cipher: checking the factors again would cost more than signing.
    private = serialization.load_der_private_key(
        _decrypt(key), password=None, unsafe_skip_rsa_key_validation=True
    )
    return Opened(method=_method(key), private=private, named={"jwk": key.public_jwk})


def sign(
    document: dict[str, Any], key: SigningKey | Opened, *, created: datetime
) -> dict[str, Any]:
    """The document with the key's proof. Only `signing` calls this, after re-checking what it signs."""
    hand = key if isinstance(key, Opened) else opened(key)
    return add_proof(
        document, signer=hand.private, verification_method=hand.method, created=created
    )


def sign_token(document: dict[str, Any], key: SigningKey | Opened) -> str:
    """The signed document as VC-JWT. Only `signing` calls this.

    The token brings its RSA key along: who checks it by the key's address asks for a page that is one
    JWK, which the address in a DID document is not. A did:web document lists the key; where the
    issuer is a did:key, the embedded proof inside is what ties it to the issuer.
    """
    hand = key if isinstance(key, Opened) else opened(key)
    return vcjwt.make_token(document, signer=jose.rs256(hand.private), **hand.named)


def _cipher() -> AESGCM:
    derive = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=b"peerage signing keys v1")
    return AESGCM(derive.derive(settings.KEY_ENCRYPTION_SECRET.encode()))


def _bound_to(issuer: Issuer, number: int) -> bytes:
    return f"{issuer.uuid}/{number}".encode()


def _encrypt(raw: bytes, issuer: Issuer, number: int) -> bytes:
    nonce = os.urandom(NONCE_BYTES)
    return nonce + _cipher().encrypt(nonce, raw, _bound_to(issuer, number))


def _decrypt(key: SigningKey) -> bytes:
    stored = bytes(key.private_encrypted)
    return _cipher().decrypt(
        stored[:NONCE_BYTES], stored[NONCE_BYTES:], _bound_to(key.issuer, key.number)
    )
