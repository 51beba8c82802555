# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Spoken comments on their way in: cleaned as any sound of an artifact, short, and nothing but sound."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import BinaryIO

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from peerreview.artifacts import uploads
from peerreview.dialogue import durations
from peerreview.kernel import ids
from peerreview.kernel.errors import Invalid

MAX_SECONDS = 120
# A container may round up, and the last block may begin a moment late.
TOLERATED_SECONDS = 2
MAX_BYTES = 6 * 1024 * 1024
FORMATS = {"weba": "audio/webm", "ogg": "audio/ogg", "m4a": "audio/mp4", "mp4": "audio/mp4",
           "wav": "audio/wav"}  # fmt: skip
ACCEPT = "audio/*"


@dataclass(frozen=True)
class Clean:
    """A recording that may be stored."""

    file: uploads.Prepared
    content_type: str


@contextmanager
def prepared(content: bytes | BinaryIO, *, size: int) -> Iterator[Clean]:
    """The recording, checked and without metadata, for as long as the block runs.

    Its name is never used. Raises Invalid on `recording`.
    """
    if size > MAX_BYTES:
        raise _refused(
            "too-large",
            _("This recording is larger than %(limit)s. Record a shorter one.")
            % {"limit": filesizeformat(MAX_BYTES)},
        )
    try:
        with uploads.prepared(content, name=_("Your recording"), key=ids.new_uuid()) as file:
            yield Clean(file, _checked(file))
    except Invalid as error:
        raise Invalid(error.code, error.message, field="recording") from error


def _checked(file: uploads.Prepared) -> str:
    content = file.handle.read()
    file.handle.seek(0)
    # Recorders of Apple's browsers call their sound MP4; with a picture track it is a film.
    is_sound = file.kind == "audio" or (file.extension == "mp4" and b"vide" not in content)
    if not is_sound or file.extension not in FORMATS:
        raise _refused(
            "not-sound", _("This is not a recording of sound. Record it here, or send WebM, Ogg, M4A or WAV.")
        )  # fmt: skip
    seconds = durations.seconds_of(content, file.extension)
    if seconds is not None and seconds > MAX_SECONDS + TOLERATED_SECONDS:
        raise _refused("too-long", _("Keep it under two minutes: this recording is longer."))
    return FORMATS[file.extension]


def _refused(code: str, message: str) -> Invalid:
    return Invalid(code, message, field="recording")


def store(clean: Clean) -> str:
    """Write it under a random key, and return the key."""
    return uploads.store(replace(clean.file, name=_("Your recording")))
