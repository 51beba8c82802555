# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What people were told, and how they want to be told."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import time
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet

from peerreview.accounts.models import User
from peerreview.notifications.models import Choice, Device, Notice, Preferences
from peerreview.notifications.registry import CHANNELS, EMAIL, PUSH, Kind

COUNTED_MOST = 100


@dataclass(frozen=True)
class Wishes:
    """How one person wants to be told of one kind."""

    zone: str
    rhythm: str
    quiet: tuple[time, time] | None
    choice: Mapping[str, bool] | None


def inbox_of(person: User, *, only_unread: bool = False) -> QuerySet[Notice]:
    """What they were told on the site, newest first."""
    rows = Notice.objects.filter(person=person, in_inbox=True)
    return rows.filter(read_at=None) if only_unread else rows


def unread_count(person_id: int) -> int:
    """How many notices wait to be read; counted no further than COUNTED_MOST."""
    waiting = Notice.objects.filter(person=person_id, in_inbox=True, read_at=None)
    return waiting.order_by()[:COUNTED_MOST].count()


def unread_counts(people: Collection[int]) -> dict[int, int]:
    """The same for several people; who has none is left out."""
    waiting = Notice.objects.filter(person__in=people, in_inbox=True, read_at=None)
    counted = waiting.order_by().values_list("person").annotate(count=Count("pk"))
    return {person: min(count, COUNTED_MOST) for person, count in counted}


def given(notice_ids: Collection[int]) -> list[Notice]:
    """Notices with their people, of those that stand in an inbox."""
    rows = Notice.objects.filter(pk__in=notice_ids, in_inbox=True)
    return list(rows.select_related("person"))


def notices_of(person: User, uuids: Collection[UUID]) -> QuerySet[Notice]:
    """Those of these notices that are theirs."""
    return Notice.objects.filter(person=person, uuid__in=uuids)


def preferences_of(person: User) -> Preferences:
    """Theirs, or what stands until they choose."""
    return Preferences.objects.filter(person=person).first() or Preferences(person=person)


def choices_of(person: User) -> dict[str, dict[str, bool]]:
    """Their choice by kind, where they have made one."""
    rows = Choice.objects.filter(person=person)
    return {row.kind: _by_channel(row) for row in rows}


def ways_of(person: User, kind: Kind) -> list[str]:
    """The ways by which a kind really reaches them: mail may be off, and there may be no device."""
    row = Choice.objects.filter(person=person, kind=kind.name).first()
    on = [way for way in CHANNELS if kind.is_on(way, _by_channel(row) if row else None)]
    if preferences_of(person).rhythm == Preferences.Rhythm.OFF and not kind.required:
        on = [way for way in on if way != EMAIL]
    return on if devices_of(person).exists() else [way for way in on if way != PUSH]


def devices_of(person: User) -> QuerySet[Device]:
    """The devices to which they have messages sent."""
    return Device.objects.filter(person=person)


def wishes(people: Collection[int], kind: Kind) -> dict[int, Wishes]:
    """How each of these people wants this kind, without those whose account is closed."""
    active = User.objects.filter(pk__in=people, is_active=True)
    rows = active.values_list(
        "pk",
        "time_zone",
        "notification_preferences__rhythm",
        "notification_preferences__quiet_from",
        "notification_preferences__quiet_until",
    )
    chosen = Choice.objects.filter(person__in=people, kind=kind.name)
    choices = {row.person_id: _by_channel(row) for row in chosen}
    return {
        pk: Wishes(
            zone=zone,
            rhythm=rhythm or Preferences.Rhythm.DAILY,
            quiet=(start, end) if start is not None else None,
            choice=choices.get(pk),
        )
        for pk, zone, rhythm, start, end in rows
    }


def device_ids(people: Collection[int]) -> list[tuple[int, int]]:
    """Pairs of a person and a device of theirs."""
    return list(Device.objects.filter(person__in=people).values_list("person_id", "pk"))


def _by_channel(row: Any) -> dict[str, bool]:
    return {channel: getattr(row, channel) for channel in CHANNELS}
