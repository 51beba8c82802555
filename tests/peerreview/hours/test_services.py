# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Hours by services: measured, stated, declared; claims decided by facilitators and by link."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core import mail
from django.core.cache import cache

from peerreview.accounts import personal
from peerreview.accounts.leaving import leave_everything
from peerreview.accounts.models import User
from peerreview.audit.models import Entry as AuditEntry
from peerreview.hours import approving, claiming, facts, links, measuring, queries, services
from peerreview.hours.approving import Decision
from peerreview.hours.models import ActiveDay, Claim, Grant, Today
from peerreview.hours.services import Said
from peerreview.kernel import clock
from peerreview.kernel.errors import Closed, Conflict, Invalid, Missing, NotAllowed
from peerreview.notifications.models import Notice
from tests import worlds
from tests.peerreview import reviewing
from tests.peerreview.hours.claims import DAY, a_claim, an_entry

MORNING = datetime(2024, 3, 4, 9, 0, 30, tzinfo=UTC)
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


# ---- measured ---------------------------------------------------------------------------------


@pytest.fixture
def draft(alice: User, fran: User) -> object:
    cache.clear()
    activity = worlds.a_cohort_activity(fran, [alice], now=MORNING - timedelta(days=1))
    return worlds.a_text_draft(activity, alice, now=MORNING)


def beat(person: User, draft: object, after: int) -> bool:
    at = MORNING + timedelta(seconds=after)
    return measuring.beat(person=person, place="editor", of=draft.uuid, now=at)


def test_active_minutes_are_sums_by_day_place_and_activity(alice: User, draft: object) -> None:
    for after in (0, 5, 25, 61, 70, 600):
        beat(alice, draft, after)

    row = ActiveDay.objects.get()
    assert (row.day, row.place, row.minutes) == (DAY, "editor", 3)
    assert row.activity.title == "A digital artefact"


def test_a_script_gains_nothing_by_sending_more(alice: User, draft: object) -> None:
    for after in range(0, 180, 2):
        beat(alice, draft, after)
        cache.clear()  # as if it went round what is asked first

    assert ActiveDay.objects.get().minutes == 4  # it began in the middle of a minute


def test_only_who_is_at_work_on_it_is_counted(ben: User, alice: User, draft: object) -> None:
    with pytest.raises(Missing):
        beat(ben, draft, 0)
    with pytest.raises(Missing):
        measuring.beat(person=alice, place="kitchen", of=draft.uuid, now=MORNING)

    assert not ActiveDay.objects.exists()


def test_measuring_can_be_switched_off_and_deleted(alice: User, draft: object) -> None:
    beat(alice, draft, 0)
    services.set_measuring(person=alice, is_on=False)
    with pytest.raises(Closed):
        beat(alice, draft, 120)
    assert ActiveDay.objects.get().minutes == 1

    services.forget_measured(person=alice, day=DAY)

    assert not ActiveDay.objects.exists()
    assert not Today.objects.exists()


def test_which_minutes_they_were_goes_with_the_day(alice: User, draft: object) -> None:
    beat(alice, draft, 0)

    measuring.forget_sheets(now=MORNING)
    assert Today.objects.count() == 1
    measuring.forget_sheets(now=MORNING + timedelta(days=1))

    assert not Today.objects.exists()
    assert ActiveDay.objects.get().minutes == 1


def test_nothing_measured_is_told_to_the_audit_trail(
    alice: User, draft: object, deliver: Callable
) -> None:
    beat(alice, draft, 0)
    deliver()

    assert not AuditEntry.objects.filter(name__startswith="hours.").exists()


# ---- stated -----------------------------------------------------------------------------------


def test_stated_hours_are_granted_when_done_and_go_when_it_is_undone(
    alice: User, ben: User, fran: User, deliver: Callable
) -> None:
    cohort = worlds.a_cohort(fran, [alice, ben])
    activity = reviewing.activity_in(cohort, reviews_needed=1, reviews_asked=1)
    services.state_hours(activity=activity, minutes=360, needs_reviews=True, by=fran)
    reviewing.submission_by(alice, activity)
    reviewing.submission_by(ben, activity, minutes=1)
    deliver()
    assert not Grant.objects.exists()

    reviewing.reviewed(alice, activity)
    deliver()
    assert [(row.person, row.minutes) for row in Grant.objects.all()] == [(alice, 360)]
    assert Notice.objects.filter(person=alice, kind="hours-granted").count() == 1

    services.state_hours(activity=activity, minutes=300, needs_reviews=False, by=fran)
    deliver()
    assert [row.minutes for row in Grant.objects.order_by("pk")] == [360, 300]

    services.state_hours(activity=activity, minutes=300, needs_reviews=True, by=fran)
    deliver()
    assert [row.person for row in Grant.objects.all()] == [alice]


def test_only_facilitators_state_hours(alice: User, fran: User) -> None:
    activity = worlds.a_cohort_activity(fran, [alice])

    with pytest.raises(NotAllowed):
        services.state_hours(activity=activity, minutes=60, needs_reviews=True, by=alice)


# ---- declared ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"minutes": 0}, "hours"),
        ({"minutes": 24 * 60 + 1}, "hours"),
        ({"description": "\u200b\u200b"}, "description"),
        ({"url": "javascript:alert(1)"}, "url"),
        ({"day": date(2999, 1, 1)}, "day"),
        ({"day": date(1900, 1, 1)}, "day"),
    ],
)
def test_an_entry_says_what_is_wrong_with_it(alice: User, wrong: dict, field: str) -> None:
    said = Said(**{"day": DAY, "minutes": 60, "description": "A talk", **wrong})

    with pytest.raises(Invalid) as caught:
        services.declare(person=alice, said=said, uuid=uuid4())

    assert caught.value.field == field


def test_a_file_is_known_by_its_content_and_sent_twice_is_once(alice: User) -> None:
    said, key = Said(day=DAY, minutes=60, description="A talk"), uuid4()
    with pytest.raises(Invalid) as caught:
        services.declare(person=alice, said=said, uuid=key, file=b"<html>", file_name="x.pdf")
    assert caught.value.field == "file"

    for _ in range(2):
        entry = services.declare(person=alice, said=said, uuid=key, file=PNG, file_name="a.png")

    assert queries.entries_of(alice).get() == entry
    assert entry.file_type == "image/png"
    assert [name for name, _handle in personal.files_of(alice)] == [f"hours/{entry.uuid}.png"]


# ---- claims -----------------------------------------------------------------------------------


def test_a_facilitator_approves_a_part_and_takes_it_back(
    alice: User, fran: User, deliver: Callable
) -> None:
    cohort = worlds.a_cohort(fran, [alice])
    services.set_terms(cohort=cohort, per_unit=Decimal(15), by=fran)
    an_entry(alice, 90)
    an_entry(alice, 900)
    claim = a_claim(alice, cohort)
    assert Notice.objects.filter(person=fran, kind="hours-claimed").count() == 1
    small, large = sorted(queries.lines_of(claim), key=lambda line: line.minutes)
    part = Decision(act="part", words="The talk I saw.", minutes={small.pk: 0, large.pk: 900})

    with pytest.raises(NotAllowed):
        approving.decide(claim=claim, decision=part, by=alice)
    with pytest.raises(Invalid):
        more = Decision(act="part", words="Yes.", minutes={small.pk: 91})
        approving.decide(claim=claim, decision=more, by=fran)
    for _ in range(2):
        claim = approving.decide(claim=claim, decision=part, by=fran)

    assert (claim.state, claim.approved_by) == ("partly", "Fran")
    _claimed, approved = queries.claim_sums(claim, queries.lines_of(claim))["declared"]
    assert (approved.words, approved.units) == ("15:00", Decimal("1.0"))
    assert facts.facts_about(alice.pk)[2].approved_minutes == 900
    assert claim.steps.filter(act="part").count() == 1
    deliver()
    assert AuditEntry.objects.filter(name="hours.HoursDecided").count() == 1

    approving.decide(claim=claim, decision=Decision(act="revoke", words="A mistake."), by=fran)

    assert facts.facts_about(alice.pk)[2].approved_minutes == 0
    assert facts.items_of(alice.pk).approvals == ()


def test_nobody_decides_on_their_own_claim(fran: User, ben: User) -> None:
    cohort = worlds.a_cohort(fran, [ben])
    an_entry(fran)

    with pytest.raises(Invalid):
        a_claim(fran, cohort)


def test_an_outsider_asks_is_answered_and_approves(alice: User, deliver: Callable) -> None:
    an_entry(alice)
    claim = a_claim(alice)
    deliver()
    (sent,) = mail.outbox
    assert sent.to == ["dora@district.example"]
    token = links.token_for(claim)
    assert token in sent.body
    ask = Decision(act="ask", words="Which talk?")

    approving.decide_by_link(token=token, decision=ask)
    claiming.answer(claim=claim, words="On tides, in May.", by=alice)
    deliver()
    assert len(mail.outbox) == 2
    approving.decide_by_link(token=token, decision=Decision(act="approve"))

    claim = Claim.objects.get()
    assert (claim.state, claim.approved_by) == ("approved", "Dora Dean")
    assert links.opened(token, clock.now()).standing == links.USED
    with pytest.raises(Closed):
        no = Decision(act="decline", words="No.")
        approving.decide_by_link(token=token, decision=no)
    approving.decide_by_link(token=token, decision=Decision(act="revoke", words="Wrong person."))
    assert Claim.objects.get().state == "revoked"


def test_a_link_that_opens_nothing_says_why(alice: User) -> None:
    an_entry(alice)
    claim = a_claim(alice)
    old = links.token_for(claim)
    new = links.token_for(claiming.renew_link(claim=claim, by=alice))
    now = clock.now()
    yes = Decision(act="approve")

    assert links.opened(old, now).standing == links.OLD
    assert links.opened(new, now).standing == links.LIVE
    assert links.opened(new, now + claiming.LINK_LASTS).standing == links.EXPIRED
    with pytest.raises(Missing):
        links.opened(new[:-1], now)
    with pytest.raises(Closed):
        approving.decide_by_link(token=old, decision=yes)
    with pytest.raises(Closed):
        approving.decide_by_link(token=new, decision=yes, now=now + claiming.LINK_LASTS)
    claiming.withdraw(claim=claim, by=alice)
    assert links.opened(new, now).standing == links.WITHDRAWN
    with pytest.raises(Closed):
        approving.decide_by_link(token=new, decision=yes)


def test_strangers_cannot_be_flooded_with_mail(alice: User) -> None:
    an_entry(alice)
    claim = a_claim(alice)
    for _ in range(claiming.LINKS_A_DAY - 1):
        claiming.renew_link(claim=claim, by=alice)

    with pytest.raises(Closed):
        claiming.renew_link(claim=claim, by=alice)
    with pytest.raises(Closed):
        a_claim(alice)
    with pytest.raises(Invalid):
        a_claim(alice, approver_mail="ALICE@example.org")


def test_what_is_claimed_is_a_copy(alice: User, fran: User) -> None:
    cohort = worlds.a_cohort(fran, [alice])
    entry = an_entry(alice, 120)
    ActiveDay.objects.create(person=alice, day=DAY, place="review", minutes=50)
    claim = a_claim(alice, cohort)
    with pytest.raises(Conflict):
        services.remove(entry=entry, by=alice)

    approving.decide(claim=claim, decision=Decision(act="approve"), by=fran)
    services.remove(entry=entry, by=alice)
    services.forget_measured(person=alice)

    assert [each.approved_minutes for each in facts.facts_about(alice.pk)] == [0, 50, 120]
    assert [each.minutes for each in facts.facts_about(alice.pk)] == [0, 0, 0]
    assert len(facts.items_of(alice.pk).approvals) == 1


def test_who_leaves_takes_all_of_it_along(alice: User, deliver: Callable) -> None:
    an_entry(alice)
    token = links.token_for(a_claim(alice))
    ActiveDay.objects.create(person=alice, day=DAY, place="review", minutes=50)

    leave_everything(alice, clock.now())

    assert not Claim.objects.exists()
    assert not ActiveDay.objects.exists()
    with pytest.raises(Missing):
        links.opened(token, clock.now())
    deliver()
    assert mail.outbox == []
