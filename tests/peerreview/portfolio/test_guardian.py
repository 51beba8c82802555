# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Under age nothing is public without a guardian's consent, and all closes at once when it ends."""

import re

import pytest
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from badges.models import SignedEndorsement
from peerreview.accounts import services as accounts
from peerreview.cohorts.services import hold_minors, join_with_code
from peerreview.kernel.errors import Conflict, Invalid
from peerreview.outbox.services import deliver_all
from peerreview.portfolio import guarding
from peerreview.portfolio.models import Consent
from tests import worlds
from tests.peerreview import reviewing
from tests.peerreview.portfolio.scene import SLUG


def public_doors(scene) -> list[str]:
    """Every public address at which there is something of Alice."""
    credential = [scene.credential.uuid]
    _link, token = scene.link("committee")
    signed = SignedEndorsement.objects.filter(about=scene.voice.uuid)
    return [
        reverse("public-page", args=[SLUG]),
        reverse("public-employer", args=[SLUG]),
        reverse("public-embed", args=[SLUG]),
        reverse("public-card", args=[SLUG]),
        reverse("public-jsonld", args=[SLUG]),
        reverse("public-work", args=[SLUG, 1]),
        reverse("shared", args=[token]),
        reverse("shared-card", args=[token]),
        reverse("shared-paper", args=[token]),
        reverse("shared-work", args=[token, 1]),
        reverse("person", args=[scene.alice.uuid]),
        reverse("person-endorsements", args=[scene.alice.uuid]),
        reverse("credential", args=credential),
        reverse("credential-json", args=credential),
        reverse("credential-png", args=credential),
        reverse("credential-svg", args=credential),
        reverse("ob2-assertion", args=credential),
        reverse("ob2-assertion-png", args=credential),
        *(reverse("endorsement-credential", args=[each.about]) for each in signed),
    ]


def statuses(doors: list[str]) -> set[int]:
    return {Client().get(door).status_code for door in doors}


def open_all(scene) -> list[str]:
    scene.choose()
    scene.open()
    type(scene.alice).objects.filter(pk=scene.alice.pk).update(is_public=True)
    return public_doors(scene)


def ask(scene, email: str = "guardian@example.net") -> Consent:
    scene.alice.refresh_from_db()
    return guarding.ask_guardian(person=scene.alice, guardian_name="Gwen", guardian_email=email)


def answer(consent: Consent, said: str):
    return Client().post(reverse("guardian", args=[guarding.token_of(consent)]), {"answer": said})


@pytest.mark.long
def test_all_doors_close_with_age_open_with_consent_and_close_when_it_ends(scene):
    doors = open_all(scene)
    assert statuses(doors) == {200}

    accounts.shelter(user=scene.alice)
    assert statuses(doors) == {404}

    consent = ask(scene)
    assert statuses(doors) == {404}
    answer(consent, "yes")
    assert statuses(doors) == {200}

    answer(consent, "no")
    assert statuses(doors) == {404}
    answer(consent, "yes")
    assert statuses(doors) == {404}


def test_the_guardian_is_asked_by_letter_and_answers_without_an_account(scene):
    accounts.shelter(user=scene.alice)
    consent = ask(scene)
    deliver_all()

    (letter,) = [each for each in mail.outbox if each.to == ["guardian@example.net"]]
    path = re.search(r"/guardian/\w+/", letter.body)[0]
    page = Client().get(path)
    assert "May Alice show their work?" in page.content.decode()
    assert page["X-Robots-Tag"].startswith("noindex")
    Client().post(path, {"answer": "yes"})
    consent.refresh_from_db()
    assert consent.stands
    assert Client().get("/guardian/nothing/").status_code == 404
    deliver_all()
    assert len([each for each in mail.outbox if each.to == ["guardian@example.net"]]) == 1


def test_asking_anew_ends_what_was_agreed(scene):
    accounts.shelter(user=scene.alice)
    first = ask(scene)
    answer(first, "yes")
    ask(scene, "other@example.net")

    scene.alice.refresh_from_db()
    assert scene.alice.is_sheltered
    assert Client().get(reverse("guardian", args=[guarding.token_of(first)])).status_code == 200
    assert answer(first, "yes").status_code == 409


def test_whom_one_may_ask(scene):
    with pytest.raises(Conflict):
        ask(scene)
    accounts.shelter(user=scene.alice)
    for wrong in ("alice@example.org", "ALICE@example.org", "nobody", ""):
        with pytest.raises(Invalid):
            ask(scene, wrong)
    for number in range(guarding.LETTERS_A_DAY):
        ask(scene, f"g{number}@example.net")
    with pytest.raises(Conflict):
        ask(scene, "more@example.net")


def test_without_consent_no_page_opens_and_no_link_is_made(scene):
    accounts.shelter(user=scene.alice)
    scene.alice.refresh_from_db()

    with pytest.raises(Conflict):
        scene.open()
    with pytest.raises(Conflict):
        scene.link()


def test_a_cohort_of_minors_shelters_its_learners_and_who_joins(scene):
    fran, gina = reviewing.learner("Frances"), reviewing.learner("Gina")
    cohort = worlds.a_cohort(fran, [scene.ben])
    hold_minors(cohort=cohort, holds_minors=True, by=fran)
    join_with_code(code=cohort.join_code, by=gina)

    for person, is_under_age in ((scene.ben, True), (gina, True), (fran, False)):
        person.refresh_from_db()
        assert person.is_under_age is is_under_age
    hold_minors(cohort=cohort, holds_minors=False, by=fran)
    gina.refresh_from_db()
    assert gina.is_under_age


def test_nobody_comes_of_age_by_a_page(scene, client_of):
    client = client_of(scene.alice)
    client.post(reverse("portfolio-under-age"))
    client.post(reverse("portfolio-under-age"))

    scene.alice.refresh_from_db()
    assert scene.alice.is_under_age
    page = client.post(reverse("portfolio-guardian"), {"guardian_name": "", "guardian_email": "x"})
    assert page.status_code == 422
    call_command("come_of_age", scene.alice.email)
    scene.alice.refresh_from_db()
    assert not scene.alice.is_sheltered
