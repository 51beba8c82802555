# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Making an artifact: drafts and their parts, files, freezing.

A `key` given by the caller becomes the uuid of what is made, so that a retry or a double click
with the same key makes it once.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from peerreview.artifacts import checks, queries, uploads
from peerreview.artifacts.events import FileDropped, VersionFrozen
from peerreview.artifacts.models import Artifact, File, Part, Version
from peerreview.kernel import clock, hashing, ids, text
from peerreview.kernel.errors import Conflict, Invalid, Missing, NotAllowed
from peerreview.outbox.services import emit


@dataclass(frozen=True)
class PartChange:
    """New values of a part; None leaves the value as it is."""

    source: str | None = None
    caption: str | None = None
    url: str | None = None


class StaleDraft(Conflict):
    """Somebody (another tab) saved meanwhile; `stored` is the draft as it is now."""

    def __init__(self, stored: Version) -> None:
        super().__init__(
            "stale-draft",
            _("This draft was changed in another tab or on another device. Nothing is lost: choose which to keep."),
        )  # fmt: skip
        self.stored = stored


# --- artifacts and versions -----------------------------------------------------------------


@transaction.atomic
def start_artifact(*, owner: Any, key: UUID | None = None, now: datetime | None = None) -> Version:
    """A new artifact's draft. The same key again gives the same draft."""
    now = now or clock.now()
    key = key or ids.new_uuid()
    artifact, _made = Artifact.objects.get_or_create(
        uuid=key, defaults={"owner": owner, "created_at": now}
    )
    if artifact.owner_id != owner.pk:
        raise Conflict("key-taken", _("Please try again."))
    draft, _made = artifact.versions.get_or_create(number=1, defaults={"updated_at": now})
    return draft


@transaction.atomic
def new_draft(*, artifact: Artifact, by: Any, now: datetime | None = None) -> Version:
    """A draft with the parts of the newest version; the open draft when there is one."""
    if artifact.owner_id != by.pk:
        raise NotAllowed("not-owner", _("Only its author may change this work."))
    Artifact.objects.select_for_update().get(pk=artifact.pk)
    newest = artifact.versions.order_by("-number").first()
    if newest is None:
        raise Missing("no-version", _("There is nothing to go on from."))
    if not newest.is_frozen:
        return newest
    draft = artifact.versions.create(
        number=newest.number + 1, title=newest.title, updated_at=now or clock.now()
    )
    _copy_parts(newest, draft)
    return draft


def _copy_parts(source: Version, target: Version) -> None:
    copies = []
    for part in queries.parts_of(source):
        key = ids.new_uuid()
        part.text_html = part.text_html.replace(uploads.anchor(part.uuid), uploads.anchor(key))
        part.pk, part.uuid, part.version = None, key, target
        copies.append(part)
    Part.objects.bulk_create(copies)


@transaction.atomic
def discard_draft(*, version: Version, by: Any, now: datetime | None = None) -> None:
    """Throw a draft away, with its files; an artifact without any version goes with it."""
    draft = checks.locked_draft(version, by)
    files = [part.file for part in queries.parts_of(draft) if part.file]
    artifact = draft.artifact
    draft.delete()
    for file in files:
        drop_if_unused(file, now)
    if not artifact.versions.exists():
        artifact.delete()


@transaction.atomic
def freeze(*, version: Version, by: Any, now: datetime | None = None) -> Version:
    """Freeze the draft and fix its digest. Again: the same version. Raises NotReady."""
    now = now or clock.now()
    version = checks.locked(version, by)
    if version.is_frozen:
        return version
    if missing := queries.missing(version):
        raise checks.NotReady(missing)
    version.parts.filter(kind=Part.Kind.TEXT, text_source="").delete()
    version.frozen_at = version.updated_at = now
    version.digest = hashing.digest(queries.manifest(version))
    version.save(update_fields=["frozen_at", "updated_at", "digest"])
    emit(
        VersionFrozen(
            version_id=version.pk,
            artifact_id=version.artifact_id,
            owner_id=version.artifact.owner_id,
            digest=version.digest,
        ),
        now=now,
    )
    return version


# --- the draft ------------------------------------------------------------------------------


@transaction.atomic
def save_draft(
    *,
    version: Version,
    by: Any,
    title: str,
    base_revision: int,
    parts: Mapping[UUID, PartChange] | None = None,
    overwrite: bool = False,
    now: datetime | None = None,
) -> Version:
    """Save what was typed. `base_revision` is the revision it was typed upon.

    Raises StaleDraft when something else was saved meanwhile, unless that is the very same. Text
    for a part that was removed meanwhile is a StaleDraft too, so that it is not lost. With
    `overwrite` (the person has seen both and chose) what was typed replaces what is stored, and
    removed texts come back.
    """
    draft = checks.locked_draft(version, by)
    if overwrite:
        _bring_back_texts(draft, by, parts or {}, now)
    title = text.one_line(title)
    if len(title) > 160:
        raise Invalid("long-title", _("Keep the title under 160 characters."), field="title")
    changed = _changed_parts(draft, parts or {})
    if not changed and title == draft.title:
        return draft
    if base_revision != draft.revision and not overwrite:
        raise StaleDraft(draft)
    draft.title = title
    Part.objects.bulk_update(changed, ["text_source", "text_html", "caption", "url"])
    return _bump(draft, now)


def is_stored(version: Version, *, title: str, parts: Mapping[UUID, PartChange]) -> bool:
    """Whether the draft holds exactly this already. Writes nothing."""
    try:
        return text.one_line(title) == version.title and not _changed_parts(version, parts)
    except (Invalid, StaleDraft):
        return False


def _bring_back_texts(
    draft: Version, by: Any, parts: Mapping[UUID, PartChange], now: datetime | None
) -> None:
    known = set(draft.parts.values_list("uuid", flat=True))
    for key, change in parts.items():
        if key not in known and change.source:
            add_text(version=draft, by=by, source=change.source, key=key, now=now)


def _changed_parts(draft: Version, changes: Mapping[UUID, PartChange]) -> list[Part]:
    known = {part.uuid: part for part in draft.parts.all()}
    changed = []
    for key, change in changes.items():
        if key not in known:
            if change.source:
                raise StaleDraft(draft)
            continue
        if _apply(known[key], change):
            changed.append(known[key])
    return changed


def _apply(part: Part, change: PartChange) -> bool:
    """Put the new values into the part; whether anything differs."""
    before = (part.text_source, part.caption, part.url)
    if change.caption is not None:
        part.caption = checks.clean_caption(change.caption)
    if change.url is not None and part.kind == Part.Kind.LINK:
        part.url = checks.clean_url(change.url)
    if change.source is not None and part.kind == Part.Kind.TEXT:
        part.text_source = checks.clean_source(change.source)
        if part.text_source != before[0]:
            part.text_html = text.render_markdown(part.text_source)
    return before != (part.text_source, part.caption, part.url)


def _bump(draft: Version, now: datetime | None) -> Version:
    draft.revision += 1
    draft.updated_at = now or clock.now()
    draft.save(update_fields=["title", "revision", "updated_at"])
    return draft


# --- parts ----------------------------------------------------------------------------------


def add_text(
    *,
    version: Version,
    by: Any,
    source: str = "",
    caption: str = "",
    key: UUID | None = None,
    now: datetime | None = None,
) -> Part:
    """Markdown at the end of the draft."""
    source = checks.clean_source(source)
    values = {"text_source": source, "text_html": text.render_markdown(source)}
    return _add(version, by, key, now, kind=Part.Kind.TEXT, caption=caption, **values)


def add_link(
    *,
    version: Version,
    by: Any,
    url: str,
    caption: str = "",
    key: UUID | None = None,
    now: datetime | None = None,
) -> Part:
    """An address, http or https. It is never fetched."""
    return _add(
        version, by, key, now, kind=Part.Kind.LINK, caption=caption, url=checks.clean_url(url)
    )


def add_file(
    *,
    version: Version,
    by: Any,
    name: str,
    content: bytes | BinaryIO,
    caption: str = "",
    key: UUID | None = None,
    now: datetime | None = None,
) -> Part:
    """A file, known by its content and cleaned of metadata. Raises Invalid on `files`, StorageFailed."""
    checks.require_owner(version, by)
    key = key or ids.new_uuid()
    already = version.parts.filter(uuid=key).first()
    if already:
        return already
    checks.require_room(version, is_file=True)
    with uploads.prepared(content, name=name, key=key) as file:
        stored_as = uploads.store(file)
        try:
            return _add_stored(version, by, key, now, caption, file, stored_as)
        except BaseException:
            uploads.discard(stored_as)
            raise


def _add_stored(
    version: Version,
    by: Any,
    key: UUID,
    now: datetime | None,
    caption: str,
    file: uploads.Prepared,
    stored_as: str,
) -> Part:
    with transaction.atomic():
        part = _add(
            version, by, key, now,
            kind=Part.Kind(file.kind), caption=caption, text_source=file.text, text_html=file.html,
            file=lambda: _file_row(by, file, stored_as, now or clock.now()),
        )  # fmt: skip
        if part.file.storage_key != stored_as:
            # The same upload, a moment earlier, has won.
            uploads.discard(stored_as)
        return part


def _file_row(by: Any, file: uploads.Prepared, stored_as: str, now: datetime) -> File:
    return File.objects.create(
        owner=by,
        kind=file.kind,
        content_type=file.content_type,
        extension=file.extension,
        original_name=file.name,
        storage_key=stored_as,
        size_bytes=file.size_bytes,
        sha256=file.sha256,
        width=file.width,
        height=file.height,
        metadata_removed=file.metadata_removed,
        created_at=now,
    )


@transaction.atomic
def _add(version: Version, by: Any, key: UUID | None, now: datetime | None, **values: Any) -> Part:
    draft = checks.locked_draft(version, by)
    key = key or ids.new_uuid()
    already = draft.parts.filter(uuid=key).select_related("file").first()
    if already:
        return already
    make_file = values.pop("file", None)
    checks.require_room(draft, is_file=make_file is not None)
    last = draft.parts.aggregate(last=Max("position"))["last"]
    values["caption"] = checks.clean_caption(values["caption"])
    try:
        with transaction.atomic():
            part = Part.objects.create(
                version=draft,
                uuid=key,
                position=0 if last is None else last + 1,
                file=make_file() if make_file else None,
                **values,
            )
    except IntegrityError as error:
        raise Conflict("key-taken", _("Please try again.")) from error
    _touch(draft, now)
    return part


@transaction.atomic
def change_part(
    *,
    part: Part,
    by: Any,
    source: str | None = None,
    caption: str | None = None,
    url: str | None = None,
    now: datetime | None = None,
) -> Part:
    """New values for one part, whatever it held before."""
    draft = checks.locked_draft(part.version, by)
    fresh = checks.part_of(draft, part)
    if _apply(fresh, PartChange(source=source, caption=caption, url=url)):
        fresh.save(update_fields=["text_source", "text_html", "caption", "url"])
        _bump(draft, now)
    return fresh


@transaction.atomic
def remove_part(*, part: Part, by: Any, now: datetime | None = None) -> None:
    """Take a part out; its file goes when no version holds it any more. Fine when gone already."""
    draft = checks.locked_draft(part.version, by)
    fresh = draft.parts.filter(pk=part.pk).select_related("file").first()
    if fresh is None:
        return
    fresh.delete()
    _touch(draft, now)
    if fresh.file:
        drop_if_unused(fresh.file, now)


def drop_if_unused(file: File, now: datetime | None) -> None:
    if not file.parts.exists():
        emit(FileDropped(storage_key=file.storage_key), now=now)
        file.delete()


@transaction.atomic
def move_part(*, part: Part, by: Any, position: int, now: datetime | None = None) -> Part:
    """Put a part at a place, counted from 0; the others close up. Beyond the ends means the end."""
    draft = checks.locked_draft(part.version, by)
    fresh = checks.part_of(draft, part)
    order = [other for other in draft.parts.order_by("position", "pk") if other.pk != fresh.pk]
    order.insert(max(0, min(position, len(order))), fresh)
    for place, one in enumerate(order):
        one.position = place
    Part.objects.bulk_update(order, ["position"])
    _touch(draft, now)
    return fresh


def _touch(draft: Version, now: datetime | None) -> None:
    draft.updated_at = now or clock.now()
    draft.save(update_fields=["updated_at"])
