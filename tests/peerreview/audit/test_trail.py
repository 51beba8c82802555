# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The trail holds every fact, once, and shows any tampering."""

from dataclasses import dataclass

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from peerreview.audit import services
from peerreview.audit.models import Entry
from peerreview.outbox import services as outbox
from peerreview.outbox.events import Event


@dataclass(frozen=True, kw_only=True)
class DoorOpened(Event):
    door: int


@pytest.fixture
def trail(db: None) -> None:
    with transaction.atomic():
        for door in range(5):
            outbox.emit(DoorOpened(door=door))
    outbox.deliver_all()


def test_every_recorded_fact_enters_the_trail(trail: None) -> None:
    assert [entry.payload["door"] for entry in Entry.objects.all()] == [0, 1, 2, 3, 4]
    assert list(services.broken_links()) == []
    call_command("verify_audit")


def test_adding_the_same_message_again_changes_nothing(trail: None) -> None:
    entry = Entry.objects.get(number=3)

    services.append(
        name=entry.name,
        payload=entry.payload,
        message_id=entry.message_id,
        recorded_at=entry.recorded_at,
    )

    assert Entry.objects.count() == 5


@pytest.mark.parametrize("field", ["payload", "name", "recorded_at", "previous", "digest"])
def test_a_changed_entry_is_found(trail: None, field: str) -> None:
    other = Entry.objects.get(number=4)
    value = {"payload": {"door": 9}, "name": "other.Name"}.get(field, getattr(other, field))

    Entry.objects.filter(number=2).update(**{field: value})

    assert 2 in list(services.broken_links())
    with pytest.raises(CommandError):
        call_command("verify_audit")


@pytest.mark.parametrize("number", [1, 3, 5])
def test_a_removed_entry_is_found(trail: None, number: int) -> None:
    Entry.objects.filter(number=number).delete()

    assert list(services.broken_links()) != []
