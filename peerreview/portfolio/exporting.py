# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""A view as data: JSON-LD (schema.org), JSON Resume, CSV. What the view does not show is not in it."""

import csv
import io
from typing import Any

from peerreview.portfolio.showing import Group, Shown, View, address

RESUME_SCHEMA = "https://raw.githubusercontent.com/jsonresume/resume-schema/v1.0.0/schema.json"
COLUMNS = ("kind", "title", "date", "about", "words", "by", "own_words", "facts", "sha256", "check")
# A spreadsheet takes what begins so for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def linked_data(view: View, *, url: str = "") -> dict[str, Any]:
    """The person as schema.org says it; `url` only where the page has a public one."""
    person: dict[str, Any] = {"@type": "Person", "name": view.name}
    if view.claim:
        person["description"] = view.claim
    if url:
        person["url"] = url
    if badges := _shown(view, "badge"):
        person["hasCredential"] = [_credential(one) for one in badges]
    if works := _shown(view, "work"):
        person["subjectOf"] = [_work(one) for one in works]
    if voices := _shown(view, "voice"):
        person["review"] = [_voice(one) for one in voices]
    page: dict[str, Any] = {"@context": "https://schema.org", "@type": "ProfilePage"}
    # Of the page and not of the person: schema.org has no word for a person's hours.
    hours = [_hours(one) for one in _shown(view, "hours")]
    told = {"url": url} if url else {}
    return {**page, **told, "mainEntity": person, **({"mentions": hours} if hours else {})}


def _shown(view: View, kind: str) -> tuple[Shown, ...]:
    group = view.by_kind.get(kind)
    return group.shown if group else ()


def _day(one: Shown) -> dict[str, str]:
    return {"date": one.piece.at.date().isoformat()} if one.piece.at else {}


def _credential(one: Shown) -> dict[str, Any]:
    found = {"@type": "EducationalOccupationalCredential", "name": one.piece.title}
    if one.piece.check_path:
        found["url"] = address(one.piece.check_path)
    if one.piece.at:
        found["dateCreated"] = one.piece.at.date().isoformat()
    return found


def _work(one: Shown) -> dict[str, Any]:
    found: dict[str, Any] = {"@type": "CreativeWork", "name": one.piece.title}
    if one.piece.digest:
        found["identifier"] = {
            "@type": "PropertyValue",
            "propertyID": "SHA-256",
            "value": one.piece.digest,
        }
    if one.piece.facts:
        found["abstract"] = "; ".join(f"{fact.label}: {fact.words}" for fact in one.piece.facts)
    return found


def _voice(one: Shown) -> dict[str, Any]:
    found: dict[str, Any] = {"@type": "Review", "reviewBody": one.piece.said}
    if one.piece.by:
        found["author"] = {"@type": "Person", "name": one.piece.by}
    if one.piece.at:
        found["datePublished"] = one.piece.at.date().isoformat()
    return found


def _hours(one: Shown) -> dict[str, Any]:
    piece = one.piece
    said = "; ".join(f"{fact.label}: {fact.words}" for fact in piece.facts)
    found = {"@type": "PropertyValue", "name": piece.title, "value": said}
    if piece.about or piece.by:
        found["description"] = piece.about or piece.by
    return {**found, **_url(one)}


def resume(view: View) -> dict[str, Any]:
    """JSON Resume 1.0.0."""
    return {
        "$schema": RESUME_SCHEMA,
        "basics": {"name": view.name, "label": view.claim, "summary": view.about},
        "certificates": [
            {"name": one.piece.title, "issuer": one.piece.by, **_day(one), **_url(one)}
            for one in _shown(view, "badge")
        ],
        "projects": [
            {
                "name": one.piece.title,
                "description": one.words or one.piece.about,
                "highlights": [f"{fact.label}: {fact.words}" for fact in one.piece.facts],
            }
            for one in _shown(view, "work")
        ],
        "references": [
            {"name": one.piece.by, "reference": one.piece.said} for one in _shown(view, "voice")
        ],
    }


def _url(one: Shown) -> dict[str, str]:
    return {"url": address(one.piece.check_path)} if one.piece.check_path else {}


def table(view: View) -> str:
    """A row for each piece, safe to open in a spreadsheet."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for group in view.groups:
        for one in group.shown:
            writer.writerow(_safe(value) for value in _row(group, one))
    return out.getvalue()


def _row(group: Group, one: Shown) -> tuple[str, ...]:
    piece = one.piece
    return (
        group.kind.name,
        piece.title,
        piece.at.date().isoformat() if piece.at else "",
        piece.about,
        piece.said,
        piece.by,
        one.words,
        "; ".join(f"{fact.label}: {fact.words}" for fact in piece.facts),
        piece.digest,
        address(piece.check_path) if piece.check_path else "",
    )


def _safe(value: str) -> str:
    return f"'{value}" if value.startswith(FORMULA) else value
