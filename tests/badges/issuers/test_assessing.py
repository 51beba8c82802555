# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""An outside body assesses a badge: whose approvals count, and what it signs with its own key."""

import json

import pytest
from django.conf import settings

from badges import attesting, bodies, cosigning, keys, pursuing, rules, signing, status, verifying
from badges.issuers import queries
from badges.issuers import services as roles
from badges.issuers.models import Assessment, Cosignature
from badges.models import Award, SignedEndorsement
from badges.openbadges import schema
from badges.openbadges.statuslist import decode, is_set
from badges.services import site_issuer
from peerreview.kernel import clock, ids
from peerreview.kernel.errors import Conflict, Invalid, NotAllowed
from peerreview.notifications.models import Notice
from peerreview.outbox.services import deliver_all
from tests.badges import earning
from tests.badges.issuers import scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def public(monkeypatch: pytest.MonkeyPatch) -> None:
    """A site with a public name."""
    monkeypatch.setattr(settings, "SITE_IS_PUBLIC", True)
    monkeypatch.setattr(settings, "SITE_URL", "https://badges.example.org")


# --- asking and answering ------------------------------------------------------------------------
def test_a_body_is_asked_told_and_accepts_and_who_asked_is_told(fran, ben):
    body, badge = scene.organisation(ben), scene.a_badge(by=scene.staffed(fran))

    asked = bodies.ask(achievement=badge, body=body, by=fran)
    again = bodies.ask(achievement=badge, body=body, by=fran)
    before = queries.standing_assessment(badge)
    bodies.answer(assessment=asked, accepts=True, by=ben)
    bodies.answer(assessment=asked, accepts=True, by=ben)

    assert asked == again
    assert before is None
    assert queries.standing_assessment(badge).body == body
    assert Notice.objects.filter(person=ben, kind="assessment-asked").count() == 1
    assert Notice.objects.filter(person=fran, kind="assessment-answered").count() == 1
    with pytest.raises(Conflict):
        bodies.answer(assessment=asked, accepts=False, by=ben)


def test_who_may_not_ask_answer_or_end(fran, ben, charlie):
    body, badge = scene.organisation(ben), scene.a_badge(by=scene.staffed(fran))
    with pytest.raises(NotAllowed):
        bodies.ask(achievement=badge, body=body, by=charlie)
    asked = bodies.ask(achievement=badge, body=body, by=fran)

    for by in (charlie, fran):
        with pytest.raises(NotAllowed):
            bodies.answer(assessment=asked, accepts=True, by=by)
    with pytest.raises(NotAllowed):
        bodies.end(assessment=asked, by=charlie)
    scene.seated(body, ben, charlie, "awarder")
    with pytest.raises(NotAllowed):  # to issue its own badges is another trust
        bodies.answer(assessment=asked, accepts=True, by=charlie)


def test_an_issuer_does_not_assess_its_own_and_one_body_is_asked_at_a_time(fran, ben, charlie):
    own = scene.organisation(fran)
    badge = scene.a_badge(own, by=fran)
    first, second = scene.organisation(ben, "First"), scene.organisation(charlie, "Second")

    for nobody in (own, site_issuer()):
        with pytest.raises(Invalid):
            bodies.ask(achievement=badge, body=nobody, by=fran)
    asked = bodies.ask(achievement=badge, body=first, by=fran)
    with pytest.raises(Conflict):
        bodies.ask(achievement=badge, body=second, by=fran)
    bodies.end(assessment=asked, by=fran)

    assert bodies.ask(achievement=badge, body=second, by=fran).body == second


# --- whose approvals count -----------------------------------------------------------------------
def test_only_the_bodys_people_assess(fran, ben, charlie, alice):
    staff = scene.staffed(charlie)
    body, badge = scene.organisation(ben), scene.a_badge(by=scene.staffed(fran))
    before = queries.assessors_of(badge)
    scene.assessed(badge, body, fran, ben)
    scene.seated(body, ben, alice, "assessor")

    assert before == [fran.pk]
    assert queries.assessors_of(badge) == [ben.pk, alice.pk]
    assert [rules.may_assess(who, badge) for who in (ben, alice, fran, staff)] == [
        True,
        True,
        False,
        False,
    ]


def test_without_a_body_those_who_award_and_assess_for_the_issuer(fran, ben, charlie):
    issuer = scene.organisation(fran)
    scene.seated(issuer, fran, ben, "assessor")
    scene.seated(issuer, fran, charlie, "designer")

    assert queries.assessors_of(scene.a_badge(issuer, by=fran)) == [fran.pk, ben.pk]


def test_approvals_of_before_count_no_more_once_a_body_assesses(fran, ben, alice):
    body, badge = scene.organisation(ben), scene.a_badge(by=scene.staffed(fran))
    scene.wanted(badge, alice)
    award = scene.approved(badge, alice, fran)
    asked = scene.assessed(badge, body, fran, ben)
    assert not earning.progress(alice, badge).is_met
    with pytest.raises(NotAllowed):
        pursuing.approve(achievement=badge, person=alice, by=fran, reason=scene.WHY)

    pursuing.approve(achievement=badge, person=alice, by=ben, reason=scene.WHY)
    assert earning.progress(alice, badge).is_met
    bodies.end(assessment=asked, by=ben)
    deliver_all()

    assert earning.progress(alice, badge).is_met  # without a body every approval counts again
    assert award == Award.objects.get()


# --- co-signing ----------------------------------------------------------------------------------
def test_the_badge_names_the_body_and_carries_its_signature(fran, ben, alice, public, reachable):
    body, credential = scene.cosigned_badge(fran, ben, alice)
    found = json.loads(credential.document)
    (inside,) = found["endorsement"]
    signed = SignedEndorsement.objects.get()

    assert schema.find_errors(found) == []
    assert schema.find_errors(inside, endorsement=True) == []
    assert found["credentialSubject"]["source"]["id"] == keys.did_web(body)
    assert found["issuer"]["id"] == keys.did_web(site_issuer())
    assert inside["issuer"]["id"] == keys.did_web(body)
    assert inside["proof"][0]["verificationMethod"].startswith(keys.did_web(body))
    assert inside["credentialSubject"]["id"] == found["credentialSubject"]["achievement"]["id"]
    assert inside == json.loads(signed.document)
    assert signed.status_place.status_list.issuer_did == keys.did_web(body)
    assert scene.WHY not in signed.document
    assert verifying.check(signed.document).verdict == "valid"
    assert verifying.check(credential.document).verdict == "valid"


def test_it_checks_alone_and_inside_without_a_public_name_too(fran, ben, alice):
    body, credential = scene.cosigned_badge(fran, ben, alice)
    found = json.loads(credential.document)

    assert found["credentialSubject"]["source"]["name"] == body.name
    assert verifying.check(json.dumps(found["endorsement"][0])).verdict == "valid"
    checked = verifying.check(credential.document)
    assert checked.verdict == "valid"
    changed = credential.document.replace("Harbour schools", "Harbour pirates")
    assert verifying.check(changed).verdict == "invalid"


@pytest.mark.long
def test_where_there_is_a_work_it_is_about_the_work(person, fran, alice, charlie):
    body = scene.organisation(charlie)
    world = earning.reviewed_work(person, alice, fran)
    scene.assessed(world.achievement, body, fran, charlie)
    credential = earning.claimed(world.award)
    found = json.loads(credential.document)
    signed = json.loads(attesting.queries.signed_about(Cosignature.objects.get().uuid).document)

    assert signed["credentialSubject"]["id"] in {item["id"] for item in found["evidence"]}
    assert signed["credentialSubject"]["id"] != found["id"]
    assert signed in found["endorsement"]
    assert len(found["endorsement"]) == 2  # and who vouched for the work
    assert verifying.check(credential.document).verdict == "valid"


def test_a_body_that_was_only_asked_signs_nothing(fran, ben, alice):
    body, badge = scene.organisation(ben), scene.a_badge(by=scene.staffed(fran))
    bodies.ask(achievement=badge, body=body, by=fran)
    scene.wanted(badge, alice)
    found = json.loads(earning.claimed(scene.approved(badge, alice, fran)).document)

    assert "endorsement" not in found
    assert "source" not in found["credentialSubject"]
    assert not Cosignature.objects.exists()


def test_the_signer_looks_again_and_refuses_what_is_not_borne_out(fran, ben, alice):
    body, badge = scene.organisation(ben), scene.a_badge(by=scene.staffed(fran))
    scene.wanted(badge, alice)
    award = scene.approved(badge, alice, fran)  # before there was a body
    asked = scene.assessed(badge, body, fran, ben)
    forged = Cosignature.objects.create(assessment=asked, award=award)
    place = status.take_place(keys.current_key(body))

    others = status.take_place(keys.current_key(site_issuer()))

    def refused(at=place) -> str:
        with pytest.raises(Conflict) as fault:
            signing.sign_statement(
                forged.uuid, credential_uuid=ids.new_uuid(), place=at, now=clock.now()
            )
        return fault.value.code

    assert refused() == "not-standing"  # nobody has claimed it
    Award.objects.update(state="claimed")
    assert refused() == "not-assessed"  # none of its people approved
    pursuing.approve(achievement=badge, person=alice, by=ben, reason=scene.WHY)
    Assessment.objects.update(state="ended")
    assert refused() == "not-assessed"  # it has ended its part
    Assessment.objects.update(state="accepted")
    assert refused(others) == "place"  # and it signs in its own name alone


def test_ended_new_badges_do_not_carry_it_and_old_ones_stand(fran, ben, alice, charlie):
    _body, credential = scene.cosigned_badge(fran, ben, alice)
    badge = credential.award.achievement
    bodies.end(assessment=Assessment.objects.get(), by=ben)
    scene.wanted(badge, charlie)
    later = earning.claimed(scene.approved(badge, charlie, fran))

    assert "endorsement" not in json.loads(later.document)
    assert verifying.check(credential.document).verdict == "valid"
    assert Cosignature.objects.get().revoked_at is None


def test_a_body_revokes_its_signature_also_after_its_end(
    fran, ben, alice, charlie, public, reachable
):
    _body, credential = scene.cosigned_badge(fran, ben, alice)
    signed, made = SignedEndorsement.objects.get(), Cosignature.objects.get()
    bodies.end(assessment=Assessment.objects.get(), by=ben)

    for by in (fran, alice, charlie):
        with pytest.raises(NotAllowed):
            cosigning.revoke(cosignature=made, reason="Not ours.", by=by)
    with pytest.raises(Invalid):
        cosigning.revoke(cosignature=made, reason=" ", by=ben)
    cosigning.revoke(cosignature=made, reason="The work was not theirs.", by=ben)
    cosigning.revoke(cosignature=made, reason="Again.", by=ben)

    place = signed.status_place
    listed = json.loads(status.published(place.status_list, clock.now()))
    bits = decode(listed["credentialSubject"]["encodedList"])
    assert is_set(bits, place.index)
    assert verifying.check(signed.document).verdict == "revoked"
    after = verifying.check(credential.document)
    assert after.verdict == "valid"  # the badge itself stands
    assert any("was withdrawn on" in item.sentence for item in after.findings)
    assert Cosignature.objects.get().revocation_reason == "The work was not theirs."


def test_what_is_signed_about_somebody_sheltered_is_served_to_nobody(fran, ben, alice, client):
    scene.cosigned_badge(fran, ben, alice)
    address = f"/endorsements/signed/{Cosignature.objects.get().uuid}/"
    before = client.get(address).status_code

    alice.is_under_age = True
    alice.save(update_fields=["is_under_age"])

    assert (before, client.get(address).status_code) == (200, 404)


def test_a_body_whose_keys_are_new_signs_with_them_and_old_signatures_hold(
    fran, ben, alice, public
):
    body, credential = scene.cosigned_badge(fran, ben, alice)
    keys.rotate(body, now=clock.now())

    signed = SignedEndorsement.objects.get()
    assert verifying.check(signed.document).verdict == "valid"
    assert verifying.check(credential.document).verdict == "valid"
    assert signed.key.retired_at is not None


def test_an_assessor_who_left_no_longer_speaks_and_what_they_approved_counts(
    fran, ben, alice, charlie
):
    body, badge = scene.organisation(ben), scene.a_badge(by=scene.staffed(fran))
    scene.assessed(badge, body, fran, ben)
    scene.seated(body, ben, charlie, "assessor")
    scene.wanted(badge, alice)
    award = scene.approved(badge, alice, charlie)
    roles.leave(issuer=body, by=charlie)

    assert not rules.may_assess(charlie, badge)
    assert len(json.loads(earning.claimed(award).document)["endorsement"]) == 1
