# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Ogg (RFC 3533): the comment packet of each stream is replaced by an empty one, always the same.

The stream's header packets are put on pages anew, so that no size tells how long the comments were; pages
that follow get the next numbers.
"""

from dataclasses import dataclass, field

from peerreview.artifacts.cleaning.refusal import Refused

HEADER_BYTES = 27
CONTINUED = 1
SEGMENTS_MOST = 255
# An empty comment packet: no vendor, no comments.
EMPTY = bytes(8)


@dataclass(frozen=True)
class Codec:
    """How a stream's first packet begins, its empty comment packet, and how many header packets it has."""

    start: bytes
    magic: bytes
    comments: bytes
    headers: int


CODECS = (
    Codec(b"\x01vorbis", b"\x03vorbis", b"\x03vorbis" + EMPTY + b"\x01", 3),
    Codec(b"OpusHead", b"OpusTags", b"OpusTags" + EMPTY, 2),
    Codec(b"\x80theora", b"\x81theora", b"\x81theora" + EMPTY, 3),
)


@dataclass
class Page:
    """Where a page and its segments are. `pieces`: (start, end, whether the packet ends here)."""

    start: int
    end: int
    serial: bytes
    flags: int
    pieces: list[tuple[int, int, bool]] = field(default_factory=list)


def clean(data: bytes) -> tuple[bytes, bool]:
    """The file, and whether every stream in it was of a known codec."""
    pages = _pages(data)
    written = {page.start: data[page.start : page.end] for page in pages}
    streams = {page.serial for page in pages}
    known = [
        _clean_stream(data, [page for page in pages if page.serial == one], written)
        for one in streams
    ]
    return b"".join(written[page.start] for page in pages), all(known)


def _pages(data: bytes) -> list[Page]:
    pages, at = [], 0
    while at < len(data):
        if data[at : at + 5] != b"OggS\0" or at + HEADER_BYTES > len(data):
            raise Refused("corrupt")
        pages.append(_page(data, at))
        at = pages[-1].end
    if not pages:
        raise Refused("corrupt")
    return pages


def _page(data: bytes, at: int) -> Page:
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


def _clean_stream(data: bytes, pages: list[Page], written: dict[int, bytes]) -> bool:
    """Write a stream's pages anew into `written`, by where they were."""
    first = b"".join(data[a:b] for a, b in _first_packets(pages, 1)[0])
    codec = next((codec for codec in CODECS if first.startswith(codec.start)), None)
    if codec is None:
        return False
    headers = _first_packets(pages, codec.headers)
    packets = [b"".join(data[a:b] for a, b in ranges) for ranges in headers]
    # What comes before and after the comments begins a page of its own, in all three codecs.
    begins, ends = pages[0].end, headers[-1][-1][1] if headers[-1] else 0
    if (
        len(packets) < codec.headers
        or headers[0][-1][1] != begins
        or ends not in {page.end for page in pages}
        or not packets[1].startswith(codec.magic)
    ):
        raise Refused("corrupt")
    anew = _on_pages([codec.comments, *packets[2:]], pages[0].serial)
    replaced = [page for page in pages if begins < page.end <= ends]
    written.update({page.start: b"" for page in replaced})
    written[replaced[0].start] = b"".join(anew)
    if len(anew) != len(replaced):
        for number, page in enumerate(pages[1 + len(replaced) :], 1 + len(anew)):
            written[page.start] = _signed(_numbered(written[page.start], number))
    return True


def _first_packets(pages: list[Page], count: int) -> list[list[tuple[int, int]]]:
    """The first whole packets of a stream, each as the byte ranges it is made of."""
    packets: list[list[tuple[int, int]]] = [[]]
    for page in pages:
        for start, end, complete in page.pieces:
            packets[-1].append((start, end))
            if complete:
                packets.append([])
        if len(packets) > count:
            break
    return packets[:-1][:count] or [[]]


def _on_pages(packets: list[bytes], serial: bytes) -> list[bytes]:
    """Header packets on as few pages as hold them, numbered from 1."""
    body = b"".join(packets)
    sizes = [size for packet in packets for size in _lacing(len(packet))]
    pages, at = [], 0
    for number, first in enumerate(range(0, len(sizes), SEGMENTS_MOST), 1):
        part = sizes[first : first + SEGMENTS_MOST]
        flags = CONTINUED if first and sizes[first - 1] == 255 else 0
        # A page on which no packet ends has no moment: -1; all others of headers have 0.
        moment = bytes(8) if min(part) < 255 else b"\xff" * 8
        head = b"OggS\0" + bytes([flags]) + moment + serial + number.to_bytes(4, "little")
        page = head + bytes(4) + bytes([len(part), *part]) + body[at : at + sum(part)]
        pages.append(_signed(page))
        at += sum(part)
    return pages


def _lacing(size: int) -> list[int]:
    return [255] * (size // 255) + [size % 255]


def _numbered(page: bytes, number: int) -> bytes:
    return page[:18] + number.to_bytes(4, "little") + page[22:]


def _signed(page: bytes) -> bytes:
    blank = page[:22] + bytes(4) + page[26:]
    return blank[:22] + _crc(blank).to_bytes(4, "little") + blank[26:]


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
