# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""WebM (EBML): tags, attachments, titles and dates become Void elements of the same size."""

from peerreview.artifacts.cleaning.refusal import Refused

EBML, SEGMENT, INFO, CLUSTER = 0x1A45DFA3, 0x18538067, 0x1549A966, 0x1F43B675
TRACKS, TRACK_ENTRY = 0x1654AE6B, 0xAE
# Tags, Attachments; in Info: Title, DateUTC, SegmentFilename, PrevFilename, NextFilename; track Name.
PERSONAL = {0x1254C367, 0x1941A469, 0x7BA9, 0x4461, 0x7384, 0x3C83AB, 0x3E83BB, 0x536E}
# MuxingApp and WritingApp must be there, so they are filled with spaces.
SOFTWARE = {0x4D80, 0x5741}
CONTAINERS = {SEGMENT, INFO, TRACKS, TRACK_ENTRY}
# What may follow a cluster of unknown size inside the segment.
TOP_LEVEL = {CLUSTER, INFO, TRACKS, 0x1C53BB6B, 0x114D9B74, 0x1043A770, *(0x1254C367, 0x1941A469)}


def clean(data: bytes) -> tuple[bytes, bool]:
    """The file, the same size, and whether its whole length could be walked."""
    content = bytearray(data)
    identifier, _, _ = _element(content, 0, len(content))
    if identifier != EBML:
        raise Refused("corrupt")
    return_value = _walk(content, 0, len(content))
    return bytes(content), return_value


def _walk(data: bytearray, at: int, end: int) -> bool:
    while at < end:
        identifier, start, size = _element(data, at, end)
        if size is None and identifier not in CONTAINERS:
            # A live recording: its clusters have no size, and what follows them is not found.
            return data.find((0x1254C367).to_bytes(4, "big"), start) < 0
        stop = end if size is None else start + size
        if stop > end:
            raise Refused("corrupt")
        if not _clean_element(data, identifier, at, start, stop):
            return False
        at = stop
    return True


def _clean_element(data: bytearray, identifier: int, at: int, start: int, stop: int) -> bool:
    if identifier in PERSONAL:
        _void(data, at, stop)
    elif identifier in SOFTWARE:
        data[start:stop] = b" " * (stop - start)
    elif identifier in CONTAINERS:
        return _walk(data, start, stop)
    return True


def _void(data: bytearray, at: int, stop: int) -> None:
    """A Void element from `at` to `stop`: its size is written in as many bytes as it takes."""
    total = stop - at
    width = 1 if total < 0x7F else 8
    payload = total - 1 - width
    if payload < 0:
        raise Refused("corrupt")
    length = payload | 1 << 7 * width
    data[at:stop] = b"\xec" + length.to_bytes(width, "big") + bytes(payload)


def _element(data: bytearray, at: int, end: int) -> tuple[int, int, int | None]:
    """(identifier, where its content starts, its size or None when unknown)."""
    identifier, at = _number(data, at, keep_marker=True)
    first = at
    size, at = _number(data, at, keep_marker=False)
    if at > end:
        raise Refused("corrupt")
    unknown = size == (1 << 7 * (at - first)) - 1
    return identifier, at, None if unknown else size


def _number(data: bytearray, at: int, *, keep_marker: bool) -> tuple[int, int]:
    first = data[at]
    width = 9 - first.bit_length()
    if width > 8 or at + width > len(data):
        raise Refused("corrupt")
    value = int.from_bytes(data[at : at + width], "big")
    return (value if keep_marker else value & (1 << 7 * width) - 1), at + width
