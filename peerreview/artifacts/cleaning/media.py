# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Sound and film: the tags that name people, places and dates are cut out or overwritten.

Nothing is decoded. Where offsets inside the file matter (MP4, WebM, Ogg) tags are overwritten in
place, so that everything else stays where players look for it.
"""

from collections.abc import Callable
from typing import Any, BinaryIO

from peerreview.artifacts.cleaning import matroska, mp4, mpeg_audio, ogg, riff
from peerreview.artifacts.cleaning.refusal import Refused

# Returns the clean bytes and whether every place where a tag could be was reached.
Cleaner = Callable[[bytes], tuple[bytes, bool]]
FORMATS: dict[str, tuple[str, Cleaner]] = {
    "mp3": ("audio/mpeg", mpeg_audio.clean_mp3),
    "flac": ("audio/flac", mpeg_audio.clean_flac),
    "wav": ("audio/wav", riff.clean),
    "ogg": ("audio/ogg", ogg.clean),
    "ogv": ("video/ogg", ogg.clean),
    "m4a": ("audio/mp4", mp4.clean),
    "mp4": ("video/mp4", mp4.clean),
    "webm": ("video/webm", matroska.clean),
    "weba": ("audio/webm", matroska.clean),
}


def clean(source: BinaryIO, target: BinaryIO, extension: str) -> dict[str, Any]:
    """Write the file without its tags to `target`. Raises Refused when its structure is broken."""
    content_type, cleaner = FORMATS[extension]
    try:
        content, complete = cleaner(source.read())
    except (IndexError, ValueError, OverflowError) as error:
        raise Refused("corrupt") from error
    target.write(content)
    return {"content_type": content_type, "extension": extension, "metadata_removed": complete}
