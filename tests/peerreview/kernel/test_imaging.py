# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Pictures come out as pixels only, or not at all."""

import io
import struct
import zlib

import pytest
from PIL import Image, PngImagePlugin

from peerreview.kernel import imaging
from peerreview.kernel.errors import Invalid

MARKER = b"who-took-it-where"


def encoded(picture: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def photo_with_secrets() -> bytes:
    picture = Image.effect_noise((600, 400), 40).convert("RGB")
    exif = Image.Exif()
    exif[0x013B] = MARKER.decode()
    exif[0x0112] = 6
    return encoded(picture, "JPEG", exif=exif, comment=MARKER) + MARKER


def png_with_secrets() -> bytes:
    words = PngImagePlugin.PngInfo()
    words.add_text("Author", MARKER.decode())
    return encoded(Image.new("RGBA", (30, 20), (200, 10, 10, 80)), "PNG", pnginfo=words) + MARKER


@pytest.mark.parametrize("make", [photo_with_secrets, png_with_secrets])
def test_reencode_leaves_no_metadata_and_no_trailing_bytes(make):
    before = make()
    assert MARKER in before

    after = imaging.reencode(before)

    assert MARKER not in after.content
    with Image.open(io.BytesIO(after.content)) as picture:
        assert picture.format == "WEBP"
        assert not picture.getexif()
        assert "icc_profile" not in picture.info


def test_reencode_turns_a_picture_upright():
    after = imaging.reencode(photo_with_secrets())

    assert (after.width, after.height) == (400, 600)


def test_reencode_keeps_the_pixels_of_a_lossless_picture():
    before = Image.effect_noise((40, 30), 90).convert("RGB")

    after = imaging.reencode(encoded(before, "PNG"))

    with Image.open(io.BytesIO(after.content)) as picture:
        assert picture.convert("RGB").tobytes() == before.tobytes()


def test_reencode_keeps_transparency():
    after = imaging.reencode(png_with_secrets(), longest_side=64, square=True)

    with Image.open(io.BytesIO(after.content)) as picture:
        assert picture.convert("RGBA").getpixel((32, 32))[3] == 80


def test_reencode_square_cuts_to_the_middle():
    wide = Image.new("RGB", (300, 100), "white")
    wide.paste("black", (100, 0, 200, 100))

    after = imaging.reencode(encoded(wide, "PNG"), longest_side=64, square=True)

    assert (after.width, after.height) == (64, 64)
    with Image.open(io.BytesIO(after.content)) as picture:
        assert max(picture.convert("L").tobytes()) < 60


def bomb() -> bytes:
    """A PNG of 60,000 × 60,000 pixels in some hundred bytes of header."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    data = zlib.compress(b"\0" * 1_000_000, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    "content",
    [b"", b"hello", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"%PDF-1.7", bomb()],
    ids=["empty", "text", "svg", "pdf", "bomb"],
)
def test_reencode_refuses_what_is_no_picture_or_too_large(content):
    with pytest.raises(Invalid) as refusal:
        imaging.reencode(content)

    assert refusal.value.code == "bad-picture"


def test_reencode_refuses_a_truncated_picture():
    whole = photo_with_secrets()

    with pytest.raises(Invalid):
        imaging.reencode(whole[: len(whole) // 3])


def test_reencode_takes_a_picture_of_24_megapixels():
    large = encoded(Image.new("RGB", (6000, 4000), "teal"), "PNG")

    after = imaging.reencode(large, longest_side=1024)

    assert (after.width, after.height) == (1024, 683)
