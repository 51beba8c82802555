# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Pure: every way in which bytes could say who somebody is, and every layer in which they could say it."""

import base64
import gzip
import hashlib
import html
import io
import json
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from urllib.parse import quote, quote_plus

STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
PNG = b"\x89PNG\r\n\x1a\n"
MAX_DEPTH = 4


def spellings(word: str) -> set[bytes]:
    """How a word may be written by a page, a header, a mail, a file or a hash."""
    plain = unicodedata.normalize("NFKD", word).encode("ascii", "ignore").decode()
    forms = {word, word.lower(), word.upper(), plain, plain.lower(), word.replace("-", "")}
    forms |= {plain.lower().replace(" ", joint) for joint in ("-", "_", ".", "", "+")}
    written: set[bytes] = set()
    for form in forms:
        raw = form.encode()
        written |= {raw, raw.hex().encode(), form.encode("utf-16-le"), form.encode("utf-16-be")}
        written |= {quote(form).encode(), quote_plus(form).encode(), html.escape(form).encode()}
        written |= {json.dumps(form)[1:-1].encode(), form[::-1].encode()}
        written |= set(_in_base64(raw))
        for algorithm in (hashlib.md5, hashlib.sha1, hashlib.sha256):
            written.add(algorithm(raw).hexdigest().encode())
    return {each for each in written if len(each) >= 4}


def _in_base64(raw: bytes) -> Iterator[bytes]:
    """What stays of it at each of the three places where it can begin."""
    for shift in range(3):
        encoded = base64.b64encode(b"\0" * shift + raw)
        inner = encoded[(4 if shift else 0) : len(encoded) - 4]
        if len(inner) >= 8:
            yield inner
            yield inner.replace(b"+", b"-").replace(b"/", b"_")


def layers(data: bytes, depth: int = 0) -> Iterator[bytes]:
    """The bytes, and what is packed in them: zips with their names, gzip, PDF streams, PNG chunks."""
    yield data
    if depth < MAX_DEPTH:
        for inside in _packed(data):
            yield from layers(inside, depth + 1)


def _packed(data: bytes) -> Iterator[bytes]:
    if data.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            for entry in packed.infolist():
                yield entry.filename.encode() + b"\n" + entry.comment + entry.extra
                yield packed.read(entry)
    elif data.startswith(b"\x1f\x8b"):
        yield gzip.decompress(data)
    elif data.startswith(b"%PDF"):
        yield from _inflated(match.group(1) for match in STREAM.finditer(data))
    elif data.startswith(PNG):
        yield from _inflated(data[at:] for at in _zlib_starts(data))


def _zlib_starts(data: bytes) -> Iterator[int]:
    for start in (b"\x78\x01", b"\x78\x9c", b"\x78\xda"):
        yield from (match.start() for match in re.finditer(re.escape(start), data))


def _inflated(streams: Iterable[bytes]) -> Iterator[bytes]:
    for stream in streams:
        try:
            yield zlib.decompressobj().decompress(stream, 1_000_000)
        except zlib.error:
            continue


def found_in(data: bytes, needles: Iterable[bytes]) -> set[bytes]:
    """Which of the needles are in the bytes, in whatever case and layer."""
    wanted = {needle: needle.lower() for needle in needles}
    found: set[bytes] = set()
    for layer in layers(data):
        low = layer.lower()
        found |= {needle for needle, small in wanted.items() if small in low}
    return found
