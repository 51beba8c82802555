# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Run as a program by `imaging`: a picture on stdin, a line of facts and a WEBP on stdout.

Imports nothing of ours, so that it starts fast and hostile bytes meet as little as possible.
"""

import io
import json
import resource
import sys

MEMORY_BYTES = 768 * 1024 * 1024
CPU_SECONDS = 10
MOST_PIXELS = 25_000_000
FORMATS = ("PNG", "JPEG", "GIF", "WEBP")
LOSSLESS = ("PNG", "GIF")


def limit_resources() -> None:
    """Before the decoder is even loaded."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def remake(content: bytes, longest_side: int, square: bool) -> tuple[dict[str, int], bytes]:
    """Facts and WEBP bytes of a picture; any exception means it is refused."""
    from PIL import Image, ImageOps  # noqa: PLC0415  only once the limits hold

    # Pillow refuses from twice this number on, also inside a container format.
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS // 2
    with Image.open(io.BytesIO(content), formats=FORMATS) as source:
        if source.width * source.height > MOST_PIXELS:
            raise ValueError("too many pixels")
        lossless = source.format in LOSSLESS and not square
        # A JPEG decodes straight to about the size that is wanted.
        source.draft("RGB", (longest_side, longest_side))
        picture = ImageOps.exif_transpose(source)
    picture = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    if square:
        picture = ImageOps.fit(picture, (longest_side, longest_side))
    else:
        picture.thumbnail((longest_side, longest_side))
    picture.info.clear()
    out = io.BytesIO()
    picture.save(out, "WEBP", lossless=lossless, quality=85, method=4, exif=b"", icc_profile=b"")
    return {"width": picture.width, "height": picture.height}, out.getvalue()


def main() -> None:
    """Obey the order in the first argument."""
    limit_resources()
    facts, picture = remake(sys.stdin.buffer.read(), **json.loads(sys.argv[1]))
    sys.stdout.buffer.write(json.dumps(facts).encode() + b"\n" + picture)


if __name__ == "__main__":
    main()
