# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The kinds of notice there are. Each app registers its own in its `notices.py`, imported on start."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise
INBOX, EMAIL, PUSH = "inbox", "email", "push"
CHANNELS = (INBOX, EMAIL, PUSH)
CHANNEL_WORDS: dict[str, Words] = {
    INBOX: _("On this site"),
    EMAIL: _("By e-mail"),
    PUSH: _("On my devices"),
}
# Where kinds stand together on the page of preferences, in this order.
GROUPS: dict[str, Words] = {
    "work": _("Your work"),
    "reviewing": _("Your reviewing"),
    "together": _("Groups and studios"),
    "badges": _("Endorsements and badges"),
    "dates": _("Dates and messages"),
    "looking-after": _("What you look after"),
    "rights": _("Your account and your rights"),
}


@dataclass(frozen=True)
class Said:
    """A notice in words. `html` is the sanitiser's output; `reply_to` is an address, for mail alone."""

    title: str
    body: str = ""
    html: str = ""
    reply_to: str = ""


Say = Callable[[Mapping[str, Any]], Said]


@dataclass(frozen=True)
class Ruling:
    """Another page decides whether there is any of this at all. It can be reached by the address named
    `page`, at `place`; `how` says, of a person by id, what they have decided there."""

    page: str
    place: str
    label: Words
    how: Callable[[int], Words]


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of notice.

    `say` puts plain params into words, without a query, in whatever language is active: the
    reader's. Neither it nor the params may name anybody. `mail` says it for e-mail, where there is
    more to say. `label` is a whole sentence; it is all a locked screen shows. `at_once` is not kept
    for a digest. `needs_you` asks something of who gets it. `required` says why it cannot be turned
    off. Where a `ruling` turns it off elsewhere, it is always in the inbox.
    """

    name: str
    group: str
    label: Words
    description: Words
    say: Say
    mail: Say | None = None
    channels: frozenset[str] = frozenset({INBOX, EMAIL})
    at_once: bool = False
    needs_you: bool = False
    required: Words = ""
    ruling: Ruling | None = None

    @property
    def fixed(self) -> frozenset[str]:
        """The ways that cannot be turned off."""
        if self.required:
            return frozenset({INBOX, EMAIL})
        return frozenset({INBOX}) if self.ruling else frozenset()

    def is_on(self, channel: str, choice: Mapping[str, bool] | None) -> bool:
        """Whether it goes out by that channel to somebody with that choice, or None."""
        if channel in self.fixed:
            return True
        return channel in self.channels if choice is None else choice[channel]


_kinds: dict[str, Kind] = {}
_concerns: dict[str, Callable[[Any], bool]] = {}


def register(kind: Kind) -> Kind:
    """Register a kind. A name that is taken, or a group there is not, raises ValueError."""
    if kind.name in _kinds or kind.group not in GROUPS:
        raise ValueError(f"Kind {kind.name} is registered already, or of no known group")
    _kinds[kind.name] = kind
    return kind


def kind_named(name: str) -> Kind | None:
    """The kind, or None for one that an earlier release had."""
    return _kinds.get(name)


def only_for(group: str, concerns: Callable[[Any], bool]) -> None:
    """Show a group on the page of preferences only to people of whom `concerns` is true."""
    if group not in GROUPS:
        raise ValueError(f"There is no group {group}")
    _concerns[group] = concerns


def groups_for(person: Any) -> list[str]:
    """The groups of kinds that can concern this person, in the order in which they are shown."""
    used = {kind.group for kind in _kinds.values()}
    return [
        group
        for group in GROUPS
        if group in used and (group not in _concerns or _concerns[group](person))
    ]


def kinds_in(group: str) -> list[Kind]:
    """The kinds of a group."""
    return [kind for kind in _kinds.values() if kind.group == group]


def kinds() -> list[Kind]:
    """All kinds."""
    return list(_kinds.values())


def sentence(words: Words, body: Words = "") -> Say:
    """The usual way to say something: translated words with `%(name)s` places for params. The param
    `day`, as ISO 8601 has it, is said as the reader's language writes days."""

    def say(params: Mapping[str, Any]) -> Said:
        told = {**params, "day": _in_words(params["day"])} if "day" in params else params
        return Said(title=str(words) % told, body=str(body) % told if body else "")

    return say


def _in_words(day: str) -> str:
    try:
        return date_format(date.fromisoformat(day), "DATE_FORMAT")
    except ValueError:
        return day
