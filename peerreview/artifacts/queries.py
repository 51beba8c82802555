# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Reads: my artifacts, the parts of a version, what a version's digest covers, what is still missing."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from peerreview.artifacts.models import Artifact, File, Part, Version
from peerreview.kernel import hashing, text


@dataclass(frozen=True)
class PartDigest:
    """What a part is, and the SHA-256 of its content: the text, the stored file or the address."""

    position: int
    kind: str
    caption: str
    digest: str


@dataclass(frozen=True)
class ShownPart:
    """A part as every reader may see it: nothing in it tells who made it, or when."""

    uuid: str
    kind: str
    label: str
    caption: str
    html: SafeString
    url: str
    host: str
    file_url: str
    content_type: str
    size_bytes: int
    width: int | None
    height: int | None


def parts_of(version: Version) -> QuerySet[Part]:
    """The parts in order, with their files."""
    return version.parts.select_related("file").order_by("position", "pk")


def shown_parts(version: Version) -> list[ShownPart]:
    """The parts for the viewer, in order, numbered within their kind. One query."""
    counts: dict[str, int] = {}
    shown = []
    for part in parts_of(version):
        counts[part.kind] = number = counts.get(part.kind, 0) + 1
        shown.append(_shown(part, number))
    return shown


def _shown(part: Part, number: int) -> ShownPart:
    file = part.file
    return ShownPart(
        uuid=str(part.uuid),
        kind=part.kind,
        label=f"{part.get_kind_display()} {number}",
        caption=part.caption,
        html=text.stored(part.text_html),
        url=part.url,
        host=host_of(part.url),
        file_url=file_url(file, number) if file else "",
        content_type=file.content_type if file else "",
        size_bytes=file.size_bytes if file else 0,
        width=file.width if file else None,
        height=file.height if file else None,
    )


def host_of(url: str) -> str:
    """The host a link leads to, as it is on the wire (punycode), so that look-alikes show."""
    host = urlsplit(url).hostname or ""
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return host.encode("ascii", "xmlcharrefreplace").decode("ascii")


def neutral_name(file: File, number: int) -> str:
    """A name that tells the kind and nothing more: image-1.png."""
    extension = "txt" if file.kind == File.Kind.CODE else file.extension
    return f"{file.kind}-{number}.{extension}"


def is_neutral_name(file: File, name: str) -> bool:
    """Whether a name in a URL is one that `neutral_name` gives for this file."""
    stem = name.partition(".")[0]
    number = stem.rpartition("-")[2]
    is_number = number.isascii() and number.isdigit() and len(number) < 4
    return is_number and name == neutral_name(file, int(number))


def file_url(file: File, number: int) -> str:
    """Where the file is served."""
    return reverse("file", args=[file.uuid, neutral_name(file, number)])


def part_in(version: Version, uuid: UUID) -> Part | None:
    """The part of this version with that id, if it is still there."""
    return version.parts.filter(uuid=uuid).first()


def part_digests(version: Version) -> list[PartDigest]:
    """What the digest covers, part by part, in order. One query."""
    return [
        PartDigest(position, part.kind, part.caption, _content_digest(part))
        for position, part in enumerate(parts_of(version))
    ]


def _content_digest(part: Part) -> str:
    if part.file:
        return part.file.sha256
    content = part.url if part.kind == Part.Kind.LINK else part.text_source
    return hashing.digest_bytes(content.encode())


def manifest(version: Version) -> dict[str, Any]:
    """The version in JSON values: title, and each part's kind, caption and digest, in order."""
    parts = [
        {"kind": part.kind, "caption": part.caption, "digest": part.digest}
        for part in part_digests(version)
    ]
    return {"title": version.title, "parts": parts}


def artifacts_of(user: Any) -> QuerySet[Version]:
    """The newest version of each of the person's artifacts, with `parts_count`, newest first."""
    newest = Version.objects.filter(artifact=OuterRef("artifact")).order_by("-number")
    return (
        Version.objects.filter(artifact__owner=user, pk=Subquery(newest.values("pk")[:1]))
        .select_related("artifact")
        .annotate(
            parts_count=Count("parts", distinct=True),
            versions_count=F("number"),
        )
        .order_by("-updated_at", "-pk")
    )


def versions_of(artifact: Artifact) -> QuerySet[Version]:
    """All versions, newest first."""
    return artifact.versions.order_by("-number")


@dataclass(frozen=True)
class EditedPart:
    """A part as its owner edits it; `source` and `caption` are what was typed, saved or not."""

    uuid: str
    kind: str
    label: str
    source: str
    caption: str
    url: str
    file: File | None
    file_url: str
    position: int
    is_last: bool


def edited_parts(version: Version, typed: Mapping[str, Mapping[str, str]]) -> list[EditedPart]:
    """The parts for the editor, in order; `typed` overrides values by part and field. One query."""
    parts = list(parts_of(version))
    counts: dict[str, int] = {}
    edited = []
    for position, part in enumerate(parts):
        counts[part.kind] = number = counts.get(part.kind, 0) + 1
        mine = typed.get(str(part.uuid), {})
        edited.append(
            EditedPart(
                uuid=str(part.uuid),
                kind=part.kind,
                label=f"{part.get_kind_display()} {number}",
                source=mine.get("source", part.text_source),
                caption=mine.get("caption", part.caption),
                url=part.url,
                file=part.file,
                file_url=file_url(part.file, number) if part.file else "",
                position=position,
                is_last=position == len(parts) - 1,
            )
        )
    return edited


def files_left(version: Version, limit: int) -> int:
    """How many more files fit into the draft."""
    return max(0, limit - version.parts.filter(file__isnull=False).count())


def missing(version: Version) -> dict[str, str]:
    """What keeps the version from being submitted: sentences by field."""
    problems = {}
    if not version.title.strip():
        problems["title"] = _("Give your work a title.")
    something = ~Q(kind=Part.Kind.TEXT) | ~Q(text_source="")
    if not version.parts.filter(something).exists():
        problems["parts"] = _("Add some text, a file or a link first.")
    return problems
