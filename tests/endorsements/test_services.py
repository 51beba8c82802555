# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Vouching, and taking it back."""

from datetime import UTC, datetime, timedelta

import pytest

from endorsements import evidence, queries, services
from endorsements.models import Endorsement, Skill
from peerreview.artifacts import attribution
from peerreview.artifacts.models import Artifact, Version
from peerreview.cohorts import services as cohorts
from peerreview.kernel.errors import Closed, Conflict, DomainError, Invalid, NotAllowed
from peerreview.outbox.models import Message
from tests.endorsements.conftest import REASON

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


def events_of(name: str) -> list[dict]:
    return list(Message.objects.filter(name=name).order_by("pk").values_list("payload", flat=True))


def test_endorse_says_what_they_are_to_each_other(cohort, alice, ben, fran, skill):
    by_peer = services.endorse(endorser=ben, recipient=alice, skill=skill, reason=REASON)
    by_facilitator = services.endorse(endorser=fran, recipient=alice, skill=skill, reason=REASON)
    group = cohorts.create_cohort(name="Owls", kind="study_group", by=alice)
    cohorts.join_with_code(code=group.join_code, by=ben)
    other = services.add_skill(name="Listening")
    by_close_peer = services.endorse(endorser=ben, recipient=alice, skill=other, reason=REASON)

    relations = [row.relation for row in (by_peer, by_facilitator, by_close_peer)]
    assert relations == ["cohort", "facilitator", "study_group"]
    assert events_of("endorsements.EndorsementGiven")[0] == {
        "endorsement_id": by_peer.pk,
        "endorser_id": ben.pk,
        "recipient_id": alice.pk,
        "skill_id": skill.pk,
    }


def test_a_repeated_click_gives_the_same_endorsement(given, alice, ben, skill):
    again = services.endorse(endorser=ben, recipient=alice, skill=skill, reason=f"  {REASON}\r\n")

    assert again == given
    assert Endorsement.objects.count() == 1
    assert len(events_of("endorsements.EndorsementGiven")) == 1


def test_endorsing_the_same_skill_anew_asks_to_withdraw_first(given, alice, ben, skill):
    words = "Something else that I saw her do last week."

    with pytest.raises(Conflict) as refusal:
        services.endorse(endorser=ben, recipient=alice, skill=skill, reason=words)
    services.withdraw(endorsement=given, by=ben)
    anew = services.endorse(endorser=ben, recipient=alice, skill=skill, reason=words)
    services.accept(endorsement=anew, by=alice)

    assert "withdraw that one first" in str(refusal.value)
    assert [row.reason for row in queries.visible_of(alice.pk)] == [anew.reason]


def test_nobody_endorses_themselves(cohort, alice, skill):
    with pytest.raises(NotAllowed) as refusal:
        services.endorse(endorser=alice, recipient=alice, skill=skill, reason=REASON)

    assert refusal.value.code == "self"


def test_strangers_and_former_mates_do_not_endorse(cohort, alice, ben, charlie, skill):
    cohorts.leave_cohort(cohort=cohort, by=ben)

    for stranger in (charlie, ben):
        with pytest.raises(NotAllowed) as refusal:
            services.endorse(endorser=stranger, recipient=alice, skill=skill, reason=REASON)
        assert refusal.value.code == "no-tie"


@pytest.mark.parametrize(
    "reason",
    ["", "Great!", "x" * 19, "good   \n   \n  \t    \n  ", "x" * 2001]
    # Nothing a reader sees: joiners, fillers, selectors, Braille without a dot.
    + [f"good{ch * 40}" for ch in "\u200b\u2060\u3164\u115f\ufe0f\u2800\u034f\u202e"],
)
def test_a_reason_says_enough_and_not_too_much(cohort, alice, ben, skill, reason):
    with pytest.raises(Invalid) as refusal:
        services.endorse(endorser=ben, recipient=alice, skill=skill, reason=reason)

    assert refusal.value.field == "reason"
    assert not Endorsement.objects.exists()


def give(endorser, recipient, number, at):
    skill = services.add_skill(name=f"Craft {'abcdefghjkm'[number]}")
    return services.endorse(
        endorser=endorser, recipient=recipient, skill=skill, reason=REASON, now=at
    )


def test_the_eleventh_in_a_day_is_refused_and_the_next_day_is_not(cohort, alice, ben):
    for number in range(10):
        give(ben, alice, number, NOW + timedelta(minutes=number))

    with pytest.raises(Closed) as refusal:
        give(ben, alice, 10, NOW + timedelta(hours=23, minutes=59))
    late = give(ben, alice, 10, NOW + timedelta(hours=24))

    assert refusal.value.code == "daily-limit"
    assert "10 endorsements in the last 24 hours" in str(refusal.value)
    assert late.given_at == NOW + timedelta(hours=24)


def test_withdrawing_does_not_give_the_day_back(cohort, alice, ben):
    for number in range(10):
        given = give(ben, alice, number, NOW)
        services.withdraw(endorsement=given, by=ben, now=NOW)

    with pytest.raises(Closed):
        give(ben, alice, 10, NOW)


def test_the_limit_is_each_endorsers_own(cohort, alice, ben, fran):
    for number in range(10):
        give(ben, alice, number, NOW)

    assert give(fran, alice, 0, NOW).endorser == fran


def test_withdraw_twice_is_withdrawing_once(given, ben, alice):
    first = services.withdraw(endorsement=given, by=ben, now=NOW).withdrawn_at
    second = services.withdraw(endorsement=given, by=ben).withdrawn_at

    assert first == second == NOW
    assert len(events_of("endorsements.EndorsementWithdrawn")) == 1
    assert evidence.standing_for(alice.pk) == []


def test_hide_and_show_change_what_stands(given, alice):
    services.hide(endorsement=given, by=alice)
    services.hide(endorsement=given, by=alice)
    hidden = evidence.standing_for(alice.pk)
    services.show(endorsement=given, by=alice)
    services.show(endorsement=given, by=alice)
    shown = evidence.standing_for(alice.pk)

    assert hidden == []
    assert [fact.endorsement_uuid for fact in shown] == [given.uuid]
    ids = {"endorsement_id": given.pk, "recipient_id": alice.pk}
    assert events_of("endorsements.EndorsementHidden") == [ids]
    assert events_of("endorsements.EndorsementShown") == [ids, ids]  # accepted, and shown again


def test_giving_anew_does_not_bring_back_what_was_hidden(given, alice, ben, skill):
    services.hide(endorsement=given, by=alice)
    services.withdraw(endorsement=given, by=ben)

    services.endorse(endorser=ben, recipient=alice, skill=skill, reason=REASON)

    assert evidence.standing_for(alice.pk) == []
    assert [bool(row.hidden_at) for row in queries.received_by(alice.pk)] == [True]


def test_standing_for_gives_facts(given, alice, ben, skill):
    fact = evidence.standing_for(alice.pk)

    assert fact == [
        evidence.EndorsementFact(
            endorsement_uuid=given.uuid,
            endorser_id=ben.pk,
            endorser_name="Ben",
            endorser_is_public=False,
            recipient_id=alice.pk,
            skill_name="Map making",
            reason=REASON,
            relation="cohort",
            artifact_digest=None,
            given_at=given.given_at,
            strength=1.0,
            evidence=0,
            version_uuid=None,
        )
    ]


@pytest.mark.parametrize("name", ["map making", "Map-Making", "MАР MAKING", "Map  ma\u200bking!"])
def test_add_skill_refuses_a_look_alike_and_names_the_one_there_is(skill, name):
    with pytest.raises(DomainError) as refusal:
        services.add_skill(name=name)

    assert refusal.value.field == "skill_name"
    assert Skill.objects.count() == 1


def test_add_skill_again_is_the_same_skill(skill):
    assert services.add_skill(name=" Map  making ") == skill
    assert len(events_of("endorsements.SkillAdded")) == 1


@pytest.mark.parametrize(
    "name", ["", "\u3164\u200b\ufe0f", "🎨", "...", "x" * 81, "ﷺ" * 60, "Pуthon"]
)
def test_add_skill_refuses_names_that_are_none(db, name):
    with pytest.raises(Invalid) as refusal:
        services.add_skill(name=name)

    assert refusal.value.field == "skill_name"


def test_a_new_skill_is_not_made_when_the_endorsement_is_refused(cohort, alice, ben):
    with pytest.raises(Invalid):
        services.endorse_in_new_skill(
            skill_name="Listening", endorser=ben, recipient=alice, reason="short"
        )

    assert not Skill.objects.exists()


def work_of(owner, title="Flood map", frozen=True):
    artifact = Artifact.objects.create(owner=owner)
    end = {"frozen_at": NOW, "digest": "d" * 64} if frozen else {}
    return Version.objects.create(artifact=artifact, title=title, **end)


@pytest.fixture
def open_work(monkeypatch):
    """Lets everybody know whose these works are, as a named activity does."""
    known: set[int] = set()
    monkeypatch.setattr(attribution, "_predicates", [lambda user, pk: pk in known])
    return known


def test_endorse_may_point_at_work_whose_maker_is_open(cohort, alice, ben, skill, open_work):
    work = work_of(alice)
    open_work.add(work.pk)

    given = services.endorse(
        endorser=ben, recipient=alice, skill=skill, reason=REASON, version=work
    )
    services.accept(endorsement=given, by=alice)

    assert evidence.standing_for(alice.pk)[0].artifact_digest == "d" * 64


def test_endorse_is_no_way_to_find_out_whose_work_it_is(cohort, alice, ben, fran, skill, open_work):
    blind, others, draft = work_of(alice), work_of(fran), work_of(alice, frozen=False)
    open_work.update({others.pk, draft.pk})

    answers = set()
    for work in (blind, others, draft):
        with pytest.raises(Invalid) as refusal:
            services.endorse(
                endorser=ben, recipient=alice, skill=skill, reason=REASON, version=work
            )
        answers.add((refusal.value.code, str(refusal.value), refusal.value.field))

    assert len(answers) == 1


def test_work_to_point_at_is_only_what_one_may_know(cohort, alice, ben, fran, open_work):
    named, _blind, others = work_of(alice, "Named"), work_of(alice, "Blind"), work_of(fran)
    open_work.update({named.pk, others.pk})

    assert queries.work_to_point_at(ben, alice) == [named]
