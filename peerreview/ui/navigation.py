# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Navigation as data: an app offers an entry for a place; every page shows what this reader may use.

Apps offer their entries in their `panels.py`, which is imported on start:

    navigation.offer("main", _("Cohorts"), "cohorts:list", icon="users", order=30,
                     audience=navigation.members)

Places: `main` (the bar), `account` (the menu under one's name), `settings` (beside settings pages),
`footer`, and `calls` (what the landing page invites a stranger to do).
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, get_args

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise

Place = Literal["main", "account", "settings", "footer", "calls"]
PLACES: tuple[Place, ...] = get_args(Place)
Audience = Callable[[HttpRequest], bool]


def everyone(request: HttpRequest) -> bool:
    """Signed in or not."""
    return True


def members(request: HttpRequest) -> bool:
    """People who are signed in."""
    return _is_signed_in(request)


def strangers(request: HttpRequest) -> bool:
    """People who are not signed in."""
    return not _is_signed_in(request)


def staff(request: HttpRequest) -> bool:
    """People who run the site."""
    return _is_signed_in(request) and request.user.is_staff


def _is_signed_in(request: HttpRequest) -> bool:
    user = getattr(request, "user", None)
    return user is not None and user.is_authenticated


@dataclass(frozen=True)
class Entry:
    """An offered link. `anchor` is a part of the page, such as `#how`."""

    label: str | Promise
    url_name: str
    icon: str
    order: int
    audience: Audience
    anchor: str = ""


@dataclass(frozen=True)
class Link:
    """An entry as one reader sees it; `current` is "page", "true" (inside it) or ""."""

    label: str | Promise
    url: str
    icon: str
    current: str


_entries: dict[str, list[Entry]] = defaultdict(list)


def offer(
    place: Place,
    label: str | Promise,
    url_name: str,
    *,
    icon: str,
    order: int = 50,
    audience: Audience = everyone,
    anchor: str = "",
) -> None:
    """Offer a link for a place. A URL name that does not exist is left out, not an error."""
    _entries[place].append(Entry(label, url_name, icon, order, audience, anchor))
    _entries[place].sort(key=lambda entry: entry.order)


def links(place: str, request: HttpRequest) -> list[Link]:
    """The links of a place for this reader, in order."""
    shown = [entry for entry in _entries[place] if entry.audience(request)]
    return [link for entry in shown if (link := _link(entry, request))]


def url_names(place: str) -> list[str]:
    """The URL names offered for a place, whoever may see them."""
    return [entry.url_name for entry in _entries[place]]


def _link(entry: Entry, request: HttpRequest) -> Link | None:
    try:
        url = reverse(entry.url_name)
    except NoReverseMatch:
        return None
    current = "" if entry.anchor else _current(url, request.path)
    return Link(entry.label, url + entry.anchor, entry.icon, current)


def _current(url: str, path: str) -> str:
    if path == url:
        return "page"
    return "true" if url != "/" and path.startswith(url) else ""
