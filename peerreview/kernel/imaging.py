# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Pictures people sent, made anew: decoded and encoded again in a process with little memory and time.

What comes out is pixels only: no EXIF, GPS, colour profile, comment, preview or trailing bytes.
"""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from peerreview.kernel.errors import Invalid

WORKER = Path(__file__).with_name("imaging_worker.py")
TIMEOUT_SECONDS = 15


@dataclass(frozen=True)
class Picture:
    """A picture encoded by us; sides in pixels."""

    content: bytes
    content_type: str
    extension: str
    width: int
    height: int


def reencode(content: bytes, *, longest_side: int = 4096, square: bool = False) -> Picture:
    """A PNG, JPEG, GIF or WEBP (first frame) as WEBP, upright, at most `longest_side` wide and high.

    `square` cuts to the middle. Lossless sources stay lossless unless cut square. Raises Invalid when
    it is no such picture, has more than 25 million pixels, or takes too much memory or time.
    """
    order = json.dumps({"longest_side": longest_side, "square": square})
    try:
        done = subprocess.run(  # noqa: S603  our own program; the bytes go to stdin
            # -I: neither the working folder nor the environment can put modules before ours.
            [sys.executable, "-I", str(WORKER), order],
            input=content,
            capture_output=True,
            timeout=TIMEOUT_SECONDS,
            check=True,
            env={},
        )
    except (subprocess.SubprocessError, OSError) as error:
        message = _(
            "This picture cannot be read. Use a PNG, JPEG, GIF or WEBP up to 25 megapixels."
        )
        raise Invalid("bad-picture", message) from error
    head, _line_end, picture = done.stdout.partition(b"\n")
    facts = json.loads(head)
    return Picture(picture, "image/webp", "webp", facts["width"], facts["height"])
