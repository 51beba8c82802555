# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0

"""The only JSON-LD contexts this project will ever read: packaged, and checked against digests.

A context decides what a signed document means. One fetched at verification time, or edited on
disk, could change the meaning of every badge already issued; so the files are part of the source,
their SHA-256 is part of the code, and the document loader has no way to the network.
"""

import copy
import hashlib
import json
import threading
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from pyld.context_resolver import ContextResolver

CREDENTIALS_V1 = "https://www.w3.org/2018/credentials/v1"
CREDENTIALS_V2 = "https://www.w3.org/ns/credentials/v2"
OPEN_BADGES_3 = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
OPEN_BADGES_EXTENSIONS = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"

# What every credential of ours lists, in this order. Without the extensions file the schema type
# below is an undefined term, and verifiers in JSON-LD safe mode refuse the credential.
OUR_CONTEXTS = (CREDENTIALS_V2, OPEN_BADGES_3, OPEN_BADGES_EXTENSIONS)

PINNED: dict[str, tuple[str, str]] = {
    CREDENTIALS_V1: (
        "credentials-v1.jsonld",
        "00d7dd6d3ad8b920e3e550dd3a3d9090bffcac84cdbf943da6924b3e0a5c8bb8",
    ),
    CREDENTIALS_V2: (
        "credentials-v2.jsonld",
        "59955ced6697d61e03f2b2556febe5308ab16842846f5b586d7f1f7adec92734",
    ),
    "https://w3id.org/security/data-integrity/v1": (
        "data-integrity-v1.jsonld",
        "b5d829bd09aa7c42abc6efa0c8ed7635313b5487f37ccfce3ecd149ca9418554",
    ),
    "https://w3id.org/security/data-integrity/v2": (
        "data-integrity-v2.jsonld",
        "0f77743daf5b4e8fc067fc5ba5b21044283053aa717fc6b0219843bed3b00363",
    ),
    "https://w3id.org/security/suites/ed25519-2020/v1": (
        "ed25519-2020-v1.jsonld",
        "b9e1ab971fd8bf2c7553e0c4a9438e0b9450afde1ea1ca5b2492368b9f549588",
    ),
    "https://purl.imsglobal.org/spec/ob/v3p0/context.json": (
        "ob-v3p0-context.json",
        "b077fa134d909d92c1dcd1c153f2af1b244aeb415967fdc1467d7fc5dd48ac10",
    ),
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json": (
        "ob-v3p0-context-3.0.1.json",
        "d582f3564282fb3b709136d28412e78e70b678b4dbc2f0221f67d84932748355",
    ),
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json": (
        "ob-v3p0-context-3.0.2.json",
        "00666ad080ba407687ed1846b7f5e7495f5019042b202a727de47c48a1755c53",
    ),
    OPEN_BADGES_3: (
        "ob-v3p0-context-3.0.3.json",
        "ef2fa9c7846dce233cc166b43639027278be4ee44f00bb1d45c75de2dd0cd761",
    ),
    OPEN_BADGES_EXTENSIONS: (
        "ob-v3p0-extensions.json",
        "146f85aa16effd7ca1da8056eb443f53ce1eca8a34186cb062832c0a97d889c3",
    ),
}


class ContextDamagedError(RuntimeError):
    """A packaged context file is not the one this code was written for."""


class UnknownContextError(ValueError):
    """A document names a context that is not packaged."""


class ContextStore:
    """A closed set of contexts, and the pyld options that keep pyld inside it."""

    def __init__(self, documents: Mapping[str, Mapping[str, Any]]) -> None:
        self._documents = dict(documents)
        self._local = threading.local()

    def __contains__(self, url: object) -> bool:
        return url in self._documents

    def extended(self, documents: Mapping[str, Mapping[str, Any]]) -> "ContextStore":
        """A new store that also knows these documents (for other vocabularies, and for tests)."""
        return ContextStore({**self._documents, **documents})

    def pyld_options(self) -> dict[str, Any]:
        """Options for every pyld call.

        `base` must be None: otherwise pyld resolves undefined types against an invented base, and
        they look defined. Resolved contexts are cached per thread, as pyld's caches are not safe
        to share, and never in pyld's process-wide cache.
        """
        return {
            "base": None,
            "processingMode": "json-ld-1.1",
            "documentLoader": self._load,
            "contextResolver": ContextResolver(self._cache(), self._load),
        }

    def memory(self) -> dict[tuple[Any, ...], Any]:
        """What `reading_rdf` remembers of these contexts, per thread like the cache."""
        if not hasattr(self._local, "memory"):
            self._local.memory = {}
        return self._local.memory

    def _cache(self) -> dict[str, Any]:
        if not hasattr(self._local, "cache"):
            self._local.cache = {}
        return self._local.cache

    def _load(self, url: str, options: Mapping[str, Any]) -> dict[str, Any]:
        if url not in self._documents:
            raise UnknownContextError(url)
        return {
            "contentType": "application/ld+json",
            "contextUrl": None,
            "documentUrl": url,
            "document": copy.deepcopy(self._documents[url]),
            "tag": "static",
        }


@cache
def packaged() -> ContextStore:
    """The packaged contexts. Raises ContextDamagedError when a file does not match its digest."""
    folder = files("badges.openbadges") / "contexts"
    return ContextStore(
        {
            url: _read((folder / name).read_bytes(), name, digest)
            for url, (name, digest) in PINNED.items()
        }
    )


def _read(content: bytes, name: str, digest: str) -> dict[str, Any]:
    if hashlib.sha256(content).hexdigest() != digest:
        raise ContextDamagedError(name)
    return json.loads(content)
