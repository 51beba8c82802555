# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Adding to the trail, and checking it."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from peerreview.audit.chain import digest_of
from peerreview.audit.models import Entry, Head

HEAD_ID = 1


# name, payload, message id, recorded at
Fact = tuple[str, dict[str, Any], int, datetime]


def append(*, name: str, payload: dict[str, Any], message_id: int, recorded_at: datetime) -> None:
    """Add a fact to the chain. Adding the same message again changes nothing."""
    append_all([(name, payload, message_id, recorded_at)])


@transaction.atomic(savepoint=False)
def append_all(facts: Sequence[Fact]) -> None:
    """Add facts to the chain in this order; messages that are there already change nothing."""
    head = _locked_head()
    there = Entry.objects.filter(message_id__in=[message_id for _, _, message_id, _ in facts])
    known = set(there.order_by().values_list("message_id", flat=True))
    entries: list[Entry] = []
    number, previous = head.number, head.digest
    for name, payload, message_id, recorded_at in facts:
        if message_id in known:
            continue
        known.add(message_id)
        number += 1
        entry = Entry(
            number=number,
            message_id=message_id,
            name=name,
            payload=payload,
            recorded_at=recorded_at,
            previous=previous,
            activity_id=_activity_of(payload),
        )
        entry.digest = previous = digest_of(entry)
        entries.append(entry)
    if entries:
        Entry.objects.bulk_create(entries)
        Head.objects.filter(pk=HEAD_ID).update(number=number, digest=previous)


def _locked_head() -> Head:
    heads = Head.objects.select_for_update()
    head = heads.filter(pk=HEAD_ID).first()
    if head is None:
        Head.objects.get_or_create(pk=HEAD_ID)
        head = heads.get(pk=HEAD_ID)
    return head


def _activity_of(payload: dict[str, Any]) -> int | None:
    found = payload.get("activity_id")
    return found if isinstance(found, int) else None


def broken_links() -> Iterator[int]:
    """Numbers of entries that are missing, changed or out of place; nothing when the chain holds."""
    previous, expected = "0" * 64, 1
    for entry in Entry.objects.order_by("number").iterator():
        if (entry.number, entry.previous, entry.digest) != (expected, previous, digest_of(entry)):
            yield entry.number
        previous, expected = entry.digest, entry.number + 1
    head = Head.objects.filter(pk=HEAD_ID).first()
    if head and (head.number, head.digest) != (expected - 1, previous):
        yield head.number
