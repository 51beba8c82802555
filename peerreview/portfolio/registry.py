# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What other apps offer for a person's page, in their `pieces.py`. Portfolios know none of them.

    @registry.offer(registry.Kind(name="work", label=_("Works"), …))
    def works(person, keys):  # keys None: all that could be chosen, newest first
        return [Piece(key=…, title=…), …]

A piece that is not returned any more (withdrawn, hidden, revoked) is shown nowhere from then on,
whoever chose it when.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.functional import Promise

MOST_OFFERED = 30


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One line of a piece: a criterion and how it stands, a kind of hours and how many."""

    label: str
    words: str


@dataclass(frozen=True, kw_only=True)
class Medallion:
    """How a badge is drawn."""

    seed: str
    icon: str
    colour: str
    shape: str


@dataclass(frozen=True, kw_only=True)
class Piece:
    """One thing a person may show, in words that every view can use: pages, paper, files.

    `said` is somebody's own words and `by` who says them, named only if strangers may know them;
    `why` says why they can judge. `missing` names what nobody assessed; `limits` says what the piece
    does not prove. `check_path` is a public address of this site where it can be checked, and
    `prints` the name a reader finds there. `pictures` is how many pictures `serve` has.
    """

    key: str
    title: str
    at: datetime | None = None
    about: str = ""
    said: str = ""
    by: str = ""
    why: str = ""
    facts: tuple[Fact, ...] = ()
    missing: tuple[str, ...] = ()
    limits: str = ""
    digest: str = ""
    check_path: str = ""
    prints: str = ""
    medallion: Medallion | None = None
    pictures: int = 0
    more: tuple[Fact, ...] = ()


Find = Callable[[Any, Collection[str] | None], list[Piece]]


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of piece. `most` is how many of it one page shows; `order` its place in the editor.

    `summary(person, keys)` gives sentences for above the chosen ones. Where pieces can be opened,
    `open(person, key)` gives the context of `template`, and `serve(request, person, key, number)` a file.
    """

    name: str
    label: str | Promise
    help: str | Promise
    icon: str
    most: int
    order: int
    summary: Callable[[Any, Collection[str]], list[str]] | None = None
    template: str = ""
    open: Callable[[Any, str], dict[str, Any] | None] | None = None
    serve: Callable[[HttpRequest, Any, str, int], HttpResponseBase] | None = None


_kinds: dict[str, tuple[Kind, Find]] = {}


def offer(kind: Kind) -> Callable[[Find], Find]:
    """Register a kind with what finds a person's pieces of it."""

    def register(find: Find) -> Find:
        _kinds[kind.name] = (kind, find)
        return find

    return register


# keys of pieces -> public paths where they can be checked
Check = Callable[[Collection[str]], dict[str, str]]
_checks: dict[str, Check] = {}


def check_of(kind: str) -> Callable[[Check], Check]:
    """Register where pieces of a kind that another app offers can be checked."""

    def register(check: Check) -> Check:
        _checks[kind] = check
        return check

    return register


def kinds() -> list[Kind]:
    """All that are offered, in order."""
    return sorted((kind for kind, _find in _kinds.values()), key=lambda kind: kind.order)


def kind_named(name: str) -> Kind | None:
    """One of them."""
    return _kinds[name][0] if name in _kinds else None


def find(kind: str, person: Any, keys: Collection[str] | None = None) -> list[Piece]:
    """A person's pieces of a kind: those with these keys, or the newest that could be chosen."""
    if kind not in _kinds or (keys is not None and not keys):
        return []
    return _kinds[kind][1](person, keys)


def checked(kind: str, pieces: list[Piece]) -> list[Piece]:
    """The same, with the addresses at which others than who offers them let them be checked."""
    if kind not in _checks or not pieces:
        return pieces
    paths = _checks[kind]([piece.key for piece in pieces])
    return [replace(each, check_path=paths.get(each.key, each.check_path)) for each in pieces]
