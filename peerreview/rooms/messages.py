# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Pure: every message there is, each one frozen dataclass whose docstring is its documentation.

A new one is a class here with `@from_client("name")` or `@from_server("name")`; parsing, writing, its
schema and its place in docs/live.md follow (`protocol.py`).
"""

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from peerreview.rooms import shapes
from peerreview.rooms.shapes import shaped

MAX_TEXT_CHARS = 20_000
CANNOT_JUDGE = "cannot_judge"

INCOMING: dict[str, type] = {}
OUTGOING: dict[str, type] = {}


def from_client(name: str) -> Callable[[type], type]:
    """Declare a message that clients send."""
    return _declared(INCOMING, name)


def from_server(name: str) -> Callable[[type], type]:
    """Declare a message that the server sends."""
    return _declared(OUTGOING, name)


def _declared(registry: dict[str, type], name: str) -> Callable[[type], type]:
    def declare(message: type) -> type:
        registry[name] = message
        return message

    return declare


class Misfit(ValueError):
    """Fields that fit one by one and not together; the sentence says how they should."""


_KEY = r"[-a-zA-Z0-9_]{1,60}"
DRAFT_FIELD = shapes.pattern(
    f"overall|missed|(?:score|comment):{_KEY}",
    "is overall, missed, score:<criterion> or comment:<criterion>",
)
_SCORE = shapes.either(shapes.count(1000), shapes.one_of(CANNOT_JUDGE), shapes.NULL)
_WORDS = shapes.text(MAX_TEXT_CHARS)
DRAFT_VALUE = shapes.either(shapes.count(1000), _WORDS, shapes.NULL)
REVISION = shapes.count()
STAMP = shapes.told(type="integer", minimum=0)
SEAT = shapes.told(type="string", format="uuid")
PART = shapes.either(shapes.ID, shapes.one_of(""))
PAGE = shapes.count(9_999)


# --- what clients send ---------------------------------------------------------------------------
@dataclass(frozen=True, kw_only=True)
class Command:
    """Something to be done, once: `id` is made by the client, and the same id again is the same command."""

    id: UUID = shaped(shapes.ID)


@from_client("change")
@dataclass(frozen=True, kw_only=True)
class Change(Command):
    """Set one field of the draft: `score:<key>` to a level value, "cannot_judge" or null; `comment:<key>`,
    `overall` or `missed` to text. `id` is made by the client; the same id again is the same change.
    `base` is the revision the change rests on: when the field has a newer one the change is not made and
    answered with Overtaken. Without it the change is made whatever there is."""

    field: str = shaped(DRAFT_FIELD)
    value: int | str | None = shaped(DRAFT_VALUE)
    base: int | None = shaped(shapes.either(REVISION, shapes.NULL), None)

    TOGETHER = {
        "if": {"properties": {"field": {"pattern": "^score:"}}},
        "then": {"properties": {"value": _SCORE.schema}},
        "else": {"properties": {"value": _WORDS.schema}},
    }

    def __post_init__(self) -> None:
        if not (_SCORE if self.field.startswith("score:") else _WORDS).fits(self.value):
            raise Misfit("A score is a level, cannot_judge or null; anything else is text.")


@from_client("act")
@dataclass(frozen=True, kw_only=True)
class StudioAct(Command):
    """Do something in a studio, with the fields of the form on its page: seal, say, note, present; for who
    facilitates open, reveal, timer, agenda, hand_over, end; take_over for anyone while nobody does."""

    act: str = shaped(shapes.pattern("[a-z_]{1,20}", "is the name of an act"))
    fields: dict[str, str] = shaped(
        shapes.form(names="[-a-zA-Z0-9_]{1,80}", most_fields=100, most_chars=4_000)
    )


@from_client("point")
@dataclass(frozen=True, kw_only=True)
class Point:
    """I point at this place of the work, as fractions of a part's width and height (of that page's, in a
    PDF). With `part` empty: I have scrolled down to `y` of all there is. It is told and not stored."""

    part: str = shaped(PART)
    x: float = shaped(shapes.fraction())
    y: float = shaped(shapes.fraction())
    page: int = shaped(PAGE, 0)


@from_client("look")
@dataclass(frozen=True, kw_only=True)
class Look:
    """Send the snapshot again."""


@from_client("beat")
@from_server("beat")
@dataclass(frozen=True, kw_only=True)
class Beat:
    """I am still here. The server answers with the same."""


# --- what the server sends -----------------------------------------------------------------------
def _state(**properties: Any) -> dict[str, Any]:
    """The schema of a room's state: each of these, and no others."""
    return {
        "type": "object",
        "properties": {name: shape.schema for name, shape in properties.items()},
        "required": list(properties),
        "additionalProperties": False,
    }


# What `state` is in a snapshot of each kind of room.
STATES: dict[str, dict[str, Any]] = {
    "review": _state(
        revision=REVISION,
        state=shapes.told(enum=["draft", "submitted", "set_aside", "declined"]),
        fields=shapes.told(
            type="object",
            propertyNames=DRAFT_FIELD.schema,
            additionalProperties=DRAFT_VALUE.schema,
        ),
        you=shapes.TEXT,
        people=shapes.NAMES,
    ),
    "studio": _state(
        scene=shapes.told(type="object"),
        remarks=shapes.told(type="array", items={"type": "object"}),
        own=shapes.told(type="object", additionalProperties={"type": "object"}),
    ),
    "submission": _state(counts=shapes.COUNTS),
    "activity": _state(counts=shapes.COUNTS),
    "me": _state(),
}


@from_server("snapshot")
@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """How the room is now: sent on joining, on Look, and whenever a check finds that the room has moved on.
    `version` is another whenever something else is to be seen. What is told with a `stamp` that is not higher
    than this one's is in it already."""

    room: str = shaped(shapes.told(enum=list(STATES)))
    version: str = shaped(shapes.TEXT)
    stamp: int = shaped(STAMP, 0)
    state: dict[str, Any] = shaped(shapes.told(type="object"))

    TOGETHER = {
        "allOf": [
            {
                "if": {"properties": {"room": {"const": room}}},
                "then": {"properties": {"state": state}},
            }
            for room, state in STATES.items()
        ]
    }


@from_server("ack")
@dataclass(frozen=True, kw_only=True)
class Ack:
    """The change with this id is committed, as that revision of the draft; or the act, of the studio."""

    id: str = shaped(shapes.ID)
    revision: int = shaped(REVISION)


@from_server("error")
@dataclass(frozen=True, kw_only=True)
class Error:
    """The frame was refused, or the command could not be obeyed. `id` is the command's, null if unreadable."""

    id: str | None = shaped(shapes.told(type=["string", "null"]))
    code: str = shaped(shapes.TEXT)
    message: str = shaped(shapes.TEXT)


@from_server("overtaken")
@dataclass(frozen=True, kw_only=True)
class Overtaken:
    """The change was not made: its field was changed elsewhere after `base`, to this value."""

    id: str = shaped(shapes.ID)
    field: str = shaped(DRAFT_FIELD)
    value: int | str | None = shaped(DRAFT_VALUE)
    revision: int = shaped(REVISION)


@from_server("changed")
@dataclass(frozen=True, kw_only=True)
class Changed:
    """A field of the draft has a new value; goes to every tab of the reviewer, the acting one too.
    Where the field is known at this revision or a higher one it is no news."""

    id: str = shaped(shapes.ID)
    field: str = shaped(DRAFT_FIELD)
    value: int | str | None = shaped(DRAFT_VALUE)
    revision: int = shaped(REVISION)


@from_server("presence")
@dataclass(frozen=True, kw_only=True)
class Presence:
    """Who is reviewing this work now, by the names this audience may see, in alphabetical order.
    Of two, the one with the higher `stamp` holds."""

    people: list[str] = shaped(shapes.NAMES)
    stamp: int = shaped(STAMP, 0)


@from_server("ended")
@dataclass(frozen=True, kw_only=True)
class Ended:
    """The review can no longer be changed: `state` is submitted, set_aside, declined or expired."""

    state: str = shaped(shapes.TEXT)


@from_server("news")
@dataclass(frozen=True, kw_only=True)
class News:
    """Something the page shows has changed; fetch it again. `counts` never says who; without a `version`
    it is empty and nothing that is counted changed. Of two, the one with the higher `stamp` holds."""

    kind: str = shaped(shapes.TEXT)
    version: str = shaped(shapes.TEXT)
    stamp: int = shaped(STAMP, 0)
    counts: dict[str, int] = shaped(shapes.COUNTS)


@from_server("notice")
@dataclass(frozen=True, kw_only=True)
class Notice:
    """Something for this person alone, already in their language."""

    kind: str = shaped(shapes.TEXT)
    title: str = shaped(shapes.TEXT)
    url: str = shaped(shapes.TEXT)


@from_server("unread")
@dataclass(frozen=True, kw_only=True)
class Unread:
    """How many notices this person has not read yet; 100 stands for more."""

    count: int = shaped(shapes.count(100))


@from_server("scene")
@dataclass(frozen=True, kw_only=True)
class Scene:
    """How a studio stands, as in its snapshot's `scene`; of ballots that are not revealed only how many of
    those here have sealed. Of two, the one with the higher `stamp` holds."""

    stamp: int = shaped(STAMP)
    scene: dict[str, Any] = shaped(shapes.told(type="object"))


@from_server("remarked")
@dataclass(frozen=True, kw_only=True)
class Remarked:
    """Somebody said something in a studio; one more of the snapshot's `remarks`, which are in the order of `at`."""

    remark: dict[str, Any] = shaped(shapes.told(type="object"))


@from_server("sealed")
@dataclass(frozen=True, kw_only=True)
class Sealed:
    """My own ballot of that round, to my own tabs alone: the snapshot's `own` by round.
    Of two, the one with the higher `stamp` holds."""

    stamp: int = shaped(STAMP)
    round: int = shaped(shapes.count(2))
    ballot: dict[str, Any] = shaped(shapes.told(type="object"))


@from_server("pointer")
@dataclass(frozen=True, kw_only=True)
class Pointer:
    """Where somebody in the studio points, or how far they have scrolled: Point, with whose it is."""

    seat: str = shaped(SEAT)
    part: str = shaped(PART)
    x: float = shaped(shapes.fraction())
    y: float = shaped(shapes.fraction())
    page: int = shaped(PAGE)


@from_server("link")
@dataclass(frozen=True, kw_only=True)
class Link:
    """Whether this server hears the others. While it does not, ask for the page now and then."""

    is_up: bool = shaped(shapes.FLAG)


Answer = Ack | Error | Overtaken
Incoming = Command | Point | Look | Beat
Told = (
    Snapshot
    | Changed
    | Presence
    | Ended
    | News
    | Scene
    | Remarked
    | Sealed
    | Pointer
    | Notice
    | Unread
)
Outgoing = Answer | Told | Link | Beat


def required(message: type) -> set[str]:
    """The fields that a client must give."""
    fields = dataclasses.fields(message)
    return {field.name for field in fields if field.default is dataclasses.MISSING}
