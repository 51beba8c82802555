# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""A JPEG's metadata segments, cut out without decoding (for pictures inside PDFs)."""

START_OF_SCAN = 0xDA
# APP0 (JFIF), APP2 (colour profile) and APP14 (Adobe colour transform) decide how it looks.
KEPT_APPLICATION_SEGMENTS = {0xE0, 0xE2, 0xEE}
COMMENT = 0xFE


def without_metadata(data: bytes) -> bytes:
    """`data` without comments and without EXIF, XMP and IPTC segments; unchanged if it is no JPEG."""
    if not data.startswith(b"\xff\xd8"):
        return data
    kept = bytearray(data[:2])
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == START_OF_SCAN:
            break
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        if _is_shown(marker):
            kept += data[at:end]
        at = end
    return bytes(kept + data[at:])


def _is_shown(marker: int) -> bool:
    is_application = 0xE0 <= marker <= 0xEF
    return marker != COMMENT and (not is_application or marker in KEPT_APPLICATION_SEGMENTS)
