# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""WebM (EBML): tags, attachments, titles and dates are cut out, with the filling between elements.

Nothing stays where they were, so that no size tells of them; what counts bytes from the segment's start
is counted anew.
"""

from dataclasses import dataclass, field

from peerreview.artifacts.cleaning.refusal import Refused
from peerreview.artifacts.cleaning.shifts import Shifts

EBML, SEGMENT, INFO, CLUSTER = 0x1A45DFA3, 0x18538067, 0x1549A966, 0x1F43B675
TRACKS, TRACK_ENTRY = 0x1654AE6B, 0xAE
SEEK_HEAD, SEEK, SEEK_ID, SEEK_POSITION = 0x114D9B74, 0x4DBB, 0x53AB, 0x53AC
CUES, CUE_POINT, CUE_POSITIONS, CUE_CLUSTER = 0x1C53BB6B, 0xBB, 0xB7, 0xF1
TAGS, ATTACHMENTS = 0x1254C367, 0x1941A469
# In Info: Title, DateUTC, SegmentFilename, PrevFilename, NextFilename, each file's own id; track Name.
NAMED = {0x7BA9, 0x4461, 0x7384, 0x3C83AB, 0x3E83BB, 0x536E, 0x73A4}
VOID, CRC = 0xEC, 0xBF
CUT = {TAGS, ATTACHMENTS, VOID, CRC, *NAMED}
# MuxingApp and WritingApp must be there.
SOFTWARE = {0x4D80, 0x5741}
CONTAINERS = {SEGMENT, INFO, TRACKS, TRACK_ENTRY, SEEK_HEAD, SEEK, CUES, CUE_POINT, CUE_POSITIONS}
POSITIONS = {SEEK_POSITION, CUE_CLUSTER}
DEPTH_MOST = 6


@dataclass(frozen=True)
class Element:
    """Where an element begins, where its content does and ends; `is_open` when its size is not said."""

    identifier: int
    at: int
    start: int
    end: int
    is_open: bool


Pieces = list[bytes | bytearray | memoryview]


@dataclass
class Rewriting:
    """One pass over a file. `positions` are the segment's numbers that are to be counted anew, `is_whole`
    says whether all of it could be walked."""

    data: memoryview
    shifts: Shifts = field(default_factory=Shifts)
    positions: list[bytearray] = field(default_factory=list)
    is_whole: bool = True

    def kept(self, element: Element, *, depth: int) -> Pieces:
        """What stays of an element, in pieces."""
        identifier = element.identifier
        if identifier in CUT or self._leads_to_what_is_cut(element):
            self.shifts.cut(element.at, element.end)
            return []
        if identifier in SOFTWARE:
            self.shifts.cut(element.start, element.end)
            return self._framed(element, [])
        if identifier in POSITIONS:
            self.positions.append(bytearray(self.data[element.start : element.end]))
            return [self.data[element.at : element.start], self.positions[-1]]
        if identifier not in CONTAINERS or depth == DEPTH_MOST:
            return [self.data[element.at : element.end]]
        inside = self.inside(element.start, element.end, depth=depth + 1)
        if identifier == SEGMENT:
            self._count_anew(element.start)
        return self._framed(element, inside)

    def inside(self, at: int, end: int, *, depth: int) -> Pieces:
        """What stays of the elements between two places."""
        pieces: Pieces = []
        while at < end:
            element = _element(self.data, at, end)
            if element.is_open and element.identifier not in CONTAINERS:
                # A live recording: its clusters have no size, and what follows them is not found.
                rest = self.data[at:end]
                self.is_whole = bytes(rest).find(TAGS.to_bytes(4, "big")) < 0
                return [*pieces, rest]
            pieces += self.kept(element, depth=depth)
            at = element.end
        return pieces

    def _leads_to_what_is_cut(self, element: Element) -> bool:
        if element.identifier != SEEK:
            return False
        at = element.start
        while at < element.end:
            inner = _element(self.data, at, element.end)
            if inner.identifier == SEEK_ID:
                return int.from_bytes(self.data[inner.start : inner.end], "big") in CUT
            at = inner.end
        return False

    def _framed(self, element: Element, inside: Pieces) -> Pieces:
        """The element around a content that has another size now, said in as many bytes as before."""
        size, said = sum(map(len, inside)), element.end - element.start
        if element.is_open or size == said:
            return [self.data[element.at : element.start], *inside]
        identifier = element.identifier.to_bytes((element.identifier.bit_length() + 7) // 8, "big")
        width = element.start - element.at - len(identifier)
        return [identifier, (size | 1 << 7 * width).to_bytes(width, "big"), *inside]

    def _count_anew(self, start: int) -> None:
        """Once all of a segment is known: the places in it where seeks and cues lead to."""
        for number in self.positions:
            place = self.shifts.moved(start + int.from_bytes(number, "big"))
            number[:] = (place - self.shifts.moved(start)).to_bytes(len(number), "big")
        self.positions.clear()


def clean(data: bytes) -> tuple[bytes, bool]:
    """The file, and whether its whole length could be walked."""
    rewriting = Rewriting(memoryview(data))
    if _element(rewriting.data, 0, len(data)).identifier != EBML:
        raise Refused("corrupt")
    pieces = rewriting.inside(0, len(data), depth=0)
    return b"".join(pieces), rewriting.is_whole


def _element(data: memoryview, at: int, end: int) -> Element:
    identifier, first = _number(data, at, keep_marker=True)
    size, start = _number(data, first, keep_marker=False)
    is_open = size == (1 << 7 * (start - first)) - 1
    stop = end if is_open else start + size
    if start > end or stop > end:
        raise Refused("corrupt")
    return Element(identifier, at, start, stop, is_open)


def _number(data: memoryview, at: int, *, keep_marker: bool) -> tuple[int, int]:
    if at >= len(data):
        raise Refused("corrupt")
    first = data[at]
    width = 9 - first.bit_length()
    if width > 8 or at + width > len(data):
        raise Refused("corrupt")
    value = int.from_bytes(data[at : at + width], "big")
    return (value if keep_marker else value & (1 << 7 * width) - 1), at + width
