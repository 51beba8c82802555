# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""MP4, M4A and QuickTime (ISO 14496-12): boxes of tags are cut out, dates become zero.

Nothing stays where a tag was, so that the size tells nothing of it; what counts bytes from the start of
the file is counted anew. Fragments count from themselves: from the first on, tags are blanked in place.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from peerreview.artifacts.cleaning.refusal import Refused
from peerreview.artifacts.cleaning.shifts import Shifts

CONTAINERS = {b"moov", b"trak", b"mdia", b"minf", b"edts", b"stbl", b"moof", b"traf", b"mvex"}
TAG_BOXES = {b"udta", b"meta", b"uuid", b"free", b"skip", b"wide", b"pdin", b"XMP_"}
DATED_BOXES = {b"mvhd", b"tkhd", b"mdhd"}
FRAGMENTS = {b"moof", b"sidx", b"ssix"}
# Says at which byte each fragment begins; players find them without it.
FRAGMENT_INDEX = b"mfra"
CHUNK_OFFSETS = {b"stco": 4, b"co64": 8}
HANDLER_NAME_OFFSET = 24
DEPTH_MOST = 8


@dataclass(frozen=True)
class Box:
    """Where a box begins, where its content does, and where it ends."""

    name: bytes
    at: int
    start: int
    end: int


def clean(data: bytes) -> tuple[bytes, bool]:
    """The file without `udta`, `meta` and `uuid` boxes, and True: all of it could be walked."""
    shifts, pieces, has_movie, in_place = Shifts(), [], False, False
    source = memoryview(data)
    for box in _boxes(source, 0, len(data)):
        has_movie |= box.name == b"moov"
        in_place |= box.name in FRAGMENTS
        pieces += _blanked(source, box) if in_place else _kept(source, box, shifts, depth=0)
    if not has_movie:
        raise Refused("corrupt")
    content = bytearray().join(pieces)
    _count_anew(content, 0, len(content), shifts, depth=0)
    return bytes(content), True


def _boxes(data: memoryview | bytearray, at: int, end: int) -> Iterator[Box]:
    # Up to seven stray bytes at the end of a container are met in the wild.
    while end - at >= 8:
        size, header = int.from_bytes(data[at : at + 4], "big"), 8
        if size == 1:
            size, header = int.from_bytes(data[at + 8 : at + 16], "big"), 16
        elif size == 0:
            size = end - at
        if size < header or at + size > end:
            raise Refused("corrupt")
        yield Box(bytes(data[at + 4 : at + 8]), at, at + header, at + size)
        at += size


def _kept(data: memoryview, box: Box, shifts: Shifts, *, depth: int) -> list[bytes | memoryview]:
    """What stays of a box, in pieces."""
    if box.name in TAG_BOXES or box.name == FRAGMENT_INDEX:
        shifts.cut(box.at, box.end)
        return []
    if box.name in DATED_BOXES:
        return [_undated(data, box)]
    if box.name == b"hdlr" and box.end - box.start > HANDLER_NAME_OFFSET:
        name_at = box.start + HANDLER_NAME_OFFSET
        shifts.cut(name_at + 1, box.end)
        return _framed(data, box, [data[box.start : name_at], b"\0"])
    if box.name not in CONTAINERS or depth == DEPTH_MOST:
        return [data[box.at : box.end]]
    inside, at = [], box.start
    for inner in _boxes(data, box.start, box.end):
        inside += _kept(data, inner, shifts, depth=depth + 1)
        at = inner.end
    shifts.cut(at, box.end)
    return _framed(data, box, inside)


def _framed(
    data: memoryview, box: Box, inside: list[bytes | memoryview]
) -> list[bytes | memoryview]:
    """The box around a content that has another size now; its own header is as long as it was."""
    header = box.start - box.at
    size = header + sum(map(len, inside))
    if header == 16:
        return [data[box.at : box.at + 8], size.to_bytes(8, "big"), *inside]
    return [size.to_bytes(4, "big"), box.name, *inside]


def _undated(data: memoryview, box: Box) -> bytes:
    content = bytearray(data[box.at : box.end])
    start = box.start - box.at
    if len(content) < start + 4:
        raise Refused("corrupt")
    width = 16 if content[start] == 1 else 8
    content[start + 4 : start + 4 + width] = bytes(min(width, len(content) - start - 4))
    return bytes(content)


def _blanked(data: memoryview, box: Box) -> list[bytes | memoryview]:
    """The box as long as it was, with tags in it blanked out."""
    if box.name not in TAG_BOXES | {FRAGMENT_INDEX, b"moof"}:
        return [data[box.at : box.end]]
    content = bytearray(data[box.at : box.end])
    _blank(content, 0, len(content), depth=0)
    return [content]


def _blank(content: bytearray, at: int, end: int, *, depth: int) -> None:
    for box in _boxes(content, at, end):
        if box.name in TAG_BOXES or box.name == FRAGMENT_INDEX:
            content[box.at + 4 : box.at + 8] = b"free"
            content[box.start : box.end] = bytes(box.end - box.start)
        elif box.name in CONTAINERS and depth < DEPTH_MOST:
            _blank(content, box.start, box.end, depth=depth + 1)


def _count_anew(content: bytearray, at: int, end: int, shifts: Shifts, *, depth: int) -> None:
    for box in _boxes(content, at, end):
        if box.name in CHUNK_OFFSETS:
            width = CHUNK_OFFSETS[box.name]
            count = int.from_bytes(content[box.start + 4 : box.start + 8], "big")
            if box.start + 8 + count * width > box.end:
                raise Refused("corrupt")
            for place in range(box.start + 8, box.start + 8 + count * width, width):
                _move(content, place, width, shifts)
        elif box.name == b"tfhd" and box.end - box.start >= 16 and content[box.start + 3] & 1:
            _move(content, box.start + 8, 8, shifts)
        elif box.name in CONTAINERS and depth < DEPTH_MOST:
            _count_anew(content, box.start, box.end, shifts, depth=depth + 1)


def _move(content: bytearray, place: int, width: int, shifts: Shifts) -> None:
    offset = int.from_bytes(content[place : place + width], "big")
    content[place : place + width] = shifts.moved(offset).to_bytes(width, "big")
