# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Real files for the demo: photographs with camera metadata to be stripped, a PDF, sound, code."""

import io
import math
import random
import struct
import wave
import zlib

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

WIDTH, HEIGHT = 1400, 1000
PALETTES = (
    ((24, 44, 66), (226, 188, 112), (190, 88, 66), (238, 230, 212)),
    ((32, 58, 52), (214, 160, 92), (128, 54, 58), (232, 226, 206)),
    ((58, 40, 72), (236, 178, 142), (92, 124, 146), (244, 234, 220)),
    ((20, 30, 38), (112, 158, 150), (222, 120, 76), (234, 232, 222)),
)
# Fields a camera writes and a blind review must not show: artist, camera, a place on earth.
EXIF_ARTIST, EXIF_MAKE, EXIF_MODEL, EXIF_GPS = 0x013B, 0x010F, 0x0110, 0x8825


def image(name: str, author: str) -> tuple[str, bytes]:
    """A composed picture as a JPEG that names its author and place in its metadata: (file name, bytes)."""
    dice = random.Random(name)  # noqa: S311  decoration, not secrecy
    ground, *inks = dice.choice(PALETTES)
    picture = Image.new("RGB", (WIDTH, HEIGHT), ground)
    draw = ImageDraw.Draw(picture, "RGBA")
    _draw_sky(draw, dice, inks)
    _draw_figures(draw, dice, inks)
    picture = Image.blend(picture, picture.filter(ImageFilter.GaussianBlur(6)), 0.25)
    grain = np.random.default_rng(zlib.crc32(name.encode())).normal(0, 5, (HEIGHT, WIDTH, 1))
    pixels = np.clip(np.asarray(picture, dtype=float) + grain, 0, 255).astype("uint8")
    return f"{author}-{name}.jpg", _jpeg_with_metadata(Image.fromarray(pixels), author)


def _draw_sky(draw: ImageDraw.ImageDraw, dice: random.Random, inks: list) -> None:
    for row in range(14):
        shade = inks[row % len(inks)]
        top = row * HEIGHT // 14
        draw.rectangle((0, top, WIDTH, top + HEIGHT // 14), fill=(*shade, 18 + 4 * row))
    x, y, r = dice.randint(200, 1100), dice.randint(140, 380), dice.randint(90, 190)
    draw.ellipse((x - r, y - r, x + r, y + r), fill=(*inks[0], 230))


def _draw_figures(draw: ImageDraw.ImageDraw, dice: random.Random, inks: list) -> None:
    left = 40
    while left < WIDTH - 60:
        width, height = dice.randint(26, 120), dice.randint(180, 620)
        colour = (*dice.choice(inks), dice.randint(120, 240))
        top = HEIGHT - 90 - height
        draw.rounded_rectangle(
            (left, top, left + width, HEIGHT - 90), dice.randint(0, 26), fill=colour
        )
        for line in range(dice.randint(0, 5)):
            y = top + 30 + 22 * line
            draw.line((left + 8, y, left + width - 8, y), fill=(*inks[-1], 130), width=3)
        left += width + dice.randint(6, 34)
    draw.rectangle((0, HEIGHT - 90, WIDTH, HEIGHT - 84), fill=(*inks[-1], 255))


def _jpeg_with_metadata(picture: Image.Image, author: str) -> bytes:
    exif = Image.Exif()
    exif[EXIF_ARTIST] = author
    exif[EXIF_MAKE], exif[EXIF_MODEL] = "Demo", f"Camera of {author}"
    exif[EXIF_GPS] = {1: "N", 2: (55.0, 40.0, 34.0), 3: "E", 4: (12.0, 34.0, 6.0)}
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=86, exif=exif)
    return out.getvalue()


def pdf(name: str, title: str, paragraphs: list[str], author: str) -> tuple[str, bytes]:
    """A two-page PDF with text and a drawing, naming its author in its Info: (file name, bytes)."""
    pages = [
        _pdf_page(title, paragraphs, drawing=name),
        _pdf_page("", paragraphs[::-1], drawing=title),
    ]
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [5 0 R 7 0 R] /Count 2 >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Times-Roman /Encoding /WinAnsiEncoding >>",
        b"<< /Title (" + _pdf_text(title) + b") /Author (" + _pdf_text(author) + b") >>",
    ]
    for number, content in enumerate(pages):
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 420 595] /Contents "
            + str(6 + 2 * number).encode()
            + b" 0 R /Resources << /Font << /F1 3 0 R >> >> >>"
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
    return f"{author}-{name}.pdf", _pdf_file(objects)


def _pdf_text(text: str) -> bytes:
    raw = text.encode("cp1252", "replace")
    return raw.replace(b"\\", rb"\\").replace(b"(", rb"\(").replace(b")", rb"\)")


def _pdf_page(title: str, paragraphs: list[str], *, drawing: str) -> bytes:
    dice = random.Random(drawing)  # noqa: S311
    bars = [b"%d 40 14 %d re f" % (36 + 22 * step, dice.randint(12, 130)) for step in range(16)]
    lines = [b"0.11 0.2 0.3 rg", *bars]
    lines += [
        b"BT /F1 22 Tf 36 545 Td (" + _pdf_text(title) + b") Tj ET",
        b"BT /F1 11 Tf 36 510 Td 15 TL",
    ]
    for paragraph in paragraphs:
        lines += [b"(" + _pdf_text(row) + b") Tj T*" for row in _wrapped(paragraph, 66)] + [b"T*"]
    return b"\n".join([*lines, b"ET"])


def _wrapped(text: str, width: int) -> list[str]:
    rows, row = [], ""
    for word in text.split():
        if len(row) + len(word) >= width:
            rows.append(row)
            row = ""
        row = f"{row} {word}".strip()
    return [*rows, row]


def _pdf_file(objects: list[bytes]) -> bytes:
    body, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    count = len(objects) + 1
    trailer = b"trailer\n<< /Size %d /Root 1 0 R /Info 4 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        count,
        len(body),
    )
    return body + b"xref\n0 %d\n0000000000 65535 f \n" % count + table + trailer


def audio(name: str, author: str, seconds: float = 6.0, rate: int = 16_000) -> tuple[str, bytes]:
    """A short synthesised sound as 16-bit mono WAV with an INFO chunk that names its author."""
    dice = np.random.default_rng(zlib.crc32(name.encode()))
    time = np.arange(int(seconds * rate)) / rate
    sound = np.zeros_like(time)
    for step in range(int(seconds * 2)):
        pitch = 110 * 2 ** (dice.integers(0, 24) / 12)
        envelope = np.exp(-3.0 * np.clip(time - step / 2, 0, None)) * (time >= step / 2)
        sound += envelope * np.sin(2 * math.pi * pitch * time * (1 - 0.02 * step / seconds))
    samples = (sound / np.abs(sound).max() * 0.7 * 32767).astype("<i2")
    out = io.BytesIO()
    with wave.open(out, "wb") as writer:
        writer.setnchannels(1)
        writer.setsampwidth(2)
        writer.setframerate(rate)
        writer.writeframes(samples.tobytes())
    return f"{author}-{name}.wav", _with_artist(out.getvalue(), author)


def _with_artist(riff: bytes, author: str) -> bytes:
    name = author.encode() + b"\0" * (2 - len(author.encode()) % 2)
    info = b"INFOIART" + struct.pack("<I", len(name)) + name
    chunk = b"LIST" + struct.pack("<I", len(info)) + info
    return riff[:4] + struct.pack("<I", len(riff) - 8 + len(chunk)) + riff[8:] + chunk


CODE = {
    "clock": (
        "clock.js",
        "// A clock that only runs when nobody looks at it.\nconst face = document.querySelector('time');\n"
        "let hidden = 0;\nlet since = null;\n\nfunction show() {\n  const total = hidden + (since ? Date.now() - since : 0);\n"
        "  face.textContent = new Date(total).toISOString().slice(11, 19);\n}\n\n"
        "document.addEventListener('visibilitychange', () => {\n  if (document.hidden) {\n    since = Date.now();\n  } else {\n"
        "    hidden += Date.now() - since;\n    since = null;\n    show();\n  }\n});\n",
    ),
    "silences": (
        "silences.py",
        '"""Find threads in which people seem to be thinking."""\n\nfrom statistics import median\n\n\n'
        "def silence(thread):\n    gaps = [b - a for a, b in zip(thread, thread[1:])]\n    return median(gaps) if gaps else 0\n\n\n"
        "def thinking(threads, least_hours=20):\n    return [t for t in threads if 2 <= len(t) <= 6 and silence(t) >= least_hours]\n",
    ),
    "dates": (
        "dates.py",
        '"""Dates as people write them. Every rule is a sentence; what no rule covers is refused."""\n\n'
        "import re\nfrom datetime import date\n\nRULES = [\n    (r'(\\d{4})-(\\d\\d)-(\\d\\d)', lambda y, m, d: date(int(y), int(m), int(d))),\n"
        "    (r'(\\d{1,2})\\.(\\d{1,2})\\.(\\d{4})', lambda d, m, y: date(int(y), int(m), int(d))),\n]\n\n\n"
        "class Ambiguous(ValueError):\n    \"\"\"The text could mean more than one day.\"\"\"\n\n\ndef read(text):\n"
        "    for pattern, make in RULES:\n        if found := re.fullmatch(pattern, text.strip()):\n            return make(*found.groups())\n"
        "    raise Ambiguous(f'Write the date as 2026-01-31, not {text!r}.')\n",
    ),
    "bars": (
        "bars.py",
        '"""A bar chart that starts at zero, always."""\n\n\ndef chart(rows, width=40):\n    top = max(value for _, value in rows)\n'
        "    if min(value for _, value in rows) < 0:\n        raise ValueError('A bar cannot be shorter than nothing.')\n"
        "    for label, value in rows:\n        yield f'{label:>12} ' + '█' * round(width * value / top)\n",
    ),
}  # fmt: skip


def code(name: str) -> tuple[str, bytes]:
    """A small source file: (file name, bytes)."""
    file_name, source = CODE[name]
    return file_name, source.encode()
