# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""MP4, M4A and QuickTime (ISO 14496-12): boxes of tags become free space, dates become zero."""

from peerreview.artifacts.cleaning.refusal import Refused

CONTAINERS = {b"moov", b"trak", b"mdia", b"minf", b"edts", b"moof", b"traf", b"mvex"}
TAG_BOXES = {b"udta", b"meta", b"uuid", b"free", b"skip", b"wide", b"pdin", b"XMP_"}
DATED_BOXES = {b"mvhd", b"tkhd", b"mdhd"}
HANDLER_NAME_OFFSET = 24


def clean(data: bytes) -> tuple[bytes, bool]:
    """The file, the same size, with `udta`, `meta` and `uuid` boxes blanked out."""
    content = bytearray(data)
    _walk(content, 0, len(content), depth=0)
    if content.find(b"moov", 0) < 0:
        raise Refused("corrupt")
    return bytes(content), True


def _walk(data: bytearray, at: int, end: int, *, depth: int) -> None:
    while at < end:
        if end - at < 8:
            # Up to seven stray bytes at the end of a container are met in the wild; blank them.
            data[at:end] = bytes(end - at)
            return
        header, size = _box_size(data, at, end)
        _clean_box(data, bytes(data[at + 4 : at + 8]), at + header, at + size, depth)
        at += size


def _box_size(data: bytearray, at: int, end: int) -> tuple[int, int]:
    size, header = int.from_bytes(data[at : at + 4], "big"), 8
    if size == 1:
        size, header = int.from_bytes(data[at + 8 : at + 16], "big"), 16
    elif size == 0:
        size = end - at
    if size < header or at + size > end:
        raise Refused("corrupt")
    return header, size


def _clean_box(data: bytearray, name: bytes, start: int, end: int, depth: int) -> None:
    if name in TAG_BOXES:
        name_at = data.rfind(name, max(0, start - 16), start)
        data[name_at : name_at + 4] = b"free"
        data[start:end] = bytes(end - start)
    elif name in DATED_BOXES:
        width = 16 if data[start] == 1 else 8
        data[start + 4 : start + 4 + width] = bytes(width)
    elif name == b"hdlr" and end - start > HANDLER_NAME_OFFSET:
        data[start + HANDLER_NAME_OFFSET : end] = bytes(end - start - HANDLER_NAME_OFFSET)
    elif name in CONTAINERS and depth < 8:
        _walk(data, start, end, depth=depth + 1)
