# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Files on their way in: known by content, cleaned in a limited process, stored under a random name."""

import hashlib
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, BinaryIO, ClassVar
from uuid import UUID

from django.conf import settings
from django.core.files import File as StoredFile
from django.core.files.storage import default_storage
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from peerreview.artifacts import sniffing
from peerreview.artifacts.cleaning import runner
from peerreview.artifacts.cleaning.refusal import Refused
from peerreview.kernel import text
from peerreview.kernel.errors import DomainError, Invalid

CHUNK_BYTES = 1024 * 1024
CODE_MAX_BYTES = 512 * 1024

REASONS = {
    "empty": gettext_lazy("“{name}” is empty. Choose a file with something in it."),
    "too-large": gettext_lazy("“{name}” is larger than {limit}. Make it smaller, or add a link to it."),
    "corrupt": gettext_lazy("“{name}” is damaged or not what it says it is. Save it anew and try again."),
    "too-many-pixels": gettext_lazy(
        "“{name}” has more than 25 megapixels. Scale it down and try again."
    ),
    "too-many-frames": gettext_lazy(
        "“{name}” is too long an animation. Shorten it, or add it as a video."
    ),
    "too-many-pages": gettext_lazy("“{name}” has more than 500 pages. Keep what should be reviewed."),
    "too-complex": gettext_lazy(
        "“{name}” takes too much memory or time to open. Make it simpler and try again."
    ),
    "password": gettext_lazy("“{name}” is locked with a password. Save it without one and try again."),
    "archive": gettext_lazy(
        "“{name}” is an archive (zip or similar). Unpack it and add the files one by one."
    ),
    "office": gettext_lazy("“{name}” is an office document. Export it as PDF and add that."),
    "picture-format": gettext_lazy("“{name}” is a picture in a format that browsers do not all show. "
                                   "Save it as JPEG, PNG or WebP."),
    "program": gettext_lazy("“{name}” is a program. Add its source code, or a recording of it running."),
    "text-name": gettext_lazy(
        "“{name}” is text, but its name does not end like a text or code file (.txt, .md, .py …). "
        "Rename it and try again."
    ),
    "markup": gettext_lazy(
        "“{name}” is not a picture but SVG or HTML, which can run scripts. Save it as PNG or PDF, or "
        "name it .svg or .html to show its source."
    ),
    "text-size": gettext_lazy("“{name}” is larger than {code_limit}, the limit for text and code."),
    "unknown": gettext_lazy(
        "“{name}” is of a kind that cannot be shown here. Pictures (PNG, JPEG, WebP, GIF), PDF, audio "
        "(MP3, M4A, Ogg, WAV, FLAC), video (MP4, WebM) and text or code files (UTF-8) can."
    ),
}  # fmt: skip
ACCEPT = (
    "image/png,image/jpeg,image/webp,image/gif,application/pdf,audio/*,video/mp4,video/webm,"
    + ",".join(f".{extension}" for extension in sorted(sniffing.CODE_EXTENSIONS))
)


class StorageFailed(DomainError):
    """The file could not be written; nothing of it is kept."""

    status: ClassVar[int] = 503


@dataclass(frozen=True)
class Prepared:
    """A clean file, not yet stored. `handle` is open at its start; `html` is set for code."""

    handle: BinaryIO
    kind: str
    content_type: str
    extension: str
    name: str
    size_bytes: int
    sha256: str
    width: int | None = None
    height: int | None = None
    metadata_removed: bool = True
    text: str = ""
    html: str = ""


def refusal(reason: str, name: str) -> Invalid:
    """The sentence for a reason code, about the file with this name."""
    sentence = REASONS.get(reason, REASONS["corrupt"])
    message = str(sentence).format(
        name=name,
        limit=filesizeformat(settings.UPLOAD_MAX_BYTES),
        code_limit=filesizeformat(CODE_MAX_BYTES),
    )
    return Invalid(reason, message, field="files")


def clean_name(name: str) -> str:
    """A file name fit to show to its owner: no path, no control characters, at most 255 long."""
    base = name.replace("\\", "/").rsplit("/", 1)[-1]
    return text.one_line(base)[-255:] or _("file")


@contextmanager
def prepared(content: bytes | BinaryIO, *, name: str, key: UUID) -> Iterator[Prepared]:
    """The content, checked and cleaned, for as long as the block runs. Raises Invalid on `files`."""
    name = clean_name(name)
    try:
        with tempfile.TemporaryFile() as source, tempfile.TemporaryFile() as target:
            _copy_in(content, source)
            yield _prepare(source, target, name, key)
    except Refused as error:
        raise refusal(error.reason, name) from error


def _copy_in(content: bytes | BinaryIO, source: BinaryIO) -> None:
    size = 0
    for chunk in _chunks(content):
        size += len(chunk)
        if size > settings.UPLOAD_MAX_BYTES:
            raise Refused("too-large")
        source.write(chunk)
    if size == 0:
        raise Refused("empty")
    source.flush()


def _chunks(content: bytes | BinaryIO) -> Iterator[bytes]:
    if isinstance(content, bytes):
        yield content
        return
    content.seek(0)
    while chunk := content.read(CHUNK_BYTES):
        yield chunk


def _prepare(source: BinaryIO, target: BinaryIO, name: str, key: UUID) -> Prepared:
    source.seek(0)
    sniffed = sniffing.sniff(source.read(sniffing.HEAD_BYTES), name)
    if sniffed.refused:
        raise Refused(sniffed.refused)
    if sniffed.kind == "code":
        return _prepare_code(source, target, name, sniffed.extension, key)
    options = [sniffed.extension] if sniffed.kind in {"audio", "video"} else []
    report = runner.run(sniffed.kind, *options, source=source, target=target)
    return Prepared(handle=target, kind=sniffed.kind, name=name, **_measured(target), **report)


def _prepare_code(
    source: BinaryIO, target: BinaryIO, name: str, extension: str, key: UUID
) -> Prepared:
    source.seek(0)
    content = source.read(CODE_MAX_BYTES + 1)
    if len(content) > CODE_MAX_BYTES:
        raise Refused("text-size")
    if not sniffing.is_text(content):
        raise Refused("corrupt")
    return Prepared(
        handle=source,
        kind="code",
        content_type="text/plain; charset=utf-8",
        extension=extension,
        name=name,
        text=content.decode("utf-8-sig"),
        html=coloured(source, target, extension, key),
        **_measured(source),
    )


def coloured(source: BinaryIO, target: BinaryIO, extension: str, key: UUID) -> str:
    """Highlighted lines as HTML; without colours when colouring takes too much."""
    try:
        runner.run("code", extension, anchor(key), source=source, target=target)
    except Refused:
        target.seek(0)
        target.truncate()
        runner.run("code", "txt", anchor(key), source=source, target=target)
    target.seek(0)
    return text.sanitise_code(target.read().decode())


def anchor(key: UUID) -> str:
    """What the line ids of a part start with."""
    return f"part-{key.hex[:12]}"


def _measured(handle: BinaryIO) -> dict[str, Any]:
    handle.seek(0)
    digest, size = hashlib.sha256(), 0
    while chunk := handle.read(CHUNK_BYTES):
        digest.update(chunk)
        size += len(chunk)
    handle.seek(0)
    return {"sha256": digest.hexdigest(), "size_bytes": size}


def store(file: Prepared) -> str:
    """Write the file under a random key and return the key. Raises StorageFailed, keeping nothing."""
    token = secrets.token_hex(20)
    key = f"artifacts/{token[:2]}/{token}.{file.extension if file.kind != 'code' else 'txt'}"
    try:
        return default_storage.save(key, StoredFile(file.handle))
    except OSError as error:
        discard(key)
        raise StorageFailed(
            "storage-failed",
            _("“{name}” could not be stored just now. Everything else is saved; try again later.").format(
                name=file.name
            ),
            field="files",
        ) from error  # fmt: skip


def discard(key: str) -> None:
    """Remove stored bytes; fine when they are gone already."""
    default_storage.delete(key)
