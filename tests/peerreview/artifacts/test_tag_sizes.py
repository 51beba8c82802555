# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""A cleaned recording is the same whatever its tags said, to the byte, and what leads into it still does."""

import io
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerreview.artifacts.cleaning import media
from peerreview.artifacts.cleaning.ogg import _crc, _pages
from tests.peerreview.artifacts.files import ebml, mp4_box

SOUND = bytes(range(7, 107))
TAGS = st.one_of(
    st.binary(max_size=80), st.integers(0, 140_000).map(lambda size: b"Zebulon"[:size] * size)
)


def cleaned(data: bytes, extension: str) -> bytes:
    target = io.BytesIO()
    report = media.clean(io.BytesIO(data), target, extension)
    assert report["metadata_removed"]
    return target.getvalue()


# --- MP4 --------------------------------------------------------------------------------------
def mp4(tag: bytes, *, wide: bool, is_movie_first: bool) -> bytes:
    """Two chunks of sound that the movie's table finds; tags before, in and after the movie."""
    start = mp4_box(b"ftyp", b"isom" + bytes(4) + b"isom") + mp4_box(b"uuid", tag)
    data = mp4_box(b"mdat", SOUND)

    def movie(at: int) -> bytes:
        letter = "Q" if wide else "I"
        chunks = struct.pack(f">II2{letter}", 0, 2, at, at + 50)
        table = mp4_box(b"stbl", mp4_box(b"co64" if wide else b"stco", chunks))
        handler = mp4_box(b"hdlr", bytes(8) + b"soun" + bytes(12) + tag.hex().encode() + b"\0")
        media_box = mp4_box(b"mdia", handler, mp4_box(b"minf", table))
        track = mp4_box(b"trak", media_box, mp4_box(b"udta", tag))
        return mp4_box(b"moov", mp4_box(b"mvhd", bytes(100)), track, mp4_box(b"udta", tag))

    ahead = len(movie(0)) if is_movie_first else 0
    parts = [movie(len(start) + ahead + 8), data]
    return start + b"".join(parts if is_movie_first else parts[::-1]) + mp4_box(b"free", tag)


@given(TAGS, st.booleans(), st.booleans())
def test_mp4(tag: bytes, wide: bool, is_movie_first: bool) -> None:
    shape = {"wide": wide, "is_movie_first": is_movie_first}
    stored = cleaned(mp4(tag, **shape), "m4a")

    assert stored == cleaned(mp4(b"", **shape), "m4a")
    table = stored.index(b"co64" if wide else b"stco") + 12
    one, other = struct.unpack_from(">2Q" if wide else ">2I", stored, table)
    assert stored[one : one + 50] + stored[other : other + 50] == SOUND


def test_a_fragment_keeps_its_size() -> None:
    track = mp4_box(b"traf", mp4_box(b"tfhd", bytes(8)), mp4_box(b"udta", b"Zebulon"))
    fragment = mp4_box(b"moof", track) + mp4_box(b"mdat", SOUND)
    movie = mp4_box(b"moov", mp4_box(b"udta", b"Zebulon"))

    stored = cleaned(movie + mp4_box(b"sidx", bytes(24)) + fragment, "m4a")

    assert b"Zebulon" not in stored
    assert stored[stored.index(b"moof") - 4 :][: len(fragment)].endswith(SOUND)


@pytest.mark.parametrize("offset", [0, 30, 2**32 - 1])
def test_an_mp4_whose_table_leads_astray_is_cleaned_all_the_same(offset: int) -> None:
    table = mp4_box(b"stbl", mp4_box(b"stco", struct.pack(">III", 0, 1, offset)))
    track = mp4_box(b"trak", mp4_box(b"mdia", mp4_box(b"minf", table)))

    assert b"Zebulon" not in cleaned(mp4_box(b"udta", b"Zebulon") + mp4_box(b"moov", track), "m4a")


# --- WebM -------------------------------------------------------------------------------------
def webm(tag: bytes) -> bytes:
    """A segment whose head says where its parts are, and whose cues lead to its cluster."""

    def segment(places: dict[str, int]) -> tuple[bytes, dict[str, int]]:
        seeks = [
            ebml("4dbb", ebml("53ab", bytes.fromhex(name)), ebml("53ac", place.to_bytes(8, "big")))
            for name, place in places.items()
        ]
        positions = ebml("b7", ebml("f1", places["1f43b675"].to_bytes(8, "big")))
        parts = {
            "114d9b74": ebml("114d9b74", ebml("bf", bytes(4)), *seeks),
            "ec": ebml("ec", tag),
            "1549a966": ebml("1549a966", ebml("7ba9", tag), ebml("4d80", tag), ebml("5741", tag)),
            "1654ae6b": ebml("1654ae6b", ebml("ae", ebml("86", b"A_OPUS"), ebml("536e", tag))),
            "1254c367": ebml("1254c367", tag),
            "1f43b675": ebml("1f43b675", SOUND),
            "1c53bb6b": ebml("1c53bb6b", ebml("bb", ebml("b3", b"\0"), positions)),
        }
        at, found = 0, {}
        for name, part in parts.items():
            found[name] = at
            at += len(part)
        return b"".join(parts.values()), {name: found[name] for name in places}

    _content, places = segment(dict.fromkeys(("1549a966", "1254c367", "1f43b675", "1c53bb6b"), 0))
    content, _places = segment(places)
    return ebml("1a45dfa3", ebml("4282", b"webm")) + ebml("18538067", content)


@given(TAGS)
def test_webm(tag: bytes) -> None:
    stored = cleaned(webm(tag), "webm")

    assert stored == cleaned(webm(b""), "webm")
    base = stored.index(bytes.fromhex("18538067")) + 12
    for mark, wanted in (("4dbb", None), ("f1", "1f43b675")):
        for place in _places(stored, mark):
            name, position = place
            assert stored[base + position :].startswith(bytes.fromhex(wanted or name))


def _places(stored: bytes, mark: str) -> list[tuple[str, int]]:
    """The seeks, or the cue: what they name, and where they lead."""
    if mark == "f1":
        at = stored.index(bytes.fromhex("f10100000000000008")) + 9
        return [("", int.from_bytes(stored[at : at + 8], "big"))]
    seeks = stored.split(bytes.fromhex("53ab"))[1:]
    assert len(seeks) == 3  # the one to the tags is gone with them
    return [(seek[8:12].hex(), int.from_bytes(seek[22:30], "big")) for seek in seeks]


# --- Ogg --------------------------------------------------------------------------------------
def ogg(tag: bytes, codec: str) -> bytes:
    comment = struct.pack("<I", 4) + b"tool" + struct.pack("<II", 1, len(tag)) + tag
    if codec == "opus":
        headers = [b"OpusHead" + bytes(11)], [b"OpusTags" + comment]
    else:
        setup = b"\x05vorbis" + bytes(900)
        headers = [b"\x01vorbis" + bytes(23)], [b"\x03vorbis" + comment + b"\x01", setup]
    pages: list[bytes] = []
    for packets in (*headers, [SOUND], [SOUND * 30]):
        sizes = [
            size for each in packets for size in [255] * (len(each) // 255) + [len(each) % 255]
        ]
        body, at = b"".join(packets), 0
        for first in range(0, len(sizes), 255):
            part = sizes[first : first + 255]
            flags = 1 if first and sizes[first - 1] == 255 else 0
            head = b"OggS\0" + bytes([flags]) + bytes(8) + b"\x01\0\0\0"
            head += struct.pack("<I", len(pages)) + bytes(4) + bytes([len(part), *part])
            page = bytearray(head + body[at : at + sum(part)])
            page[22:26] = struct.pack("<I", _crc(page))
            pages.append(bytes(page))
            at += sum(part)
    return b"".join(pages)


@given(TAGS, st.sampled_from(["opus", "vorbis"]))
def test_ogg(tag: bytes, codec: str) -> None:
    stored = cleaned(ogg(tag, codec), "ogg")

    assert stored == cleaned(ogg(b"", codec), "ogg")
    assert stored.endswith(SOUND * 30)
    for number, page in enumerate(_pages(stored)):
        content = bytearray(stored[page.start : page.end])
        said, content[22:26] = content[22:26], bytes(4)
        assert struct.unpack("<I", said)[0] == _crc(content)
        assert struct.unpack_from("<I", content, 18)[0] == number
