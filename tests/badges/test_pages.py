# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Every address of badges: what it shows, to whom, and what it refuses."""

import json
import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape

from badges import issuing, queries
from badges.models import Achievement, Award, Credential
from badges.openbadges import baking
from endorsements import services as endorsements
from peerreview.accounts.models import User
from peerreview.outbox.services import deliver_all
from peerreview.rubrics import library
from tests import worlds
from tests.badges import earning
from tests.house.inline import faults

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


@pytest.fixture
def award(alice: User, ben: User, fran: User) -> Award:
    """Alice can claim a badge that Fran designed."""
    found = earning.an_offer(alice, ben, fran)
    Achievement.objects.filter(pk=found.achievement_id).update(created_by=fran)
    return queries.awards_of(alice.pk).get()


@pytest.fixture
def credential(award: Award) -> Credential:
    """The same, claimed."""
    return earning.claimed(award, printed_name="Alice A.")


def addresses(credential: Credential) -> dict[str, str]:
    names = ("credential", "credential-json", "credential-png")
    return {name: reverse(name, args=[credential.uuid]) for name in names}


@pytest.mark.long
def test_pages_keep_to_the_content_policy(
    client: Client, client_of: SignIn, alice: User, fran: User, award: Award
) -> None:
    pages = [
        (client, "/badges/"),
        (client_of(alice), "/badges/"),
        (client, f"/badges/{award.achievement.uuid}/"),
        (client_of(alice), f"/badges/{award.achievement.uuid}/"),
        (client_of(alice), f"/awards/{award.uuid}/claim/"),
        (client, "/verify/"),
        (client, "/verify/?id=nonsense"),
        (client_of(alice), "/"),
    ]
    worlds.a_cohort_activity(fran)
    assert_sound([*pages, (client_of(fran), "/badges/new/")])
    credential = earning.claimed(award)
    shown = [(browser, f"/credentials/{credential.uuid}/") for browser, _path in pages[:2]]
    shown += [(client_of(fran), f"/credentials/{credential.uuid}/")]
    assert_sound([*shown, (client, f"/verify/?id={credential.uuid}")])


def assert_sound(pages: list[tuple[Client, str]]) -> None:
    for browser, path in pages:
        answer = browser.get(path)
        assert (path, answer.status_code) == (path, 200)
        assert faults(answer.content.decode()) == []


def test_the_catalogue_puts_what_can_be_claimed_first(
    client_of: SignIn, alice: User, ben: User, award: Award
) -> None:
    far = earning.an_achievement(
        "Far away", tree={"all": [{"endorsements": {"people": 5, "skill": earning.SKILL}}]}
    )
    deliver_all()

    page = client_of(alice).get("/badges/")

    assert [item.pk for item in page.context["offered"]] == [award.pk]
    assert [item.achievement for item, _said in page.context["on_the_way"]] == [far]
    assert "1 of 5 people vouch for your skill" in page.content.decode()
    assert "%" not in page.context["on_the_way"][0][0].lines[0].sentence


def test_an_offer_whose_evidence_has_gone_is_on_the_way_again(
    client_of: SignIn, alice: User, ben: User, award: Award
) -> None:
    browser = client_of(alice)
    endorsements.withdraw(endorsement=ben.endorsements_given.get(), by=ben)
    claim = browser.post(
        f"/awards/{award.uuid}/claim/", {"printed_name": "Alice the typed", "step": "sign"}
    )
    deliver_all()
    page = browser.get("/badges/")

    assert claim.status_code == 200
    assert "no longer suffices" in claim.content.decode()
    assert "Alice the typed" in claim.content.decode()
    assert list(page.context["offered"]) == []
    assert [item.achievement for item, _said in page.context["on_the_way"]] == [award.achievement]


def test_the_claim_shows_what_will_be_signed_and_signs_by_wish(
    client_of: SignIn, alice: User, award: Award
) -> None:
    browser, path = client_of(alice), f"/awards/{award.uuid}/claim/"
    shown = browser.get(path).content.decode()
    preview = browser.post(path, {"printed_name": "Alice  A.", "is_public": "on"})
    assert "Held by Alice A." in preview.content.decode()
    changed = browser.post(path, {"printed_name": "Alice A.", "step": "change"})
    assert changed.context["form"]["printed_name"].value() == "Alice A."
    assert Credential.objects.count() == 0
    answer = browser.post(path, {"printed_name": "Alice A.", "is_public": "on", "step": "sign"})
    again = browser.post(path, {"printed_name": "Other", "is_public": "on"})
    credential = Credential.objects.get()

    assert earning.REASON in shown
    assert answer.url == again.url == f"/credentials/{credential.uuid}/"
    assert (credential.award.printed_name, credential.is_public) == ("Alice A.", True)


def test_a_long_reason_is_shown_just_as_far_as_it_is_signed(
    client_of: SignIn, alice: User, ben: User, fran: User
) -> None:
    worlds.a_cohort(fran, [alice, ben])
    earning.vouch(ben, alice, reason="She asks well. " * 130)
    achievement = earning.an_achievement()
    deliver_all()
    award = queries.awards_of(alice.pk).get(achievement=achievement)
    [shown] = client_of(alice).get(f"/awards/{award.uuid}/claim/").context["endorsements"]

    signed, _decision = json.loads(earning.claimed(award).document)["evidence"]

    assert (len(shown.reason), shown.reason) == (600, signed["narrative"])


@pytest.mark.long
def test_a_result_is_the_same_where_it_is_read_and_where_it_is_claimed(
    client_of: SignIn, person: Callable[..., User], alice: User, fran: User
) -> None:
    award = earning.reviewed_work(person, alice, fran).award
    submission = award.evidence.facts["submission"]["submission_uuid"]
    pages = [reverse("submission", args=[submission]), reverse("award-claim", args=[award.uuid])]

    said = [
        re.findall(
            r'<figure class="scale">.*?aria-label="(.*?)"', read(client_of(alice), page), re.DOTALL
        )
        for page in pages
    ]

    assert said[0]
    assert said[0] == said[1]


def read(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def test_a_claim_without_a_name_kept_private(client_of: SignIn, alice: User, award: Award) -> None:
    client_of(alice).post(f"/awards/{award.uuid}/claim/", {"printed_name": "", "step": "sign"})
    credential = Credential.objects.get()

    assert (credential.award.printed_name, credential.is_public) == ("", False)
    page = client_of(alice).get(f"/credentials/{credential.uuid}/").content.decode()
    assert "not named" in page


def test_while_others_still_review_the_work_the_page_is_not_opened_unasked(
    person: Callable[..., User], alice: User, fran: User, client_of: SignIn
) -> None:
    activity = worlds.a_cohort_activity(fran, [alice, person("Ben")])
    tree = {"all": [{"endorsements": {"people": 1, "skill": None}}]}
    achievement = earning.an_achievement(tree=tree, activity_uuid=activity.uuid)
    worlds.a_text_submission(activity, alice)
    earning.vouch(User.objects.get(display_name="Ben"), alice)
    deliver_all()
    award = queries.awards_of(alice.pk).get(achievement=achievement)

    page = client_of(alice).get(f"/awards/{award.uuid}/claim/")

    assert page.context["form"].initial["is_public"] is False
    assert "Others still review this work" in page.content.decode()


def test_nobody_else_learns_of_an_award(
    client: Client, client_of: SignIn, ben: User, charlie: User, award: Award
) -> None:
    path = f"/awards/{award.uuid}/claim/"

    assert client.get(path).status_code == 302
    for other in (ben, charlie):
        assert client_of(other).get(path).status_code == 404
        assert client_of(other).post(path, {"printed_name": "Mine"}).status_code == 404
    assert Credential.objects.count() == 0


def test_a_stranger_reads_a_public_credential(client: Client, credential: Credential) -> None:
    page = client.get(f"/credentials/{credential.uuid}/")
    words = page.content.decode()

    assert page.context["result"].verdict == "valid"
    for expected in ("Alice A.", "genuine, and it stands", earning.REASON, "og:title"):
        assert expected in words
    for unwanted in ("noindex", "Revoke this badge", "Make it private"):
        assert unwanted not in words


def test_the_same_address_gives_programs_the_document(
    client: Client, credential: Credential
) -> None:
    path = f"/credentials/{credential.uuid}/"
    for accept in (
        "application/vc+ld+json",
        "application/ld+json",
        "application/json",
        "application/vc",
    ):
        answer = client.get(path, headers={"Accept": accept})
        assert answer["Content-Type"] == "application/vc+ld+json"
        assert answer.content.decode() == credential.document
        assert "Accept" in answer["Vary"]


def test_the_files_are_the_document(client: Client, credential: Credential) -> None:
    data = client.get(addresses(credential)["credential-json"])
    picture = client.get(addresses(credential)["credential-png"])

    assert data.content.decode() == credential.document
    assert data["Access-Control-Allow-Origin"] == "*"
    assert 'filename="generous-reader.json"' in data["Content-Disposition"]
    assert (picture["Content-Type"], baking.extract(picture.content)) == (
        "image/png",
        credential.document,
    )


def test_a_private_credential_is_for_its_owner_and_issuer_alone(
    client: Client, client_of: SignIn, alice: User, ben: User, fran: User, charlie: User,
    credential: Credential,
) -> None:  # fmt: skip
    issuing.set_public(credential=credential, by=alice, is_public=False)
    owner = client_of(alice)

    for path in addresses(credential).values():
        assert owner.get(path).status_code == 200
        assert client_of(fran).get(path).status_code == 200
        for browser in (client, client_of(ben), client_of(charlie)):
            assert browser.get(path).status_code == 404
            assert browser.get(path, headers={"Accept": "application/json"}).status_code == 404
    assert (
        'name="robots" content="noindex'
        in owner.get(addresses(credential)["credential"]).content.decode()
    )
    assert "Access-Control-Allow-Origin" not in owner.get(addresses(credential)["credential-json"])
    for typed in (
        str(credential.uuid),
        credential.credential_id,
        addresses(credential)["credential"],
    ):
        answer = client.get("/verify/", {"id": typed})
        assert answer.context["result"] is None
        assert "No public badge with this id" in answer.content.decode()


def test_only_the_owner_decides_who_sees_it(
    client: Client, client_of: SignIn, alice: User, fran: User, charlie: User,
    credential: Credential,
) -> None:  # fmt: skip
    path = f"/credentials/{credential.uuid}/visibility/"

    assert client.post(path, {"is_public": "0"}).status_code == 302
    assert client_of(fran).post(path, {"is_public": "0"}).status_code == 403
    assert client_of(charlie).post(path, {"is_public": "0"}).status_code == 403
    assert client_of(alice).get(path).status_code == 405
    assert queries.credentials().get().is_public
    client_of(alice).post(path, {"is_public": "0"})
    assert not queries.credentials().get().is_public
    assert client_of(charlie).post(path, {"is_public": "1"}).status_code == 404


def test_only_the_issuer_revokes_and_says_why(
    client: Client, client_of: SignIn, alice: User, fran: User, charlie: User,
    credential: Credential,
) -> None:  # fmt: skip
    path = f"/credentials/{credential.uuid}/revoke/"
    for browser, status in ((client, 302), (client_of(alice), 403), (client_of(charlie), 403)):
        assert browser.post(path, {"reason": "Because."}).status_code == status

    empty = client_of(fran).post(path, {"reason": " "})
    assert (empty.status_code, "reason" in empty.context["revoke_form"].errors) == (200, True)
    given = {"reason": "Two accounts were mixed up.", "reason_class": "error"}
    assert client_of(fran).post(path, given).status_code == 302

    page = client.get(f"/credentials/{credential.uuid}/")
    assert page.context["result"].verdict == "revoked"
    assert "It was issued in error" in page.content.decode()
    assert "Two accounts were mixed up." not in page.content.decode()
    own = client_of(alice).get(f"/credentials/{credential.uuid}/")
    assert "Two accounts were mixed up." in own.content.decode()
    assert "Yours" not in client_of(charlie).get("/badges/").content.decode()


def test_facilitators_design_badges_and_others_do_not(
    client: Client, client_of: SignIn, alice: User, fran: User
) -> None:
    activity = worlds.a_cohort_activity(fran, [alice])
    form = {
        "name": "Digital artefact",
        "description": "Made one.",
        "skills": "Storytelling, , Film",
        "activity": str(activity.uuid),
        "reviewers": "3",
        "level": "1",
        "probability": "0.9",
        "endorsers": "0",
        "shape": "shield",
        "colour": "green",
        "icon": "feather",
    }

    assert client.get("/badges/new/").status_code == 302
    assert client_of(alice).get("/badges/new/").status_code == 403
    assert client_of(alice).post("/badges/new/", form).status_code == 403
    made = client_of(fran).post("/badges/new/", form)
    achievement = Achievement.objects.get()
    assert made.url == f"/badges/{achievement.uuid}/"
    assert achievement.skills == ["Storytelling", "Film"]
    assert queries.current_criteria(achievement).tree == {
        "all": [
            {"reviewers": {"independent": 3}},
            {"consensus": {"criteria": "all", "level": 1, "probability": 0.9}},
        ]
    }
    page = client.get(made.url).content.decode()
    assert "3 independent peers have reviewed the work against the rubric, without knowing" in page


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": "  "}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"description": ""}, "description"),
        ({"activity": "nonsense"}, "activity"),
        ({"activity": str(uuid4())}, "activity"),
        ({"level": "7"}, "level"),
        ({"level": "-1"}, "level"),
        ({"probability": "1"}, "probability"),
        ({"probability": "nan"}, "probability"),
        ({"reviewers": "0"}, "reviewers"),
        ({"endorsers": "many"}, "endorsers"),
        ({"activity": "", "endorsers": "0"}, "__all__"),
        ({"shape": "blob"}, "shape"),
        ({"icon": "../../etc/passwd"}, "icon"),
    ],
)
def test_a_wrong_design_is_refused_at_its_field_and_kept(
    client_of: SignIn, fran: User, change: dict[str, str], field: str
) -> None:
    activity = worlds.a_cohort_activity(fran)
    form = {
        "name": "A name", "description": "What I typed.", "activity": str(activity.uuid), "reviewers": "3",
        "level": "1", "probability": "0.9", "endorsers": "1", "shape": "round", "colour": "brass",
        "icon": "award", **change,
    }  # fmt: skip
    answer = client_of(fran).post("/badges/new/", form)

    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == [field]
    assert form["description"] in answer.content.decode()
    assert not Achievement.objects.exists()


def test_a_name_can_be_taken_once(client_of: SignIn, fran: User) -> None:
    worlds.a_cohort_activity(fran)
    earning.an_achievement("Reader")
    form = {
        "name": "reader", "description": "Reads.", "level": "0", "endorsers": "1", "shape": "round",
        "colour": "brass", "icon": "award",
    }  # fmt: skip
    answer = client_of(fran).post("/badges/new/", form)

    assert "There is a badge with this name already" in answer.content.decode()


def test_nobody_ties_a_badge_to_an_activity_of_others(
    client_of: SignIn, fran: User, person: Callable[..., User]
) -> None:
    other = person("Olaf")
    theirs = worlds.a_cohort_activity(other)
    worlds.a_cohort_activity(fran)
    form = {
        "name": "Mine", "description": "Not mine.", "activity": str(theirs.uuid), "reviewers": "1",
        "level": "0", "probability": "0.5", "endorsers": "0", "shape": "round", "colour": "brass",
        "icon": "award",
    }  # fmt: skip
    answer = client_of(fran).post("/badges/new/", form)

    assert "activity" in answer.context["form"].errors
    assert not Achievement.objects.exists()


@pytest.mark.parametrize(
    "path",
    [
        "/badges/{}/",
        "/badges/{}/image.png",
        "/credentials/{}/",
        "/credentials/{}/badge.json",
        "/credentials/{}/badge.png",
        "/awards/{}/claim/",
    ],
)
def test_unknown_ids_are_not_found(client_of: SignIn, alice: User, path: str) -> None:
    assert client_of(alice).get(path.format(uuid4())).status_code == 404


def test_the_picture_is_a_png_for_everyone(client: Client, award: Award) -> None:
    answer = client.get(f"/badges/{award.achievement.uuid}/image.png")

    assert answer["Content-Type"] == "image/png"
    assert answer.content.startswith(baking.PNG_SIGNATURE)


def test_the_issuer_sees_who_holds_it_and_others_do_not(
    client_of: SignIn, alice: User, fran: User, credential: Credential
) -> None:
    path = f"/badges/{credential.award.achievement.uuid}/"

    assert "Alice A." in client_of(fran).get(path).content.decode()
    assert "Issued so far" not in client_of(alice).get(path).content.decode()


def test_panels_show_what_may_be_seen(
    client: Client, client_of: SignIn, alice: User, ben: User, credential: Credential
) -> None:
    assert "Generous reader" in client_of(ben).get(f"/people/{alice.uuid}/").content.decode()
    issuing.set_public(credential=credential, by=alice, is_public=False)
    assert "Generous reader" not in client_of(ben).get(f"/people/{alice.uuid}/").content.decode()


def count_of(browser: Client, path: str) -> int:
    browser.get(path)
    with CaptureQueriesContext(connection) as found:
        assert browser.get(path).status_code == 200
    return len(found)


def earn(alice: User, ben: User, fran: User, numbers: range) -> None:
    """Of three badges each: one claimed, one offered, one on the way."""
    for number in numbers:
        wants = {0: 1, 1: 1, 2: 9}[number % 3]
        tree = {"all": [{"endorsements": {"people": wants, "skill": earning.SKILL}}]}
        made: Any = earning.an_achievement(f"Badge {number:03}", tree=tree, skills=[])
        earning.progress(alice, made)
        if number % 3 == 0:
            earning.claimed(alice.awards.get(achievement=made))


@pytest.mark.long
@pytest.mark.parametrize("path", ["/badges/", "/people/{}/", "/"])
def test_more_badges_need_no_more_queries(
    client_of: SignIn, alice: User, ben: User, fran: User, path: str
) -> None:
    worlds.a_cohort(fran, [alice, ben])
    earning.vouch(ben, alice)
    browser, path = client_of(alice), path.format(alice.uuid)
    earn(alice, ben, fran, range(3))
    few = count_of(browser, path)
    earn(alice, ben, fran, range(3, 60))

    assert count_of(browser, path) == few


def test_lists_are_paged(client: Client, client_of: SignIn, fran: User) -> None:
    for number in range(45):
        earning.an_achievement(f"Badge {number:03}")

    assert len(client.get("/badges/").context["cards"]) == 20
    assert len(client.get("/badges/?page=3").context["cards"]) == 5
    assert client.get("/badges/?page=nonsense").status_code == 200


def test_a_stranger_reads_what_the_page_does_not_prove_and_how_to_check(
    client: Client, client_of: SignIn, alice: User, credential: Credential
) -> None:
    path = addresses(credential)["credential"]
    stranger = client.get(path).content.decode()
    owner = client_of(alice).get(path).content.decode()

    assert "printed as the holder wrote it" in stranger
    assert "What this does not prove" in stranger
    assert "Check it yourself" in stranger
    assert ("Keep a copy" in stranger, "Take it along" in stranger) == (True, False)
    assert ("Keep a copy" in owner, "Take it along" in owner) == (False, True)
    assert "skill of this badge" in stranger
    assert "No endorsement is part of this badge." not in stranger


def test_a_badge_that_names_nobody_says_nothing_of_a_name(client: Client, award: Award) -> None:
    unnamed = earning.claimed(award)
    page = client.get(addresses(unnamed)["credential"]).content.decode()

    assert "printed as the holder wrote it" not in page
    assert "That the name on it is right" not in page


def test_reviewed_work_shows_the_whole_rubric_and_who_could_review(
    client: Client, person: Callable[..., User], alice: User, fran: User
) -> None:
    earned = earning.reviewed_work(person, alice, fran)
    issued = earning.claimed(earned.award, printed_name="Alice A.")
    page = client.get(addresses(issued)["credential"]).content.decode()
    meaning = client.get(f"/badges/{earned.achievement.uuid}/").content.decode()

    for criterion in library.ARTEFACT.criteria:
        for level in criterion.levels:
            assert escape(level.description) in page
            assert escape(level.description) in meaning
    assert "Reviewers were assigned by the system among the others" in page
    # Vouched for, but for another skill than the badge's own.
    assert "skill of this badge" not in page
    assert "counted from 1" not in page + meaning


def test_without_an_endorsement_the_page_says_so(
    client: Client, person: Callable[..., User], alice: User, fran: User
) -> None:
    tree = {"all": [{"reviewers": {"independent": 1}}]}
    earned = earning.reviewed_work(person, alice, fran)
    achievement = earning.an_achievement("Reviewed", tree=tree, activity_uuid=earned.activity.uuid)
    deliver_all()
    issued = earning.claimed(queries.awards_of(alice.pk).get(achievement=achievement))
    page = client.get(addresses(issued)["credential"]).content.decode()

    assert "No endorsement is part of this badge." in page
    assert "Who vouches" not in page
