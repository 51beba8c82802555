# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The trail as people read it: who did what, when, and whether the chain holds."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from peerreview.accounts.models import User
from peerreview.audit.models import Entry
from peerreview.audit.services import broken_links

SENTENCES = {
    "activities.ActivityOpened": _("The activity was opened"),
    "activities.SubmissionMade": _("Work was handed in"),
    "activities.SubmissionWithdrawn": _("Work was withdrawn"),
    "allocation.AssignmentMade": _("A review was given to somebody"),
    "allocation.AssignmentEnded": _("A duty ended without a review"),
    "reviews.ReviewStarted": _("A review was begun"),
    "reviews.ReviewSubmitted": _("A review was handed in"),
    "reviews.ReviewSetAside": _("A review was set aside"),
    "aggregation.OutcomeComputed": _("The result was computed"),
    "desk.LetterSent": _("A message was sent"),
    "desk.LetterAddressed": _("A message went to one person"),
    "desk.ActivityExported": _("Data was taken out"),
}
# Whose act it was, by the first of these fields an event has.
ACTORS = ("by_id", "reviewer_id", "author_id", "user_id", "person_id", "owner_id", "writer_id")
# Who else it was about.
OTHERS = ("author_id", "reviewer_id", "user_id", "person_id", "owner_id", "writer_id")
QUIET = {"activity_id"}


@dataclass(frozen=True)
class Fact:
    """One entry in words."""

    number: int
    label: Any
    name: str
    at: datetime
    actor: User | None
    other: User | None
    details: list[tuple[str, Any]]
    digest: str
    is_intact: bool


def facts(entries: Sequence[Entry], intact: Sequence[bool]) -> list[Fact]:
    """A page of entries with the people in them; one query for all people."""
    ids = {
        entry.payload[key]
        for entry in entries
        for key in ACTORS
        if isinstance(entry.payload.get(key), int)
    }
    people = User.objects.in_bulk(ids)
    return [
        _fact(entry, people, is_intact) for entry, is_intact in zip(entries, intact, strict=True)
    ]


def _fact(entry: Entry, people: dict[int, User], is_intact: bool) -> Fact:
    acting = next((key for key in ACTORS if entry.payload.get(key) in people), None)
    other = next(
        (key for key in OTHERS if key != acting and entry.payload.get(key) in people), None
    )
    return Fact(
        number=entry.number,
        label=SENTENCES.get(entry.name) or _spelt_out(entry.name),
        name=entry.name,
        at=entry.recorded_at,
        actor=people[entry.payload[acting]] if acting else None,
        other=people[entry.payload[other]] if other else None,
        details=_details(entry.payload, people, {acting, other}),
        digest=entry.digest,
        is_intact=is_intact,
    )


def _details(
    payload: dict[str, Any], people: dict[int, User], told: set[str | None]
) -> list[tuple[str, str]]:
    """What else the entry holds, in words; who is named beside it is not named again."""
    return [
        (
            key.removesuffix("_id").replace("_", " "),
            people[value].display_name if key in ACTORS and value in people else _plain(value),
        )
        for key, value in payload.items()
        if key not in QUIET | told
    ]


def _plain(value: Any) -> str:
    """A value of an entry as people write it, never as a program does."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_plain(each)}" for key, each in value.items()) or "–"
    if isinstance(value, list | tuple):
        return ", ".join(map(_plain, value)) or "–"
    return str(value)


def _spelt_out(name: str) -> str:
    """What an event of another app is called, as words: StageChanged is Stage changed."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name.rpartition(".")[2]).lower()
    return words[:1].upper() + words[1:]


def first_broken() -> int:
    """The number of the first entry of the whole trail that does not hold; 0 when all do."""
    return next(broken_links(), 0)
