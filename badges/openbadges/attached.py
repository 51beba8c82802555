# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0

"""The credential attached to a PDF, as certificates carry it (ISO 32000-1, 7.11.4).

Embedded files are streams, which always lie in the open, outside of object streams: they are found by
looking for the words around them, once through the file. No page is read and nothing is run.
"""

import re
import zlib
from collections.abc import Iterator

from badges.openbadges.baking import COMPACT_JWS, MAX_CREDENTIAL, BakingError

SIGNATURE = b"%PDF-"
# Readers allow some bytes before the signature.
PREAMBLE = 1024
MAX_STREAMS = 200
MAX_DICTIONARY = 2048
OPENING = re.compile(rb"stream\r?\n")
DECLARED = re.compile(rb"/Type\s*/EmbeddedFile")
FLATE = re.compile(rb"/Filter\s*\[?\s*/FlateDecode")
FILTER = re.compile(rb"/Filter\b")


def is_pdf(content: bytes) -> bool:
    """Whether it claims to be a PDF."""
    return SIGNATURE in content[:PREAMBLE]


def extract_attached(content: bytes) -> bytes:
    """The one credential (JSON or compact JWS) among the files inside a PDF. Raises BakingError."""
    found = {text.strip() for text in _attachments(content) if _is_credential(text)}
    if not found:
        raise BakingError("pdf_plain")
    if len(found) > 1:
        raise BakingError("baked_several")
    return found.pop()


def _attachments(content: bytes) -> Iterator[bytes]:
    """What is declared an embedded file, the first MAX_STREAMS of them, each as far as a badge may go."""
    at, seen = 0, 0
    while seen < MAX_STREAMS and (opening := OPENING.search(content, at)):
        begin = opening.end()
        end = content.find(b"endstream", begin)
        if end < 0:
            return
        at = end + len(b"endstream")
        dictionary = _dictionary_before(content, opening.start())
        if DECLARED.search(dictionary):
            seen += 1
            yield _unpacked(content[begin:end], dictionary)


def _dictionary_before(content: bytes, end: int) -> bytes:
    """The words between the beginning of the object and its stream."""
    before = content[max(0, end - MAX_DICTIONARY) : end]
    return before[before.rfind(b" obj") + 1 :]


def _unpacked(data: bytes, dictionary: bytes) -> bytes:
    if not FILTER.search(dictionary):
        return data[: MAX_CREDENTIAL + 2]
    if not FLATE.search(dictionary):
        return b""
    try:
        return zlib.decompressobj().decompress(data, MAX_CREDENTIAL + 1)
    except zlib.error:
        return b""


def _is_credential(text: bytes) -> bool:
    if len(text) > MAX_CREDENTIAL:
        return False
    text = text.strip()
    return text.startswith(b"{") or COMPACT_JWS.fullmatch(text.decode("latin-1")) is not None
