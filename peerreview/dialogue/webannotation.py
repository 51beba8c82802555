# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Pure: the comments of a review as a Web Annotation collection (JSON-LD)."""

from collections.abc import Mapping, Sequence
from typing import Any

CONTEXT = "http://www.w3.org/ns/anno.jsonld"


def annotation(
    *,
    id: str,
    creator: str,
    created: str,
    text: str,
    source: str,
    selectors: Sequence[Mapping[str, Any]],
    recording: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """One comment. `creator` is a pseudonym unless the activity is open; `source` an opaque address."""
    bodies: list[dict[str, Any]] = []
    if text:
        bodies.append({"type": "TextualBody", "value": text, "format": "text/plain"})
    if recording:
        bodies.append({"type": "Sound", **recording})
    target: dict[str, Any] = {"source": source}
    if selectors:
        target["selector"] = list(selectors) if len(selectors) > 1 else selectors[0]
    return {
        "id": id,
        "type": "Annotation",
        "motivation": "commenting",
        "creator": {"type": "Person", "nickname": creator},
        "created": created,
        "body": bodies,
        "target": target,
    }


def collection(*, id: str, label: str, items: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """All of them, on one page."""
    return {
        "@context": CONTEXT,
        "id": id,
        "type": "AnnotationCollection",
        "label": label,
        "total": len(items),
        "first": {"id": f"{id}#page", "type": "AnnotationPage", "items": list(items)},
    }
