# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Reading the trail."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from peerreview.audit.chain import digest_of
from peerreview.audit.models import Entry

BEGINNING = "0" * 64


def entries_of(activity_id: int) -> QuerySet[Entry]:
    """What the trail holds about one activity, newest first."""
    return Entry.objects.filter(activity_id=activity_id).order_by("-number")


@dataclass(frozen=True)
class Checked:
    """An entry, whether it is as it was recorded, and whether the one before it is where it was."""

    entry: Entry
    is_intact: bool


def checked(entries: Iterable[Entry]) -> list[Checked]:
    """Each entry against its digest and the digest of the entry before it; one query for all."""
    entries = list(entries)
    before = Entry.objects.filter(number__in=[entry.number - 1 for entry in entries])
    digests = dict(before.order_by().values_list("number", "digest"))
    return [
        Checked(
            entry,
            entry.digest == digest_of(entry)
            and entry.previous
            == digests.get(entry.number - 1, BEGINNING if entry.number == 1 else ""),
        )
        for entry in entries
    ]
