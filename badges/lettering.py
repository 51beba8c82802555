# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Letters of a badge's picture, as outlines of the site's own faces: a drawing with them needs no font
to be shown or rendered, and holds no text that could be taken for markup."""

import unicodedata
from functools import lru_cache
from threading import Lock
from typing import Any

from django.utils.translation import gettext as _
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTFont

from peerreview.kernel import text
from peerreview.kernel.errors import Invalid
from peerreview.ui.card import FACES

MOST = 12
WEIGHT = 650
FILES = (
    "instrument-sans-latin-wght-normal.woff2",
    "instrument-sans-latin-ext-wght-normal.woff2",
    "DejaVuSans.ttf",
)
# Left to right, and forms that do not depend on the letters beside them.
PLAIN_DIRECTIONS = {"L", "EN", "ES", "ET", "CS", "WS", "ON"}
SHAPED = ("ARABIC", "DEVANAGARI", "THAI", "LAO", "TIBETAN", "MYANMAR", "KHMER", "TAMIL", "BENGALI")
_reading = Lock()


def checked(typed: str) -> str:
    """The text for a picture, on one line. Raises Invalid for what cannot be written there."""
    seen = unicodedata.normalize("NFC", typed.strip())
    if any(unicodedata.category(letter)[0] == "C" for letter in seen):
        message = _("There is an invisible character in the text. Type it anew.")
        raise Invalid("invisible", message, field="text")
    if len(seen) > MOST:
        message = _("Keep the text in the picture to 12 characters.")
        raise Invalid("long", message, field="text")
    if refused := next((letter for letter in seen if not _can_be_set(letter)), None):
        message = _("“%(letter)s” cannot be written in the picture. Leave it out.")
        raise Invalid("letter", message % {"letter": refused}, field="text")
    return text.one_line(seen)


def _can_be_set(letter: str) -> bool:
    if unicodedata.bidirectional(letter) not in PLAIN_DIRECTIONS or unicodedata.combining(letter):
        return False
    name = unicodedata.name(letter, "")
    return not name.startswith(SHAPED) and _face_with(letter) is not None


def _face_with(letter: str) -> str | None:
    return next((name for name in FILES if ord(letter) in _face(name)[1]), None)


@lru_cache(maxsize=4)
def _face(name: str) -> tuple[TTFont, dict[int, str]]:
    font = TTFont(FACES / name)
    return font, font.getBestCmap()


@lru_cache(maxsize=4)
def _shapes(name: str) -> Any:
    font, _letters = _face(name)
    return font.getGlyphSet(location={"wght": WEIGHT} if "fvar" in font else None)


@lru_cache(maxsize=512)
def _glyph(letter: str) -> tuple[float, DecomposingRecordingPen]:
    """Its advance in ems, and its outline one unit to the em from the baseline's start."""
    name = _face_with(letter) or FILES[-1]
    font, letters = _face(name)
    shapes, unit = _shapes(name), 1 / font["head"].unitsPerEm
    glyph = shapes[letters.get(ord(letter), ".notdef")]
    pen = DecomposingRecordingPen(shapes)
    glyph.draw(TransformPen(pen, (unit, 0, 0, -unit, 0, 0)))
    return glyph.width * unit, pen


def width(words: str) -> float:
    """How wide the words are, in ems."""
    with _reading:
        return sum(_glyph(letter)[0] for letter in words)


@lru_cache(maxsize=256)
def outline(words: str, *, middle: float, baseline: float, size: float) -> str:
    """The words as one SVG path, centred on `middle`, `size` units to the em."""
    x = middle - width(words) * size / 2
    found = SVGPathPen(None, ntos=lambda value: f"{value:.2f}")
    with _reading:
        for letter in words:
            advance, shape = _glyph(letter)
            shape.replay(TransformPen(found, (size, 0, 0, size, x, baseline)))
            x += advance * size
    return found.getCommands()
