# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What the draft editor posts, as clean values, and what it is to show again."""

import uuid
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.http import QueryDict

from peerreview.artifacts.checks import NotReady
from peerreview.artifacts.services import PartChange, StaleDraft
from peerreview.kernel import ids
from peerreview.kernel.errors import DomainError

FIELDS = ("source", "caption")
# Where in the editor the field of an error is; what is missing altogether is added there.
PLACES = {
    "title": "editor-title",
    "parts": "editor-add-text",
    "url": "editor-url",
    "files": "editor-files",
}


@dataclass(frozen=True)
class Typed:
    """What was in the form: the title, the revision it was typed upon, and values by part and field."""

    title: str
    base_revision: int
    parts: Mapping[str, Mapping[str, str]]
    overwrite: bool

    def changes(self) -> dict[uuid.UUID, PartChange]:
        """The parts' values for `services.save_draft`."""
        return {uuid.UUID(key): PartChange(**values) for key, values in self.parts.items()}


@dataclass
class EditorState:
    """What the editor shows besides the draft itself: sentences by field, and unsaved text."""

    errors: dict[str, str] = field(default_factory=dict)
    typed: Typed | None = None  # set only when what was typed could not be saved
    new_url: str = ""
    new_link_caption: str = ""
    is_conflict: bool = False

    def keep(self, typed: Typed, error: DomainError) -> None:
        """Show what was typed, since it could not be saved, and why."""
        self.typed = typed
        self.add(error)

    def add(self, error: DomainError) -> None:
        """Show the error at its field; several for one field follow each other."""
        self.is_conflict |= isinstance(error, StaleDraft)
        if isinstance(error, NotReady):
            self.errors |= error.missing
            return
        where = error.field or "editor"
        self.errors[where] = f"{self.errors.get(where, '')} {error.message}".strip()

    @property
    def summary(self) -> list[tuple[str, str]]:
        """Every error with the id of its place in the editor; "" where it has none."""
        return [(PLACES.get(where, ""), message) for where, message in self.errors.items()]


def read_typed(data: QueryDict) -> Typed:
    """The editor's own fields: `title`, `base_revision`, `overwrite`, `source-<part>`, `caption-<part>`."""
    parts: dict[str, dict[str, str]] = defaultdict(dict)
    for name, value in data.items():
        kind, _, part = name.partition("-")
        if kind in FIELDS and (key := read_uuid(part)):
            parts[str(key)][kind] = value
    return Typed(
        title=data.get("title", ""),
        base_revision=read_number(data.get("base_revision", "")),
        parts=dict(parts),
        overwrite=data.get("overwrite") == "yes",
    )


def read_uuid(value: str | None) -> uuid.UUID | None:
    """A UUID, or None when it is none."""
    try:
        return uuid.UUID(value or "")
    except ValueError:
        return None


def read_number(value: str) -> int:
    """A count, or -1 when it is none: no revision ever matches it."""
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else -1


def key_for(data: QueryDict, what: str) -> uuid.UUID:
    """The key of one added thing, from the form's: the same form sent twice adds it once."""
    key = read_uuid(data.get("key")) or ids.new_uuid()
    return uuid.uuid5(key, what)
