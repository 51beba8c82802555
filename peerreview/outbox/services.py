# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Recording facts, and delivering them."""

import logging
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet

from peerreview.kernel import clock
from peerreview.outbox import registry
from peerreview.outbox.events import Event
from peerreview.outbox.models import Delivery, Message

log = logging.getLogger(__name__)

MAX_ATTEMPTS = 8
BACKOFF_SECONDS = 2
LOOK_PAST = 4  # how many that others are just taking are passed over

# Called with the ids of new deliveries inside the transaction that made them (see tasks.py).
_enqueue_hooks: list[Callable[[list[int]], None]] = []
# Called after commit when there is something to deliver; the embedded dispatcher wakes on it.
_wake_hooks: list[Callable[[], None]] = []


@dataclass(frozen=True)
class Claim:
    """A delivery held by this worker until its lease ends; `token` fences off a thawed one."""

    delivery: Delivery
    token: uuid.UUID


def emit(event: Event, *, now: datetime | None = None) -> None:
    """Record a fact with the caller's transaction, and tell quick listeners once it has committed.

    Raises TransactionManagementError when there is no transaction to record it in.
    """
    emit_all([event], now=now)


def emit_all(events: Sequence[Event], *, now: datetime | None = None) -> None:
    """`emit` for several at once."""
    recorded = [event for event in events if event.RECORDED]
    if recorded:
        _record(recorded, now or clock.now())
    for event in events:
        for handler in registry.quick_handlers(event.type_name()):
            transaction.on_commit(lambda handler=handler, event=event: _tell(handler, event))


def _record(events: list[Event], now: datetime) -> None:
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError(
            "emit() belongs in the transaction of its fact."
        )
    messages = Message.objects.bulk_create(
        Message(name=event.type_name(), payload=event.payload(), recorded_at=now)
        for event in events
    )
    deliveries = Delivery.objects.bulk_create(
        Delivery(message=message, handler=handler, run_at=now)
        for message in messages
        for handler in registry.durable_handlers(message.name)
    )
    for hook in _enqueue_hooks:
        hook([delivery.pk for delivery in deliveries])
    if deliveries:
        transaction.on_commit(_wake)


def _tell(handler: registry.Handler, event: Event) -> None:
    # A deaf listener must not silence the next, and the fact stands whether or not it was heard.
    try:
        handler(event)
    except Exception:
        log.exception(
            "Quick handler %s failed on %s", registry.handler_name(handler), event.type_name()
        )


def _wake() -> None:
    for hook in _wake_hooks:
        hook()


def on_enqueue(hook: Callable[[list[int]], None]) -> None:
    """Have `hook` called, in the transaction, with the ids of deliveries as they are recorded."""
    _enqueue_hooks.append(hook)


def on_wake(hook: Callable[[], None]) -> None:
    """Have `hook` called after commit when there are new deliveries."""
    _wake_hooks.append(hook)


def claim_next(*, now: datetime | None = None, delivery_id: int | None = None) -> Claim | None:
    """Take the oldest due delivery (or the one named), or None when nothing is free."""
    claims = claim(now=now, delivery_id=delivery_id, most=1)
    return claims[0] if claims else None


def claim(
    *,
    now: datetime | None = None,
    delivery_id: int | None = None,
    most: int = registry.TOGETHER_MOST,
) -> list[Claim]:
    """Take the oldest due delivery (or the one named), and with it what waits for the same listener
    if that takes facts together; nothing when nothing is free."""
    at = now or clock.now()
    due = Delivery.objects.filter(
        Q(lease_until=None) | Q(lease_until__lt=at), state=Delivery.State.PENDING, run_at__lte=at
    ).order_by("pk")
    named = due if delivery_id is None else due.filter(pk=delivery_id)
    for pk, handler in named.values_list("pk", "handler")[: LOOK_PAST + 1]:
        wanted = due.filter(pk=pk)
        if (together := min(most, registry.most_together(handler))) > 1:
            wanted = due.filter(pk__in=due.filter(handler=handler).values("pk")[:together])
        if taken := _take(wanted, at):
            return taken
    return []


def _take(due: QuerySet[Delivery], now: datetime) -> list[Claim]:
    token = uuid.uuid4()
    # Whoever comes second finds the leases taken.
    lease = now + timedelta(seconds=settings.OUTBOX_LEASE_SECONDS)
    if not due.update(lease_until=lease, lease_token=token):
        return []
    taken = Delivery.objects.filter(lease_token=token).select_related("message").order_by("pk")
    return [Claim(delivery, token) for delivery in taken]


def deliver_next(*, now: datetime | None = None, delivery_id: int | None = None) -> int:
    """Deliver what is due to one listener: one fact, or all that wait if it takes them together.

    How many; 0 when there was nothing. What fails is retried later, and none for the sake of another.
    """
    claims = claim(now=now, delivery_id=delivery_id)
    if len(claims) > 1 and not _deliver(claims, now, alone=False):
        for one in claims:
            _deliver([one], now)
    elif len(claims) == 1:
        _deliver(claims, now)
    return len(claims)


def _deliver(claims: list[Claim], now: datetime | None, *, alone: bool = True) -> bool:
    try:
        if registry.stands_apart(claims[0].delivery.handler):
            _run([claim.delivery for claim in claims])
            _finish(claims)
            return True
        with transaction.atomic():
            _run([claim.delivery for claim in claims])
            _finish(claims)
    except LeaseLost:
        log.warning("Lease on %s was lost; another worker has it", claims[0].delivery)
    except Exception as error:
        if not alone:
            log.warning("Together %d deliveries failed; trying each alone", len(claims))
            return False
        log.exception("Delivery %s failed", claims[0].delivery)
        _retry_later(claims[0], error, now or clock.now())
    return True


class LeaseLost(Exception):
    """Another worker took the delivery over; what this one did is rolled back."""


def _run(deliveries: list[Delivery]) -> None:
    """All of them go to one listener."""
    first = deliveries[0]
    handler = registry.durable_handlers(first.message.name).get(first.handler)
    if handler is None:
        raise LookupError(f"No handler {first.handler} for {first.message.name}")
    messages = [delivery.message for delivery in deliveries]
    if registry.hears_everything(first.handler):
        handler([(m.name, m.payload, m.pk, m.recorded_at) for m in messages])
        return
    events = [registry.event_type(m.name)(**m.payload) for m in messages]
    if registry.takes_together(first.handler):
        handler(events)
    else:
        handler(events[0])


def _finish(claims: list[Claim]) -> None:
    held = Delivery.objects.filter(
        pk__in=[claim.delivery.pk for claim in claims], lease_token=claims[0].token
    )
    done = held.update(state=Delivery.State.DONE, lease_until=None, attempts=F("attempts") + 1)
    if done != len(claims):
        raise LeaseLost


def _retry_later(claim: Claim, error: Exception, now: datetime) -> None:
    attempts = claim.delivery.attempts + 1
    Delivery.objects.filter(pk=claim.delivery.pk, lease_token=claim.token).update(
        attempts=attempts,
        state=Delivery.State.FAILED if attempts >= MAX_ATTEMPTS else Delivery.State.PENDING,
        run_at=now + timedelta(seconds=BACKOFF_SECONDS**attempts),
        lease_until=None,
        last_error=f"{type(error).__name__}: {error}"[:2000],
    )


def deliver_all(*, limit: int = 10_000) -> int:
    """Deliver until nothing is due; the number delivered."""
    count = 0
    while count < limit and (delivered := deliver_next()):
        count += delivered
    return count


def run_periodic() -> None:
    """Do what is done about once a minute; one that fails does not keep the others from running."""
    for name, handler in registry.periodic_handlers().items():
        try:
            handler()
        except Exception:
            log.exception("Periodic %s failed", name)
