# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Endorsements through the browser's door."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from endorsements import queries, services
from endorsements.models import Endorsement, Skill
from peerreview.accounts import services as accounts
from peerreview.cohorts import services as cohorts
from peerreview.ui import drawing
from tests.endorsements.conftest import REASON


def url_of(alice) -> str:
    return reverse("endorse", args=[alice.uuid])


def test_endorsing_puts_a_sentence_on_the_persons_page(cohort, alice, ben, skill, client_of):
    sent = {"skill": skill.uuid, "reason": REASON}

    response = client_of(ben).post(url_of(alice), sent, follow=True)
    before = client_of(ben).get(reverse("person", args=[alice.uuid])).content.decode()
    client_of(alice).post(reverse("endorsement-show", args=[Endorsement.objects.get().uuid]))
    after = client_of(ben).get(reverse("person", args=[alice.uuid]))

    page = " ".join(after.content.decode().split())
    assert response.redirect_chain == [(reverse("person", args=[alice.uuid]), 302)]
    assert REASON not in before
    assert REASON in page
    sentence = (
        "<strong>Ben</strong>, in the same cohort, thanks Alice: "
        '<strong class="endorsement-skill">Map making</strong>.'
    )
    assert sentence in page


def test_a_new_skill_can_be_named(cohort, alice, ben, client_of):
    client_of(ben).post(
        url_of(alice), {"skill": "new", "skill_name": "Listening", "reason": REASON}
    )

    assert [row.skill.name for row in queries.waiting_for(alice.pk)] == ["Listening"]


def test_sending_the_form_twice_endorses_once(cohort, alice, ben, client_of):
    client = client_of(ben)

    for _time in range(2):
        sent = {"skill": "new", "skill_name": "Listening", "reason": REASON}
        assert client.post(url_of(alice), sent).status_code == 302

    assert Endorsement.objects.count() == 1
    assert Skill.objects.count() == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"reason": "Too short <b>"},
        {"skill": ""},
        {"skill": "99999"},
        {"skill": "x"},
        {"skill_name": "Another"},
        {"skill": "new"},
        {"skill": "new", "skill_name": "MAP-making"},
        {"skill": "new", "skill_name": "🎨"},
        {"skill": "new", "skill_name": "\u3164\u200b"},
        {"skill": "new", "skill_name": "Map\u3164 making\ufe0f"},
        {"skill": "new", "skill_name": "Mаp making"},
        {"reason": "Kept " + "\u2060\u3164" * 20},
        {"reason": "x" * 2001},
    ],
)
def test_a_bad_form_is_answered_with_what_was_typed(cohort, alice, ben, skill, client_of, changes):
    sent = {"skill": skill.uuid, "reason": "Kept <i>words</i> that say enough"} | changes
    kept = sent["reason"].replace("<", "&lt;").replace(">", "&gt;")

    response = client_of(ben).post(url_of(alice), sent)

    assert response.status_code == 422
    assert kept in response.content.decode()
    assert not Endorsement.objects.exists()


def test_a_look_alike_is_answered_with_the_name_there_is(cohort, alice, ben, skill, client_of):
    sent = {"skill": "new", "skill_name": "map-MAKING", "reason": REASON}

    page = client_of(ben).post(url_of(alice), sent).content.decode()

    assert "This looks like “Map making”" in page


def test_the_limit_of_a_day_is_said_in_the_form(cohort, alice, ben, client_of):
    for letter in "abcdefghjk":
        skill = services.add_skill(name=f"Craft {letter}")
        services.endorse(endorser=ben, recipient=alice, skill=skill, reason=REASON)

    response = client_of(ben).post(
        url_of(alice), {"skill": "new", "skill_name": "Listening", "reason": REASON}
    )

    assert response.status_code == 422
    assert "10 endorsements in the last 24 hours" in response.content.decode()
    assert not Skill.objects.filter(name="Listening").exists()


def test_what_one_is_to_them_is_said_before_endorsing(cohort, alice, fran, client_of):
    page = " ".join(client_of(fran).get(url_of(alice)).content.decode().split())

    assert "that you are a facilitator of their cohort" in page
    assert "At least 20 characters" in page


def test_hide_and_withdraw_ask_first(given, alice, ben, client_of):
    for user, name in ((alice, "endorsement-hide"), (ben, "endorsement-withdraw")):
        assert client_of(user).get(reverse(name, args=[given.uuid])).status_code == 200
    given.refresh_from_db()

    assert (given.hidden_at, given.withdrawn_at) == (None, None)


def test_hide_show_withdraw_by_clicks(given, alice, ben, client_of):
    client_of(alice).post(reverse("endorsement-hide", args=[given.uuid]))
    assert not queries.visible_of(alice.pk).exists()

    client_of(alice).post(reverse("endorsement-show", args=[given.uuid]))
    assert queries.visible_of(alice.pk).exists()

    client_of(ben).post(reverse("endorsement-withdraw", args=[given.uuid]))
    assert not queries.visible_of(alice.pk).exists()
    # A second click, or going back and clicking once more, is no error.
    again = client_of(ben).post(reverse("endorsement-withdraw", args=[given.uuid]))
    assert again.status_code == 302


def test_words_cannot_carry_markup(cohort, alice, ben, client_of):
    name, reason = "<img src=x onerror=a()>", "<script>alert(1)</script> and enough words"
    given = services.endorse_in_new_skill(
        skill_name=name, endorser=ben, recipient=alice, reason=reason
    )
    services.accept(endorsement=given, by=alice)

    for user, url in (
        (ben, reverse("person", args=[alice.uuid])),
        (ben, reverse("endorsements-given")),
        (ben, url_of(alice)),
        (alice, reverse("endorsements")),
        (alice, reverse("home")),
    ):
        page = client_of(user).get(url).content.decode()
        assert "<script>alert" not in page
        assert "<img src=x" not in page


def test_a_public_page_shows_endorsements_to_anybody(given, alice):
    accounts.update_profile(
        user=alice,
        by=alice,
        display_name="Alice",
        pronouns="",
        about="",
        time_zone="UTC",
        language="en",
        is_public=True,
    )

    page = Client().get(reverse("person", args=[alice.uuid])).content.decode()

    assert REASON in page
    assert reverse("endorse", args=[alice.uuid]) not in page


def test_one_s_own_page_offers_no_endorsing(given, alice, client_of):
    page = client_of(alice).get(reverse("person", args=[alice.uuid])).content.decode()

    assert reverse("endorse", args=[alice.uuid]) not in page


@pytest.mark.long
def test_lists_ask_as_much_for_10_as_for_200(cohort, alice, person, client_of):
    names = [("endorsements", []), ("person-endorsements", [alice.uuid]), ("person", [alice.uuid])]
    urls = [reverse(name, args=args) for name, args in names] + [reverse("home")]
    skill = services.add_skill(name="Map making")
    client = client_of(alice)
    endorse_by_many(cohort, alice, person, skill, 10)
    few = [count_queries(client, url) for url in urls]

    endorse_by_many(cohort, alice, person, skill, 190)

    assert [count_queries(client, url) for url in urls] == few


def endorse_by_many(cohort, recipient, person, skill, count):
    for number in range(count):
        endorser = person(f"{count} and {number}")
        cohorts.join_with_code(code=cohort.join_code, by=endorser)
        services.endorse(endorser=endorser, recipient=recipient, skill=skill, reason=REASON)


def count_queries(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


@pytest.mark.parametrize("number", ["0", "-1", "99999999999999999999", "x"])
def test_lists_answer_any_page_number(given, alice, client_of, number):
    assert client_of(alice).get(reverse("endorsements"), {"page": number}).status_code == 200


def people_page(client: Client, **query: str) -> str:
    response = client.get(reverse("endorse-somebody"), query)
    assert response.status_code == 200
    return response.content.decode()


def test_whom_to_endorse_is_found_from_ones_endorsements(cohort, alice, ben, charlie, client_of):
    client = client_of(ben)
    for name in ("endorsements", "endorsements-given"):
        assert reverse("endorse-somebody") in client.get(reverse(name)).content.decode()

    page = people_page(client)

    assert url_of(alice) in page
    for other in (ben, charlie):
        assert url_of(other) not in page
    assert client.get(url_of(alice)).status_code == 200


def test_whom_to_endorse_can_be_searched(cohort, alice, fran, ben, client_of):
    page = people_page(client_of(ben), q="lic")

    assert url_of(alice) in page
    assert url_of(fran) not in page
    assert "Nobody here has this name" in people_page(client_of(ben), q="<zz>")


def test_who_learns_with_nobody_is_told_how_to(charlie, client_of):
    assert "You learn with nobody yet" in people_page(client_of(charlie))


def test_whom_to_endorse_is_paged_and_costs_the_same_for_more(cohort, ben, person, client_of):
    client, url = client_of(ben), reverse("endorse-somebody")
    few = count_queries(client, url)
    for number in range(30):
        cohorts.join_with_code(code=cohort.join_code, by=person(f"Learner {number:02}"))

    assert count_queries(client, url) == few
    assert people_page(client).count("/endorse/") == 20
    assert people_page(client, page="2").count("/endorse/") == 12


def test_after_hiding_it_says_who_sees_it_and_what_it_counts_for(given, alice, client_of):
    hidden = reverse("endorsement-hide", args=[given.uuid])

    page = client_of(alice).post(hidden, follow=True).content.decode()

    assert "Only you and who wrote it see it now." in page
    assert "Hidden endorsements do not count towards badges." in page


def test_a_person_has_one_colour_everywhere(given, ben, client_of):
    client = client_of(ben)
    pages = [reverse("home"), reverse("endorsements-given"), reverse("profile-edit")]

    hues = {
        hue
        for page in pages
        for hue in re.findall(
            r'avatar-hue-(\d)" aria-hidden="true">B<', client.get(page).content.decode()
        )
    }

    assert hues == {str(drawing.hue_of(str(ben.uuid)))}
