# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""MP3 (ID3v1, ID3v2, APEv2 tags) and FLAC (metadata blocks)."""

from peerreview.artifacts.cleaning.refusal import Refused

ID3V1_BYTES = 128
APE_FOOTER_BYTES = 32
FLAC_STREAMINFO, FLAC_SEEKTABLE = 0, 3


def clean_mp3(data: bytes) -> tuple[bytes, bool]:
    """Only the MPEG frames. A file of tags alone is refused."""
    start = 0
    while data[start : start + 3] == b"ID3":
        start += _id3v2_bytes(data[start : start + 10])
    start = _first_frame(data, start)
    end = _without_tail_tags(data, start)
    if end - start < 4:
        raise Refused("corrupt")
    return data[start:end], True


def _id3v2_bytes(header: bytes) -> int:
    if len(header) < 10:
        raise Refused("corrupt")
    size = 0
    for byte in header[6:10]:
        size = (size << 7) | (byte & 0x7F)
    has_footer = header[5] & 0x10
    return 10 + size + (10 if has_footer else 0)


def _first_frame(data: bytes, start: int) -> int:
    # Encoders pad after the tag; anything longer than that is not an MP3.
    for at in range(start, min(start + 4096, len(data) - 1)):
        if is_mpeg_frame(data[at : at + 4]):
            return at
    raise Refused("corrupt")


def is_mpeg_frame(header: bytes) -> bool:
    """Whether four bytes are the header of an MPEG-1/2/2.5 audio frame with real values."""
    if len(header) < 4 or header[0] != 0xFF or header[1] & 0xE0 != 0xE0:
        return False
    version, layer = header[1] >> 3 & 3, header[1] >> 1 & 3
    rate, frequency = header[2] >> 4, header[2] >> 2 & 3
    return version != 1 and layer != 0 and rate not in {0, 15} and frequency != 3


def _without_tail_tags(data: bytes, start: int) -> int:
    end = len(data)
    if data[end - ID3V1_BYTES : end - ID3V1_BYTES + 3] == b"TAG":
        end -= ID3V1_BYTES
    footer = data[max(start, end - APE_FOOTER_BYTES) : end]
    if footer[:8] == b"APETAGEX":
        has_header = footer[23] & 0x80
        size = int.from_bytes(footer[12:16], "little") + (APE_FOOTER_BYTES if has_header else 0)
        end -= min(size, end - start)
    return end


def clean_flac(data: bytes) -> tuple[bytes, bool]:
    """The stream with its STREAMINFO and SEEKTABLE; pictures, comments and cue sheets are dropped."""
    start = _id3v2_bytes(data[:10]) if data[:3] == b"ID3" else 0
    if data[start : start + 4] != b"fLaC":
        raise Refused("corrupt")
    at, blocks, last = start + 4, [], False
    while not last:
        kind, last = data[at] & 0x7F, bool(data[at] & 0x80)
        end = at + 4 + int.from_bytes(data[at + 1 : at + 4], "big")
        if kind in {FLAC_STREAMINFO, FLAC_SEEKTABLE}:
            blocks.append((kind, data[at + 1 : end]))
        at = end
    if not blocks or blocks[0][0] != FLAC_STREAMINFO or at >= len(data):
        raise Refused("corrupt")
    head = b"".join(bytes([kind]) + block for kind, block in blocks[:-1])
    kind, block = blocks[-1]
    end = _without_tail_tags(data, at)
    return b"fLaC" + head + bytes([kind | 0x80]) + block + data[at:end], True
