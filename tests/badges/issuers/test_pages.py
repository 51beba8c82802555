# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Pages of issuers, through the browser's eyes and with no script."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from badges import assessing, founding, pursuing
from badges.issuers import queries
from badges.issuers import services as roles
from badges.issuers.models import Assessment, Cosignature
from badges.life_models import Refusal
from badges.models import Achievement, Issuer
from badges.rule_models import Approval
from badges.sources import reviews
from peerreview.accounts.models import User
from tests import worlds
from tests.badges import earning
from tests.badges.issuers import scene
from tests.badges.issuers.test_founding import png
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db


def text(response) -> str:
    return response.content.decode()


def statements(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


# --- founding and changing -----------------------------------------------------------------------
def test_a_facilitator_founds_an_organisation_and_changes_its_profile(fran, client_of):
    worlds.a_cohort(fran)
    browser = client_of(fran)
    sent = {"place": "organisation", "name": "Harbour schools", "website": "https://harbour.org"}
    logo = SimpleUploadedFile("logo.png", png(40), "image/png")

    made = browser.post("/issuers/new/", {**sent, "logo": logo})
    page = text(browser.get("/issuers/harbour-schools/"))
    changed = browser.post(
        "/issuers/harbour-schools/edit/", {"name": "Harbour schools", "remove_logo": "on"}
    )

    assert made["Location"] == changed["Location"] == "/issuers/harbour-schools/"
    assert "logo.webp" in page
    assert "https://harbour.org" in page
    assert "What nobody here has checked" in page
    assert Issuer.objects.get(slug="harbour-schools").website == ""
    assert not Issuer.objects.get(slug="harbour-schools").logo


def test_what_was_typed_is_kept_when_something_is_wrong(fran, client_of):
    scene.organisation(fran)
    sent = {"place": "organisation", "name": "Harb0ur schools", "description": "Eleven of them."}

    answer = client_of(fran).post("/issuers/new/", sent)

    assert answer.status_code == 422
    assert "looks the same: “Harbour schools”" in text(answer)
    assert "Eleven of them." in text(answer)


def test_strangers_places_and_files_are_refused(fran, alice, client_of):
    cohort = worlds.a_cohort(fran, [alice])
    browser = client_of(fran)

    for place in ("site", f"group:{cohort.uuid}", "cohort:nonsense", ""):
        answer = browser.post("/issuers/new/", {"place": place, "name": "Mine"})
        assert answer.status_code == 422
    bad = SimpleUploadedFile("logo.svg", b"<svg onload='x'/>", "image/svg+xml")
    answer = browser.post("/issuers/new/", {"place": "organisation", "name": "Mine", "logo": bad})
    assert answer.status_code == 422
    assert "This picture cannot be read" in text(answer)
    assert not Issuer.objects.filter(name="Mine").exists()


# --- people --------------------------------------------------------------------------------------
def test_invited_by_link_somebody_without_an_account_has_the_role_after_signing_in(
    fran, person, client
):
    issuer = scene.organisation(fran)
    asked = roles.invite(issuer=issuer, role="assessor", by=fran)
    address = reverse("issuer-invitation", args=[roles.token_of(asked)])
    dora = person("Dora")

    shown = text(client.get(address))
    sent_on = client.post(address, {"with": "account"})
    client.post(sent_on["Location"], {"login": dora.email, "password": PASSWORD})

    assert "Fran asks you to be" in shown
    assert "Create an account and take it" in shown
    assert sent_on["Location"].startswith("/accounts/login/?next=")
    assert queries.roles_of(dora.pk, issuer) == {"assessor"}


def test_the_owner_invites_ends_roles_and_hands_over_on_one_page(fran, ben, client_of):
    issuer = scene.organisation(fran)
    browser, address = client_of(fran), f"/issuers/{issuer.slug}/people/"

    browser.post(address, {"act": "invite", "role": "awarder"})
    link = roles.token_of(queries.invitation(issuer.invitations.get().uuid))
    listed = text(browser.get(address))
    client_of(ben).post(reverse("issuer-invitation", args=[link]))
    seat = issuer.seats.get(person=ben)
    wrong = browser.post(address, {"act": "invite", "role": "awarder", "email": "x"})
    browser.post(address, {"act": "hand-over", "person": str(ben.uuid)})

    assert link in listed
    assert wrong.status_code == 422
    assert queries.owner_ids(issuer) == [ben.pk]
    client_of(ben).post(address, {"act": "end", "seat": str(seat.uuid)})
    assert queries.roles_of(ben.pk, issuer) == {"owner"}
    answer = client_of(ben).post(address, {"act": "leave"}, follow=True)
    assert "would have no owner" in text(answer)


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"act": "end", "seat": "nonsense"},
        {"act": "take-back", "invitation": "1"},
        {"act": "hand-over"},
        {"act": "explode"},
    ],
)
def test_nonsense_on_the_people_page_says_so(sent, fran, client_of):
    issuer = scene.organisation(fran)

    answer = client_of(fran).post(f"/issuers/{issuer.slug}/people/", sent, follow=True)

    assert answer.status_code == 200
    assert queries.owner_ids(issuer) == [fran.pk]


# --- keys ----------------------------------------------------------------------------------------
def test_new_keys_need_a_tick_and_old_ones_stay_listed(fran, client_of, client):
    issuer = scene.organisation(fran)
    address, old = f"/issuers/{issuer.slug}/keys/", issuer.keys.get().public_multibase
    browser = client_of(fran)

    unsure = text(browser.post(address, {"newest": "1"}, follow=True))
    browser.post(address, {"newest": "1", "sure": "yes"})
    stale = text(browser.post(address, {"newest": "1", "sure": "yes"}, follow=True))
    refused = client.post(address, {"newest": "3", "sure": "yes"})
    page = text(client.get(address))

    assert "Tick the box first" in unsure
    assert "renewed meanwhile" in stale
    assert refused.status_code == 403
    assert issuer.keys.count() == 3
    assert page.count(old) >= 3  # in the list, and in the log when it was published and retired


# --- designing -----------------------------------------------------------------------------------
def test_a_designer_who_facilitates_nothing_opens_a_badge_of_their_issuer(fran, ben, client_of):
    issuer = scene.organisation(fran)
    scene.seated(issuer, fran, ben, "designer")
    sent = {
        "name": "Vouched for",
        "description": "Somebody vouches.",
        "endorsers": 1,
        "shape": "round",
        "colour": "brass",
        "icon": "award",
    }

    client_of(ben).post("/badges/new/", sent)
    chosen = client_of(fran).post("/badges/new/", {**sent, "name": "B", "issuer": issuer.slug})

    made = Achievement.objects.get(name="Vouched for")
    assert made.issuer == issuer
    assert f"/issuers/{issuer.slug}/" in text(client_of(ben).get(f"/badges/{made.uuid}/"))
    # Who designs for one issuer alone is asked nothing; another cannot be named.
    assert chosen.status_code == 302


# --- assessing -----------------------------------------------------------------------------------
def test_a_badge_gets_an_assessor_by_the_pages_alone(fran, ben, alice, client_of):
    body, badge = scene.organisation(ben), scene.a_badge(by=scene.staffed(fran))
    scene.wanted(badge, alice)
    designer, speaker = client_of(fran), client_of(ben)
    asking, answering = f"/badges/{badge.uuid}/assessor/", f"/issuers/{body.slug}/assessing/"

    designer.post(asking, {"body": body.slug})
    question = Assessment.objects.get()
    speaker.post(answering, {"act": "accept", "assessment": str(question.uuid)})
    item = text(speaker.get(answering))
    progress = str(alice.badge_progress.get().pk)
    short = speaker.post(answering, {"act": "approve", "progress": progress, "reason": "Good"})
    speaker.post(answering, {"act": "approve", "progress": progress, "reason": scene.WHY})

    assert "Stays with others" in item
    assert short.status_code == 422
    assert 'value="Good"' in text(short)
    assert Approval.objects.get().on_behalf_of == body
    assert f"/issuers/{body.slug}/" in text(client_of(alice).get(f"/badges/{badge.uuid}/"))
    offer = text(client_of(alice).get(f"/awards/{alice.awards.get().uuid}/claim/"))
    assert "assessed by Harbour schools" in offer
    credential = earning.claimed(alice.awards.get())
    page = text(client_of(alice).get(f"/credentials/{credential.uuid}/"))
    assert "its own signature" in page
    signature = str(Cosignature.objects.get().uuid)
    speaker.post(answering, {"act": "revoke", "signature": signature, "reason": "Not theirs."})
    page = text(client_of(alice).get(f"/credentials/{credential.uuid}/"))
    assert "taken its signature back" in page
    speaker.post(answering, {"act": "end", "assessment": str(question.uuid)})
    assert queries.standing_assessment(badge) is None


def blind_scene(person, fran, alice, charlie):
    """Alice's blind work asks for the approval of Charlie's body."""
    body = scene.organisation(charlie)
    activity = worlds.a_cohort_activity(fran, [alice])
    badge = scene.a_badge(by=fran, activity_uuid=activity.uuid, tree=BLIND)
    scene.assessed(badge, body, fran, charlie)
    submission = worlds.a_text_submission(activity, alice)
    pursuing.request(achievement=badge, by=alice)
    return body, submission


BLIND = {"all": [{"reviewers": {"independent": 1}}, {"facilitator": {"approve": 1}}]}


def test_assessors_read_a_blind_work_and_do_not_learn_whose_it_is(
    person, fran, alice, ben, charlie, client_of
):
    body, submission = blind_scene(person, fran, alice, charlie)
    work = f"/issuers/{body.slug}/assessing/{submission.version.uuid}/"
    outsider = client_of(ben).get(work).status_code
    others = scene.organisation(ben, "Hill schools")
    elsewhere = work.replace(body.slug, others.slug)

    page = text(client_of(charlie).get(f"/issuers/{body.slug}/assessing/"))
    read = client_of(charlie).get(work)

    assert outsider == 403
    assert client_of(ben).get(elsewhere).status_code == 404
    assert submission.version.title in page
    assert "You do not learn whose it is" in page
    assert read.status_code == 200
    assert f"What “{Achievement.objects.get().name}” asks" in text(read)
    [criterion, *_more] = reviews.activity_fact(submission.activity.uuid).criteria
    assert f"<h3>{criterion.title}</h3>" in text(read)
    for shown in (page, text(read)):
        assert alice.display_name not in shown
        assert str(alice.uuid) not in shown
        assert alice.email not in shown
    bodies_end = Assessment.objects.get()
    from_now = client_of(charlie)
    from_now.post(
        f"/issuers/{body.slug}/assessing/", {"act": "end", "assessment": str(bodies_end.uuid)}
    )
    assert from_now.get(work).status_code == 404


def test_an_assessor_says_what_is_missing_or_refuses_without_either_learning_who_it_is(
    person, fran, alice, charlie, client_of
):
    body, _submission = blind_scene(person, fran, alice, charlie)
    badge, page = Achievement.objects.get(), f"/issuers/{body.slug}/assessing/"
    said = {"progress": str(alice.badge_progress.get().pk), "reason": "The sources are missing."}
    speaker, learner = client_of(charlie), client_of(alice)

    short = speaker.post(page, {**said, "act": "not-yet", "reason": "No."})
    speaker.post(page, {**said, "act": "not-yet"})
    missing = text(learner.get(f"/badges/{badge.uuid}/"))
    assert "in 10 to 500 characters what is still missing" in text(short)
    assert "The sources are missing." in missing
    assert body.name in missing
    assert charlie.display_name not in missing
    assert "You said what is missing" in text(speaker.get(page))
    speaker.post(page, {**said, "act": "refuse", "reason": "It is a copy."})
    assert "It is a copy." in text(learner.get(f"/badges/refusals/{Refusal.objects.get().uuid}/"))
    listed = text(speaker.get(page))
    assert "You refused it" in listed
    assert alice.display_name not in listed
    speaker.post(page, {**said, "act": "take-back"})
    assert Refusal.objects.get().ended_at
    assert "You refused it" not in text(speaker.get(page))


def test_no_work_is_read_outside_of_who_did_not_ask_for_the_badge(
    person, fran, alice, charlie, client_of
):
    body, submission = blind_scene(person, fran, alice, charlie)
    pursuing.drop(achievement=Achievement.objects.get(), by=alice)
    assessing.consider(person_id=alice.pk, achievement=Achievement.objects.get())

    page = f"/issuers/{body.slug}/assessing/"
    assert submission.version.title not in text(client_of(charlie).get(page))
    assert client_of(charlie).get(f"{page}{submission.version.uuid}/").status_code == 404


def test_the_page_with_names_is_closed_while_a_body_assesses(
    person, fran, alice, charlie, client_of
):
    blind_scene(person, fran, alice, charlie)
    badge = Achievement.objects.get()

    for who in (fran, charlie):
        assert client_of(who).get(f"/badges/{badge.uuid}/people/").status_code == 403


def test_people_under_age_are_not_named_to_a_body(fran, ben, alice, client_of):
    body, badge = scene.organisation(ben), scene.a_badge(by=scene.staffed(fran))
    scene.assessed(badge, body, fran, ben)
    scene.wanted(badge, alice)
    address = f"/issuers/{body.slug}/assessing/"
    before = text(client_of(ben).get(address))
    User.objects.filter(pk=alice.pk).update(is_under_age=True)

    assert alice.display_name in before
    assert alice.display_name not in text(client_of(ben).get(address))


# --- lists ---------------------------------------------------------------------------------------
@pytest.mark.long
def test_no_list_asks_more_for_more_rows(fran, ben, person, client_of):
    body = scene.organisation(ben)
    issuer = scene.organisation(fran, "Hill schools")
    badge = scene.a_badge(issuer, by=fran)
    scene.assessed(badge, body, fran, ben)
    lists = {
        "/issuers/": ben,
        f"/issuers/{issuer.slug}/": fran,
        f"/issuers/{issuer.slug}/people/": fran,
        f"/issuers/{issuer.slug}/keys/": fran,
        f"/issuers/{body.slug}/assessing/": ben,
        f"/badges/{badge.uuid}/assessor/": fran,
    }

    def grow(start: int, end: int) -> dict[str, int]:
        for number in range(start, end):
            who = person(f"P{number}")
            scene.seated(issuer, fran, who, "assessor")
            roles.invite(issuer=issuer, role="awarder", by=fran)
            scene.wanted(badge, who, person(f"Q{number}"))
            earning.claimed(scene.approved(badge, who, ben))
            more = scene.a_badge(issuer, name=f"Badge {number}", by=fran)
            scene.assessed(more, body, fran, ben)
            founding.found(
                kind="organisation", profile={"name": f"School no {number}0"}, by=scene.staffed(who)
            )
            founding.rotate(issuer=issuer, newest=issuer.keys.count(), by=fran)
        return {address: statements(client_of(who), address) for address, who in lists.items()}

    few, many = grow(0, 2), grow(2, 5)

    assert {
        address: (few[address], many[address]) for address in lists if many[address] > few[address]
    } == {}
