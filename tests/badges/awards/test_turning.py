# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Names are corrected, badges suspended, put in force, revoked and issued anew; one counts at a time."""

import json
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from badges import hosted, issuing, log, pieces, queries, signing, verifying
from badges.awards import turning
from badges.life_models import Turn
from badges.models import Award, Credential
from endorsements import beginnings
from peerreview.accounts.models import User
from peerreview.kernel import clock
from peerreview.kernel.errors import Conflict, Invalid, NotAllowed
from tests.badges import earning
from tests.badges.awards import holding

pytestmark = pytest.mark.django_db


@pytest.fixture
def credential(alice: User, ben: User, fran: User) -> Credential:
    return holding.a_badge(alice, ben, fran)


def test_a_corrected_name_is_signed_anew_and_the_old_edition_is_replaced(
    credential: Credential, alice: User
) -> None:
    made = turning.rename(award=credential.award, by=alice, name=" Alicia  A. ")
    credential.refresh_from_db()
    old, new = (json.loads(each.document) for each in (credential, made))

    assert made.award.printed_name == "Alicia A."
    assert new["awardedDate"] == old["awardedDate"]
    assert new["id"] != old["id"]
    assert (credential.is_current, made.is_current, made.replaces) == (False, True, credential)
    assert credential.status_place.__class__.objects.get(pk=credential.status_place_id).set_at
    assert verifying.check(credential.document).verdict == "replaced"
    assert verifying.check(made.document).verdict == "valid"
    assert list(log.faults()) == []
    # Who corrects a name has lost nothing.
    assert alice.pk not in queries.badges_lost()


def test_the_same_name_changes_nothing_and_four_corrections_a_year_are_too_many(
    credential: Credential, alice: User
) -> None:
    award = credential.award
    assert turning.rename(award=award, by=alice, name="Alice A.") == credential
    for name in ("One", "Two", "Three"):
        turning.rename(award=award, by=alice, name=name)
    with pytest.raises(Conflict) as refusal:
        turning.rename(award=award, by=alice, name="Four")

    assert refusal.value.code == "too-many"
    assert Credential.objects.count() == 4
    later = clock.now() + timedelta(days=366)
    assert turning.rename(award=award, by=alice, name="Four", now=later).is_current


def test_only_the_owner_corrects_the_name_and_only_while_it_stands(
    credential: Credential, alice: User, ben: User, fran: User
) -> None:
    for other in (ben, fran):
        with pytest.raises(NotAllowed):
            turning.rename(award=credential.award, by=other, name="Mine")
    with pytest.raises(Invalid):
        turning.rename(award=credential.award, by=alice, name="x" * 121)
    turning.suspend(award=credential.award, by=fran, reason="To be looked into.")
    with pytest.raises(Conflict):
        turning.rename(award=credential.award, by=alice, name="New")
    assert Credential.objects.count() == 1


def test_suspended_it_is_out_of_force_here_and_in_force_again_the_very_same(
    credential: Credential, alice: User, fran: User
) -> None:
    award = credential.award
    with pytest.raises(NotAllowed):
        turning.suspend(award=award, by=alice, reason="Mine.")
    for _twice in range(2):
        turning.suspend(award=award, by=fran, reason="Somebody claims it is theirs.")
    credential = queries.credentials().get()

    assert credential.award.state == Award.State.SUSPENDED
    result = verifying.check(credential.document)
    assert result.verdict == "suspended"
    assert "Somebody claims" not in json.dumps(verifying.as_json(result))
    assert hosted.assertion(credential)["revoked"] is True
    assert not queries.public_credentials_of(alice.pk).exists()
    assert list(log.faults()) == []

    for _twice in range(2):
        turning.resume(award=award, by=fran, reason="It is hers.")
    credential = queries.credentials().get()
    assert verifying.check(credential.document).verdict == "valid"
    assert "revoked" not in hosted.assertion(credential)
    turning.suspend(award=award, by=fran, reason="Once more.")
    assert list(log.faults()) == []
    assert [turn.kind for turn in Turn.objects.order_by("pk")] == [
        "suspended",
        "resumed",
        "suspended",
    ]


def test_what_was_revoked_stays_revoked_and_is_issued_anew(
    credential: Credential, alice: User, fran: User
) -> None:
    issuing.revoke(credential=credential, by=fran, reason="A mistake.", reason_class="error")
    assert alice.pk in beginnings.reliability()
    made = turning.reinstate(award=credential.award, by=fran, reason="It was none.")
    again = turning.reinstate(award=credential.award, by=fran, reason="It was none.")
    credential.refresh_from_db()

    assert again == made
    assert credential.revoked_at
    assert verifying.check(credential.document).verdict == "revoked"
    assert verifying.check(made.document).verdict == "valid"
    assert Award.objects.get().state == Award.State.CLAIMED
    assert list(log.faults()) == []


def test_the_wall_and_words_follow_the_badge_to_its_new_edition(
    credential: Credential, alice: User
) -> None:
    made = turning.rename(award=credential.award, by=alice, name="Alicia")

    [piece] = pieces.badges(alice, [str(credential.uuid)])
    assert (piece.key, piece.prints) == (str(credential.uuid), "Alicia")
    assert piece.check_path.endswith(f"{made.uuid}/")
    assert [each.key for each in pieces.badges(alice, None)] == [str(made.uuid)]


def test_nothing_is_signed_twice_without_a_turn_that_says_why(
    credential: Credential, fran: User
) -> None:
    options = {
        "credential_uuid": credential.uuid,
        "salt": "0" * 32,
        "place": credential.status_place,
        "now": clock.now(),
    }
    turn = turning.append(credential, Turn.Kind.SUSPENDED, clock.now(), by=fran)
    for wrong in (None, turn):
        with pytest.raises(Conflict) as refusal:
            signing.sign_award(credential.award_id, turn=wrong, **options)
        assert refusal.value.code == "signed"
    empty = turning.append(credential, Turn.Kind.RENEWED, clock.now(), by=fran)
    with pytest.raises(Conflict) as refusal:
        signing.sign_award(credential.award_id, turn=empty, **options)
    assert refusal.value.code == "not-met"


def test_the_database_keeps_turns_and_one_current_credential(
    credential: Credential, fran: User
) -> None:
    turning.suspend(award=credential.award, by=fran, reason="To be looked into.")
    with pytest.raises(DatabaseError), transaction.atomic():
        Turn.objects.update(detail="Something else")
    other = queries.credentials().get()
    other.pk, other.uuid, other.credential_id = None, None, "urn:uuid:another"
    with pytest.raises(DatabaseError), transaction.atomic():
        other.save(force_insert=True)
    assert Turn.objects.get().detail == "To be looked into."


def test_an_old_reason_that_was_given_for_everyone_is_still_read(
    credential: Credential, fran: User
) -> None:
    issuing.revoke(credential=credential, by=fran, reason="Two accounts.")
    Credential.objects.update(reason_class="")

    assert "Two accounts." in verifying.check(credential.document).explanation
    assert earning.SKILL in credential.award.achievement.skills
