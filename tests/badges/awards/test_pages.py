# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Pages of the life of an award: what they show, to whom, and that lists do not ask more for more rows."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from badges import queries
from badges.awards import refusing, turning
from badges.awards.models import Reconsideration
from badges.life_models import Refusal
from badges.models import Award, Credential, Progress
from endorsements import services as endorsements
from peerreview.accounts.models import User
from peerreview.kernel import clock
from peerreview.outbox.services import deliver_all
from tests.badges.awards import holding

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
People = Callable[..., User]


@pytest.fixture
def credential(alice: User, ben: User, fran: User) -> Credential:
    return holding.a_badge(alice, ben, fran)


def test_a_name_is_previewed_then_signed_and_strangers_get_the_newer_edition(
    client: Client, client_of: SignIn, credential: Credential, alice: User
) -> None:
    browser, path = client_of(alice), f"/awards/{credential.award.uuid}/name/"
    preview = browser.post(path, {"printed_name": "Alicia", "step": "preview"})
    assert "Held by Alicia" in preview.content.decode()
    assert Credential.objects.count() == 1
    long = browser.post(path, {"printed_name": "x" * 121, "step": "sign"})
    assert "x" * 121 in long.content.decode()
    made = browser.post(path, {"printed_name": "Alicia", "step": "sign"})
    page = client.get(f"/credentials/{credential.uuid}/")

    assert made.url in page.content.decode()
    assert "newer edition" in page.content.decode()
    assert "Held by <strong>" not in page.content.decode()
    framed = client.get(f"/credentials/{credential.uuid}/embed/").content.decode()
    assert "An earlier edition." in framed
    assert "Alicia" not in framed
    checked = client.post("/verify/", {"credential_id": credential.document}).content.decode()
    assert "<title>Replaced: " in checked
    for ending in ("badge.json", "badge.png", "badge.jwt", "certificate.pdf"):
        assert client.get(f"/credentials/{credential.uuid}/{ending}").status_code == 404
    assert browser.get(f"/credentials/{credential.uuid}/badge.json").status_code == 200
    state = client.get(f"/credentials/{credential.uuid}/status.json").json()
    assert (state["state"], state["newer"].endswith(made.url)) == ("replaced", True)


def test_a_suspended_badge_says_so_and_gives_strangers_no_file(
    client: Client, client_of: SignIn, credential: Credential, fran: User
) -> None:
    browser, life = client_of(fran), f"/awards/{credential.award.uuid}/life/"
    empty = browser.post(f"/awards/{credential.award.uuid}/suspend/", {"reason": ""})
    assert empty.context["form"].errors
    browser.post(f"/awards/{credential.award.uuid}/suspend/", {"reason": "A secret detail."})
    page = client.get(f"/credentials/{credential.uuid}/")

    assert page.context["result"].verdict == "suspended"
    assert "A secret detail." not in page.content.decode()
    assert "A secret detail." in browser.get(life).content.decode()
    assert client.get(f"/credentials/{credential.uuid}/badge.json").status_code == 404
    assert client.get(f"/credentials/{credential.uuid}/status.json").json()["state"] == "suspended"
    assert "Checked just now: genuine" not in page.content.decode()


def test_a_refusal_is_read_appealed_and_decided_without_names(
    client_of: SignIn, alice: User, fran: User, person: People
) -> None:
    achievement = holding.waiting(alice, fran)
    refuse = f"/badges/{achievement.uuid}/people/{alice.uuid}/refuse/"
    assert client_of(fran).post(refuse, {"reason": ""}).context["form"].errors
    client_of(fran).post(refuse, {"reason": holding.REASON})
    refusal = Refusal.objects.get()
    staff = person("Gina")
    User.objects.filter(pk=staff.pk).update(is_staff=True)
    own = client_of(alice).get(f"/badges/refusals/{refusal.uuid}/").content.decode()
    short = client_of(alice).post(f"/badges/refusals/{refusal.uuid}/", {"words": "No!"})
    client_of(alice).post(f"/badges/refusals/{refusal.uuid}/", {"words": holding.WORDS})
    page = client_of(staff).get(f"/badges/appeals/{refusal.appeal.uuid}/").content.decode()

    assert holding.REASON in own
    assert "No!" in short.content.decode()
    assert holding.WORDS in page
    for secret in (alice.display_name, fran.display_name, holding.REASON):
        assert secret not in page
    assert refusal.achievement.name in client_of(staff).get("/badges/appeals/").content.decode()
    answer = {"upholds": "1", "reason": "The drafts are there."}
    client_of(staff).post(f"/badges/appeals/{refusal.appeal.uuid}/", answer)
    assert refusal.appeal.seats.get(assessor=staff).upholds is True


def test_an_appeal_that_nobody_can_decide_yet_says_so(
    client_of: SignIn, alice: User, fran: User, person: People
) -> None:
    refusal = holding.refused(alice, fran)
    refusing.appeal(refusal=refusal, by=alice, words=holding.WORDS)
    path = f"/badges/refusals/{refusal.uuid}/"
    alone = client_of(alice).get(path).content.decode()
    for name in ("Gina", "Hugo"):
        User.objects.filter(pk=person(name).pk).update(is_staff=True)
    refusing.remind(now=clock.now() + timedelta(days=8))
    seated = client_of(alice).get(path).content.decode()

    assert "fewer than two people may decide it" in alone
    assert "fewer than two people may decide it" not in seated


def test_a_badge_that_was_refused_says_so_before_all_else(
    alice: User, fran: User, client_of: Callable[[User], Client]
) -> None:
    refusal = holding.refused(alice, fran)
    page = client_of(alice).get(f"/badges/{refusal.achievement.uuid}/").content.decode()

    said, progress = page.index("It was refused to you"), page.index("How far you are")
    assert said < page.index(f"/badges/refusals/{refusal.uuid}/") < progress


def test_until_the_day_is_over_the_form_offers_only_that_it_stands(
    credential: Credential, ben: User, fran: User, client_of: Callable[[User], Client]
) -> None:
    endorsements.withdraw(endorsement=ben.endorsements_given.get(), by=ben)
    deliver_all()
    case = Reconsideration.objects.get()
    address = f"/badges/again/{case.uuid}/"
    early = client_of(fran).get(address).content.decode()
    sent = client_of(fran).post(address, {"act": "revoked", "reason": "It does not hold."})
    Reconsideration.objects.update(due_at=clock.now() - timedelta(minutes=1))
    late = client_of(fran).get(address).content.decode()

    assert 'value="stands"' in early
    assert 'value="revoked"' not in early
    assert "Until then it can only stand" in sent.content.decode()
    assert 'value="revoked"' in late


def test_lists_ask_no_more_for_more_rows(
    client_of: SignIn, fran: User, credential: Credential, person: People
) -> None:
    staff = person("Gina")
    User.objects.filter(pk=staff.pk).update(is_staff=True)
    due = clock.now() + timedelta(days=3)

    def one_more(number: int) -> None:
        learner = person(f"Learner {number}")
        achievement = credential.award.achievement
        Progress.objects.create(
            achievement=achievement,
            person=learner,
            criteria=credential.award.criteria,
            verdict={},
        )
        refusal = Refusal.objects.create(
            achievement=achievement, person=learner, by=fran, reason="No."
        )
        refusing.appeal(refusal=refusal, by=learner, words=holding.WORDS)
        award = Award.objects.create(
            achievement=achievement,
            recipient=learner,
            criteria=credential.award.criteria,
            state="claimed",
        )
        Reconsideration.objects.create(
            award=award, state="open", cause="work", opened_at=due, due_at=due
        )
        turning.append(credential, "suspended", clock.now(), by=fran)

    def asked() -> list[int]:
        found = []
        for user, path in (
            (staff, "/badges/appeals/"),
            (fran, "/badges/again/"),
            (fran, f"/awards/{credential.award.uuid}/life/"),
        ):
            browser = client_of(user)
            browser.get(path)
            with CaptureQueriesContext(connection) as context:
                assert browser.get(path).status_code == 200
            found.append(len(context))
        return found

    one_more(1)
    few = asked()
    for number in (2, 3, 4):
        one_more(number)
    assert asked() == few


def test_an_ending_badge_says_until_when_and_what_renews_it(
    client: Client, client_of: SignIn, alice: User, ben: User, fran: User
) -> None:
    credential = holding.an_ending_badge(alice, ben, fran)
    page = client.get(f"/credentials/{credential.uuid}/").content.decode()
    renew = client_of(alice).get(f"/awards/{credential.award.uuid}/renew/")
    early = client_of(alice).post(f"/awards/{credential.award.uuid}/renew/")

    assert "Valid until" in page
    assert "2 people who learn with them" in renew.content.decode()
    assert "too early" in early.content.decode()
    assert queries.credentials().count() == 1


def test_validity_is_declared_in_the_form_of_the_rule(
    client_of: SignIn, alice: User, ben: User, fran: User
) -> None:
    achievement = holding.a_badge(alice, ben, fran).award.achievement
    path = f"/badges/{achievement.uuid}/criteria/edit/"
    form = {
        "act": "check",
        "activity": "",
        "opt_in": "suggest",
        "rows": "2",
        "r0-depth": "0",
        "r0-kind": "all",
        "r1-depth": "1",
        "r1-kind": "endorsements",
        "r1-people": "1",
        "r1-skill": "",
        "valid_months": "24",
    }
    unsaid = client_of(fran).post(path, form)
    assert "renewal" in unsaid.context["editor"].head.errors
    shown = client_of(fran).post(path, {**form, "renewal": "gave", "renewal_count": "5"})

    assert "valid for 24 months" in str(shown.context["in_words"])
    tried = client_of(fran).post(
        path, {**form, "act": "try", "renewal": "gave", "renewal_count": "5"}
    )
    assert tried.status_code == 302
    assert achievement.trials.get().validity == {
        "months": 24,
        "renewal": {"gave": {"helpful_reviews": 5, "within_days": 365}},
    }
