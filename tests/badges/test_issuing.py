# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""A badge is offered once, claimed by wish, signed exactly once, and stands as it was signed."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from badges import issuing, queries
from badges.events import AwardClaimed, AwardOffered, CredentialIssued
from badges.models import Award, Credential
from endorsements import beginnings
from endorsements import services as endorsements
from peerreview.accounts.models import User
from peerreview.kernel.errors import Conflict, Invalid, NotAllowed
from peerreview.notifications.models import Notice
from peerreview.notifications.wording import said
from peerreview.outbox.models import Message
from peerreview.outbox.services import deliver_all
from tests import worlds
from tests.badges import earning

pytestmark = pytest.mark.django_db


def recorded(event: type) -> int:
    return Message.objects.filter(name=event.type_name()).count()


def test_an_award_is_offered_once_however_often_it_is_considered(
    alice: User, ben: User, fran: User
) -> None:
    award = earning.an_offer(alice, ben, fran)

    for _ in range(3):
        assert earning.progress(alice, award.achievement).is_met

    assert [found.pk for found in queries.offered_to(alice.pk)] == [award.pk]
    assert recorded(AwardOffered) == 1
    assert Credential.objects.count() == 0


def test_the_learner_is_told_once(alice: User, ben: User, fran: User) -> None:
    award = earning.an_offer(alice, ben, fran)
    assert earning.progress(alice, award.achievement).is_met

    [notice] = Notice.objects.filter(person=alice, kind="award-offered")
    assert said(notice).title == "You have earned “Generous reader”. Claim it if you want it."
    assert notice.link == f"/awards/{award.uuid}/claim/"


def test_nothing_is_offered_before_the_evidence_suffices(
    alice: User, ben: User, fran: User, person: Callable[..., User]
) -> None:
    tree = {"all": [{"endorsements": {"people": 2, "skill": earning.SKILL}}]}
    achievement = earning.an_achievement(tree=tree)
    worlds.a_cohort(fran, [alice, ben])
    earning.vouch(ben, alice)
    deliver_all()

    assert not queries.awards_of(alice.pk).exists()
    [begun] = queries.progress_of(alice.pk)
    assert (begun.achievement, begun.verdict["parts"][0]["have"]) == (achievement, 1)


def test_a_new_badge_is_offered_to_who_has_the_evidence_already(
    alice: User, ben: User, fran: User
) -> None:
    worlds.a_cohort(fran, [alice, ben])
    earning.vouch(ben, alice)
    deliver_all()
    achievement = earning.an_achievement()
    deliver_all()

    assert [award.achievement for award in queries.offered_to(alice.pk)] == [achievement]


def test_a_claim_signs_once_and_a_repeated_one_gives_the_same(
    alice: User, ben: User, fran: User
) -> None:
    award = earning.an_offer(alice, ben, fran)

    first = issuing.claim(award=award, by=alice, printed_name=" Alice  A. ")
    again = issuing.claim(award=award, by=alice, printed_name="Somebody else")

    assert again == first
    assert (again.document, again.award.printed_name) == (first.document, "Alice A.")
    assert (recorded(AwardClaimed), recorded(CredentialIssued)) == (1, 1)


def test_who_has_claimed_is_not_asked_to_claim_any_more(alice: User, ben: User, fran: User) -> None:
    award = earning.an_offer(alice, ben, fran)
    told = Notice.objects.get(person=alice, kind="award-offered")
    issuing.claim(award=award, by=alice)

    assert told.read_at is None
    told.refresh_from_db()
    assert told.read_at is not None


def test_nobody_claims_for_another(alice: User, ben: User, fran: User) -> None:
    award = earning.an_offer(alice, ben, fran)

    for other in (ben, fran):
        with pytest.raises(NotAllowed):
            issuing.claim(award=award, by=other)
    assert Credential.objects.count() == 0


def test_an_endorsement_withdrawn_before_the_claim_stops_it(
    alice: User, ben: User, fran: User
) -> None:
    award = earning.an_offer(alice, ben, fran)
    endorsements.withdraw(endorsement=ben.endorsements_given.get(), by=ben)

    with pytest.raises(Conflict) as refusal:
        issuing.claim(award=award, by=alice)

    assert refusal.value.code == "evidence-changed"
    assert Credential.objects.count() == 0
    deliver_all()
    assert not queries.offered_to(alice.pk).exists()
    assert [item.achievement for item in queries.progress_of(alice.pk)] == [award.achievement]


def test_what_was_claimed_stands_when_the_evidence_goes(alice: User, ben: User, fran: User) -> None:
    award = earning.an_offer(alice, ben, fran)
    credential = earning.claimed(award)
    facts, document = credential.award.evidence.facts, credential.document

    endorsements.withdraw(endorsement=ben.endorsements_given.get(), by=ben)
    deliver_all()

    award.refresh_from_db()
    credential.refresh_from_db()
    assert award.state == Award.State.CLAIMED
    assert (award.evidence.facts, credential.document) == (facts, document)
    assert credential.revoked_at is None
    assert not queries.progress_of(alice.pk).exists()


def test_an_offer_follows_the_evidence_until_it_is_claimed(
    alice: User, ben: User, fran: User, person: Callable[..., User]
) -> None:
    award = earning.an_offer(alice, ben, fran)
    dora = person("Dora")
    worlds.a_cohort(fran, [alice, dora], name="Another")
    earning.vouch(dora, alice, reason="He explains what he means until it is understood.")
    deliver_all()

    award.evidence.refresh_from_db()
    assert len(award.evidence.facts["endorsements"]) == 2


def test_revoking_needs_the_issuer_and_a_reason_and_happens_once(
    alice: User, ben: User, fran: User
) -> None:
    award = earning.an_offer(alice, ben, fran)
    award.achievement.created_by = fran
    award.achievement.save(update_fields=["created_by"])
    credential = Credential.objects.get(pk=earning.claimed(award).pk)

    with pytest.raises(NotAllowed):
        issuing.revoke(credential=credential, by=alice, reason="I do not like it.")
    with pytest.raises(Invalid):
        issuing.revoke(credential=credential, by=fran, reason="  ")
    assert alice.pk not in beginnings.reliability()
    first = issuing.revoke(credential=credential, by=fran, reason="Two accounts were mixed up.")
    again = issuing.revoke(credential=credential, by=fran, reason="Another reason.")
    # Who lost a badge is believed less about others, not nothing.
    assert 0.2 < beginnings.reliability()[alice.pk] < 0.6

    assert again.revocation_reason == first.revocation_reason == "Two accounts were mixed up."
    assert Award.objects.get().state == Award.State.REVOKED
    assert issuing.claim(award=award, by=alice) == credential


@pytest.mark.django_db(transaction=True)
def test_claims_at_the_same_time_sign_once(alice: User, ben: User, fran: User) -> None:
    award = earning.an_offer(alice, ben, fran)
    found: list[object] = []
    start = threading.Barrier(6)

    def claim() -> None:
        try:
            start.wait(10)
            found.append(issuing.claim(award=Award.objects.get(pk=award.pk), by=alice).uuid)
        except Exception as error:  # noqa: BLE001  shown by the assertion below
            found.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=claim) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert found == [Credential.objects.get().uuid] * 6
    assert recorded(CredentialIssued) == 1


@pytest.mark.django_db(transaction=True)
def test_claiming_and_considering_at_the_same_time_end_well(
    alice: User, ben: User, fran: User
) -> None:
    award = earning.an_offer(alice, ben, fran)
    errors: list[Exception] = []
    start = threading.Barrier(4)

    def act(number: int) -> None:
        try:
            start.wait(10)
            if number:
                earning.progress(alice, award.achievement)
            else:
                issuing.claim(award=Award.objects.get(pk=award.pk), by=alice)
        except Exception as error:  # noqa: BLE001  shown by the assertion below
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=act, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert errors == []
    assert Award.objects.get().state == Award.State.CLAIMED
    assert Credential.objects.count() == 1
