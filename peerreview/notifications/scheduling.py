# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""From notices to what is to be sent, and when: each notice once by each way."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from peerreview.notifications import queries, quiet
from peerreview.notifications.models import Delivery, Notice, Preferences
from peerreview.notifications.queries import Wishes
from peerreview.notifications.registry import EMAIL, PUSH, Kind

Rhythm = Preferences.Rhythm
# A digest that is just being sent takes nothing more in; then it is the one after.
TRIES = 3


@dataclass(frozen=True)
class Slot:
    """Where a notice goes: a mail of its own or a digest, or one device."""

    notice: Notice
    channel: str
    key: str
    due_at: datetime
    device_id: int | None = None

    @property
    def address(self) -> tuple[int, str, str]:
        """What is unique of a delivery."""
        return (self.notice.person_id, self.channel, self.key)


def schedule(
    notices: Sequence[Notice], kind: Kind, wishes: Mapping[int, Wishes], now: datetime
) -> list[int]:
    """Put notices of one kind on their ways; the ids of what is due now."""
    slots = [
        slot
        for notice in notices
        if (slot := mail_slot(notice, kind, wishes[notice.person_id], now))
    ]
    slots += _to_devices(notices, kind, wishes, now)
    made: list[Delivery] = []
    for _try in range(TRIES):
        taken = _attach(slots)
        made += taken.values()
        slots = [_later(slot, wishes) for slot in slots if slot.address not in taken]
    return sorted({each.pk for each in made if each.due_at <= now})


def mail_slot(notice: Notice, kind: Kind, wish: Wishes, now: datetime) -> Slot | None:
    """The mail a notice goes into; None when its reader wants none."""
    if not kind.is_on(EMAIL, wish.choice):
        return None
    if kind.required:
        return Slot(notice, EMAIL, f"notice:{notice.uuid}", now)
    if wish.rhythm == Rhythm.OFF:
        return None
    if kind.at_once or wish.rhythm == Rhythm.NOW:
        due = quiet.next_allowed(now, wish.zone, wish.quiet)
        return Slot(notice, EMAIL, f"notice:{notice.uuid}", due)
    return _digest(notice, wish, now)


def _digest(notice: Notice, wish: Wishes, now: datetime) -> Slot:
    day, moment = quiet.digest_slot(now, wish.zone, weekly=wish.rhythm == Rhythm.WEEKLY)
    due = quiet.next_allowed(moment, wish.zone, wish.quiet)
    return Slot(notice, EMAIL, f"{wish.rhythm}:{day}", due)


def _later(slot: Slot, wishes: Mapping[int, Wishes]) -> Slot:
    return _digest(slot.notice, wishes[slot.notice.person_id], slot.due_at)


def _to_devices(
    notices: Iterable[Notice], kind: Kind, wishes: Mapping[int, Wishes], now: datetime
) -> list[Slot]:
    wanted = {
        notice.person_id: notice
        for notice in notices
        if kind.is_on(PUSH, wishes[notice.person_id].choice)
    }
    if not wanted:
        return []
    slots = []
    for person_id, device_id in queries.device_ids(wanted):
        notice, wish = wanted[person_id], wishes[person_id]
        due = quiet.next_allowed(now, wish.zone, wish.quiet)
        slots.append(Slot(notice, PUSH, f"{notice.uuid}:{device_id}", due, device_id))
    return slots


def _attach(slots: Sequence[Slot]) -> dict[tuple[int, str, str], Delivery]:
    """Make the deliveries, or find those that still take something in; what was attached where."""
    if not slots:
        return {}
    Delivery.objects.bulk_create(
        [
            Delivery(
                person_id=slot.notice.person_id,
                channel=slot.channel,
                key=slot.key,
                device_id=slot.device_id,
                due_at=slot.due_at,
            )
            for slot in slots
        ],
        ignore_conflicts=True,
    )
    # Locked, so that a worker that wants to send a digest waits until this notice is in it.
    open_ones = Delivery.objects.select_for_update(no_key=True).filter(
        person__in={slot.notice.person_id for slot in slots},
        key__in={slot.key for slot in slots},
        state=Delivery.State.PENDING,
        lease_token=None,
    )
    found = {(each.person_id, each.channel, each.key): each for each in open_ones.order_by("pk")}
    taken = {slot.address: found[slot.address] for slot in slots if slot.address in found}
    through = Delivery.notices.through
    through.objects.bulk_create(
        [
            through(delivery_id=taken[slot.address].pk, notice_id=slot.notice.pk)
            for slot in slots
            if slot.address in taken
        ],
        ignore_conflicts=True,
    )
    return taken
