# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""One record, seen by one audience: what was chosen, still stands, and belongs in that view."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from peerreview.portfolio import queries, registry, rules
from peerreview.portfolio.audiences import Audience
from peerreview.portfolio.models import Item, Page


@dataclass(frozen=True)
class Shown:
    """A piece on a page; `number` counts within its kind, from 1."""

    piece: registry.Piece
    words: str
    number: int


@dataclass(frozen=True)
class Group:
    """The pieces of one kind, with what is said above them."""

    kind: registry.Kind
    shown: tuple[Shown, ...]
    summary: tuple[str, ...]


@dataclass(frozen=True)
class View:
    """What one audience sees. It names nobody by an id, so that two views cannot be matched by one."""

    audience: str
    name: str
    claim: str
    about: str
    is_simulated: bool
    groups: tuple[Group, ...]

    @property
    def by_kind(self) -> dict[str, Group]:
        """The groups by the name of their kind."""
        return {group.kind.name: group for group in self.groups}

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing on it but its owner's own words."""
        return not self.groups

    @property
    def missing(self) -> tuple[str, ...]:
        """What nobody assessed in the works that are shown."""
        works = self.by_kind.get("work")
        found = (each for one in (works.shown if works else ()) for each in one.piece.missing)
        return tuple(dict.fromkeys(found))

    @property
    def check_address(self) -> str:
        """Where a stranger checks the strongest thing on the page: a badge, else a signed voice."""
        for kind in ("badge", "voice"):
            for one in self.by_kind[kind].shown if kind in self.by_kind else ():
                if one.piece.check_path:
                    return address(one.piece.check_path)
        return ""

    def nth(self, kind: str, number: int) -> Shown | None:
        """One piece by its number."""
        group = self.by_kind.get(kind)
        return next((one for one in (group.shown if group else ()) if one.number == number), None)


# What an audience came for stands above the rest.
FIRST: dict[str, tuple[str, ...]] = dict.fromkeys(Audience.values, ()) | {
    Audience.ADMINISTRATOR: ("hours",)
}


def address(path: str) -> str:
    """A path of this site, as the world writes it."""
    return f"{settings.SITE_URL}{path}"


def view_of(page: Page, audience: str) -> View:
    """The record as this audience sees it; the queries are as many as there are kinds, not pieces."""
    most = rules.SHOWN[audience].kinds
    items = [item for item in queries.items_of(page) if item.kind in most]
    groups = (
        _group(page, kind, [item for item in items if item.kind == kind.name], most[kind.name])
        for kind in sorted(registry.kinds(), key=lambda kind: kind.name not in FIRST[audience])
        if kind.name in most
    )
    return View(
        audience=audience,
        name=rules.name_for(page, audience),
        claim=page.claim,
        about=page.about,
        is_simulated=page.person.is_simulated,
        groups=tuple(group for group in groups if group.shown),
    )


def _group(page: Page, kind: registry.Kind, items: list[Item], most: int) -> Group:
    pieces = registry.find(kind.name, page.person, _keys(items))
    found = {piece.key: piece for piece in registry.checked(kind.name, pieces)}
    standing = [item for item in items if item.key in found][:most]
    shown = tuple(
        Shown(found[item.key], item.words, number) for number, item in enumerate(standing, start=1)
    )
    summary = kind.summary(page.person, _keys(standing)) if kind.summary and standing else []
    return Group(kind, shown, tuple(summary))


def _keys(items: Iterable[Item]) -> list[str]:
    return [item.key for item in items]


# So many pieces of a kind one may look through without a fold.
OPENED = 4


@dataclass(frozen=True)
class Choice:
    """A kind in the editor: what is chosen, in order, and what else could be."""

    kind: registry.Kind
    chosen: tuple[tuple[Item, registry.Piece], ...]
    offered: tuple[registry.Piece, ...]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing of it."""
        return not (self.chosen or self.offered)

    @property
    def opens(self) -> bool:
        """Whether what could be shown is in sight at once: where nothing is chosen and there is not much."""
        return not self.chosen and len(self.offered) <= OPENED

    @property
    def has_room(self) -> bool:
        """Whether another one fits."""
        return len(self.chosen) < self.kind.most


def choices_of(page: Page) -> list[Choice]:
    """All that the owner shows and could show."""
    items = queries.items_of(page)
    return [
        _choice(page, kind, [i for i in items if i.kind == kind.name]) for kind in registry.kinds()
    ]


def _choice(page: Page, kind: registry.Kind, items: list[Item]) -> Choice:
    offered = registry.find(kind.name, page.person)
    chosen = {piece.key: piece for piece in registry.find(kind.name, page.person, _keys(items))}
    return Choice(
        kind,
        tuple((item, chosen[item.key]) for item in items if item.key in chosen),
        tuple(piece for piece in offered if piece.key not in chosen),
    )


def lead(audience: str) -> str:
    """What a reader is told they look at."""
    return {
        Audience.PEER: _("Chosen by its owner from their record on this site."),
        Audience.EMPLOYER: _("One claim, one work, one voice, and where to check them."),
        Audience.ADMINISTRATOR: _("Hours of three kinds, kept apart, and what was earned."),
        Audience.COMMITTEE: _(
            "What its owner chose, with its evidence; notes of thanks are left out."
        ),
        Audience.EMBED: "",
    }[Audience(audience)]
