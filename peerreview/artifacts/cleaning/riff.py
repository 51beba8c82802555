# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""WAV: a RIFF file with only the chunks that are sound."""

from peerreview.artifacts.cleaning.refusal import Refused

SOUND_CHUNKS = {b"fmt ", b"fact", b"data"}
UNKNOWN_SIZE = 0xFFFFFFFF


def clean(data: bytes) -> tuple[bytes, bool]:
    """The file anew with format and samples; LIST, id3, bext, iXML and what else there is dropped."""
    kept, at, seen = bytearray(), 12, set()
    while at + 8 <= len(data) and b"data" not in seen:
        name, size = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "little")
        # A recorder that streams leaves the size of its samples open.
        size = len(data) - at - 8 if size == UNKNOWN_SIZE else min(size, len(data) - at - 8)
        if name in SOUND_CHUNKS:
            body = data[at + 8 : at + 8 + size]
            kept += name + size.to_bytes(4, "little") + body + b"\0" * (size % 2)
            seen.add(name)
        at += 8 + size + size % 2
    if not {b"fmt ", b"data"} <= seen:
        raise Refused("corrupt")
    return b"RIFF" + (len(kept) + 4).to_bytes(4, "little") + b"WAVE" + bytes(kept), True
