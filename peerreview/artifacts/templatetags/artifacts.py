# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What the viewer and the editor need, so that any page may include them with only a `version`."""

from typing import Any

from django import template
from django.conf import settings
from django.template.context import RequestContext

from peerreview.artifacts import checks, queries, services, uploads
from peerreview.artifacts.forms import EditorState
from peerreview.artifacts.models import Version
from peerreview.kernel import ids

register = template.Library()

ICONS = {
    "text": "file-text", "image": "image", "pdf": "file", "audio": "audio-lines", "video": "video",
    "code": "file-code", "link": "link",
}  # fmt: skip


@register.simple_tag
def parts_shown(version: Version) -> list[queries.ShownPart]:
    """The parts for readers: `{% parts_shown version as parts %}`."""
    return queries.shown_parts(version)


@register.filter
def part_icon(kind: str) -> str:
    """The icon of a kind of part."""
    return ICONS[kind]


@register.simple_tag(takes_context=True)
def editor_for(context: RequestContext, version: Version) -> dict[str, Any]:
    """Everything the draft editor shows, with what was typed but could not be saved."""
    state = context.get("editor_state") or EditorState()
    typed = state.typed
    parts = queries.edited_parts(version, typed.parts if typed else {})
    return {
        "parts": parts,
        "title": typed.title if typed else version.title,
        "base_revision": _base_revision(version, state),
        "removed": _typed_in_removed(parts, state),
        "state": state,
        "key": ids.new_uuid(),
        "next": context.get("editor_next") or context["request"].path,
        "accept": uploads.ACCEPT,
        "max_bytes": settings.UPLOAD_MAX_BYTES,
        "max_files": settings.UPLOAD_MAX_FILES,
        "max_chars": checks.MAX_TEXT_CHARS,
        "keeps_metadata": [part for part in parts if part.file and not part.file.metadata_removed],
        "without_description": sum(1 for p in parts if p.kind == "image" and not p.caption),
    }


def _base_revision(version: Version, state: EditorState) -> int:
    """Unsaved text keeps the revision it was typed upon, or it would pass for the newest."""
    typed = state.typed
    if typed is None or services.is_stored(version, title=typed.title, parts=typed.changes()):
        return version.revision
    return typed.base_revision


def _typed_in_removed(parts: list[queries.EditedPart], state: EditorState) -> dict[str, str]:
    """Texts typed into parts that are gone, by part: kept in the form until the person decides."""
    if state.typed is None:
        return {}
    known = {part.uuid for part in parts}
    typed = state.typed.parts.items()
    return {key: one["source"] for key, one in typed if key not in known and one.get("source")}
