# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Sent once, whoever dies where. A death is an exception nothing catches: what was stored stays."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.db import connection

from peerreview.kernel import clock
from peerreview.notifications import sending, services
from peerreview.notifications.models import Delivery, Notice
from peerreview.outbox.models import Delivery as OutboxDelivery
from tests.peerreview.notifications.conftest import PLAIN, REQUIRED

LATER = timedelta(minutes=3)
EVENING = datetime(2026, 11, 23, 20, tzinfo=UTC)
MORNING = datetime(2026, 11, 24, 8, tzinfo=UTC)


class Death(BaseException):
    """kill -9, as the code sees it."""


@pytest.fixture
def die(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """`die(sending, "_still_wanted")`: the worker dies there, once; `after=True` when it is done."""

    def at(module: object, name: str, *, after: bool = False) -> None:
        there = getattr(module, name)

        def dying(*args: object, **options: object) -> object:
            monkeypatch.setattr(module, name, there)
            if after:
                there(*args, **options)
            raise Death

        monkeypatch.setattr(module, name, dying)

    return at


def run_until_death(now: datetime) -> None:
    with pytest.raises(Death):
        sending.send_due(now=now)


def subjects() -> list[str]:
    return [message.subject for message in mail.outbox]


@pytest.mark.parametrize("kind", [PLAIN, REQUIRED], ids=["plain", "required"])
def test_killed_after_claiming_it_is_sent_by_the_next_once(alice, tell, wants, die, kind):
    wants(alice, rhythm="now")
    now = tell(alice, kind=kind).at
    die(sending, "_still_wanted")
    run_until_death(now)

    sending.send_due(now=now + timedelta(minutes=1))
    assert mail.outbox == []
    for minutes in (3, 6, 9):
        sending.send_due(now=now + timedelta(minutes=minutes))

    assert len(mail.outbox) == 1
    assert Delivery.objects.get().state == "done"


@pytest.mark.parametrize("after", [False, True], ids=["before sending", "after sending"])
def test_killed_while_handing_over_it_is_never_sent_twice(alice, tell, wants, die, after):
    wants(alice, rhythm="now")
    now = tell(alice).at
    die(sending.email, "send", after=after)
    run_until_death(now)

    for _ in range(2):
        sending.send_due(now=now + LATER)

    assert len(mail.outbox) == int(after)
    assert Delivery.objects.get().state == "unsure"
    assert Notice.objects.get(read_at=None).in_inbox


@pytest.mark.parametrize("after", [False, True], ids=["before sending", "after sending"])
def test_what_is_required_arrives_and_a_second_copy_can_be_told(alice, tell, die, after):
    now = tell(alice, kind=REQUIRED).at
    die(sending.email, "send", after=after)
    run_until_death(now)

    for _ in range(2):
        sending.send_due(now=now + LATER)

    assert len(mail.outbox) == 1 + int(after)
    assert len({message.extra_headers["Message-ID"] for message in mail.outbox}) == 1
    assert Delivery.objects.get().state == "done"


def test_killed_before_marking_it_is_not_sent_again(alice, tell, wants, die):
    wants(alice, rhythm="now")
    now = tell(alice).at
    die(sending, "_finish")
    run_until_death(now)

    sending.send_due(now=now + LATER)

    assert len(mail.outbox) == 1


def test_a_worker_that_thaws_finds_its_claim_gone(alice, tell, wants, monkeypatch):
    wants(alice, rhythm="now")
    now = tell(alice).at
    wanted = sending._still_wanted

    def slow(delivery: Delivery, at: datetime) -> list[Notice]:
        monkeypatch.setattr(sending, "_still_wanted", wanted)
        sending.send_due(now=now + LATER)
        return wanted(delivery, at)

    monkeypatch.setattr(sending, "_still_wanted", slow)
    sending.send_due(now=now)

    assert len(mail.outbox) == 1


def test_a_fact_delivered_twice_sends_once(alice, tell, wants, deliver):
    wants(alice, rhythm="now")
    tell(alice)
    deliver()
    OutboxDelivery.objects.update(state="pending")
    deliver()

    assert len(mail.outbox) == 1


def test_what_the_server_refuses_is_tried_again_and_given_up_in_the_end(
    alice, tell, wants, monkeypatch
):
    wants(alice, rhythm="now")
    now = tell(alice).at

    def refuse(*_: object) -> None:
        raise OSError("451 try later")

    monkeypatch.setattr(sending.email, "send", refuse)
    sending.send_due(now=now)
    sending.send_due(now=now)
    assert Delivery.objects.get().attempts == 1
    for days in range(1, 8):
        sending.send_due(now=now + timedelta(days=days))

    held = Delivery.objects.get()
    assert (held.state, held.attempts) == ("failed", sending.ATTEMPTS_MOST)
    assert held.last_error == "OSError: 451 try later"


def test_one_that_fails_keeps_no_other_from_being_sent(alice, ben, tell, wants, monkeypatch):
    for each in (alice, ben):
        wants(each, rhythm="now")
        now = tell(each).at
    send = sending.email.send

    def fail_first(delivery: Delivery, *rest: object) -> None:
        monkeypatch.setattr(sending.email, "send", send)
        raise ValueError("odd")

    monkeypatch.setattr(sending.email, "send", fail_first)
    sending.send_due(now=now)

    assert [message.to for message in mail.outbox] == [[ben.email]]


def test_a_digest_that_is_being_sent_takes_nothing_more_in(alice, tell, monkeypatch):
    tell(alice, now=EVENING)
    wanted = sending._still_wanted

    def late(delivery: Delivery, at: datetime) -> list[Notice]:
        monkeypatch.setattr(sending, "_still_wanted", wanted)
        found = wanted(delivery, at)
        # Its morning was reckoned before eight, it is stored after.
        tell(alice, key="2", now=EVENING)
        return found

    monkeypatch.setattr(sending, "_still_wanted", late)
    sending.send_due(now=MORNING)
    sending.send_due(now=MORNING + timedelta(days=1))

    assert [message.body.count("was made.") for message in mail.outbox] == [1, 1]


@pytest.mark.django_db(transaction=True)
def test_many_workers_at_once_send_each_once(person, wants):
    people = [person(f"P{number}") for number in range(6)]
    for each in people:
        wants(each, rhythm="now")
    services.notify(to=[each.pk for each in people], kind=PLAIN, key="1", params={"work": "x"})
    start = threading.Barrier(4)

    def work() -> None:
        start.wait()
        sending.send_due(now=clock.now())
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(message.to[0] for message in mail.outbox) == [each.email for each in people]


@pytest.mark.django_db(transaction=True)
def test_no_transaction_is_open_while_another_machine_is_talked_to(
    alice, tell, wants, deliver, monkeypatch
):
    wants(alice, rhythm="now")
    open_ones = []

    def look(*_: object) -> None:
        open_ones.append(connection.in_atomic_block)

    monkeypatch.setattr(sending.email, "send", look)
    tell(alice)
    deliver()

    assert open_ones == [False]


def test_what_is_long_over_is_forgotten(alice, tell):
    services.mark_read(notice=tell(alice, key="old", now=EVENING))
    tell(alice, key="unread", now=EVENING)
    sending.send_due(now=MORNING)
    much_later = EVENING + timedelta(days=200)
    tell(alice, key="new", now=much_later)

    services.forget_old(now=much_later)

    assert set(Notice.objects.values_list("key", flat=True)) == {"unread", "new"}
    assert Delivery.objects.filter(due_at__lt=much_later).count() == 0
