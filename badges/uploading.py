# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""An uploaded picture for a badge: decoded and encoded anew as a square PNG that holds pixels alone."""

import io
from typing import BinaryIO

from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from peerreview.kernel.errors import Invalid

FORMATS = ["PNG", "JPEG", "WEBP"]
MAX_BYTES = 2 * 1024 * 1024
MAX_PIXELS = 12_000_000
PIXELS = 600
LEAST = 90
DECODING_ERRORS = (OSError, ValueError, SyntaxError, EOFError, IndexError)


def square_png(source: BinaryIO) -> bytes:
    """The picture, fitted into a square of at most PIXELS, on a clear ground. Raises Invalid."""
    content = source.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise _refused(_("The picture is larger than 2 MB. Make it smaller."))
    if _is_markup(content):
        message = _("SVG pictures can hold scripts and are not taken. Save it as PNG.")
        raise _refused(message)
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as picture:
            return _encoded(_fitted(picture))
    except Image.DecompressionBombError:
        raise _too_many() from None
    except DECODING_ERRORS:
        message = _("This is no picture that can be read. Save it as PNG, JPEG or WebP.")
        raise _refused(message) from None


def _is_markup(content: bytes) -> bool:
    start = content[:1024].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\x00")
    return start.startswith(b"<") or b"<\x00s\x00v\x00g" in content[:1024]


def _fitted(picture: Image.Image) -> Image.Image:
    # Only the header has been read: nothing is decoded before these.
    wide, high = picture.size
    if wide * high > MAX_PIXELS:
        raise _too_many()
    if min(wide, high) < LEAST:
        raise _refused(_("The picture is too small. It needs 90 pixels on each side."))
    if getattr(picture, "is_animated", False):
        raise _refused(_("Animated pictures are not taken. Save one frame of it."))
    if picture.format == "JPEG":
        picture.draft("RGB", (PIXELS, PIXELS))
    upright = ImageOps.exif_transpose(picture).convert("RGBA")
    side = min(PIXELS, max(upright.size))
    small = ImageOps.contain(upright, (side, side), Image.Resampling.LANCZOS)
    ground = Image.new("RGBA", (side, side), (0, 0, 0, 0))
    ground.paste(small, ((side - small.width) // 2, (side - small.height) // 2))
    return ground


def _encoded(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    is_opaque = picture.getextrema()[3][0] == 255
    (picture.convert("RGB") if is_opaque else picture).save(out, "PNG", optimize=True)
    return out.getvalue()


def _too_many() -> Invalid:
    return _refused(_("The picture has more than 12 megapixels. Scale it down."))


def _refused(message: str) -> Invalid:
    return Invalid("picture", message, field="picture")
