# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Nothing is public before its recipient accepts it; who gave it may take it back or renew it."""

from contextlib import suppress
from datetime import timedelta

import pytest
from django.urls import reverse

from endorsements import asking, evidence, queries, services
from endorsements.models import Endorsement, Request
from peerreview.accounts.services import erase_person
from peerreview.cohorts import services as cohorts
from peerreview.kernel import clock
from peerreview.kernel.errors import Closed, Conflict, DomainError, Invalid, NotAllowed
from peerreview.notifications.models import Notice
from peerreview.notifications.wording import said
from tests.endorsements.conftest import REASON


def told(person) -> list[str]:
    notices = Notice.objects.filter(person=person, kind__startswith="endorsement-")
    return [said(notice).title for notice in notices]


def test_nobody_reads_it_before_it_is_accepted(waiting, alice, fran, client_of):
    page = client_of(fran).get(reverse("person", args=[alice.uuid])).content.decode()

    assert REASON not in page
    assert evidence.standing_for(alice.pk) == []
    assert "Somebody vouches for you" in told(alice)[0]
    assert REASON in client_of(alice).get(reverse("endorsements")).content.decode()


def test_passing_it_over_tells_nobody(waiting, alice, ben):
    services.hide(endorsement=waiting, by=alice)

    assert told(ben) == []
    assert not queries.waiting_for(alice.pk).exists()
    assert not queries.visible_of(alice.pk).exists()


def test_only_the_recipient_accepts(waiting, ben, fran):
    for person in (ben, fran):
        with pytest.raises(NotAllowed):
            services.accept(endorsement=waiting, by=person)


def test_hiding_and_showing_again_and_again_is_limited(given, alice):
    """So that nobody finds out by going back and forth what one endorsement weighs."""
    for _time in range(5):
        services.hide(endorsement=given, by=alice)
        services.show(endorsement=given, by=alice)

    with pytest.raises(Closed) as refusal:
        services.hide(endorsement=given, by=alice)
    services.hide(endorsement=given, by=alice, now=clock.now() + timedelta(hours=25))

    assert refusal.value.code == "too-many-changes"


def test_renewing_has_a_new_date_and_keeps_what_was_decided(given, alice, ben):
    early = services.renew(endorsement=given, by=ben)
    later = clock.now() + timedelta(days=31)
    new = services.renew(endorsement=given, by=ben, now=later)

    assert early == given
    assert (new.given_at, new.accepted_at) == (later, later)
    assert queries.visible_of(alice.pk).get() == new
    given.refresh_from_db()
    assert given.ended_because == "renewed"
    with pytest.raises(Conflict):
        services.renew(endorsement=given, by=ben, now=later)


def test_who_accepted_it_is_told_that_it_was_renewed_and_not_by_whom(given, alice, ben):
    services.renew(endorsement=given, by=ben, now=clock.now() + timedelta(days=31))

    assert sum("says it again" in sentence for sentence in told(alice)) == 1
    assert "Ben" not in str([*told(alice), *Notice.objects.values_list("params", flat=True)])


def test_a_renewed_one_that_was_hidden_stays_hidden(given, alice, ben):
    services.hide(endorsement=given, by=alice)

    services.renew(endorsement=given, by=ben, now=clock.now() + timedelta(days=31))

    assert not queries.visible_of(alice.pk).exists()


def test_a_script_gets_no_further_than_a_person(cohort, alice, ben):
    for number in range(40):
        skill = services.add_skill(name=f"Skill number {'abcdefghjk'[number % 10] * (number + 1)}")
        with suppress(Closed):
            services.endorse(endorser=ben, recipient=alice, skill=skill, reason=REASON)

    assert Endorsement.objects.count() == services.MOST_PER_DAY


def test_who_left_is_not_endorsed_and_their_words_are_gone(given, alice, ben, skill, client_of):
    erase_person(user=alice, by=alice)

    with pytest.raises(NotAllowed):
        services.endorse(endorser=ben, recipient=alice, skill=skill, reason=REASON)
    given.refresh_from_db()
    assert given.hidden_at


def test_strength_is_one_of_two(cohort, alice, ben, skill):
    with pytest.raises(Invalid) as refusal:
        services.endorse(endorser=ben, recipient=alice, skill=skill, reason=REASON, strength=3)

    assert refusal.value.field == "strength"


# ---- Asking -----------------------------------------------------------------------------------


@pytest.fixture
def question(cohort, alice, ben, skill):
    return asking.ask(asker=alice, asked=ben, skill=skill, words="You saw my map in week two.")


def test_what_was_asked_for_says_so_and_is_still_said_so_when_renewed(
    question, alice, ben, cohort, client_of
):
    given = asking.grant(request=question, by=ben, reason=REASON)
    services.accept(endorsement=given, by=alice)
    page = client_of(alice).get(reverse("endorsements")).content.decode()
    later = given.given_at + timedelta(days=40)
    again = services.renew(endorsement=given, by=ben, now=later)

    assert "Asked for by Alice." in page
    assert evidence.standing_fact(again.uuid).was_asked_for
    assert "Asked for" in str(again.evidence_words)
    own = services.endorse(
        endorser=ben,
        recipient=alice,
        skill=services.add_skill(name="Listening"),
        reason=REASON,
    )
    assert "Asked for" not in str(own.evidence_words)


def test_who_is_vouched_for_hears_that_it_was_taken_back(given, waiting, alice, ben):
    services.withdraw(endorsement=given, by=ben)
    services.withdraw(endorsement=given, by=ben)

    told = Notice.objects.filter(person=alice, kind="endorsement-withdrawn")
    assert told.count() == 1
    assert "Ben" not in str(told.get().params)


def test_asking_granting_accepting(question, alice, ben):
    given = asking.grant(request=question, by=ben, reason=REASON)
    again = asking.grant(request=question, by=ben, reason=REASON)

    question.refresh_from_db()
    assert (given, question.state) == (again, Request.State.ANSWERED)
    assert queries.waiting_for(alice.pk).get() == given
    assert "Would you vouch" in told(ben)[0]


def test_passing_is_told_kindly_and_once(question, alice, ben):
    asking.pass_over(request=question, by=ben)
    asking.pass_over(request=question, by=ben)

    [sentence] = told(alice)
    assert "passes this time" in sentence
    assert not Endorsement.objects.exists()


def test_who_was_asked_is_left_in_peace(question, alice, ben, skill):
    same = asking.ask(asker=alice, asked=ben, skill=skill)
    asking.pass_over(request=question, by=ben)

    with pytest.raises(Conflict) as refusal:
        asking.ask(asker=alice, asked=ben, skill=skill)
    later = asking.ask(asker=alice, asked=ben, skill=skill, now=clock.now() + timedelta(days=31))

    assert same == question
    assert refusal.value.code == "asked-before"
    assert later != question


def test_three_a_day(cohort, alice, skill, person):
    others = [person(name) for name in ("Gil", "Hal", "Ida", "Jon")]
    for other in others:
        cohorts.join_with_code(code=cohort.join_code, by=other)
    for other in others[:3]:
        asking.ask(asker=alice, asked=other, skill=skill)

    with pytest.raises(Closed):
        asking.ask(asker=alice, asked=others[3], skill=skill)


def test_strangers_and_oneself_are_not_asked(cohort, alice, charlie, skill):
    for asked in (alice, charlie):
        with pytest.raises(NotAllowed):
            asking.ask(asker=alice, asked=asked, skill=skill)


def test_only_who_was_asked_answers_and_only_who_asked_takes_back(question, alice, ben, fran):
    for person in (alice, fran):
        with pytest.raises(DomainError):
            asking.grant(request=question, by=person, reason=REASON)
        with pytest.raises(DomainError):
            asking.pass_over(request=question, by=person)
    for person in (ben, fran):
        with pytest.raises(DomainError):
            asking.take_back(request=question, by=person)
    asking.take_back(request=question, by=alice)
    question.refresh_from_db()
    assert question.state == Request.State.TAKEN_BACK


def test_asking_by_pages(cohort, alice, ben, skill, client_of):
    asked = client_of(alice).post(
        reverse("endorsement-ask", args=[ben.uuid]), {"skill": skill.uuid, "words": "Would you?"}
    )
    question = Request.objects.get()
    page = client_of(ben).get(reverse("endorsement-request", args=[question.uuid]))
    short = client_of(ben).post(
        reverse("endorsement-request", args=[question.uuid]), {"reason": "Yes", "strength": 2}
    )
    answered = client_of(ben).post(
        reverse("endorsement-request", args=[question.uuid]), {"reason": REASON, "strength": 2}
    )

    assert asked.status_code == answered.status_code == 302
    assert "Would you?" in page.content.decode()
    assert short.status_code == 422
    assert queries.waiting_for(alice.pk).exists()
