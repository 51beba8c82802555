# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Pure: what goes over a room's socket, each message a frozen dataclass (docs/live.md).

A frame is one JSON object with `v`, the protocol's version, `type`, and the fields of that type: all
that have no default, and no others. `parse` reads what clients send and refuses everything else; `write` makes
what the server sends.
"""

import dataclasses
import json
import re
from dataclasses import dataclass
from typing import Any
from uuid import UUID

VERSION = 1
MAX_FRAME_BYTES = 64 * 1024
MAX_DEPTH = 4
MAX_TEXT_CHARS = 20_000
MAX_REVISION = 2**31 - 1
CANNOT_JUDGE = "cannot_judge"

# Close codes. 1000–3999 belong to others; Channels' servers refuse them from applications.
SIGNED_OUT = 4401
NOT_ALLOWED = 4403
UNKNOWN = 4404
IDLE = 4408
TOO_LARGE = 4413
TOO_FAST = 4429

_FIELD = re.compile(r"overall|missed|(?:score|comment):[-a-zA-Z0-9_]{1,60}")
_STRING = re.compile(r'"(?:[^"\\]|\\.)*+"', re.DOTALL)


class Refused(Exception):
    """A frame that is not a message. `code` says why; `id` is the command's, when it could be read."""

    def __init__(self, code: str, detail: str, *, id: str | None = None) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail
        self.id = id


# --- what clients send ---------------------------------------------------------------------------
@dataclass(frozen=True, kw_only=True)
class Change:
    """Set one field of the draft: `score:<key>` to a level value, "cannot_judge" or null;
    `comment:<key>`, `overall` or `missed` to text. `id` is made by the client; the same id again is the same change.
    `base` is the revision the change rests on: when the field has a newer one the change is not made and
    answered with Overtaken. Without it the change is made whatever there is."""

    id: UUID
    field: str
    value: int | str | None
    base: int | None = None


@dataclass(frozen=True, kw_only=True)
class Look:
    """Send the snapshot again."""


@dataclass(frozen=True, kw_only=True)
class Beat:
    """I am still here. The server answers with the same."""


Incoming = Change | Look | Beat


# --- what the server sends -----------------------------------------------------------------------
@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """How the room is now: sent on joining, on Look, and whenever a check finds another version."""

    room: str
    version: str
    state: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Ack:
    """The change with this id is committed, as that revision of the draft."""

    id: str
    revision: int


@dataclass(frozen=True, kw_only=True)
class Error:
    """The frame was refused, or the change could not be made. `id` is the command's, null if unreadable."""

    id: str | None
    code: str
    message: str


@dataclass(frozen=True, kw_only=True)
class Overtaken:
    """The change was not made: its field was changed elsewhere after `base`, to this value."""

    id: str
    field: str
    value: int | str | None
    revision: int


@dataclass(frozen=True, kw_only=True)
class Changed:
    """A field of the draft has a new value; goes to every tab of the reviewer, the acting one too."""

    id: str
    field: str
    value: int | str | None
    revision: int


@dataclass(frozen=True, kw_only=True)
class Presence:
    """Who is reviewing this work now, by the names this audience may see, in alphabetical order."""

    people: list[str]


@dataclass(frozen=True, kw_only=True)
class Ended:
    """The review can no longer be changed: `state` is submitted, set_aside, declined or expired."""

    state: str


@dataclass(frozen=True, kw_only=True)
class News:
    """Something the page shows has changed; fetch it again. `counts` never says who."""

    kind: str
    version: str
    counts: dict[str, int]


@dataclass(frozen=True, kw_only=True)
class Notice:
    """Something for this person alone, already in their language."""

    kind: str
    title: str
    url: str


@dataclass(frozen=True, kw_only=True)
class Unread:
    """How many notices this person has not read yet; 100 stands for more."""

    count: int


@dataclass(frozen=True, kw_only=True)
class Link:
    """Whether this server hears the others. While it does not, ask for the page now and then."""

    is_up: bool


Outgoing = (
    Snapshot
    | Ack
    | Error
    | Overtaken
    | Changed
    | Presence
    | Ended
    | News
    | Notice
    | Unread
    | Link
    | Beat
)

INCOMING: dict[str, type] = {"change": Change, "look": Look, "beat": Beat}
OUTGOING: dict[str, type] = {
    "snapshot": Snapshot,
    "ack": Ack,
    "error": Error,
    "overtaken": Overtaken,
    "changed": Changed,
    "presence": Presence,
    "ended": Ended,
    "news": News,
    "notice": Notice,
    "unread": Unread,
    "link": Link,
    "beat": Beat,
}
_NAMES = {message: name for name, message in OUTGOING.items()}


def write(message: Outgoing) -> str:
    """The message as a frame."""
    fields = dataclasses.asdict(message)
    frame = {"v": VERSION, "type": _NAMES[type(message)], **fields}
    return json.dumps(frame, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def parse(frame: str) -> Incoming:
    """The message in the frame. Raises Refused for everything that is not exactly one."""
    data = _read_object(frame)
    command_id = data["id"] if isinstance(data.get("id"), str) and len(data["id"]) <= 36 else None
    try:
        return _build(data)
    except Refused as refusal:
        refusal.id = command_id
        raise


def _build(data: dict[str, Any]) -> Incoming:
    version, name = data.pop("v", None), data.pop("type", None)
    if type(version) is not int or version != VERSION:
        raise Refused("version", f"This server speaks version {VERSION}.")
    if not isinstance(name, str) or name not in INCOMING:
        raise Refused("unknown-type", "There is no message of this type.")
    message = INCOMING[name]
    known = {field.name for field in dataclasses.fields(message)}
    if missing := _required(message) - data.keys():
        raise Refused("missing-key", f"Missing: {', '.join(sorted(missing))}.")
    if data.keys() - known:
        raise Refused("unknown-key", f"A {name} has only: {', '.join(sorted(known)) or 'type'}.")
    return _change(**data) if message is Change else message()


def _required(message: type) -> set[str]:
    fields = dataclasses.fields(message)
    return {field.name for field in fields if field.default is dataclasses.MISSING}


def _change(*, id: Any, field: Any, value: Any, base: Any = None) -> Change:
    if not isinstance(field, str) or not _FIELD.fullmatch(field):
        raise Refused(
            "bad-value", "field is overall, missed, score:<criterion> or comment:<criterion>."
        )
    is_right = _is_score if field.startswith("score:") else _is_text
    if not is_right(value):
        raise Refused("bad-value", "A score is a level, cannot_judge or null; a comment is text.")
    if base is not None and not (type(base) is int and 0 <= base <= MAX_REVISION):
        raise Refused("bad-value", "base is a revision or null.")
    return Change(id=_uuid(id), field=field, value=value, base=base)


def _is_score(value: Any) -> bool:
    return value is None or value == CANNOT_JUDGE or (type(value) is int and 0 <= value <= 1000)


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= MAX_TEXT_CHARS


def _uuid(value: Any) -> UUID:
    try:
        parsed = UUID(value)
    except (ValueError, AttributeError, TypeError):
        raise Refused("bad-value", "id is a UUID.") from None
    if str(parsed) != value:
        raise Refused("bad-value", "id is a UUID in lower case with dashes.")
    return parsed


# --- strict JSON ---------------------------------------------------------------------------------
def _read_object(frame: str) -> dict[str, Any]:
    try:
        size = len(frame.encode())
    except UnicodeEncodeError:
        raise Refused("not-json", "The frame is not UTF-8.") from None
    if size > MAX_FRAME_BYTES:
        raise Refused("too-large", f"A frame has at most {MAX_FRAME_BYTES} bytes.")
    if _depth(frame) > MAX_DEPTH:
        raise Refused("too-deep", f"A frame is nested at most {MAX_DEPTH} deep.")
    try:
        data = json.loads(frame, parse_constant=_no_constant, object_pairs_hook=_once_each)
    except (ValueError, RecursionError):
        raise Refused("not-json", "The frame is not JSON.") from None
    if not isinstance(data, dict):
        raise Refused("not-object", "A message is a JSON object.")
    if not _is_unicode(data):
        raise Refused("bad-value", "Text must be whole Unicode characters.")
    return data


def _depth(frame: str) -> int:
    deepest = depth = 0
    for mark in re.findall(r"[\[\]{}]", _STRING.sub("", frame)):
        depth += 1 if mark in "[{" else -1
        deepest = max(deepest, depth)
    return deepest


def _no_constant(name: str) -> None:
    raise Refused("not-json", f"{name} is not JSON.")


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    data = dict(pairs)
    if len(data) != len(pairs):
        raise Refused("duplicate-key", "Each key may stand once.")
    return data


def _is_unicode(data: dict[str, Any]) -> bool:
    # "\ud800" is JSON, but half a character: it can be neither stored nor sent back.
    try:
        json.dumps(data, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


# --- the description others build on -------------------------------------------------------------
_TEXT = {"type": "string"}
_COUNT = {"type": "integer", "minimum": 0}
_UUID = {"type": "string", "format": "uuid"}
_FIELD_NAME = {"type": "string", "pattern": f"^(?:{_FIELD.pattern})$"}
_VALUE = {
    "anyOf": [
        {"type": "integer", "minimum": 0, "maximum": 1000},
        {"type": "string", "maxLength": MAX_TEXT_CHARS},
        {"type": "null"},
    ]
}
_SCHEMAS: dict[str, dict[str, Any]] = {
    "id": _UUID,
    "field": _FIELD_NAME,
    "value": _VALUE,
    "revision": _COUNT,
    "base": {"type": ["integer", "null"], "minimum": 0, "maximum": MAX_REVISION},
    "state": _TEXT,
    "people": {"type": "array", "items": _TEXT},
    "counts": {"type": "object", "additionalProperties": _COUNT},
    "count": _COUNT,
    "is_up": {"type": "boolean"},
}
_SPECIAL = {
    ("snapshot", "state"): {"type": "object"},
    ("error", "id"): {"type": ["string", "null"]},
}


def schema(name: str, *, incoming: bool) -> dict[str, Any]:
    """The JSON Schema (2020-12) of the message type `name` in that direction."""
    message = (INCOMING if incoming else OUTGOING)[name]
    properties: dict[str, Any] = {"v": {"const": VERSION}, "type": {"const": name}}
    for field in dataclasses.fields(message):
        default = _SCHEMAS.get(field.name, _TEXT)
        properties[field.name] = _SPECIAL.get((name, field.name), default)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": name,
        "description": " ".join((message.__doc__ or "").split()),
        "type": "object",
        "properties": properties,
        "required": [each for each in properties if each in {"v", "type", *_required(message)}],
        "additionalProperties": False,
    }
