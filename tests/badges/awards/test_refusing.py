# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""A refusal has a reason and is part of the decision; an appeal is decided by others, each alone."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from badges import deciding, issuing, pursuing, queries
from badges.awards import queries as life
from badges.awards import refusing
from badges.awards.models import Seat
from badges.models import Achievement, Award, Credential, Progress
from badges.rule_models import Decision
from peerreview.accounts.models import User
from peerreview.kernel import clock
from peerreview.kernel.errors import Conflict, Invalid, NotAllowed
from peerreview.notifications.models import Notice
from peerreview.outbox.services import deliver_all
from tests.badges import earning
from tests.badges.awards import holding

pytestmark = pytest.mark.django_db
People = Callable[..., User]


def told(person: User, kind: str) -> int:
    return Notice.objects.filter(person=person, kind=kind).count()


def test_a_refusal_is_part_of_the_decision_and_replays(alice: User, fran: User) -> None:
    refusal = holding.refused(alice, fran)
    again = refusing.refuse(
        achievement=refusal.achievement, person=alice, by=fran, reason="Another reason."
    )
    decision = deciding.latest(refusal.achievement, alice.pk)

    assert again == refusal
    assert decision.verdict["kind"] == "refused"
    assert decision.evidence["refused"] == refusal.at.date().isoformat()
    assert told(alice, "badge-refused") == 1
    assert [each.fault for each in deciding.replay_all()] == [""] * Decision.objects.count()


def test_an_offer_that_is_refused_cannot_be_claimed_or_given_until_it_is_taken_back(
    alice: User, ben: User, fran: User
) -> None:
    award = earning.an_offer(alice, ben, fran)
    Achievement.objects.update(created_by=fran)
    award.achievement.refresh_from_db()
    refusal = refusing.refuse(
        achievement=award.achievement, person=alice, by=fran, reason=holding.REASON
    )

    with pytest.raises(Conflict):
        issuing.claim(award=award, by=alice)
    assert not queries.offered_to(alice.pk).exists()
    assert not queries.waiting_awards(award.achievement).exists()
    with pytest.raises(NotAllowed):
        refusing.take_back(refusal=refusal, by=ben)
    refusing.take_back(refusal=refusal, by=fran)
    assert issuing.claim(award=award, by=alice).is_current
    assert [each.fault for each in deciding.replay_all() if each.fault] == []


def test_who_may_refuse_whom(alice: User, ben: User, fran: User, charlie: User) -> None:
    achievement = holding.waiting(alice, fran)
    for by, person, error in (
        (charlie, alice, NotAllowed),
        (alice, alice, NotAllowed),
        (fran, fran, NotAllowed),
        (fran, charlie, Invalid),
    ):
        with pytest.raises(error):
            refusing.refuse(achievement=achievement, person=person, by=by, reason="Because.")
    with pytest.raises(Invalid):
        refusing.refuse(achievement=achievement, person=alice, by=fran, reason=" ")
    assert not life.refusals().exists()


def test_what_is_claimed_is_not_refused_and_who_waits_for_nobody_is_not(
    alice: User, ben: User, fran: User
) -> None:
    credential = holding.a_badge(alice, ben, fran)
    other = holding.of(
        fran, "Another", tree={"all": [{"endorsements": {"people": 9, "skill": None}}]}
    )
    assert not earning.progress(alice, other).is_met
    for achievement in (credential.award.achievement, other):
        with pytest.raises(Conflict):
            refusing.refuse(achievement=achievement, person=alice, by=fran, reason="Because.")


def test_two_who_agree_decide_and_know_neither_each_other_nor_whose_it_is(
    alice: User, fran: User, person: People
) -> None:
    appeal, (gina, hugo, ines) = holding.appealed(alice, fran, person)
    seated = set(Seat.objects.values_list("assessor", flat=True))
    assert {gina.pk, hugo.pk, ines.pk} <= seated
    assert not seated & {alice.pk, fran.pk}
    assert refusing.appeal(refusal=appeal.refusal, by=alice, words="x" * 30) == appeal

    refusing.decide(appeal=appeal, by=gina, upholds=True, reason="The drafts are there.")
    refusing.decide(appeal=appeal, by=gina, upholds=False, reason="Changed my mind.")
    appeal.refresh_from_db()
    assert appeal.state == "open"
    decided = refusing.decide(appeal=appeal, by=hugo, upholds=True, reason="I see them, too.")
    appeal.refusal.refresh_from_db()

    assert (decided.state, appeal.refusal.ending) == ("upheld", "set-aside")
    assert told(alice, "badge-appeal-decided") == 1
    with pytest.raises(NotAllowed):
        refusing.decide(appeal=appeal, by=fran, upholds=False, reason="I refused it.")
    # Considered again: an approval counts as if there had been no refusal.
    achievement = appeal.refusal.achievement
    pursuing.approve(achievement=achievement, person=alice, by=gina, reason="I saw the drafts.")
    deliver_all()
    assert Award.objects.get(recipient=alice).state == Award.State.OFFERED


def test_where_two_differ_a_third_decides(alice: User, fran: User, person: People) -> None:
    appeal, (gina, hugo, ines) = holding.appealed(alice, fran, person)
    refusing.decide(appeal=appeal, by=gina, upholds=True, reason="The drafts are there.")
    assert refusing.decide(appeal=appeal, by=hugo, upholds=False, reason="No.").state == "open"
    assert refusing.decide(appeal=appeal, by=ines, upholds=False, reason="No.").state == "dismissed"

    appeal.refusal.refresh_from_db()
    assert appeal.refusal.ended_at is None
    assert not Progress.objects.get(person=alice).is_met
    assert not life.seats_of(ines.pk).exists()


def test_who_says_nothing_is_asked_again_each_week(alice: User, fran: User, person: People) -> None:
    appeal, (gina, hugo, _ines) = holding.appealed(alice, fran, person)
    refusing.decide(appeal=appeal, by=gina, upholds=True, reason="The drafts are there.")
    later = person("Jane")
    User.objects.filter(pk=later.pk).update(is_staff=True)
    week = clock.now() + timedelta(days=8)

    assert refusing.remind(now=clock.now()) == 0
    assert [refusing.remind(now=week) for _twice in range(2)] == [1, 0]
    asked = {each: told(each, "badge-appeal-to-decide") for each in (gina, hugo, later)}
    assert asked == {gina: 1, hugo: 2, later: 1}


def test_an_appeal_is_once_by_who_was_refused_and_says_something(
    alice: User, fran: User, ben: User
) -> None:
    refusal = holding.refused(alice, fran)
    with pytest.raises(NotAllowed):
        refusing.appeal(refusal=refusal, by=ben, words=holding.WORDS)
    with pytest.raises(Invalid):
        refusing.appeal(refusal=refusal, by=alice, words="No!")
    refusing.take_back(refusal=refusal, by=fran)
    with pytest.raises(Conflict):
        refusing.appeal(refusal=refusal, by=alice, words=holding.WORDS)
    assert not life.appeals().exists()
    assert not Credential.objects.exists()
