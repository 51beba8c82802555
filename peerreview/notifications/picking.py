# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Kinds and ways as boxes to tick: one for each, and a switch for each way of a whole group.

Without a script a switch or a preset does something when it was changed: what it was when the page
was made comes along. A script that keeps all boxes in step leaves that out, and the boxes hold alone.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from peerreview.accounts.models import User
from peerreview.notifications import presets, queries, registry
from peerreview.notifications.registry import CHANNEL_WORDS, CHANNELS, Kind, Words

SHOWN = "shown"
PRESET = "preset"


@dataclass(frozen=True)
class Box:
    """One kind by one way. `presets` are those under which it is ticked."""

    name: str
    channel: str
    words: Words
    is_on: bool
    is_fixed: bool
    presets: str


@dataclass(frozen=True)
class Line:
    """One kind with its boxes; `ruled` says what was decided elsewhere about it."""

    kind: Kind
    boxes: list[Box]
    ruled: Words


@dataclass(frozen=True)
class Switch:
    """One way for a whole group: ticked when `on` is `of`, all that can be chosen."""

    name: str
    channel: str
    words: Words
    on: int
    of: int
    is_on: bool
    was: str


@dataclass(frozen=True)
class Group:
    """Kinds that stand together."""

    key: str
    label: Words
    switches: list[Switch]
    lines: list[Line]


class Picking:
    """What a person is shown to choose from, and what they chose. `sent` is a form that came back."""

    def __init__(self, user: User, sent: Mapping[str, str] | None, shown: list[str] | None) -> None:
        self._user = user
        self._sent = sent
        self._kept = queries.choices_of(user)
        self._groups = registry.groups_for(user)
        # Of a group that was not on the page nothing is known.
        self._shown = [group for group in registry.GROUPS if group in (shown or ())]

    def preset(self) -> str:
        """The preset as which the person's choices stand."""
        kinds = [kind for group in self._groups for kind in registry.kinds_in(group)]
        return presets.matching({kind: self._on(kind) for kind in kinds})

    def chosen(self) -> dict[str, frozenset[str]]:
        """The ways of each kind that was on the page."""
        preset = self._changed(PRESET) and self._sent.get(PRESET)
        found = {}
        for group in self._shown:
            for kind in registry.kinds_in(group):
                ways = self._ticked(kind)
                if preset and preset != presets.OWN:
                    ways = presets.channels(preset, kind)
                found[kind.name] = ways
        return found

    def groups(self) -> Iterator[Group]:
        """The page."""
        ruled = _Ruled(self._user)
        for group in self._groups:
            kinds = registry.kinds_in(group)
            lines = [Line(kind, self._boxes(kind), ruled.words(kind)) for kind in kinds]
            switches = [self._switch(group, lines, channel) for channel in CHANNELS]
            yield Group(
                group,
                registry.GROUPS[group],
                [switch for switch in switches if switch.of],
                lines,
            )

    def _on(self, kind: Kind) -> frozenset[str]:
        kept = self._kept.get(kind.name)
        return frozenset(way for way in CHANNELS if kind.is_on(way, kept))

    def _ticked(self, kind: Kind) -> frozenset[str]:
        ticked = {way for way in CHANNELS if _box(kind, way) in self._sent}
        for way in CHANNELS:
            switch = _of_group(kind.group, way)
            if self._changed(switch):
                ticked = ticked | {way} if switch in self._sent else ticked - {way}
        return frozenset(ticked) | kind.fixed

    def _changed(self, name: str) -> bool:
        was = self._sent.get(f"was.{name}")
        return was is not None and was != self._sent.get(name, "")

    def _boxes(self, kind: Kind) -> list[Box]:
        on = self._on(kind)
        if self._sent is not None and kind.group in self._shown:
            on = frozenset(way for way in CHANNELS if _box(kind, way) in self._sent) | kind.fixed
        return [
            Box(
                name=_box(kind, way),
                channel=way,
                words=CHANNEL_WORDS[way],
                is_on=way in on,
                is_fixed=way in kind.fixed,
                presets=" ".join(
                    each
                    for each in presets.PRESETS
                    if each != presets.OWN and way in presets.channels(each, kind)
                ),
            )
            for way in CHANNELS
        ]

    def _switch(self, group: str, lines: list[Line], way: str) -> Switch:
        boxes = [box for line in lines for box in line.boxes if box.channel == way]
        free = [box.is_on for box in boxes if not box.is_fixed]
        name = _of_group(group, way)
        was = "on" if free and all(free) else ""
        is_on = bool(was)
        if self._sent is not None and f"was.{name}" in self._sent:
            was, is_on = self._sent[f"was.{name}"], name in self._sent
        return Switch(name, way, CHANNEL_WORDS[way], sum(free), len(free), is_on, was)


class _Ruled:
    """What was decided elsewhere, asked once."""

    def __init__(self, user: User) -> None:
        self._user = user
        self._found: dict[registry.Ruling, Words] = {}

    def words(self, kind: Kind) -> Words:
        ruling = kind.ruling
        if ruling is None:
            return ""
        if ruling not in self._found:
            self._found[ruling] = ruling.how(self._user.pk)
        return self._found[ruling]


def _box(kind: Kind, way: str) -> str:
    return f"{kind.name}.{way}"


def _of_group(group: str, way: str) -> str:
    return f"group.{group}.{way}"
