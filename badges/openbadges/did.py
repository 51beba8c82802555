# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0

"""did:key and did:web: names, addresses, documents; no network here.

Sources: W3C CCG did:key and did:web methods, W3C Controlled Identifiers 1.0.
"""

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from badges.openbadges import jose, multikey
from badges.openbadges.jose import JoseError, PublicKey
from badges.openbadges.multikey import MultikeyError

DID_CONTEXTS = ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"]
JWK_CONTEXT = "https://w3id.org/security/jwk/v1"
MAX_KEYS = 64

HOST = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?")
SEGMENT = re.compile(r"[A-Za-z0-9._~-]+")


class DidError(ValueError):
    """The text is no DID we can use, or the document does not hold what was asked."""


def did_key(public_key: bytes) -> str:
    """The did:key of a raw Ed25519 public key."""
    return f"did:key:{multikey.encode_ed25519(public_key)}"


def did_key_method(public_key: bytes) -> str:
    """The id of a did:key's only verification method."""
    name = multikey.encode_ed25519(public_key)
    return f"did:key:{name}#{name}"


def did_key_document(did: str) -> dict[str, Any]:
    """The document a did:key stands for. Raises DidError (also for keys other than Ed25519)."""
    name = did.removeprefix("did:key:")
    try:
        multikey.decode_ed25519(name)
    except MultikeyError as error:
        raise DidError(str(error)) from None
    if name == did:
        raise DidError("not a did:key")
    return did_document(did, keys={name: name})


def did_document(
    did: str,
    *,
    keys: Mapping[str, str],
    jwks: Mapping[str, Mapping[str, str]] | None = None,
    also_known_as: Sequence[str] = (),
) -> dict[str, Any]:
    """An issuer's DID document.

    `keys` maps fragment (`key-1`) to Multikey text, `jwks` to a JWK, retired keys included: a badge
    stands only as long as its key is listed. `assertionMethod` is a list of full ids, because some
    resolvers read nothing else.
    """
    # Proofs name their key; a token that brings its own is tried, by some, on the first of the list.
    methods = [
        {"id": f"{did}#{fragment}", "type": "JsonWebKey", "controller": did, "publicKeyJwk": jwk}
        for fragment, jwk in (jwks or {}).items()
    ]
    methods += [
        {
            "id": f"{did}#{fragment}",
            "type": "Multikey",
            "controller": did,
            "publicKeyMultibase": key,
        }
        for fragment, key in keys.items()
    ]
    contexts = [*DID_CONTEXTS, JWK_CONTEXT] if jwks else DID_CONTEXTS
    document: dict[str, Any] = {"@context": contexts, "id": did}
    if also_known_as:
        document["alsoKnownAs"] = list(also_known_as)
    document["verificationMethod"] = methods
    document["assertionMethod"] = [method["id"] for method in methods]
    return document


def did_web_from_url(url: str) -> str:
    """`https://host:8000/issuers/7/did.json` → `did:web:host%3A8000:issuers:7`.

    Takes the address of the document or of the folder it lies in. Raises DidError.
    """
    parts = urlsplit(url)
    host = parts.netloc.lower()
    if parts.scheme != "https" or not HOST.fullmatch(host) or parts.query or parts.fragment:
        raise DidError("did:web needs a plain https address")
    path = parts.path.removesuffix("/did.json").removesuffix("/.well-known")
    segments = [segment for segment in path.split("/") if segment]
    if not all(_is_segment(segment) for segment in segments):
        raise DidError("did:web path has characters it may not have")
    return ":".join(["did:web", quote(host, safe=""), *segments])


def did_web_to_url(did: str) -> str:
    """The https address of a did:web's document. Raises DidError for anything unusual."""
    if not did.startswith("did:web:"):
        raise DidError("not a did:web")
    encoded, *segments = did.removeprefix("did:web:").split(":")
    host = unquote(encoded)
    if not HOST.fullmatch(host) or quote(host, safe="").lower() != encoded.lower():
        raise DidError("did:web names no host")
    if not all(_is_segment(segment) for segment in segments):
        raise DidError("did:web path has characters it may not have")
    path = "/".join(segments) or ".well-known"
    return f"https://{host}/{path}/did.json"


def _is_segment(segment: str) -> bool:
    return bool(SEGMENT.fullmatch(segment)) and segment not in (".", "..")


def assertion_key(document: Mapping[str, Any], *, controller: str, method_id: str) -> bytes:
    """The Ed25519 key a controller document offers for `method_id`, to sign assertions with.

    The document must be the controller's own, name the method as the controller's, and list it
    under `assertionMethod`. The fragment of `method_id` is a name, never the key itself. Raises
    DidError.
    """
    key = assertion_public_key(document, controller=controller, method_id=method_id)
    if key.raw_ed25519 is None:
        raise DidError("the key is of a kind we do not read")
    return key.raw_ed25519


def assertion_public_key(
    document: Mapping[str, Any], *, controller: str, method_id: str
) -> PublicKey:
    """The same, for a key of any kind."""
    if document.get("id") != controller:
        raise DidError("the document is about somebody else")
    found = [m for m in _assertion_methods(document) if _full_id(m, controller) == method_id]
    if len(found) != 1:
        raise DidError("the document does not list the key for assertions")
    method = found[0]
    if method.get("controller") != controller or "revoked" in method:
        raise DidError("the key is not the controller's, or was revoked")
    return _key_of(method)


def assertion_thumbprints(document: Mapping[str, Any], *, controller: str) -> set[str]:
    """The thumbprints of all keys the controller signs assertions with. Raises DidError."""
    if document.get("id") != controller:
        raise DidError("the document is about somebody else")
    found = set()
    for method in _assertion_methods(document)[:MAX_KEYS]:
        if method.get("controller") == controller and "revoked" not in method:
            with suppress(DidError):
                found.add(_key_of(method).thumbprint)
    return found


def _assertion_methods(document: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    listed = _as_list(document.get("assertionMethod"))
    controller = str(document.get("id"))
    names = {
        controller + name if name.startswith("#") else name
        for name in listed
        if isinstance(name, str)
    }
    methods = [m for m in _as_list(document.get("verificationMethod")) if isinstance(m, Mapping)]
    return [m for m in listed if isinstance(m, Mapping)] + [
        m for m in methods if _full_id(m, controller) in names
    ]


def _full_id(method: Mapping[str, Any], controller: str) -> str:
    name = str(method.get("id"))
    return controller + name if name.startswith("#") else name


def _key_of(method: Mapping[str, Any]) -> PublicKey:
    jwk = method.get("publicKeyJwk")
    try:
        if "publicKeyMultibase" in method:
            return jose.ed25519_key(multikey.decode_ed25519(method["publicKeyMultibase"]))
        if isinstance(jwk, Mapping):
            return jose.parse_jwk(jwk)
    except MultikeyError as error:
        raise DidError(str(error)) from None
    except JoseError as error:
        raise DidError(error.detail or error.code) from None
    raise DidError("the key is of a kind we do not read")


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]
