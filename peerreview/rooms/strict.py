# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Pure: strict JSON. Small, shallow, each key once, no constants that JSON lacks, whole characters."""

import json
import re
from typing import Any

MAX_FRAME_BYTES = 64 * 1024
MAX_DEPTH = 4

_STRING = re.compile(r'"(?:[^"\\]|\\.)*+"', re.DOTALL)


class Refused(Exception):
    """A frame that is not a message. `code` says why; `id` is the command's, when it could be read."""

    def __init__(self, code: str, detail: str, *, id: str | None = None) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail
        self.id = id


def size_of(frame: str) -> int:
    """The frame's length in bytes. Raises Refused when it is not UTF-8."""
    try:
        return len(frame.encode())
    except UnicodeEncodeError:
        raise Refused("not-json", "The frame is not UTF-8.") from None


def read_object(frame: str) -> dict[str, Any]:
    """The JSON object in the frame. Raises Refused."""
    if size_of(frame) > MAX_FRAME_BYTES:
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
