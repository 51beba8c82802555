# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0

"""What a verification may see and spend: the clock, ways to fetch, and what is left of its patience.

The network is the caller's: it is told what to fetch and decides whether, how, and for how long.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from badges.openbadges.canonical import Meter
from badges.openbadges.report import Check, State
from badges.openbadges.strictjson import JsonError, read_object

# From a DID or https address to the controller document there, parsed or not; None: unavailable.
KeyResolver = Callable[[str], Mapping[str, Any] | bytes | str | None]
# From the address of a status list to the list credential there; None: unavailable.
StatusFetcher = Callable[[str], Mapping[str, Any] | bytes | str | None]

MAX_PROOFS = 4
MAX_ENDORSEMENTS = 25
MAX_FETCHES = 40
MAX_NAME = 200
# Clocks differ: a credential signed a moment ago by a clock ahead of ours is no forgery.
SKEW = timedelta(minutes=5)
ISSUER_ID = re.compile(r"(did:[a-z0-9]+:|https?://|urn:)[^\s#]+")
XSD_DATETIME = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?(Z|[+-][0-9]{2}:[0-9]{2})"
)


@dataclass(frozen=True)
class Page:
    """What an address answered. `status` is HTTP's; `body` may be a parsed object."""

    status: int
    body: Mapping[str, Any] | bytes | str = b""

    def as_object(self) -> Mapping[str, Any] | None:
        """The JSON object there, or None."""
        try:
            return read_object(self.body)
        except JsonError:
            return None


# From an address to what it answers; None: no answer.
PageFetcher = Callable[[str], Page | None]


@dataclass(frozen=True)
class World:
    """Everything outside the document, and how much work and fetching it may still cause."""

    now: datetime
    resolve_key: KeyResolver | None = None
    fetch_status: StatusFetcher | None = None
    fetch_page: PageFetcher | None = None
    fetched: dict[str, Page | None] = field(default_factory=dict)
    meter: Meter = field(default_factory=Meter)

    def controller_document(self, name: str) -> Mapping[str, Any] | None:
        """The document of a DID or an https issuer."""
        return self._object("key", name, self.resolve_key)

    def status_list(self, url: str) -> Mapping[str, Any] | None:
        """The status list at that address."""
        return self._object("status", url, self.fetch_status)

    def page(self, url: str) -> Page | None:
        """Whatever that address answers."""
        return self._fetch("page", url, self.fetch_page) if self.fetch_page else None

    def _object(
        self, kind: str, name: str, source: KeyResolver | StatusFetcher | None
    ) -> Mapping[str, Any] | None:
        if source is None:
            return None
        found = self._fetch(kind, name, lambda name: _as_page(source(name)))
        return found.as_object() if found else None

    def _fetch(self, kind: str, name: str, source: PageFetcher) -> Page | None:
        place = f"{kind} {name}"
        if place not in self.fetched and len(self.fetched) < MAX_FETCHES:
            try:
                self.fetched[place] = source(name)
            except Exception:  # noqa: BLE001 - whatever the caller's network does, it is no answer
                self.fetched[place] = None
        return self.fetched.get(place)


def _as_page(found: Mapping[str, Any] | bytes | str | None) -> Page | None:
    return None if found is None else Page(200, found)


def issuer_id(document: Mapping[str, Any]) -> str:
    """The id of the issuer, whether the issuer is an object or just an id."""
    issuer = document.get("issuer")
    return str(issuer.get("id", "") if isinstance(issuer, Mapping) else issuer)


def issuer_name(document: Mapping[str, Any]) -> str:
    """What the issuer calls itself, else its id."""
    issuer = document.get("issuer")
    name = issuer.get("name") if isinstance(issuer, Mapping) else None
    return (name if isinstance(name, str) and name.strip() else issuer_id(document))[:MAX_NAME]


def check_dates(document: Mapping[str, Any], now: datetime) -> Check:
    """Not before its first moment, not after its last; data model 1.1 has other names for them."""
    is_early = False
    for name in ("validFrom", "issuanceDate", "validUntil", "expirationDate", "awardedDate"):
        if name not in document:
            continue
        moment = parse_time(document[name])
        value = str(document[name])[:40]
        if moment is None:
            return failed("dates", "date_malformed", name=name, value=value)
        if name in ("validFrom", "issuanceDate") and now + SKEW < moment:
            return failed("dates", "not_yet_valid", moment=value)
        if name in ("validUntil", "expirationDate") and now > moment:
            return failed("dates", "expired", moment=value)
        is_early |= name in ("validFrom", "issuanceDate") and now < moment
    if is_early:
        return Check("dates", State.WARNING, "dates_ahead")
    return Check("dates", State.PASSED, "dates_ok")


def parse_time(value: object) -> datetime | None:
    """An XSD dateTime with a zone, or None."""
    if not isinstance(value, str) or not XSD_DATETIME.fullmatch(value):
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    return moment


def failed(name: str, code: str, /, **values: str) -> Check:
    """A check that failed."""
    return Check(name, State.FAILED, code, values)


def listed(value: Any) -> list[Any]:
    """The values of a property that may have one, several or none."""
    return value if isinstance(value, list) else [] if value is None else [value]
