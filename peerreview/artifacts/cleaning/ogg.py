# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Ogg (RFC 3533): the comment packet of each stream is blanked in place and its pages re-signed."""

from dataclasses import dataclass, field

from peerreview.artifacts.cleaning.refusal import Refused

HEADER_BYTES = 27
CONTINUED, FIRST = 1, 2
# How the comment packet of each codec starts, and how many bytes after the comments belong to it.
COMMENT_PACKETS = {b"\x03vorbis": 1, b"OpusTags": 0, b"\x81theora": 0}
STREAM_STARTS = (b"\x01vorbis", b"OpusHead", b"\x80theora")


@dataclass
class Page:
    """Where a page and its segments are. `pieces`: (start, end, whether the packet ends here)."""

    start: int
    end: int
    serial: bytes
    flags: int
    pieces: list[tuple[int, int, bool]] = field(default_factory=list)


def clean(data: bytes) -> tuple[bytes, bool]:
    """The file, the same size, and whether every stream in it was of a known codec."""
    content = bytearray(data)
    pages = _pages(content)
    streams = {page.serial for page in pages}
    known = [_clean_stream(content, [p for p in pages if p.serial == one]) for one in streams]
    return bytes(content), all(known)


def _pages(data: bytearray) -> list[Page]:
    pages, at = [], 0
    while at < len(data):
        if data[at : at + 5] != b"OggS\0" or at + HEADER_BYTES > len(data):
            raise Refused("corrupt")
        pages.append(_page(data, at))
        at = pages[-1].end
    if not pages:
        raise Refused("corrupt")
    return pages


def _page(data: bytearray, at: int) -> Page:
    count = data[at + 26]
    sizes = data[at + HEADER_BYTES : at + HEADER_BYTES + count]
    body = at + HEADER_BYTES + count
    page = Page(at, body + sum(sizes), bytes(data[at + 14 : at + 18]), data[at + 5])
    if len(sizes) < count or page.end > len(data):
        raise Refused("corrupt")
    start = end = body
    for size in sizes:
        end += size
        if size < 255:
            page.pieces.append((start, end, True))
            start = end
    if start < end or (sizes and sizes[-1] == 255):
        page.pieces.append((start, end, False))
    return page


def _clean_stream(data: bytearray, pages: list[Page]) -> bool:
    packets = _first_packets(pages, 2)
    if len(packets) < 2:
        raise Refused("corrupt")
    first = b"".join(data[a:b] for a, b in packets[0])
    if not first.startswith(STREAM_STARTS):
        return False
    _blank_comments(data, packets[1])
    for page in pages:
        if page.start <= packets[1][-1][1]:
            _sign(data, page)
    return True


def _first_packets(pages: list[Page], count: int) -> list[list[tuple[int, int]]]:
    """The first packets of a stream, each as the byte ranges it is made of."""
    packets: list[list[tuple[int, int]]] = [[]]
    for page in pages:
        for start, end, complete in page.pieces:
            packets[-1].append((start, end))
            if complete:
                packets.append([])
        if len(packets) > count:
            break
    return packets[:count]


def _blank_comments(data: bytearray, ranges: list[tuple[int, int]]) -> None:
    packet = b"".join(data[a:b] for a, b in ranges)
    magic = next((magic for magic in COMMENT_PACKETS if packet.startswith(magic)), None)
    if magic is None:
        raise Refused("corrupt")
    tail = COMMENT_PACKETS[magic]
    # One vendor string of spaces takes the room of all comments; then the number of comments, none.
    room = len(packet) - len(magic) - 8 - tail
    if room < 0:
        raise Refused("corrupt")
    blank = magic + room.to_bytes(4, "little") + b" " * room + bytes(4) + b"\x01" * tail
    at = 0
    for start, end in ranges:
        data[start:end] = blank[at : at + end - start]
        at += end - start


def _sign(data: bytearray, page: Page) -> None:
    data[page.start + 22 : page.start + 26] = bytes(4)
    check = _crc(data[page.start : page.end])
    data[page.start + 22 : page.start + 26] = check.to_bytes(4, "little")


def _table() -> list[int]:
    table = []
    for index in range(256):
        value = index << 24
        for _ in range(8):
            value = (value << 1 ^ 0x04C11DB7 if value & 0x80000000 else value << 1) & 0xFFFFFFFF
        table.append(value)
    return table


CRC_TABLE = _table()


def _crc(page: bytes | bytearray) -> int:
    value = 0
    for byte in page:
        value = (value << 8 & 0xFFFFFFFF) ^ CRC_TABLE[value >> 24 ^ byte]
    return value
