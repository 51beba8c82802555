# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The picture that other sites show beside a link: words and an emblem on our deep green, as PNG.

It says what it is given and nothing else. Words may be in any script; what the site's faces lack is
drawn in DejaVu Sans, one font for each run of letters.
"""

import io
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from fontTools.ttLib import TTFont
from PIL import Image, ImageDraw, ImageFont

from peerreview.kernel import text

WIDTH, HEIGHT = 1200, 630
GROUND, BAND, LINE = "#0a3a34", "#0f4a42", "#2c6a5f"
INK, SOFT, BRASS = "#f3f4ea", "#bcd6cc", "#ecbc55"
LEFT, TOP, EMBLEM = 72, 70, 340
ELLIPSIS = "…"
MOST_LETTERS = 300

FACES = Path(__file__).parent / "static" / "ui" / "vendor"
DISPLAY, PLAIN = "besley", "instrument-sans"
WEIGHTS = {DISPLAY: 620, PLAIN: 450}


def draw(
    *, title: str, lines: Sequence[str], eyebrow: str = "", foot: str = "", emblem: bytes = b""
) -> bytes:
    """A card of WIDTH × HEIGHT: `title` large, `lines` below it, `foot` at the bottom; `emblem` is a
    square PNG of ours for the right side."""
    return _drawn(title, tuple(lines), eyebrow, foot, emblem)


@lru_cache(maxsize=64)
def _drawn(title: str, lines: tuple[str, ...], eyebrow: str, foot: str, emblem: bytes) -> bytes:
    image = Image.new("RGB", (WIDTH, HEIGHT), GROUND)
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, HEIGHT - 92, WIDTH, HEIGHT), fill=BAND)
    pen.line((0, HEIGHT - 92, WIDTH, HEIGHT - 92), fill=LINE, width=2)
    width = WIDTH - 2 * LEFT
    if emblem:
        width -= EMBLEM + 48
        _put(image, emblem)
    top = TOP
    if eyebrow:
        top = _write(pen, eyebrow, top, size=28, colour=BRASS, width=width, most=1) + 14
    top = _write(pen, title, top, size=62, colour=INK, width=width, most=3, face=DISPLAY) + 18
    for line in lines:
        top = _write(pen, line, top, size=33, colour=SOFT, width=width, most=2) + 10
    _write(pen, foot, HEIGHT - 66, size=28, colour=INK, width=WIDTH - 2 * LEFT, most=1)
    out = io.BytesIO()
    image.quantize(128, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


def _put(image: Image.Image, emblem: bytes) -> None:
    with Image.open(io.BytesIO(emblem)) as drawn:
        picture = drawn.convert("RGBA").resize((EMBLEM, EMBLEM), Image.Resampling.LANCZOS)
    image.paste(picture, (WIDTH - LEFT - EMBLEM, (HEIGHT - 92 - EMBLEM) // 2), picture)


def _write(
    pen: ImageDraw.ImageDraw,
    words: str,
    top: int,
    *,
    size: int,
    colour: str,
    width: int,
    most: int,
    face: str = PLAIN,
) -> int:
    """Write at most so many lines from `top`; where the next thing may begin."""
    plain = text.one_line(words)[:MOST_LETTERS]
    for line in _folded(plain, face, size, width, most):
        x = float(LEFT)
        for font, run in _runs(line, face, size):
            # By the baseline, on which the letters of different fonts stand together.
            pen.text((x, top + size), run, font=font, fill=colour, anchor="ls")
            x += font.getlength(run)
        top += int(size * 1.24)
    return top


def _folded(words: str, face: str, size: int, width: int, most: int) -> list[str]:
    """The words in at most so many lines; what does not fit is cut, and says so."""
    lines: list[str] = []
    left = words.split()
    while left and len(lines) < most:
        line, left = _first_line(left, face, size, width)
        lines.append(line)
    if left:
        lines[-1] = _cut(f"{lines[-1]} {left[0]}", face, size, width)
    return lines


def _first_line(words: list[str], face: str, size: int, width: int) -> tuple[str, list[str]]:
    count = 1
    while count < len(words) and _length(" ".join(words[: count + 1]), face, size) <= width:
        count += 1
    line = " ".join(words[:count])
    if count == 1 and _length(line, face, size) > width:
        line = _cut(line, face, size, width)
    return line, words[count:]


def _cut(line: str, face: str, size: int, width: int) -> str:
    while line and _length(line + ELLIPSIS, face, size) > width:
        line = line[:-1]
    return line.rstrip() + ELLIPSIS


def _length(line: str, face: str, size: int) -> float:
    return sum(font.getlength(run) for font, run in _runs(line, face, size))


def _runs(line: str, face: str, size: int) -> list[tuple[ImageFont.FreeTypeFont, str]]:
    """The line in pieces, each with the first of our fonts that has all its letters."""
    pieces: list[tuple[str, str]] = []
    for letter in line:
        name = pieces[-1][0] if pieces and letter == " " else _name_with(ord(letter), face)
        if pieces and pieces[-1][0] == name:
            pieces[-1] = (name, pieces[-1][1] + letter)
        else:
            pieces.append((name, letter))
    return [(_font(name, face, size), run) for name, run in pieces]


def _name_with(letter: int, face: str) -> str:
    names = [
        f"{face}-latin-wght-normal.woff2",
        f"{face}-latin-ext-wght-normal.woff2",
        "DejaVuSans.ttf",
    ]
    return next((name for name in names if letter in _letters(name)), names[-1])


@lru_cache(maxsize=8)
def _letters(name: str) -> frozenset[int]:
    with TTFont(FACES / name, lazy=True) as font:
        return frozenset(font.getBestCmap())


@lru_cache(maxsize=32)
def _font(name: str, face: str, size: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(str(FACES / name), size)
    if name.startswith(face):
        font.set_variation_by_axes([WEIGHTS[face]])
    return font
