# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Issuers' signing keys: made, kept encrypted, and used only here.

At rest a private key is AES-256-GCM under a key derived (HKDF-SHA256) from the site's key
encryption secret; the issuer and the key's number are authenticated with it, so that a stored key
cannot be moved to another issuer.
"""

import os
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from badges.models import Issuer, SigningKey
from badges.openbadges import did, multikey
from badges.openbadges.proof import add_proof
from peerreview.kernel.errors import Missing

NONCE_BYTES = 12


@transaction.atomic
def new_key(issuer: Issuer) -> SigningKey:
    """Make the issuer's next signing key."""
    private = Ed25519PrivateKey.generate()
    number = issuer.keys.count() + 1
    public = private.public_key().public_bytes_raw()
    return SigningKey.objects.create(
        issuer=issuer,
        number=number,
        public_multibase=multikey.encode_ed25519(public),
        private_encrypted=_encrypt(private, issuer, number),
    )


def current_key(issuer: Issuer) -> SigningKey:
    """The key that signs now: the newest that is not retired."""
    return issuer.keys.filter(retired_at=None).order_by("-number")[0]


def issuer_id(key: SigningKey) -> str:
    """The issuer's id for the world: did:web where the site has a public name, else the key itself."""
    if settings.SITE_IS_PUBLIC:
        return did_web(key.issuer)
    return did.did_key(multikey.decode_ed25519(key.public_multibase))


def method_id(key: SigningKey) -> str:
    """The id of the key as a verification method of its issuer."""
    if settings.SITE_IS_PUBLIC:
        return f"{issuer_id(key)}#key-{key.number}"
    return did.did_key_method(multikey.decode_ed25519(key.public_multibase))


def issuer_url(issuer: Issuer) -> str:
    """The address below which the issuer's DID document lies."""
    return f"{settings.SITE_URL}/issuers/{issuer.slug}"


def did_document(issuer: Issuer) -> dict[str, Any]:
    """The issuer's did:web document, with all its keys: old credentials stay verifiable."""
    keys = {f"key-{key.number}": key.public_multibase for key in issuer.keys.order_by("number")}
    return did.did_document(did_web(issuer), keys=keys)


def did_web(issuer: Issuer) -> str:
    """The issuer's name by its address."""
    return did.did_web_from_url(issuer_url(issuer))


def public_did_document(issuer: Issuer) -> dict[str, Any]:
    """The DID document where the site has a public name; Missing where its issuers are did:keys."""
    if not settings.SITE_IS_PUBLIC:
        raise Missing("no-did-web", _("This site has no public name; its issuers are did:keys."))
    return did_document(issuer)


def sign(document: dict[str, Any], key: SigningKey, *, created: datetime) -> dict[str, Any]:
    """The document with the key's proof. Only issuing calls this, after re-checking the award."""
    return add_proof(
        document, signer=_decrypt(key), verification_method=method_id(key), created=created
    )


def _cipher() -> AESGCM:
    derive = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=b"peerage signing keys v1")
    return AESGCM(derive.derive(settings.KEY_ENCRYPTION_SECRET.encode()))


def _bound_to(issuer: Issuer, number: int) -> bytes:
    return f"{issuer.uuid}/{number}".encode()


def _encrypt(private: Ed25519PrivateKey, issuer: Issuer, number: int) -> bytes:
    raw = private.private_bytes(
        serialization.Encoding.Raw, serialization.PrivateFormat.Raw, serialization.NoEncryption()
    )
    nonce = os.urandom(NONCE_BYTES)
    return nonce + _cipher().encrypt(nonce, raw, _bound_to(issuer, number))


def _decrypt(key: SigningKey) -> Ed25519PrivateKey:
    stored = bytes(key.private_encrypted)
    raw = _cipher().decrypt(
        stored[:NONCE_BYTES], stored[NONCE_BYTES:], _bound_to(key.issuer, key.number)
    )
    return Ed25519PrivateKey.from_private_bytes(raw)
