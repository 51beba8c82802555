# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Pure: what goes over a room's socket (docs/live.md).

A frame is one JSON object with `v`, the protocol's version, `type`, and the fields of that type: all
that have no default, and no others. `parse` reads what clients send and refuses everything else;
`write` makes what the server sends; `schema` and `describe` tell others how.
"""

import dataclasses
import json
from typing import Any

from peerreview.rooms.messages import (
    INCOMING,
    OUTGOING,
    Ack,
    Beat,
    Change,
    Changed,
    Command,
    Ended,
    Error,
    Incoming,
    Link,
    Look,
    Misfit,
    News,
    Notice,
    Outgoing,
    Overtaken,
    Point,
    Presence,
    Snapshot,
    required,
)
from peerreview.rooms.shapes import shape_of
from peerreview.rooms.strict import MAX_DEPTH, MAX_FRAME_BYTES, Refused, read_object, size_of

__all__ = [
    "INCOMING",
    "MAX_DEPTH",
    "MAX_FRAME_BYTES",
    "OUTGOING",
    "Ack",
    "Beat",
    "Change",
    "Changed",
    "Command",
    "Ended",
    "Error",
    "Incoming",
    "Link",
    "Look",
    "News",
    "Notice",
    "Outgoing",
    "Overtaken",
    "Point",
    "Presence",
    "Refused",
    "Snapshot",
    "size_of",
]

VERSION = 1

# Close codes. 1000–3999 belong to others; Channels' servers refuse them from applications.
SIGNED_OUT = 4401
NOT_ALLOWED = 4403
UNKNOWN = 4404
IDLE = 4408
TOO_LARGE = 4413
TOO_FAST = 4429
TROUBLE = 4500
CLOSE_CODES = {
    SIGNED_OUT: "signed-out",
    NOT_ALLOWED: "not-allowed",
    UNKNOWN: "unknown",
    IDLE: "idle",
    TOO_LARGE: "too-large",
    TOO_FAST: "too-fast",
    TROUBLE: "trouble",
}

_NAMES = {message: name for name, message in OUTGOING.items()}


def write(message: Outgoing) -> str:
    """The message as a frame."""
    fields = dataclasses.asdict(message)
    frame = {"v": VERSION, "type": _NAMES[type(message)], **fields}
    return json.dumps(frame, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def parse(frame: str) -> Incoming:
    """The message in the frame. Raises Refused for everything that is not exactly one."""
    data = read_object(frame)
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
    fields = {field.name: shape_of(field) for field in dataclasses.fields(message)}
    if missing := required(message) - data.keys():
        raise Refused("missing-key", f"Missing: {', '.join(sorted(missing))}.")
    if data.keys() - fields.keys():
        raise Refused("unknown-key", f"A {name} has only: {', '.join(sorted(fields)) or 'type'}.")
    for key, value in data.items():
        if not fields[key].fits(value):
            raise Refused("bad-value", f"{key} {fields[key].words}.")
    try:
        return message(**{key: fields[key].read(value) for key, value in data.items()})
    except Misfit as misfit:
        raise Refused("bad-value", str(misfit)) from None


# --- the description others build on -------------------------------------------------------------
def schema(name: str, *, incoming: bool) -> dict[str, Any]:
    """The JSON Schema (2020-12) of the message type `name` in that direction."""
    message = (INCOMING if incoming else OUTGOING)[name]
    fields = dataclasses.fields(message)
    given = required(message) if incoming else {field.name for field in fields}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": name,
        "type": "object",
        "properties": {
            "v": {"const": VERSION},
            "type": {"const": name},
            **{field.name: shape_of(field).schema for field in fields},
        },
        "required": ["v", "type", *(field.name for field in fields if field.name in given)],
        "additionalProperties": False,
        **getattr(message, "TOGETHER", {}),
    }


def describe() -> str:
    """Every message in words and as a schema, as Markdown: the second half of docs/live.md."""
    parts = []
    for title, registry in (("What clients send", INCOMING), ("What the server sends", OUTGOING)):
        parts.append(f"## {title}\n")
        for name, message in registry.items():
            words = " ".join((message.__doc__ or "").split())
            described = json.dumps(schema(name, incoming=registry is INCOMING))
            parts.append(f"### `{name}`\n\n{words}\n\n```json\n{described}\n```\n")
    return "\n".join(parts)
