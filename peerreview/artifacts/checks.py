# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What every change of a draft checks first, and what text, captions and addresses may be."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from peerreview.artifacts import queries
from peerreview.artifacts.models import Part, Version
from peerreview.kernel import text
from peerreview.kernel.errors import Conflict, Invalid, Missing, NotAllowed

MAX_PARTS = 50
MAX_TEXT_CHARS = 60_000
_check_url = URLValidator(schemes=["http", "https"])


class NotReady(Invalid):
    """The draft cannot be submitted yet; `missing` says what to do, field by field, in order."""

    def __init__(self, missing: Mapping[str, str]) -> None:
        super().__init__("not-ready", " ".join(missing.values()), field=next(iter(missing)))
        self.missing = dict(missing)


def require_owner(version: Version, by: Any) -> None:
    if version.artifact.owner_id != by.pk:
        raise NotAllowed("not-owner", _("Only its author may change this work."))


def locked(version: Version, by: Any) -> Version:
    require_owner(version, by)
    locked = (
        Version.objects.select_for_update(of=("self",))
        .select_related("artifact")
        .filter(pk=version.pk)
        .first()
    )
    if locked is None:
        raise Missing("no-such-artifact", _("This draft is gone."))
    return locked


def locked_draft(version: Version, by: Any) -> Version:
    draft = locked(version, by)
    if draft.is_frozen:
        raise Conflict("frozen", _("This version was submitted and can no longer change."))
    return draft


def part_of(draft: Version, part: Part) -> Part:
    fresh = draft.parts.filter(pk=part.pk).first()
    if fresh is None:
        raise Missing("no-such-part", _("This part is no longer there."))
    return fresh


def require_room(version: Version, *, is_file: bool) -> None:
    if version.parts.count() >= MAX_PARTS:
        raise Invalid("many-parts", _("A piece of work can have at most 50 parts."), field="parts")
    if is_file and not queries.files_left(version, settings.UPLOAD_MAX_FILES):
        message = ngettext(
            "A piece of work can hold at most %(count)d file. Remove one first.",
            "A piece of work can hold at most %(count)d files. Remove one first.",
            settings.UPLOAD_MAX_FILES,
        ) % {"count": settings.UPLOAD_MAX_FILES}
        raise Invalid("many-files", message, field="files")


def clean_source(source: str) -> str:
    """Markdown as stored. Raises Invalid on `source` when it is too long."""
    source = text.plain(source)
    if len(source) > MAX_TEXT_CHARS:
        raise Invalid(
            "long-text",
            _("This text is longer than 60,000 characters. Split it into several texts."),
            field="source",
        )
    return source


def clean_caption(caption: str) -> str:
    """A caption as stored. Raises Invalid on `caption` when it is too long."""
    caption = text.one_line(caption)
    if len(caption) > 300:
        raise Invalid(
            "long-caption", _("Keep the description under 300 characters."), field="caption"
        )
    return caption


def clean_url(url: str) -> str:
    """An address as stored. Raises Invalid on `url` unless it is http or https and well formed."""
    url = text.one_line(url)
    if url and "://" not in url and ":" not in url.split("/", 1)[0]:
        url = f"https://{url}"
    try:
        _check_url(url)
    except ValidationError as error:
        message = _("This is not a web address. It should look like https://example.org/page.")
        raise Invalid("bad-url", message, field="url") from error
    if len(url) > 1000 or "@" in url.split("/", 3)[2]:
        message = _("This address is too long or holds a user name. Link to the page itself.")
        raise Invalid("bad-url", message, field="url")
    return url
