# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What an activity's facilitator should look at, offered by any app, shown by the desk.

An app offers in its `panels.py`, which is imported on start, and need not know the desk:

- `offer_kind`: a kind of item in the queue, with the function that finds them;
- `offer_mark`: works that stand out (flagged, appealed), a filter and a sign on the board;
- `offer_column`: a stage of its own in the board's learner × stage;
- `offer_act`: what a facilitator can do next about a kind, as a link.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.http import urlencode

Words = str | Promise


@dataclass(frozen=True, kw_only=True)
class Item:
    """One thing that waits for the facilitator. `person` and `work` are uuids, for the acts' links;
    `url` leads to the thing itself, `place` to where in the work, `email` is the person's."""

    kind: str
    title: str
    why: str
    url: str = ""
    since: datetime | None = None
    person: UUID | None = None
    work: UUID | None = None
    email: str = ""
    place: str = ""


@dataclass(frozen=True, kw_only=True)
class Cell:
    """What the board says of one person in one stage; `tone` is a state of {% status %}."""

    label: str
    tone: str = ""


# (activity, now) -> items, the most urgent first; counted and sliced, never read as a whole.
Finder = Callable[[Any, datetime], Sequence[Item]]


@dataclass(frozen=True)
class Kind:
    """A kind of item. Lower `order` is more urgent."""

    key: str
    label: Words
    icon: str
    order: int
    find: Finder


@dataclass(frozen=True)
class Mark:
    """Works that stand out: `works(activity)` is a queryset of submissions."""

    key: str
    label: Words
    tone: str
    order: int
    works: Callable[[Any], Any]


@dataclass(frozen=True)
class Column:
    """A stage beside handing in and reviewing. `cells(activity, user_ids)` costs the same for all."""

    key: str
    label: Words
    order: int
    is_on: Callable[[Any], bool]
    cells: Callable[[Any, Sequence[int]], dict[int, Cell]]


@dataclass(frozen=True)
class Act:
    """A link to what can be done. `of` says what the address takes: activity, work, person, email.

    With `to_place` it leads to the item's place on that page."""

    label: Words
    icon: str
    url_name: str
    of: str
    query: str = ""
    to_place: bool = False


@dataclass(frozen=True)
class Link:
    """An act as a link."""

    label: Words
    icon: str
    url: str


_kinds: dict[str, Kind] = {}
_marks: dict[str, Mark] = {}
_columns: dict[str, Column] = {}
_acts: dict[str, list[Act]] = defaultdict(list)


def offer_kind(key: str, label: Words, *, icon: str, order: int) -> Callable[[Finder], Finder]:
    """Offer a kind of item for the queue."""

    def register(find: Finder) -> Finder:
        _kinds[key] = Kind(key, label, icon, order, find)
        return find

    return register


def offer_mark(
    key: str, label: Words, *, works: Callable[[Any], Any], tone: str = "contested", order: int = 50
) -> None:
    """Offer a sign for works that stand out."""
    _marks[key] = Mark(key, label, tone, order, works)


def offer_column(
    key: str,
    label: Words,
    *,
    is_on: Callable[[Any], bool],
    cells: Callable[[Any, Sequence[int]], dict[int, Cell]],
    order: int = 50,
) -> None:
    """Offer a stage for the board."""
    _columns[key] = Column(key, label, order, is_on, cells)


def offer_act(
    kinds: Iterable[str],
    label: Words,
    url_name: str,
    *,
    icon: str,
    of: str,
    query: str = "",
    to_place: bool = False,
) -> None:
    """Offer a next act for items of these kinds; an address that does not exist is left out."""
    for kind in kinds:
        _acts[kind].append(Act(label, icon, url_name, of, query, to_place))


def kinds() -> list[Kind]:
    """All kinds, the most urgent first."""
    return sorted(_kinds.values(), key=lambda kind: kind.order)


def marks() -> list[Mark]:
    """All marks in order."""
    return sorted(_marks.values(), key=lambda mark: mark.order)


def columns(activity: Any) -> list[Column]:
    """The stages offered that are switched on in this activity."""
    shown = sorted(_columns.values(), key=lambda column: column.order)
    return [column for column in shown if column.is_on(activity)]


def acts(item: Item, activity: Any) -> list[Link]:
    """What can be done about an item."""
    of = {"activity": activity.uuid, "work": item.work, "person": item.person}
    of["email"] = item.email or None
    links = (_link(act, of, item.place) for act in _acts[item.kind])
    return [link for link in links if link]


def _link(act: Act, of: dict[str, Any], place: str) -> Link | None:
    # With a query the address is the activity's and the query names the person or the work.
    target = of["activity"] if act.query else of[act.of]
    if target is None or of[act.of] is None:
        return None
    try:
        url = reverse(act.url_name, args=[target])
    except NoReverseMatch:
        return None
    if act.query:
        url += "?" + urlencode({act.query: of[act.of]})
    return Link(act.label, act.icon, f"{url}#{place}" if act.to_place and place else url)


@dataclass(frozen=True)
class Found(Sequence[Item]):
    """Rows of a queryset seen as items: counted and sliced by the database, made only where shown."""

    rows: Any
    make: Callable[[Any], Item]

    def __len__(self) -> int:
        return self.rows.count()

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice):
            return [self.make(row) for row in self.rows[index]]
        return self.make(self.rows[index])
