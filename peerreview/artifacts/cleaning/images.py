# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Pictures, decoded and encoded anew: what comes out holds pixels and nothing else."""

import contextlib
import io
from typing import Any, BinaryIO

from PIL import Image, ImageCms, ImageOps

from peerreview.artifacts.cleaning.refusal import Refused

FORMATS = ["PNG", "JPEG", "WEBP", "GIF"]
MAX_PIXELS = 25_000_000
MAX_FRAMES = 300
MAX_ANIMATION_PIXELS = 80_000_000
# In which format a picture is kept: GIF's colours fit PNG, and its animations fit WEBP.
KEPT_AS = {"PNG": "PNG", "JPEG": "JPEG", "WEBP": "WEBP", "GIF": "PNG"}
CONTENT_TYPES = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp"}
EXTENSIONS = {"PNG": "png", "JPEG": "jpg", "WEBP": "webp"}
OPTIONS: dict[str, dict[str, Any]] = {
    "PNG": {"compress_level": 6},
    "JPEG": {"quality": 88, "progressive": True, "optimize": True},
    "WEBP": {"quality": 88, "method": 2},
}
ANIMATION_OPTIONS = {"save_all": True, "quality": 80, "method": 0, "minimize_size": False}
DECODING_ERRORS = (
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    IndexError,
    Image.DecompressionBombError,
)


def clean(source: BinaryIO, target: BinaryIO) -> dict[str, Any]:
    """Write the picture anew to `target`; the report says what it is. Raises Refused."""
    # Our own cap is checked right after the header; Pillow's only warns up to twice its limit.
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    try:
        with Image.open(source, formats=FORMATS) as picture:
            _check_size(picture)
            if getattr(picture, "is_animated", False):
                return _animation(picture, target)
            return _still(picture, target)
    except Image.DecompressionBombError as error:
        raise Refused("too-many-pixels") from error
    except DECODING_ERRORS as error:
        raise Refused("corrupt") from error


def _check_size(picture: Image.Image) -> None:
    width, height = picture.size
    if width * height > MAX_PIXELS:
        raise Refused("too-many-pixels")
    frames = getattr(picture, "n_frames", 1)
    if frames > MAX_FRAMES or (frames > 1 and frames * width * height > MAX_ANIMATION_PIXELS):
        raise Refused("too-many-frames")


def _still(picture: Image.Image, target: BinaryIO) -> dict[str, Any]:
    kind = KEPT_AS[picture.format or "PNG"]
    profile = picture.info.get("icc_profile")
    if kind == "JPEG":
        picture.draft(None, picture.size)
    picture.load()
    pixels = ImageOps.exif_transpose(picture)
    pixels = _in_srgb(_in_plain_mode(pixels, kind), profile)
    pixels.info = {}
    pixels.save(target, format=kind, **OPTIONS[kind])
    return _report(kind, pixels.size)


def _in_plain_mode(picture: Image.Image, kind: str) -> Image.Image:
    """8-bit grey or colour, with transparency where there is some and the format can hold it."""
    if kind == "JPEG":
        return picture if picture.mode in {"L", "RGB"} else picture.convert("RGB")
    if picture.has_transparency_data:
        return picture if picture.mode == "RGBA" else picture.convert("RGBA")
    if picture.mode.startswith("I"):
        # 16-bit grey: Pillow's own conversion clips at 255 instead of scaling.
        return picture.convert("I").point(lambda value: value / 257).convert("L")
    return picture if picture.mode in {"L", "RGB"} else picture.convert("RGB")


def _in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """Colours meant for another profile, moved to sRGB, since profiles name devices and are dropped."""
    if not profile or picture.mode not in {"RGB", "RGBA"}:
        return picture
    with contextlib.suppress(ImageCms.PyCMSError, OSError, ValueError, TypeError):
        given = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        ImageCms.profileToProfile(picture, given, ImageCms.createProfile("sRGB"), inPlace=True)
    return picture


def _animation(picture: Image.Image, target: BinaryIO) -> dict[str, Any]:
    size = picture.size
    loop = picture.info.get("loop", 0)
    picture.save(
        target, format="WEBP", loop=loop, exif=b"", xmp=b"", icc_profile=b"", **ANIMATION_OPTIONS
    )
    return _report("WEBP", size)


def _report(kind: str, size: tuple[int, int]) -> dict[str, Any]:
    return {
        "content_type": CONTENT_TYPES[kind],
        "extension": EXTENSIONS[kind],
        "width": size[0],
        "height": size[1],
        "metadata_removed": True,
    }
