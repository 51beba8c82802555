# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0

"""Baking: a credential inside a PNG or SVG picture (Open Badges 3.0 §5.3, and 2.0 "Baking").

Work is on chunks and on text, not on pixels and not by an XML parser: pictures from strangers are
never decoded here, compressed text chunks are never unpacked, entities never resolved.
"""

import html
import re
import struct
import zlib
from collections.abc import Iterator

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
KEYWORD = b"openbadgecredential"
# Open Badges 2.0. A picture may carry both.
KEYWORD_2 = b"openbadges"
MAX_PICTURE = 10 * 1024 * 1024
MAX_SVG = 4 * 1024 * 1024
MAX_CREDENTIAL = 1024 * 1024
MAX_CHUNKS = 10_000
ELEMENTS = ("openbadges:credential", "openbadges:assertion")
SVG_NAMESPACE = "https://purl.imsglobal.org/ob/v3p0"

COMPACT_JWS = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")
ADDRESS = re.compile(r"https?://[!-~]{1,2000}")
# What an SVG is made of, as far as we need: a comment, a processing instruction, a document type
# without declarations of its own, a CDATA section, or a tag. Whatever opens and does not close
# matches `broken`, so that no text is searched twice.
MARKUP = re.compile(
    r"<!--(?:.*?-->|(?P<broken1>))"
    r"|<\?(?:.*?\?>|(?P<broken2>))"
    r"|<!\[CDATA\[(?:(?P<cdata>.*?)\]\]>|(?P<broken3>))"
    r"|<!(?:DOCTYPE[^\[<>]*>|(?P<broken4>))"
    r"|<(?P<close>/?)(?P<name>[A-Za-z_][\w.:-]*)"
    r"(?P<attributes>(?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*+)(?:>|(?P<broken5>))",
    re.DOTALL,
)
ATTRIBUTE = re.compile(r"([A-Za-z_][\w.:-]*)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")


class BakingError(ValueError):
    """The picture, or what it carries, cannot be used; `code` says why."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.detail = detail


def bake(picture: bytes, credential: str) -> bytes:
    """The PNG or SVG picture with this credential (JSON or compact JWS) in place of any other."""
    if picture.startswith(PNG_SIGNATURE):
        return bake_png(picture, credential)
    return bake_svg(picture, credential)


def extract(picture: bytes) -> str:
    """The credential in a PNG or SVG picture, as JSON text or compact JWS. Raises BakingError."""
    if picture.startswith(PNG_SIGNATURE):
        return extract_png(picture)
    return extract_svg(picture)


def bake_png(picture: bytes, credential: str, *, keyword: bytes = KEYWORD) -> bytes:
    """Put the credential into an uncompressed iTXt chunk after IHDR; drop earlier ones.

    Raises BakingError for a damaged picture and for text that is not ASCII: wallets look for
    the credential in raw bytes.
    """
    text = _checked_text(credential)
    body = keyword + b"\0\0\0\0\0" + text.encode("ascii")
    chunks = [(kind, data) for kind, data in _chunks(picture) if _keyword(kind, data) != keyword]
    chunks.insert(1, (b"iTXt", body))
    return PNG_SIGNATURE + b"".join(_chunk_bytes(kind, data) for kind, data in chunks)


def extract_png(picture: bytes) -> str:
    """The one credential chunk of a PNG, of the newest standard there is one of. Raises BakingError."""
    carrying = [
        (keyword, kind, data)
        for kind, data in _chunks(picture)
        if (keyword := _keyword(kind, data)) in (KEYWORD, KEYWORD_2)
    ]
    found = [item for item in carrying if item[0] == KEYWORD] or carrying
    if len(found) != 1:
        raise BakingError("baked_several" if found else "baked_nothing")
    keyword, kind, data = found[0]
    if kind == b"tEXt" and keyword == KEYWORD_2:
        # The first form of Open Badges: often nothing but an address.
        return _payload(data[len(keyword) + 1 :].decode("latin-1"))
    if kind != b"iTXt":
        raise BakingError("baked_compressed", kind.decode("latin-1"))
    return _payload(_itxt_text(data, keyword))


def _chunks(picture: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Every chunk as (kind, data), checked: order, lengths, checksums, nothing behind IEND."""
    if len(picture) > MAX_PICTURE:
        raise BakingError("picture_too_large")
    if not picture.startswith(PNG_SIGNATURE):
        raise BakingError("picture_damaged", "not a PNG")
    position, kind, count = len(PNG_SIGNATURE), b"", 0
    while kind != b"IEND":
        kind, data = _read_chunk(picture, position)
        position += 12 + len(data)
        count += 1
        if count > MAX_CHUNKS or (count == 1) != (kind == b"IHDR"):
            raise BakingError("picture_damaged", "chunks out of order")
        yield kind, data
    if position != len(picture):
        raise BakingError("picture_damaged", "data after the end")


def _read_chunk(picture: bytes, position: int) -> tuple[bytes, bytes]:
    if position + 12 > len(picture):
        raise BakingError("picture_damaged", "cut off")
    length, kind = struct.unpack_from(">I4s", picture, position)
    data = picture[position + 8 : position + 8 + length]
    end = picture[position + 8 + length : position + 12 + length]
    if len(end) != 4 or struct.unpack(">I", end)[0] != zlib.crc32(kind + data):
        raise BakingError("picture_damaged", "checksum")
    return kind, data


def _chunk_bytes(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _keyword(kind: bytes, data: bytes) -> bytes:
    return data.split(b"\0", 1)[0] if kind in (b"iTXt", b"tEXt", b"zTXt") else b""


def _itxt_text(data: bytes, keyword: bytes) -> str:
    """The text of an iTXt chunk: keyword, 0, compressed?, method, language, 0, translated, 0."""
    fields = data[len(keyword) + 1 :]
    if fields[:1] != b"\0":
        raise BakingError("baked_compressed", "iTXt")
    parts = fields[2:].split(b"\0", 2)
    if len(parts) != 3 or len(parts[2]) > MAX_CREDENTIAL:
        raise BakingError("baked_malformed")
    try:
        return parts[2].decode("utf-8")
    except UnicodeDecodeError:
        raise BakingError("baked_malformed") from None


def bake_svg(picture: bytes, credential: str) -> bytes:
    """Put the credential directly after the opening `<svg>` tag; drop earlier ones."""
    text = _checked_text(credential)
    source = _svg_source(picture)
    spans = [span for span, _ in _credential_elements(source)]
    for start, end in reversed(spans):
        source = source[:start] + source[end:]
    place = _root_end(source)
    return (source[:place] + _svg_element(text) + source[place:]).encode("utf-8")


def extract_svg(picture: bytes) -> str:
    """The one credential element of an SVG. Raises BakingError."""
    found = [content for _, content in _credential_elements(_svg_source(picture))]
    if len(found) != 1:
        raise BakingError("baked_several" if found else "baked_nothing")
    return _payload(found[0])


def _svg_source(picture: bytes) -> str:
    if len(picture) > MAX_SVG:
        raise BakingError("picture_too_large")
    try:
        source = picture.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BakingError("picture_damaged", "not PNG, nor SVG in UTF-8") from None
    return source


def _markup(source: str) -> Iterator[re.Match[str]]:
    for match in MARKUP.finditer(source):
        if match.lastgroup and match.lastgroup.startswith("broken"):
            raise BakingError("picture_damaged", "not well-formed SVG")
        yield match


def _root_end(source: str) -> int:
    """Where the opening tag of the root ends; the root must be an open `svg`."""
    for match in _markup(source):
        if match["name"] is not None:
            local = match["name"].rpartition(":")[2]
            if local == "svg" and not match["close"] and not match["attributes"].endswith("/"):
                return match.end()
            break
    raise BakingError("picture_damaged", "no svg element")


def _svg_element(text: str) -> str:
    opening = f'<openbadges:credential xmlns:openbadges="{SVG_NAMESPACE}"'
    if COMPACT_JWS.fullmatch(text):
        return f'{opening} verify="{text}"/>'
    # A JSON string may hold "]]>", which would end the CDATA section.
    inner = text.replace("]]>", "]]\\u003e")
    return f"{opening}><![CDATA[{inner}]]></openbadges:credential>"


def _credential_elements(source: str) -> Iterator[tuple[tuple[int, int], str]]:
    """Each credential element as ((start, end), content)."""
    _root_end(source)
    opened: re.Match[str] | None = None
    content = ""
    for match in _markup(source):
        if match["cdata"] is not None:
            content += match["cdata"] if opened else ""
        elif match["name"] in ELEMENTS:
            if match["close"]:
                if opened:
                    yield (opened.start(), match.end()), content or _plain(source, opened, match)
                opened, content = None, ""
            elif match["attributes"].endswith("/"):
                yield match.span(), _verify_attribute(match)
            else:
                opened, content = match, _verify_attribute(match)


def _plain(source: str, opened: re.Match[str], closed: re.Match[str]) -> str:
    return html.unescape(source[opened.end() : closed.start()])


def _verify_attribute(match: re.Match[str]) -> str:
    for name, double, single in ATTRIBUTE.findall(match["attributes"]):
        if name == "verify":
            return html.unescape(double or single)
    return ""


def _checked_text(credential: str) -> str:
    text = _payload(credential)
    if not text.isascii() or is_address(text):
        raise BakingError("baked_malformed", "not ASCII")
    return text


def is_address(text: str) -> bool:
    """Whether a picture of Open Badges 2.0 only says where its assertion lies."""
    return bool(ADDRESS.fullmatch(text))


def _payload(text: str) -> str:
    """JSON object, compact JWS or an address, by its looks; what it says is for the verifier to judge."""
    stripped = text.strip()
    if len(stripped) > MAX_CREDENTIAL:
        raise BakingError("baked_malformed", "too large")
    is_known = stripped.startswith("{") or COMPACT_JWS.fullmatch(stripped) or is_address(stripped)
    if not is_known:
        raise BakingError("baked_malformed", "neither JSON nor JWS")
    return stripped
