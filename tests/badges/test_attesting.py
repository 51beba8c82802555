# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What people vouch for is signed, checked alone and inside badges, and can be taken back."""

import json
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from badges import attesting, backing, keys, opening, signing, status, things, verifying
from badges.models import SignedEndorsement
from badges.openbadges import schema
from badges.openbadges.statuslist import decode, is_set
from badges.services import site_issuer
from endorsements import asking
from endorsements import services as endorsements
from endorsements.models import Endorsement
from peerreview.accounts.models import User
from peerreview.accounts.services import erase_person
from peerreview.kernel import clock
from peerreview.kernel.errors import Closed, Conflict, DomainError, NotAllowed
from peerreview.outbox.services import deliver_all
from tests import worlds
from tests.badges import earning

pytestmark = pytest.mark.django_db
WORDS = "We have looked at it closely and count it for our teachers."


@pytest.fixture
def public(monkeypatch: pytest.MonkeyPatch) -> None:
    """A site with a public name."""
    monkeypatch.setattr(settings, "SITE_IS_PUBLIC", True)
    monkeypatch.setattr(settings, "SITE_URL", "https://badges.example.org")


def signed_for(alice: User, ben: User, fran: User) -> SignedEndorsement:
    """Ben's word for Alice, accepted and signed by the worker."""
    worlds.a_cohort(fran, [alice, ben])
    given = earning.vouch(ben, alice)
    deliver_all()
    return SignedEndorsement.objects.get(about=given.uuid)


def document(signed: SignedEndorsement) -> dict[str, Any]:
    return json.loads(signed.document)


def test_what_is_accepted_is_signed_and_says_all(alice: User, ben: User, fran: User) -> None:
    found = document(signed_for(alice, ben, fran))

    assert schema.find_errors(found, endorsement=True) == []
    assert found["type"] == ["VerifiableCredential", "EndorsementCredential"]
    assert found["issuer"]["name"] == settings.SITE_NAME
    assert found["credentialSubject"]["endorsementComment"] == earning.REASON
    assert [item["genre"] for item in found["evidence"]] == ["relation"]
    assert found["evidence"][0]["description"] == "in the same cohort"
    assert "Ben" not in json.dumps(found)  # his profile is not public
    assert verifying.check(json.dumps(found)).verdict == "valid"


def test_who_is_public_is_named(alice: User, ben: User, fran: User) -> None:
    User.objects.filter(pk=ben.pk).update(is_public=True)

    assert "Ben" in document(signed_for(alice, ben, fran))["description"]


def test_nothing_is_signed_before_it_is_accepted(alice: User, ben: User, fran: User) -> None:
    worlds.a_cohort(fran, [alice, ben])
    endorsements.endorse(
        endorser=ben,
        recipient=alice,
        skill=endorsements.add_skill(name="Listening"),
        reason=earning.REASON,
    )
    deliver_all()

    assert not SignedEndorsement.objects.exists()


def test_its_page_and_file_are_for_anyone_and_check(
    alice: User, ben: User, fran: User, client: Client
) -> None:
    signed = signed_for(alice, ben, fran)

    page = client.get(reverse("endorsement-credential", args=[signed.about]))
    file = client.get(reverse("endorsement-credential-json", args=[signed.uuid]))
    checked = client.post("/verify/", {"credential_id": file.content.decode()})

    assert page.status_code == 200
    assert "genuine, and it stands" in page.content.decode()
    assert file["Content-Type"] == "application/vc+ld+json"
    assert checked.context["result"].verdict == "valid"
    assert checked.context["result"].is_ours


def test_one_changed_character_is_seen(alice: User, ben: User, fran: User) -> None:
    changed = signed_for(alice, ben, fran).document.replace("in the same cohort", "a facilitator")

    assert verifying.check(changed).verdict == "invalid"


def test_withdrawn_is_revoked_here_and_inside_badges(
    alice: User, ben: User, fran: User, client: Client
) -> None:
    award = earning.an_offer(alice, ben, fran)
    credential = earning.claimed(award)
    given = Endorsement.objects.get()
    inside = json.loads(credential.document)["endorsement"]
    before = verifying.check(credential.document)

    endorsements.withdraw(endorsement=given, by=ben)
    deliver_all()

    signed = SignedEndorsement.objects.get()
    after = verifying.check(credential.document)
    assert inside == [document(signed)]
    assert verifying.check(signed.document).verdict == "revoked"
    assert before.verdict == after.verdict == "valid"  # the badge itself stands
    assert any("was withdrawn on" in item.sentence for item in after.findings)
    assert not any("was withdrawn on" in item.sentence for item in before.findings)
    page = client.get(reverse("endorsement-credential", args=[signed.uuid])).content.decode()
    assert "no longer stands" in page
    by_id = client.post("/verify/", {"credential_id": str(signed.uuid)}).content.decode()
    for shown in (page, by_id):
        assert given.reason not in shown
    file = client.get(reverse("endorsement-credential-json", args=[signed.uuid]))
    assert file.status_code == 404


def test_an_endorsement_is_not_compared_with_an_address(
    alice: User, ben: User, fran: User, client: Client
) -> None:
    signed = signed_for(alice, ben, fran)
    typed = {"credential_id": signed.document, "holder": alice.email}

    checked = client.post("/verify/", typed)

    assert checked.context["result"].verdict == "valid"
    page = checked.content.decode()
    assert "belongs to nobody" in page
    assert "This endorsement is genuine." in page
    assert "What the endorsement says" in page
    assert "how many there were" not in page


def test_what_was_asked_for_is_signed_so(alice: User, ben: User, fran: User) -> None:
    worlds.a_cohort(fran, [alice, ben])
    skill = endorsements.add_skill(name="Listening")
    asked = asking.ask(asker=alice, asked=ben, skill=skill)
    given = asking.grant(request=asked, by=ben, reason=earning.REASON)
    endorsements.accept(endorsement=given, by=alice)
    deliver_all()
    found = document(SignedEndorsement.objects.get(about=given.uuid))

    assert schema.find_errors(found, endorsement=True) == []
    assert [item["genre"] for item in found["evidence"]] == ["relation", "request"]
    assert "asked for it" in found["evidence"][1]["description"]


def test_hidden_is_served_to_nobody_and_shown_again_is_the_same(
    alice: User, ben: User, fran: User, client: Client
) -> None:
    signed = signed_for(alice, ben, fran)
    given = Endorsement.objects.get()
    address = reverse("endorsement-credential-json", args=[signed.uuid])

    endorsements.hide(endorsement=given, by=alice)
    deliver_all()
    hidden = client.get(address).status_code
    endorsements.show(endorsement=given, by=alice)
    deliver_all()

    assert hidden == 404
    assert client.get(address).content.decode() == signed.document


def test_the_status_list_tells_of_what_was_withdrawn(
    public: None, alice: User, ben: User, fran: User, client: Client
) -> None:
    signed = signed_for(alice, ben, fran)
    entry = document(signed)["credentialStatus"]
    path = entry["statusListCredential"].removeprefix(settings.SITE_URL)
    before = client.get(path).json()
    stands = verifying.check(signed.document).verdict

    endorsements.withdraw(endorsement=Endorsement.objects.get(), by=ben)
    deliver_all()
    after = client.get(path).json()

    index = int(entry["statusListIndex"])
    bits = [decode(each["credentialSubject"]["encodedList"]) for each in (before, after)]
    assert [is_set(each, index) for each in bits] == [False, True]
    assert after["issuer"] == document(signed)["issuer"]["id"]
    assert (stands, verifying.check(signed.document).verdict) == ("valid", "revoked")


def test_who_leaves_takes_their_name_out_of_what_was_signed(
    alice: User, ben: User, fran: User, client: Client
) -> None:
    User.objects.filter(pk=ben.pk).update(is_public=True)
    signed = signed_for(alice, ben, fran)

    erase_person(user=ben, by=ben)

    signed.refresh_from_db()
    assert signed.revoked_at
    assert "Ben" not in signed.document
    assert client.get(reverse("endorsement-credential", args=[signed.uuid])).status_code == 404


def test_the_signer_signs_only_what_is_accepted_and_stands(
    alice: User, ben: User, fran: User
) -> None:
    signed = signed_for(alice, ben, fran)
    given = Endorsement.objects.get()
    with pytest.raises(Conflict):  # signed already
        sign_anew(signed.about)
    SignedEndorsement.objects.all().delete()
    endorsements.withdraw(endorsement=given, by=ben)

    for about in (given.uuid, uuid4()):
        with pytest.raises(Conflict):
            sign_anew(about)


def sign_anew(about: UUID) -> None:
    place = status.take_place(keys.current_key(site_issuer()))
    signing.sign_statement(about, credential_uuid=uuid4(), place=place, now=clock.now())


def test_it_is_found_by_its_address_without_the_network(
    public: None, alice: User, ben: User, fran: User
) -> None:
    signed = signed_for(alice, ben, fran)

    for typed in (
        signed.credential_id,
        f"{signed.credential_id}endorsement.json",
        str(signed.uuid),
    ):
        assert verifying.check(opening.document_by_id(typed)).verdict == "valid"


def test_signing_twice_signs_once(alice: User, ben: User, fran: User) -> None:
    signed = signed_for(alice, ben, fran)

    assert attesting.sign_endorsement(signed.about) == signed
    assert SignedEndorsement.objects.count() == 1


# ---- Words for badges, issuers, badges held ------------------------------------------------------


def test_a_district_counts_a_badge_as_hours(
    alice: User, ben: User, fran: User, charlie: User, client_of: Any
) -> None:
    award = earning.an_offer(alice, ben, fran)
    url = reverse("achievement-back", args=[award.achievement.uuid])
    sent = {"words": WORDS, "on_behalf_of": "Lincoln School District", "hours": "12"}
    User.objects.filter(pk=fran.pk).update(is_staff=True)

    client_of(charlie).post(url, sent)
    [given] = charlie.backings_given.all()
    quiet = client_of(ben).get(reverse("achievement", args=[award.achievement.uuid]))
    client_of(fran).post(reverse("backing-accept", args=[given.uuid]))
    loud = client_of(ben).get(reverse("achievement", args=[award.achievement.uuid]))
    credential = json.loads(earning.claimed(award).document)

    assert "Lincoln School District" not in quiet.content.decode()
    assert "Lincoln School District" in loud.content.decode()
    inside = {item["name"]: item for item in credential["endorsement"]}
    word = inside["Endorsement by Lincoln School District"]
    assert word["credentialSubject"]["id"] == credential["credentialSubject"]["achievement"]["id"]
    assert "Counts as 12.0 hours." in word["credentialSubject"]["endorsementComment"]
    assert verifying.check(json.dumps(credential)).verdict == "valid"

    backing.withdraw(backing=given, by=charlie)
    assert SignedEndorsement.objects.get(about=given.uuid).revoked_at


def test_a_holder_decides_who_reads_a_word_for_their_badge(
    alice: User, ben: User, fran: User, charlie: User
) -> None:
    credential = earning.claimed(earning.an_offer(alice, ben, fran))
    thing = things.credential_thing(credential)
    given = backing.back(thing=thing, by=charlie, words=WORDS)
    again = backing.back(thing=thing, by=charlie, words=WORDS)

    assert given == again
    for person in (charlie, ben, fran):
        with pytest.raises(NotAllowed):
            backing.accept(backing=given, by=person)
    with pytest.raises(NotAllowed):
        backing.back(thing=thing, by=alice, words=WORDS)
    backing.accept(backing=given, by=alice)
    assert SignedEndorsement.objects.filter(about=given.uuid).exists()


def test_three_a_day_and_words_that_say_something(fran: User, charlie: User) -> None:
    several = [
        things.achievement_thing(earning.an_achievement(name=f"Badge {number}"))
        for number in range(4)
    ]
    for thing in several[:3]:
        backing.back(thing=thing, by=charlie, words=WORDS)

    with pytest.raises(Closed):
        backing.back(thing=several[3], by=charlie, words=WORDS)
    with pytest.raises(DomainError):
        backing.back(thing=several[3], by=fran, words="Good.")
