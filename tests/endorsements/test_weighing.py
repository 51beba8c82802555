# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What endorsements weigh, kept: at once, nightly, and as if taken back ones had never been given."""

from datetime import timedelta

import pytest
from django.core.management import call_command

from endorsements import (
    beginnings,
    evidence,
    explaining,
    mirror,
    services,
    trust,
    weighing,
    weight_queries,
)
from endorsements.ledger import Mirror, Standing, TrustRun
from peerreview.accounts.services import erase_person
from peerreview.cohorts import services as cohorts
from peerreview.kernel import clock
from peerreview.notifications.models import Notice
from peerreview.outbox.models import Message
from peerreview.outbox.services import deliver_all
from peerreview.testimony import ResultFact
from tests.endorsements.conftest import REASON

pytestmark = pytest.mark.django_db


def by(endorser, recipient, skill, **options):
    word = services.endorse(
        endorser=endorser, recipient=recipient, skill=skill, reason=REASON, **options
    )
    return services.accept(endorsement=word, by=recipient, **options)


def facts(person):
    return [
        (fact.skill_name, fact.strength, fact.voices) for fact in evidence.standings_of(person.pk)
    ]


def test_a_facilitators_word_counts_at_once_and_a_strangers_does_not(
    given, fran, alice, ben, skill
):
    deliver_all()
    assert facts(alice) == []

    by(fran, alice, skill)
    deliver_all()

    [(name, strength, voices)] = facts(alice)
    assert (name, voices) == (skill.name, 0)
    assert 0 < strength < 0.5


def test_a_person_whom_a_facilitator_vouches_for_speaks_for_others(given, fran, alice, ben, skill):
    by(fran, alice, skill)
    deliver_all()
    before = facts(alice)[0][1]
    by(fran, ben, skill)
    deliver_all()

    assert facts(alice)[0][1] > before


def test_taking_a_word_back_is_as_if_it_had_never_been_given(given, fran, alice, ben, skill):
    by(fran, ben, skill)
    deliver_all()
    before = evidence.standings_of(alice.pk)
    word = by(fran, alice, skill)
    deliver_all()
    assert facts(alice) != [(fact.skill_name, fact.strength, fact.voices) for fact in before]

    services.withdraw(endorsement=word, by=fran)
    deliver_all()

    after = evidence.standings_of(alice.pk)
    assert [fact.digest for fact in after] == [fact.digest for fact in before]


def test_nobody_finds_out_what_a_word_weighs_by_hiding_and_showing_it(cohort, fran, alice, skill):
    word = by(fran, alice, skill)
    deliver_all()
    shown, rows = facts(alice), Standing.objects.count()
    told = explaining.explain(alice.pk, skill.pk)
    assert told.reasons

    services.hide(endorsement=word, by=alice)
    deliver_all()
    weighing.recompute()
    assert (facts(alice), Standing.objects.count()) == (shown, rows)
    assert explaining.explain(alice.pk, skill.pk) == told
    assert weight_queries.own_skills_of(alice.pk).exists()
    assert not weight_queries.weighed_skills_of(alice.pk).exists()
    assert evidence.standing_for(alice.pk) == []


def test_what_was_never_accepted_weighs_nothing(cohort, fran, alice, skill):
    services.endorse(endorser=fran, recipient=alice, skill=skill, reason=REASON)
    deliver_all()

    assert facts(alice) == []


def test_a_leavers_word_weighs_on_for_90_days_then_not_and_that_is_told_once(
    cohort, fran, alice, ben, skill
):
    start = clock.now()
    by(fran, ben, skill, now=start)
    by(ben, alice, skill, now=start)
    by(fran, alice, skill, now=start)
    weighing.recompute(now=start)
    with_ben = facts(alice)
    erase_person(user=ben, by=ben, now=start)
    weighing.recompute(now=start)
    assert facts(alice) == with_ben

    for day in (89, 90, 91):
        weighing.recompute_when_due(now=start + timedelta(days=day))
    [gone] = Notice.objects.filter(kind="endorsement-gone")
    assert gone.person == alice
    assert facts(alice)[0][1] < with_ben[0][1]
    assert [fact.reason for fact in evidence.standing_for(alice.pk)] == [REASON, REASON]


def test_weighing_again_writes_nothing_new(cohort, fran, alice, skill):
    now = clock.now()
    by(fran, alice, skill, now=now)
    weighing.recompute(now=now)
    rows = list(Standing.objects.values_list("pk", "digest"))
    said = Message.objects.filter(name="endorsements.StandingChanged").count()

    weighing.recompute(now=now)
    weighing.recount(people=[alice.pk], now=now)

    assert list(Standing.objects.values_list("pk", "digest")) == rows
    assert Message.objects.filter(name="endorsements.StandingChanged").count() == said == 1
    assert [bool(run.basis) for run in TrustRun.objects.all()] == [True, False, False]


def test_a_standing_is_never_changed_a_later_one_replaces_it(cohort, fran, alice, ben, skill):
    by(fran, alice, skill)
    deliver_all()
    by(fran, ben, skill)
    by(ben, alice, skill)
    deliver_all()

    rows = Standing.objects.filter(person=alice).order_by("number")
    assert [row.number for row in rows] == [1, 2]
    assert rows[0].strength < rows[1].strength


def test_one_counted_by_the_kept_basis_is_what_weighing_all_gives(
    cohort, fran, alice, ben, skill, monkeypatch
):
    now = clock.now()
    by(fran, alice, skill, now=now)
    by(fran, ben, skill, now=now)
    weighing.recompute(now=now)
    monkeypatch.setattr(weighing, "SMALL", 0)
    by(ben, alice, skill, now=now)

    weighing.recount(people=[alice.pk], now=now)

    at_once = evidence.standings_of(alice.pk)
    assert TrustRun.objects.count() == 1
    weighing.recompute(now=now)
    assert evidence.standings_of(alice.pk)[0].strength == pytest.approx(
        at_once[0].strength, abs=0.02
    )


def test_the_night_comes_once_a_day(cohort, fran, alice, skill):
    now = clock.now()
    assert not weighing.recompute_when_due(now=now)
    by(fran, alice, skill, now=now)

    assert weighing.recompute_when_due(now=now)
    assert not weighing.recompute_when_due(now=now + timedelta(hours=23))
    assert weighing.recompute_when_due(now=now + timedelta(hours=25))


def test_what_another_algorithm_kept_is_not_counted_by(cohort, fran, alice, skill, monkeypatch):
    monkeypatch.setattr(weighing, "SMALL", 0)
    by(fran, alice, skill)
    weighing.recompute()
    TrustRun.objects.update(algorithm="older", basis=b"what the older one kept")

    assert "being weighed" in explaining.explain(alice.pk, skill.pk).next_step
    weighing.recount(people=[alice.pk])
    assert TrustRun.objects.first().algorithm == trust.VERSION
    TrustRun.objects.update(algorithm="older")
    assert weighing.recompute_when_due()


def test_counting_at_once_reads_no_more_queries_for_more_people(
    cohort, fran, alice, ben, skill, person, django_assert_max_num_queries, monkeypatch
):
    monkeypatch.setattr(weighing, "SMALL", 0)
    by(fran, alice, skill)
    weighing.recompute()
    for number in range(12):
        friend = person(f"Friend {number}")
        cohorts.join_with_code(code=cohort.join_code, by=friend)
        by(friend, alice, skill)
    with django_assert_max_num_queries(14):
        weighing.recount(people=[alice.pk])


def test_only_staff_are_trusted_from_the_start_where_the_site_says_so(cohort, fran, settings):
    assert fran.pk in beginnings.seeds()
    settings.TRUST_SEEDS = "staff"
    assert beginnings.seeds() == set()


def test_the_command_weighs_everything(cohort, fran, alice, skill, capsys):
    by(fran, alice, skill)
    call_command("recompute_trust")
    assert "1 endorsements" in capsys.readouterr().out
    assert Standing.objects.count() == 1


def found(person, number, is_confirmed=True):
    return ResultFact(person_id=person.pk, submission_id=number, is_confirmed=is_confirmed)


def test_the_mirror_shows_only_several_at_once_and_weight_follows(
    cohort, fran, alice, skill, person
):
    friends = [person(f"Friend {number}") for number in range(8)]
    for friend in friends:
        cohorts.join_with_code(code=cohort.join_code, by=friend)
        by(alice, friend, skill)
    later = clock.now() + timedelta(days=1)

    for many, shown in ((4, None), (5, (5, 4)), (7, (5, 4)), (8, (8, 7))):
        results = [
            found(friend, number, number > 0) for number, friend in enumerate(friends[:many])
        ]
        mirror.remember(results=results, now=later)
        mirror.remember(results=results, now=later + timedelta(days=2))
        mirror.refresh(now=later)
        kept = mirror.of(alice.pk)
        assert (kept and (kept.judged, kept.confirmed)) == shown

    assert beginnings.reliability()[alice.pk] == pytest.approx((7 + 3) / 13)


def test_who_takes_a_word_back_after_the_finding_is_still_answerable_for_it(
    given, alice, ben, person
):
    now = clock.now()
    mirror.remember(results=[found(alice, 1, False)], now=now + timedelta(hours=1))
    services.withdraw(endorsement=given, by=ben, now=now + timedelta(hours=2))
    assert mirror.count() == {ben.pk: (1, 0)}
    assert not Mirror.objects.exists()


def test_a_word_given_after_the_finding_is_no_foresight(alice, given):
    mirror.remember(results=[found(alice, 1)], now=clock.now() - timedelta(days=3))
    assert mirror.count() == {}
