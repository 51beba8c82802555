# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Telling people, and what they do with what they were told."""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from peerreview.accounts.models import User
from peerreview.kernel import clock, text
from peerreview.kernel.errors import Invalid
from peerreview.notifications import endpoints, queries, registry, scheduling, sealing
from peerreview.notifications.events import NoticesGiven, NoticesRead, SendingDue
from peerreview.notifications.models import (
    Announcement,
    Choice,
    Delivery,
    Device,
    Notice,
    Preferences,
)
from peerreview.notifications.registry import CHANNELS, INBOX, Kind
from peerreview.outbox.services import emit, emit_all

DEVICES_MOST = 10
LABEL_MOST_CHARS = 80
KEPT = timedelta(days=180)
FORGOTTEN_AT_ONCE = 500


@transaction.atomic
def notify(
    *,
    to: Iterable[int],
    kind: Kind,
    key: str,
    params: Mapping[str, Any] | None = None,
    link: str = "",
    now: datetime | None = None,
) -> list[Notice]:
    """Tell people something, each once for that kind and `key`; the notices that are new.

    `to` are ids of people, `params` plain values without anybody's name, `link` a path of this site.
    """
    words = {pk: Words(key=key, params=params or {}, link=link) for pk in to}
    return notify_each(words, kind=kind, now=now)


@dataclass(frozen=True, kw_only=True)
class Words:
    """What one person among many is told, as `notify` takes it."""

    key: str
    params: Mapping[str, Any]
    link: str = ""


@transaction.atomic
def notify_each(
    words: Mapping[int, Words], *, kind: Kind, now: datetime | None = None
) -> list[Notice]:
    """`notify` for people, by their ids, who are each told something of their own, in as many
    queries as for one."""
    at = now or clock.now()
    keys = {each.key for each in words.values()}
    told = Notice.objects.filter(person__in=words, kind=kind.name, key__in=keys)
    known = set(told.values_list("person_id", "key"))
    wishes = queries.wishes([pk for pk in words if (pk, words[pk].key) not in known], kind)
    rows = [
        Notice(
            person_id=pk,
            kind=kind.name,
            key=words[pk].key,
            params=dict(words[pk].params),
            link=words[pk].link,
            at=at,
            in_inbox=kind.is_on(INBOX, wish.choice),
        )
        for pk, wish in sorted(wishes.items())
    ]
    made = _insert(rows)
    if not made:
        return []
    emit(NoticesGiven(notice_ids=[each.pk for each in made]))
    if due := scheduling.schedule(made, kind, wishes, at):
        emit(SendingDue(delivery_ids=due), now=at)
    return made


def _insert(rows: list[Notice]) -> list[Notice]:
    """The rows that nobody else has inserted meanwhile, with their ids."""
    if not rows:
        return []
    Notice.objects.bulk_create(rows, ignore_conflicts=True)
    return list(Notice.objects.filter(uuid__in=[row.uuid for row in rows]).order_by("pk"))


def first_time(*, key: str, now: datetime | None = None) -> bool:
    """Whether something the clock tells is told for the first time; call it in the same transaction."""
    _row, is_new = Announcement.objects.get_or_create(key=key, defaults={"at": now or clock.now()})
    return is_new


# ---- The inbox --------------------------------------------------------------------------------


@transaction.atomic
def mark_read(*, notice: Notice, now: datetime | None = None) -> None:
    """Its person has read it. Again changes nothing."""
    _read([notice.person_id], now, Q(pk=notice.pk))


@transaction.atomic
def mark_all_read(*, person: User, up_to: Notice, now: datetime | None = None) -> int:
    """All that was there when the page was made, so that nothing newer goes unseen; how many."""
    return _read([person.pk], now, Q(at__lt=up_to.at) | Q(at=up_to.at, pk__lte=up_to.pk))


@transaction.atomic
def mark_seen(*, person: User, path: str, now: datetime | None = None) -> int:
    """They are on the page that notices lead to; how many these were."""
    if not path.startswith("/"):
        return 0
    return _read([person.pk], now, Q(link=path) | Q(link__startswith=f"{path}#"))


@transaction.atomic
def settle(
    *, people: Iterable[int], kind: Kind, keys: Iterable[str], now: datetime | None = None
) -> int:
    """What these people were asked by such notices is done: they count as read; how many."""
    asked = Q(person__in=people, kind=kind.name, key__in=keys)
    told = set(Notice.objects.filter(asked, read_at=None).values_list("person_id", flat=True))
    return _read(told, now, asked) if told else 0


def _read(people: Collection[int], now: datetime | None, which: Q) -> int:
    rows = Notice.objects.filter(which, person__in=people, read_at=None)
    count = rows.update(read_at=now or clock.now())
    if count:
        emit_all([NoticesRead(user_id=pk) for pk in sorted(people)])
    return count


# ---- How to be told ---------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """All of a person's preferences: `channels` by kind."""

    rhythm: str
    quiet: tuple[time, time] | None
    channels: Mapping[str, frozenset[str]]


@transaction.atomic
def save_preferences(*, person: User, wanted: Wanted) -> None:
    """Keep how somebody wants to be told. What is required stays on whatever they choose."""
    if wanted.rhythm not in Preferences.Rhythm.values:
        raise Invalid("no-rhythm", _("Choose how often we may write to you."), field="rhythm")
    start, end = wanted.quiet or (None, None)
    if start is not None and start == end:
        message = _("Quiet hours need a beginning and another end.")
        raise Invalid("no-hours", message, field="quiet_until")
    Preferences.objects.update_or_create(
        person=person,
        defaults={"rhythm": wanted.rhythm, "quiet_from": start, "quiet_until": end},
    )
    known = {kind.name for kind in registry.kinds()}
    rows = [
        Choice(
            person=person,
            kind=name,
            **{channel: channel in on for channel in CHANNELS},
        )
        for name, on in wanted.channels.items()
        if name in known
    ]
    Choice.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["person", "kind"],
        update_fields=[*CHANNELS],
    )


@transaction.atomic
def stop_mail(*, person: User, kind: Kind | None) -> None:
    """No more mail of this kind; with None, of any that can be turned off. Again changes nothing."""
    if kind is None:
        Preferences.objects.update_or_create(
            person=person, defaults={"rhythm": Preferences.Rhythm.OFF}
        )
        return
    proposed = {channel: channel in kind.channels for channel in CHANNELS}
    Choice.objects.update_or_create(
        person=person,
        kind=kind.name,
        defaults={"email": False},
        create_defaults={**proposed, "email": False},
    )


# ---- Devices ----------------------------------------------------------------------------------


@transaction.atomic
def add_device(
    *, person: User, endpoint: str, public_key: str, auth_secret: str, label: str
) -> Device:
    """Have notices sent to a browser. Again changes nothing; a browser somebody else used before is
    now this person's. Raises Invalid for what no push service gave out."""
    refused = Invalid("no-device", _("This browser gave an address we cannot send to."))
    try:
        endpoints.check(endpoint)
        sealing.receiver(public_key, auth_secret)
    except ValueError as error:
        raise refused from error
    digest = hashlib.sha256(endpoint.encode()).hexdigest()
    # So that two tabs at once do not make one too many.
    User.objects.select_for_update(no_key=True).get(pk=person.pk)
    others = person.push_devices.exclude(endpoint_digest=digest)
    if others.count() >= DEVICES_MOST:
        message = _("You have %(most)d devices already. Remove one of them first.")
        raise Invalid("too-many", message % {"most": DEVICES_MOST})
    Device.objects.filter(endpoint_digest=digest).exclude(person=person).delete()
    device, _is_new = Device.objects.update_or_create(
        endpoint_digest=digest,
        defaults={
            "person": person,
            "endpoint": endpoint,
            "public_key": public_key,
            "auth_secret": auth_secret,
            "label": text.one_line(label)[:LABEL_MOST_CHARS] or _("A browser"),
        },
    )
    return device


def remove_device(*, person: User, uuid: UUID) -> None:
    """Send nothing more there. Again changes nothing."""
    Device.objects.filter(person=person, uuid=uuid).delete()


def forget_device(*, device: Device) -> None:
    """The push service says that it is gone."""
    Device.objects.filter(pk=device.pk).delete()


@transaction.atomic
def forget_all(*, person: User) -> None:
    """All that was told to somebody who leaves, and how they wanted to be told."""
    for rows in (
        person.notice_deliveries,
        person.push_devices,
        person.notices,
        person.notification_choices,
        Preferences.objects.filter(person=person),
    ):
        rows.all().delete()


# ---- Forgetting -------------------------------------------------------------------------------


def forget_old(*, now: datetime | None = None) -> None:
    """Once a day: read notices, finished deliveries and announcements of long ago go."""
    at = now or clock.now()
    if not first_time(key=f"forgetting:{at.date()}", now=at):
        return
    old = at - KEPT
    over = Delivery.objects.exclude(state=Delivery.State.PENDING)
    _forget(over.filter(due_at__lt=old))
    _forget(Notice.objects.filter(Q(read_at__isnull=False) | Q(in_inbox=False), at__lt=old))
    _forget(Announcement.objects.filter(at__lt=old))


def _forget(rows: QuerySet) -> None:
    # In pieces, so that no transaction is long.
    while some := list(rows.order_by().values_list("pk", flat=True)[:FORGOTTEN_AT_ONCE]):
        rows.model.objects.filter(pk__in=some).delete()
