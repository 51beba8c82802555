# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Whatever is done to an award, in whatever order: one edition counts, bits and log say what is so, and
what was revoked stays revoked."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from badges import issuing, log, verifying
from badges.awards import refusing, turning
from badges.life_models import Refusal
from badges.models import Achievement, Award, Credential
from peerreview.accounts.models import User
from peerreview.kernel import clock
from peerreview.kernel.errors import DomainError
from tests.badges import earning
from tests.badges.awards import holding

pytestmark = pytest.mark.django_db
REASONS = st.sampled_from(["plagiarism", "error", "other"])


class Life(RuleBasedStateMachine):
    """What anybody may do to one award; each run is undone."""

    award: Award
    alice: User
    fran: User

    def __init__(self) -> None:
        super().__init__()
        self.sid = transaction.savepoint()
        self.revoked: set[int] = set()
        self.now = clock.now()

    def teardown(self) -> None:
        transaction.savepoint_rollback(self.sid)

    def act(self, doing: Callable[..., object], **options: object) -> None:
        self.now += timedelta(hours=1)
        try:
            with transaction.atomic():
                doing(now=self.now, **options)
        except DomainError:
            pass

    def current(self) -> Credential | None:
        return Credential.objects.filter(award=self.award, is_current=True).first()

    @rule()
    def claim(self) -> None:
        self.act(issuing.claim, award=self.award, by=self.alice)

    @rule()
    def refuse(self) -> None:
        fields = {"achievement": self.award.achievement, "person": self.alice}
        self.act(refusing.refuse, by=self.fran, reason="No.", **fields)

    @rule()
    def take_back(self) -> None:
        if refusal := Refusal.objects.filter(ended_at=None).first():
            self.act(refusing.take_back, refusal=refusal, by=self.fran)

    @rule(name=st.sampled_from(["", "One", "Two"]))
    def rename(self, name: str) -> None:
        self.act(turning.rename, award=self.award, by=self.alice, name=name)

    @rule()
    def suspend(self) -> None:
        self.act(turning.suspend, award=self.award, by=self.fran, reason="Why.")

    @rule()
    def resume(self) -> None:
        self.act(turning.resume, award=self.award, by=self.fran, reason="Why.")

    @rule(kind=REASONS)
    def revoke(self, kind: str) -> None:
        if found := self.current():
            fields = {"credential": found, "by": self.fran, "reason_class": kind}
            self.act(issuing.revoke, reason="Why.", **fields)

    @rule()
    def reinstate(self) -> None:
        self.act(turning.reinstate, award=self.award, by=self.fran, reason="Why.")

    @invariant()
    def one_counts_and_all_say_what_is_so(self) -> None:
        rows = list(Credential.objects.filter(award=self.award).select_related("status_place"))
        state = Award.objects.get(pk=self.award.pk).state
        assert sum(row.is_current for row in rows) == min(1, len(rows))
        assert (state == "offered") == (not rows)
        for row in rows:
            assert (row.revoked_at is None) == (row.status_place.set_at is None)
            assert row.is_current or row.revoked_at
            if row.is_current:
                assert (state == "suspended") == (row.suspended_at is not None)
                assert (state == "revoked") == (row.revoked_at is not None)
        gone = {row.pk for row in rows if row.revoked_at}
        assert gone >= self.revoked
        self.revoked = gone
        assert list(log.faults()) == []


@pytest.mark.long
def test_any_life_of_an_award(alice: User, ben: User, fran: User) -> None:
    award = earning.an_offer(alice, ben, fran)
    Achievement.objects.update(created_by=fran)
    award.achievement.refresh_from_db()
    Life.award, Life.alice, Life.fran = award, alice, fran
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=8,
            stateful_step_count=10,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_claimed_refused_and_revoked_at_once_it_ends_one_way(
    alice: User, ben: User, fran: User
) -> None:
    award = earning.an_offer(alice, ben, fran)
    Achievement.objects.update(created_by=fran)
    award = Award.objects.select_related("achievement").get(pk=award.pk)
    start = threading.Barrier(3)

    def at_once(doing: Callable[[], object]) -> None:
        start.wait()
        try:
            doing()
        except DomainError:
            pass
        finally:
            connection.close()

    acts = (
        lambda: issuing.claim(award=award, by=alice),
        lambda: refusing.refuse(
            achievement=award.achievement, person=alice, by=fran, reason=holding.REASON
        ),
        lambda: turning.suspend(award=award, by=fran, reason="To be looked into."),
    )
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(at_once, acts))

    is_claimed = Credential.objects.exists()
    # Either it was claimed first, and is not refused; or refused first, and nothing was signed.
    assert is_claimed != Refusal.objects.filter(ended_at=None).exists()
    assert list(log.faults()) == []
    for row in Credential.objects.all():
        assert verifying.check(row.document).verdict in {"valid", "suspended"}
