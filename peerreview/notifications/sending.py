# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Sending what is due: claim, hand over, mark. Each step is stored before the next begins.

A worker that dies before handing over is replaced when its lease has run out, and nothing is lost
or doubled. Between handing over and marking nobody can know whether the words arrived: then what
must reach people is sent again under the same Message-ID (at least once), and everything else is
not (at most once), since it is in the inbox in any case.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import uuid4

from django.db.models import F, Q, QuerySet
from django.utils import translation

from peerreview.kernel import clock
from peerreview.notifications import queries, services
from peerreview.notifications.channels import email, webpush
from peerreview.notifications.errors import Gone, RefusedForGood
from peerreview.notifications.models import Delivery, Notice, Preferences
from peerreview.notifications.registry import EMAIL, kind_named

log = logging.getLogger(__name__)

State = Delivery.State
LEASE = timedelta(minutes=2)
FIRST_WAIT = timedelta(minutes=1)
ATTEMPTS_MOST = 7
AT_ONCE = 200
# A message to a device tells of now; what waited longer, because nothing was sent, is stale.
PUSH_LASTS = timedelta(days=1)


def send_due(*, ids: Sequence[int] | None = None, now: datetime | None = None) -> int:
    """Send what is due (of `ids`, when they are given), oldest first; how many were looked at."""
    at = now or clock.now()
    _settle_unsure(at)
    rows = _free(at) if ids is None else _free(at).filter(pk__in=ids)
    found = list(rows.values_list("pk", flat=True)[:AT_ONCE])
    for pk in found:
        try:
            _send_one(pk, now)
        except Exception:
            log.exception("Delivery %s could not be sent", pk)
    return len(found)


def _free(at: datetime) -> QuerySet[Delivery]:
    unheld = Q(lease_until=None) | Q(lease_until__lt=at)
    return Delivery.objects.filter(unheld, state=State.PENDING, due_at__lte=at).order_by(
        "due_at", "pk"
    )


def _settle_unsure(at: datetime) -> None:
    """What a dead worker had handed over: not again, unless it must arrive."""
    handed = Delivery.objects.filter(
        state=State.PENDING, handed_at__isnull=False, lease_until__lt=at
    ).prefetch_related("notices")
    for delivery in handed.order_by("pk")[:AT_ONCE]:
        mine = Delivery.objects.filter(pk=delivery.pk, lease_token=delivery.lease_token)
        if any(_must_arrive(notice) for notice in delivery.notices.all()):
            mine.update(handed_at=None)
        else:
            mine.update(state=State.UNSURE, done_at=at, lease_until=None, lease_token=None)


def _must_arrive(notice: Notice) -> bool:
    kind = kind_named(notice.kind)
    return bool(kind and kind.required)


def _send_one(pk: int, now: datetime | None) -> None:
    at = now or clock.now()
    token = uuid4()
    # Whoever comes second finds the lease taken.
    if not _free(at).filter(pk=pk).update(lease_until=at + LEASE, lease_token=token):
        return
    mine = Delivery.objects.filter(pk=pk, lease_token=token)
    delivery = mine.select_related("person", "device").first()
    if delivery is None:
        return
    notices = _still_wanted(delivery, at)
    if not notices:
        _finish(mine, State.SKIPPED, at)
        return
    handed = mine.filter(handed_at=None, lease_until__gt=now or clock.now())
    if handed.update(handed_at=at, attempts=F("attempts") + 1):
        _hand_over(delivery, notices, mine, at)


def _hand_over(
    delivery: Delivery, notices: Sequence[Notice], mine: QuerySet[Delivery], at: datetime
) -> None:
    try:
        with translation.override(delivery.person.language):
            if delivery.channel == EMAIL:
                email.send(delivery, delivery.person, notices)
            else:
                webpush.send(delivery.device, notices[0])
    except Gone:
        # Takes its deliveries along.
        services.forget_device(device=delivery.device)
    except RefusedForGood as error:
        _finish(mine, State.FAILED, at, error)
    except Exception as error:
        log.exception("Delivery %s failed", delivery.pk)
        _retry_later(delivery, mine, at, error)
    else:
        _finish(mine, State.DONE, at)


def _finish(
    mine: QuerySet[Delivery], state: str, at: datetime, error: Exception | None = None
) -> None:
    mine.update(
        state=state,
        done_at=at,
        lease_until=None,
        lease_token=None,
        last_error=_words(error) if error else "",
    )


def _retry_later(
    delivery: Delivery, mine: QuerySet[Delivery], at: datetime, error: Exception
) -> None:
    attempts = delivery.attempts + 1
    if attempts >= ATTEMPTS_MOST:
        _finish(mine, State.FAILED, at, error)
        return
    mine.update(
        due_at=at + FIRST_WAIT * 2 ** (2 * (attempts - 1)),
        handed_at=None,
        lease_until=None,
        lease_token=None,
        last_error=_words(error),
    )


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:300]


def _still_wanted(delivery: Delivery, at: datetime) -> list[Notice]:
    """What is to be said, newest first: not what was read meanwhile, or is no longer wanted."""
    person = delivery.person
    if not person.is_active or _is_stale(delivery, at):
        return []
    waiting = delivery.notices.filter(Q(read_at=None) | Q(in_inbox=False)).order_by("-at", "-pk")
    choices = queries.choices_of(person)
    is_off = queries.preferences_of(person).rhythm == Preferences.Rhythm.OFF
    return [
        notice for notice in waiting if _wants(notice, delivery.channel, choices, is_off=is_off)
    ]


def _is_stale(delivery: Delivery, at: datetime) -> bool:
    return delivery.channel != EMAIL and at - delivery.due_at > PUSH_LASTS


def _wants(
    notice: Notice, channel: str, choices: dict[str, dict[str, bool]], *, is_off: bool
) -> bool:
    kind = kind_named(notice.kind)
    if kind is None or not kind.is_on(channel, choices.get(kind.name)):
        return False
    return channel != EMAIL or bool(kind.required) or not is_off
