# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Facts are recorded with the change that made them, and delivered at least once, whoever dies."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.db import transaction

from peerreview.kernel import clock
from peerreview.outbox import registry, services
from peerreview.outbox.dispatcher import Dispatcher
from peerreview.outbox.events import Event
from peerreview.outbox.models import Delivery, Message


@dataclass(frozen=True, kw_only=True)
class BellRung(Event):
    times: int


class Ears:
    """A listener that remembers, and can be made to fail."""

    def __init__(self) -> None:
        self.heard: list[int] = []
        self.failures_left = 0

    def __call__(self, event: BellRung) -> None:
        if self.failures_left:
            self.failures_left -= 1
            raise RuntimeError("not now")
        self.heard.append(event.times)


@pytest.fixture
def ears() -> Iterator[Ears]:
    ears = Ears()

    def durable(event: BellRung) -> None:
        ears(event)

    registry.on(BellRung)(durable)
    yield ears
    registry._durable.pop(BellRung.type_name())


@pytest.fixture
def quick_ears() -> Iterator[tuple[Ears, Ears]]:
    first, second = Ears(), Ears()

    def one(event: BellRung) -> None:
        first(event)

    def two(event: BellRung) -> None:
        second(event)

    registry.on(BellRung, durably=False)(one)
    registry.on(BellRung, durably=False)(two)
    yield first, second
    registry._quick.pop(BellRung.type_name())


@pytest.fixture
def dispatchers() -> Iterator[list[Dispatcher]]:
    running = [Dispatcher(poll_seconds=0.05), Dispatcher(poll_seconds=0.05)]
    for dispatcher in running:
        dispatcher.start()
    yield running
    for dispatcher in running:
        dispatcher.stop()


def ring(times: int = 1) -> None:
    with transaction.atomic():
        services.emit(BellRung(times=times))


def test_emit_outside_a_transaction_is_refused(transactional_db: None, ears: Ears) -> None:
    with pytest.raises(transaction.TransactionManagementError):
        services.emit(BellRung(times=1))


@pytest.mark.django_db
def test_a_rolled_back_fact_is_never_delivered(ears: Ears) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        services.emit(BellRung(times=1))
        _ = 1 / 0

    assert services.deliver_all() == 0
    assert ears.heard == []


@pytest.mark.django_db
def test_a_fact_is_delivered_once_to_each_durable_listener(ears: Ears) -> None:
    ring(3)

    services.deliver_all()
    services.deliver_all()

    assert ears.heard == [3]
    assert set(Delivery.objects.values_list("state", flat=True)) == {"done"}


@pytest.mark.django_db
def test_a_failing_listener_is_tried_again_later_and_then_waits_for_a_human(ears: Ears) -> None:
    ears.failures_left = 100
    ring()
    now = clock.now()

    for _ in range(services.MAX_ATTEMPTS):
        now += timedelta(hours=1)
        while services.deliver_next(now=now):
            pass

    delivery = Delivery.objects.get(handler__contains="durable")
    assert (delivery.state, delivery.attempts) == ("failed", services.MAX_ATTEMPTS)
    assert "not now" in delivery.last_error
    assert ears.heard == []


@pytest.mark.django_db
def test_a_failure_backs_off_and_then_succeeds(ears: Ears) -> None:
    ears.failures_left = 1
    ring(5)

    services.deliver_all()
    assert ears.heard == []
    services.deliver_next(now=clock.now() + timedelta(minutes=1))

    assert ears.heard == [5]


@pytest.mark.django_db
def test_a_dead_workers_lease_expires_and_another_takes_over(ears: Ears) -> None:
    ring(7)
    now = clock.now()
    dead = services.claim_next(now=now)
    assert dead is not None
    held = dead.delivery.pk

    assert services.claim_next(now=now, delivery_id=held) is None
    later = now + timedelta(minutes=2)
    taken = services.claim_next(now=later, delivery_id=held)

    assert taken is not None
    assert taken.token != dead.token


@pytest.mark.django_db
def test_a_thawed_worker_is_fenced_off(ears: Ears) -> None:
    ring()
    now = clock.now()
    thawed = services.claim_next(now=now)
    assert thawed is not None
    services.claim_next(now=now + timedelta(minutes=2), delivery_id=thawed.delivery.pk)

    with pytest.raises(services.LeaseLost):
        services._finish([thawed])


@pytest.mark.django_db
def test_quick_listeners_hear_after_commit_and_apart_from_each_other(
    quick_ears: tuple[Ears, Ears], django_capture_on_commit_callbacks: object
) -> None:
    first, second = quick_ears
    first.failures_left = 1

    with django_capture_on_commit_callbacks(execute=True):
        ring(2)
        assert second.heard == []

    assert (first.heard, second.heard) == ([], [2])


@pytest.mark.django_db(transaction=True)
def test_two_dispatchers_share_the_work_and_repeat_none(
    ears: Ears, dispatchers: list[Dispatcher]
) -> None:
    for number in range(40):
        ring(number)
    finished = threading.Event()
    for _ in range(200):
        if Delivery.objects.filter(handler__contains="durable", state="done").count() == 40:
            break
        finished.wait(0.05)

    assert sorted(ears.heard) == list(range(40))


@pytest.mark.django_db
def test_taking_the_next_delivery_costs_the_same_whatever_waits(
    ears: Ears, django_assert_num_queries: object
) -> None:
    ring()
    services.deliver_next()
    with transaction.atomic():
        messages = [Message(name=BellRung.type_name(), payload={"times": n}) for n in range(300)]
        Message.objects.bulk_create(messages)
        Delivery.objects.bulk_create(
            Delivery(message=message, handler="elsewhere.nobody") for message in messages
        )

    with django_assert_num_queries(3):
        services.claim_next()


class Choir(Ears):
    """A listener that takes what waits together, and can be made to fail over one fact."""

    def __init__(self) -> None:
        super().__init__()
        self.times: list[list[int]] = []
        self.hates: int | None = None

    def __call__(self, events: list[BellRung]) -> None:
        heard = [event.times for event in events]
        if self.hates in heard:
            raise RuntimeError("not that one")
        self.times.append(heard)


@pytest.fixture
def choir() -> Iterator[Choir]:
    choir = Choir()

    def together(events: list[BellRung]) -> None:
        choir(events)

    registry.on(BellRung, together=True)(together)
    yield choir
    registry._durable.pop(BellRung.type_name())
    registry._together.pop(registry.handler_name(together))


@pytest.mark.django_db
def test_what_waits_is_given_together_in_order(choir: Choir) -> None:
    for times in (1, 2, 3):
        ring(times)

    services.deliver_all()

    assert choir.times == [[1, 2, 3]]


@pytest.mark.django_db
def test_one_bad_fact_does_not_keep_the_others(choir: Choir) -> None:
    choir.hates = 2
    for times in (1, 2, 3):
        ring(times)

    services.deliver_all()

    assert choir.times == [[1], [3]]
    states = Delivery.objects.filter(handler__contains="together").order_by("pk")
    assert [row.state for row in states] == ["done", "pending", "done"]


@pytest.mark.django_db
def test_facts_told_together_are_recorded_in_order(choir: Choir) -> None:
    with transaction.atomic():
        services.emit_all([BellRung(times=1), BellRung(times=2)])

    services.deliver_all()

    assert choir.times == [[1, 2]]
