# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Where a verification looks for keys, status lists and hosted badges: here first, then outside.

What lies at addresses of this site is never fetched through the network. What lies elsewhere is, through
the gateway, where the site allows it (`PEERAGE_VERIFY_ELSEWHERE`).
"""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.core.cache import cache

from badges import hosted
from badges.openbadges.did import DidError, did_web_to_url
from badges.openbadges.strictjson import MAX_BYTES
from badges.openbadges.world import Page
from peerreview.kernel.gateway import Gateway, Refused

ACCEPT = "application/ld+json, application/did+json, application/vc, application/json;q=0.9"
DID_WEB = "did:web:"
MOST_FETCHES = 16
# Nobody uses this site to call on another one again and again.
KEPT_SECONDS = 60
# Every fetch holds a thread of the server; the rest of the site needs some too.
_places = threading.BoundedSemaphore(4)


@dataclass
class Fetcher:
    """Answers for one verification. `elsewhere` is asked for what is not here; None: nothing is."""

    elsewhere: Callable[[str], Page | None] | None = None
    left: int = MOST_FETCHES
    refused: dict[str, str] = field(default_factory=dict)

    def controller(self, name: str) -> Mapping[str, Any] | None:
        """The document of a did:web, or of an https issuer."""
        if (own := hosted.controller_document(name)) is not None:
            return own
        if not name.startswith(DID_WEB):
            return self.document(name)
        try:
            return self.document(did_web_to_url(name))
        except DidError:
            return None

    def document(self, url: str) -> Mapping[str, Any] | None:
        """The JSON object at an address."""
        page = self.page(url)
        return page.as_object() if page and page.status == 200 else None

    def page(self, url: str) -> Page | None:
        """Whatever an address answers."""
        if hosted.is_ours(url):
            return hosted.page_at(url)
        if self.elsewhere is None or self.left <= 0:
            return None
        self.left -= 1
        return self.elsewhere(url)


def fetcher() -> Fetcher:
    """For visitors: fetches elsewhere only where the site allows it."""
    return Fetcher(_politely if settings.VERIFY_ELSEWHERE else None)


def outside(url: str) -> Page | None:
    """Through the gateway, for who runs the site."""
    try:
        answer = Gateway(most_bytes=MAX_BYTES).get(url, accept=ACCEPT)
    except Refused:
        return None
    return Page(answer.status, answer.body)


def _politely(url: str) -> Page | None:
    name = f"badges-page-{sha256(url.encode()).hexdigest()}"
    kept = cache.get(name)
    if kept is None:
        kept = _in_turn(url)
        cache.set(name, kept, KEPT_SECONDS)
    return Page(*kept) if kept else None


def _in_turn(url: str) -> tuple[int, bytes] | tuple[()]:
    if not _places.acquire(timeout=2):
        return ()
    try:
        page = outside(url)
    finally:
        _places.release()
    return (page.status, bytes(page.body)) if page else ()
