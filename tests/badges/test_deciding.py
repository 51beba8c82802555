# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Decisions: recorded when something changed, never written over, computed again alike."""

import io
import json
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from badges import assessing, deciding, pursuing, services
from badges.rule_models import Decision
from endorsements.services import withdraw
from peerreview.hours import approving
from peerreview.kernel import clock
from peerreview.outbox import services as outbox
from tests import worlds
from tests.badges.earning import an_achievement, an_offer, claimed, vouch
from tests.peerreview.hours import claims

pytestmark = pytest.mark.django_db
REFLECTED = {"all": [{"reflection": {"min_chars": 20}}]}


def replayed(*args: str) -> str:
    out = io.StringIO()
    call_command("replay_decision", *args, stdout=out)
    return out.getvalue()


def test_only_a_change_is_recorded(alice, ben, fran) -> None:
    award = an_offer(alice, ben, fran)
    before = Decision.objects.filter(person=alice).count()

    assessing.consider(person_id=alice.pk, achievement=award.achievement)
    assessing.consider(
        person_id=alice.pk, achievement=award.achievement, now=clock.now() + timedelta(days=3)
    )

    assert Decision.objects.filter(person=alice).count() == before == 1


def test_what_came_after_is_appended_and_all_agree_with_the_record(alice, ben, fran) -> None:
    achievement = an_achievement()
    worlds.a_cohort(fran, [alice, ben])
    assessing.consider(person_id=alice.pk, achievement=achievement)
    given = vouch(ben, alice)
    outbox.deliver_all()
    withdraw(endorsement=given, by=ben)
    outbox.deliver_all()

    found = list(Decision.objects.filter(person=alice).order_by("number"))

    assert [row.is_met for row in found] == [False, True, False]
    assert [row.earlier for row in found[1:]] == [row.digest for row in found[:-1]]
    assert "3 of 3 agree" in replayed("--all")
    assert "1 of 1 agree" in replayed(str(found[1].pk))


def test_the_database_refuses_to_change_a_decision(alice, ben, fran) -> None:
    an_offer(alice, ben, fran)

    with pytest.raises(DatabaseError), transaction.atomic():
        Decision.objects.update(is_met=False)


def test_one_that_was_tampered_with_is_found(alice, ben, fran) -> None:
    an_offer(alice, ben, fran)
    # As somebody would who owns the database: the row is put in the place of the one that was there.
    row = Decision.objects.get()
    row.delete()
    row.verdict["have"] = 5
    row.save(force_insert=True)

    with pytest.raises(CommandError):
        replayed("--all")
    assert deciding.replay(row).fault == "verdict, digest"


def test_the_command_wants_one_or_all() -> None:
    for args in ((), ("7", "--all"), ("7",)):
        with pytest.raises(CommandError):
            replayed(*args)


def test_a_credential_refers_to_the_decision_it_rests_on(alice, ben, fran) -> None:
    award = an_offer(alice, ben, fran)

    credential = claimed(award)

    under = (award.achievement_id, alice.pk, award.criteria_id)
    decided = deciding.behind([under])[under]
    assert json.loads(credential.decision)["record"] == {
        "number": decided.number,
        "digest": decided.digest,
    }


def test_evidence_that_is_kept_names_nobody(alice, ben, fran) -> None:
    an_offer(alice, ben, fran)

    kept = json.dumps(Decision.objects.get().evidence)

    assert '"p0"' in kept
    assert f'"{ben.pk}"' not in kept


def test_considering_reads_only_what_the_rule_asks_for(
    alice, django_assert_max_num_queries
) -> None:
    achievement = an_achievement(tree=REFLECTED)

    with django_assert_max_num_queries(16):
        assessing.consider(person_id=alice.pk, achievement=achievement)
    asked = [query["sql"] for query in connection.queries]
    assert not any("endorsements_endorsement" in sql for sql in asked)


def test_badges_that_wait_for_each_other_are_refused() -> None:
    one = an_achievement("One", tree=REFLECTED)
    two = an_achievement("Two", tree={"holds": {"of": [str(one.uuid)], "at_least": 1}})

    with pytest.raises(services.Invalid, match=r"One → Two → One"):
        services.publish_criteria(
            achievement=one, tree={"holds": {"of": [str(two.uuid)], "at_least": 1}}
        )


def test_a_badge_counts_towards_the_next(alice, ben, fran) -> None:
    award = an_offer(alice, ben, fran)
    milestone = an_achievement(
        "Milestone", tree={"holds": {"of": [str(award.achievement.uuid)], "at_least": 1}}
    )
    pursuing.request(achievement=milestone, by=alice)

    claimed(award)
    outbox.deliver_all()

    assert milestone.awards.filter(recipient=alice).exists()


def test_approved_hours_open_a_badge_and_declared_ones_do_not(alice, fran) -> None:
    cohort = worlds.a_cohort(fran, [alice])
    badge = an_achievement("Hours", tree={"hours": {"kind": "self_declared", "at_least": 1.5}})
    pursuing.request(achievement=badge, by=alice)
    claims.an_entry(alice, minutes=90)
    claim = claims.a_claim(alice, cohort)
    outbox.deliver_all()
    assert not badge.awards.filter(recipient=alice).exists()

    approving.decide(claim=claim, decision=approving.Decision(act="approve"), by=fran)
    outbox.deliver_all()

    assert badge.awards.filter(recipient=alice).exists()
