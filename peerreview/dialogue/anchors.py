# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Pure: where in a work a comment sits, in the selectors of the W3C Web Annotation model.

Text is anchored twice, by the words with what stands around them and by their position in code
points; a picture by a region in percent; a PDF by its page, and a region on it; sound and film by
seconds. What is stored is what is exported.
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

MEDIA_FRAGMENTS = "http://www.w3.org/TR/media-frags/"
PDF_FRAGMENTS = "http://tools.ietf.org/rfc/rfc3778"
QUOTE_MAX_CHARS = 2_000
AROUND_CHARS = 32
PAGE_MAX = 500
SECONDS_MAX = 24 * 3600.0

_NUMBER = r"\d{1,6}(?:\.\d{1,3})?"
_REGION = re.compile(rf"xywh=percent:({_NUMBER}),({_NUMBER}),({_NUMBER}),({_NUMBER})")
_TIME = re.compile(rf"t=({_NUMBER})(?:,({_NUMBER}))?")
_PAGE = re.compile(r"page=(\d{1,4})")


class BadAnchor(ValueError):
    """Not a place in a work; `code` says why, `field` which of its values is at fault."""

    def __init__(self, code: str, field: str) -> None:
        super().__init__(code)
        self.code = code
        self.field = field


@dataclass(frozen=True)
class Words:
    """Words of a text, from code point `start`."""

    exact: str
    prefix: str = ""
    suffix: str = ""
    start: int = 0

    @property
    def end(self) -> int:
        """Where the words end."""
        return self.start + len(self.exact)


@dataclass(frozen=True)
class Region:
    """A rectangle in percent of the picture, three decimals at most."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Page:
    """A page of a PDF, counted from 1, and perhaps a region of it."""

    number: int
    region: Region | None = None


@dataclass(frozen=True)
class Moment:
    """A second of a recording, or a stretch of it."""

    start: float
    end: float | None = None


Anchor = Words | Region | Page | Moment
# What each kind of part can be anchored by; a link has no inside that we know of. Any part can be
# spoken of as a whole.
KINDS: Mapping[str, type] = {
    "text": Words,
    "code": Words,
    "image": Region,
    "pdf": Page,
    "audio": Moment,
    "video": Moment,
}


# --- made of what was typed or drawn, with its limits --------------------------------------------


def region(x: float, y: float, width: float, height: float) -> Region:
    """A region inside the picture. Raises BadAnchor."""
    values = {"x": x, "y": y, "width": width, "height": height}
    for name, value in values.items():
        if not math.isfinite(value) or not 0 <= value <= 100:
            raise BadAnchor("not-percent", name)
    made = Region(*(round(float(value), 3) for value in values.values()))
    if made.x + made.width > 100.001:
        raise BadAnchor("outside", "width")
    if made.y + made.height > 100.001:
        raise BadAnchor("outside", "height")
    return made


def page(number: int, inside: Region | None = None) -> Page:
    """A page of a PDF. Raises BadAnchor."""
    if not 1 <= number <= PAGE_MAX:
        raise BadAnchor("no-page", "page")
    return Page(int(number), inside)


def moment(start: float, end: float | None = None) -> Moment:
    """A second or a stretch of seconds. Raises BadAnchor."""
    for name, value in (("start", start), ("end", end)):
        if value is not None and (not math.isfinite(value) or not 0 <= value <= SECONDS_MAX):
            raise BadAnchor("no-second", name)
    first = round(float(start), 3)
    last = None if end is None else round(float(end), 3)
    if last is not None and last <= first:
        raise BadAnchor("ends-before", "end")
    return Moment(first, last)


def locate(text: str, exact: str, *, prefix: str = "", suffix: str = "", near: int = 0) -> Words:
    """Where the words are in the text: by what stands around them, else nearest to `near`.

    Line breaks and runs of spaces count as one space, so that words typed by hand are found.
    Raises BadAnchor.
    """
    wanted = exact.strip()
    if not wanted:
        raise BadAnchor("no-words", "quote")
    if len(wanted) > QUOTE_MAX_CHARS:
        raise BadAnchor("too-many-words", "quote")
    pattern = r"\s+".join(re.escape(word) for word in wanted.split())
    found = [match.span() for match in re.finditer(pattern, text)]
    if not found:
        raise BadAnchor("no-such-words", "quote")

    def closeness(span: tuple[int, int]) -> tuple[int, int]:
        around = _alike(text[: span[0]][::-1], prefix[::-1]) + _alike(text[span[1] :], suffix)
        return -around, abs(span[0] - near)

    start, end = min(found[:1000], key=closeness)
    return words_at(text, start, end)


def _alike(text: str, wanted: str) -> int:
    same = 0
    for one, other in zip(text, wanted, strict=False):
        if one != other:
            break
        same += 1
    return same


def words_at(text: str, start: int, end: int) -> Words:
    """The words between two positions with what stands around them."""
    return Words(
        exact=text[start:end],
        prefix=text[max(0, start - AROUND_CHARS) : start],
        suffix=text[end : end + AROUND_CHARS],
        start=start,
    )


# --- stored and exported -----------------------------------------------------------------------


def selectors(anchor: Anchor | None) -> list[dict[str, Any]]:
    """The anchor as selectors of the Web Annotation model; none for the whole."""
    if anchor is None:
        return []
    if isinstance(anchor, Words):
        quote = {"type": "TextQuoteSelector", "exact": anchor.exact}
        around = {"prefix": anchor.prefix, "suffix": anchor.suffix}
        position = {"type": "TextPositionSelector", "start": anchor.start, "end": anchor.end}
        return [quote | {name: value for name, value in around.items() if value}, position]
    if isinstance(anchor, Page):
        selector = _fragment(f"page={anchor.number}", PDF_FRAGMENTS)
        if anchor.region:
            selector["refinedBy"] = selectors(anchor.region)[0]
        return [selector]
    if isinstance(anchor, Region):
        sides = (anchor.x, anchor.y, anchor.width, anchor.height)
        return [_fragment(f"xywh=percent:{','.join(map(_plain, sides))}", MEDIA_FRAGMENTS)]
    seconds = (anchor.start,) if anchor.end is None else (anchor.start, anchor.end)
    return [_fragment(f"t={','.join(map(_plain, seconds))}", MEDIA_FRAGMENTS)]


def _fragment(value: str, standard: str) -> dict[str, Any]:
    return {"type": "FragmentSelector", "conformsTo": standard, "value": value}


def _plain(number: float) -> str:
    return f"{number:.3f}".rstrip("0").rstrip(".")


def parse(stored: Sequence[Mapping[str, Any]]) -> Anchor | None:
    """The anchor that these selectors describe; None for the whole. Raises BadAnchor."""
    if not stored:
        return None
    by_type = {selector.get("type"): selector for selector in stored}
    if "TextQuoteSelector" in by_type:
        return _words(by_type["TextQuoteSelector"], by_type.get("TextPositionSelector", {}))
    fragment = by_type.get("FragmentSelector")
    if fragment is None:
        raise BadAnchor("unknown-selector", "selector")
    return _from_fragment(fragment)


def _words(quote: Mapping[str, Any], position: Mapping[str, Any]) -> Words:
    exact, start = quote.get("exact"), position.get("start", 0)
    around = [quote.get(name, "") for name in ("prefix", "suffix")]
    if not isinstance(exact, str) or not exact or not all(isinstance(v, str) for v in around):
        raise BadAnchor("no-words", "quote")
    if type(start) is not int or start < 0:
        raise BadAnchor("no-position", "start")
    return Words(exact, *around, start)


def _from_fragment(fragment: Mapping[str, Any]) -> Anchor:
    value = fragment.get("value")
    value = value if isinstance(value, str) else ""
    if match := _REGION.fullmatch(value):
        return region(*map(float, match.groups()))
    if match := _TIME.fullmatch(value):
        start, end = match.groups()
        return moment(float(start), None if end is None else float(end))
    if match := _PAGE.fullmatch(value):
        inside = fragment.get("refinedBy")
        within = _from_fragment(inside) if isinstance(inside, Mapping) else None
        if within is not None and not isinstance(within, Region):
            raise BadAnchor("unknown-selector", "selector")
        return page(int(match[1]), within)
    raise BadAnchor("unknown-selector", "selector")


def clock(seconds: float) -> str:
    """Seconds as people read them on a player: 0:12, 61:05."""
    whole = int(seconds)
    return f"{whole // 60}:{whole % 60:02d}"
