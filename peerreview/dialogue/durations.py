# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Pure: how long a recording is, read from its container without decoding it. None when it does not say."""

import math
import struct

_SEGMENT, _CLUSTER, _TIMECODE = 0x18538067, 0x1F43B675, 0xE7
_SIMPLE_BLOCK, _BLOCK_GROUP, _BLOCK = 0xA3, 0xA0, 0xA1
# Two minutes have some thousands; whoever sends more wants to keep us busy.
ELEMENTS_MAX = 50_000
_WALKED = {_SEGMENT, _CLUSTER, _BLOCK_GROUP}


def seconds_of(content: bytes, extension: str) -> float | None:
    """The length in seconds of a cleaned file of that format."""
    readers = {"weba": _webm, "ogg": _ogg, "wav": _wav, "m4a": _mp4, "mp4": _mp4}
    try:
        return readers[extension](content)
    except (KeyError, IndexError, struct.error, ZeroDivisionError, OverflowError):
        return None


def _webm(content: bytes) -> float | None:
    """The last block's time; recorders count in milliseconds and write no duration."""
    at, cluster, last = 0, 0, None
    for _element in range(ELEMENTS_MAX):
        if at >= len(content):
            return None if last is None else last / 1000
        identifier, at = _number(content, at, keep_marker=True)
        first = at
        size, at = _number(content, at, keep_marker=False)
        is_unknown = size == (1 << 7 * (at - first)) - 1
        if identifier == _TIMECODE:
            cluster = int.from_bytes(content[at : at + size], "big")
        elif identifier in {_SIMPLE_BLOCK, _BLOCK}:
            _track, inside = _number(content, at, keep_marker=False)
            last = max(last or 0, cluster + struct.unpack_from(">h", content, inside)[0])
        if identifier not in _WALKED and not is_unknown:
            at += size
    return math.inf


def _number(content: bytes, at: int, *, keep_marker: bool) -> tuple[int, int]:
    width = 9 - content[at].bit_length()
    if width > 8:
        raise IndexError(at)
    value = int.from_bytes(content[at : at + width], "big")
    return (value if keep_marker else value & (1 << 7 * width) - 1), at + width


def _ogg(content: bytes) -> float | None:
    """The last page's position. Opus always counts at 48 kHz, Vorbis at the rate in its head."""
    last = content.rfind(b"OggS")
    position = struct.unpack_from("<q", content, last + 6)[0]
    head = content.find(b"\x01vorbis", 0, 200)
    rate = struct.unpack_from("<I", content, head + 12)[0] if head >= 0 else 48_000
    return position / rate if last >= 0 and position >= 0 else None


def _wav(content: bytes) -> float | None:
    at = 12
    per_second = 0
    while at + 8 <= len(content):
        name, size = content[at : at + 4], struct.unpack_from("<I", content, at + 4)[0]
        if name == b"fmt ":
            per_second = struct.unpack_from("<I", content, at + 16)[0]
        if name == b"data":
            return min(size, len(content) - at - 8) / per_second
        at += 8 + size + size % 2
    return None


def _mp4(content: bytes) -> float | None:
    at = content.find(b"mvhd")
    if at < 0:
        return None
    is_wide = content[at + 4] == 1
    form, offset = (">IQ", 24) if is_wide else (">II", 16)
    scale, length = struct.unpack_from(form, content, at + offset)
    return length / scale or None
