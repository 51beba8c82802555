# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Cohorts through the browser's door."""

import html
import uuid

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from peerreview.cohorts import queries, rules, services
from peerreview.cohorts.models import Cohort


def new_form(**changes: str) -> dict[str, str]:
    values = {
        "kind": "cohort",
        "name": "Rivers",
        "description": "We map rivers.",
        "time_zone": "Europe/Madrid",
        "uuid": str(uuid.uuid4()),
    }
    return values | changes


def test_starting_a_cohort_leads_to_its_page(fran, client_of):
    response = client_of(fran).post(reverse("cohort-new"), new_form(), follow=True)

    made = Cohort.objects.get()
    assert response.redirect_chain == [(reverse("cohort", args=[made.uuid]), 302)]
    assert "We map rivers." in response.content.decode()
    assert made.time_zone == "Europe/Madrid"


def test_sending_the_form_twice_makes_one_cohort(fran, client_of):
    client, form = client_of(fran), new_form()

    answers = [client.post(reverse("cohort-new"), form).url for _time in range(2)]

    assert answers[0] == answers[1]
    assert Cohort.objects.count() == 1


@pytest.mark.parametrize(
    "changes",
    [{"name": ""}, {"name": "\u200b"}, {"kind": "sect"}, {"time_zone": "Moon"}, {"uuid": "1"}],
)
def test_a_bad_form_is_answered_with_what_was_typed(fran, client_of, changes):
    form = new_form(description="Kept <b>words</b>") | changes

    response = client_of(fran).post(reverse("cohort-new"), form)

    assert response.status_code == 422
    assert "Kept &lt;b&gt;words&lt;/b&gt;" in response.content.decode()
    assert not Cohort.objects.exists()


def test_editing_keeps_what_was_typed_when_it_is_refused(cohort, fran, client_of):
    form = {"name": "", "description": "Kept words", "time_zone": "UTC"}

    response = client_of(fran).post(reverse("cohort-edit", args=[cohort.uuid]), form)

    assert response.status_code == 422
    assert "Kept words" in response.content.decode()
    cohort.refresh_from_db()
    assert cohort.name == "Rivers"


def test_editing_changes_name_and_description(cohort, fran, client_of):
    form = {"name": "Lakes", "description": "*Deep* ones", "time_zone": "UTC"}

    page = client_of(fran).post(reverse("cohort-edit", args=[cohort.uuid]), form, follow=True)

    assert "<em>Deep</em> ones" in page.content.decode()
    assert "Lakes" in page.content.decode()


def test_names_and_descriptions_cannot_carry_markup(fran, alice, client_of):
    made = services.create_cohort(
        name="<img src=x onerror=a()>", description='<a href="javascript:a()">x</a>', by=fran
    )
    services.join_with_code(code=made.join_code, by=alice)
    client = client_of(alice)

    for url in (reverse("cohorts"), reverse("cohort", args=[made.uuid]), reverse("home")):
        page = client.get(url).content.decode()
        assert "&lt;img src=x onerror=a()&gt;" in page
        assert "<img src=x" not in page
        assert '<a href="javascript' not in page


def test_the_last_facilitator_is_told_why_they_cannot_leave(cohort, fran, client_of):
    response = client_of(fran).post(reverse("cohort-leave", args=[cohort.uuid]))

    assert response.status_code == 409
    assert "A cohort needs a facilitator" in response.content.decode()


def test_leaving_leads_to_the_list_without_it(cohort, alice, client_of):
    response = client_of(alice).post(reverse("cohort-leave", args=[cohort.uuid]), follow=True)

    assert response.redirect_chain == [(reverse("cohorts"), 302)]
    assert list(queries.cohorts_of(alice)) == []


def test_a_facilitator_promotes_and_removes_from_the_roster(cohort, fran, alice, ben, client_of):
    client = client_of(fran)

    client.post(reverse("cohort-role", args=[cohort.uuid, alice.uuid]), {"role": "facilitator"})
    client.post(reverse("cohort-remove", args=[cohort.uuid, ben.uuid]))

    assert rules.is_facilitator(alice, cohort)
    assert not rules.is_member(ben, cohort)


def test_a_role_there_is_not_is_refused_without_breaking(cohort, fran, alice, client_of):
    url = reverse("cohort-role", args=[cohort.uuid, alice.uuid])

    assert client_of(fran).post(url, {"role": "owner"}).status_code == 422


def test_closing_joining_closes_the_invitation(cohort, fran, charlie, client_of):
    client_of(fran).post(reverse("cohort-joining", args=[cohort.uuid]), {"joining": "closed"})
    url = reverse("cohort-join-code", args=[cohort.join_code])

    page = client_of(charlie).get(url).content.decode()
    response = client_of(charlie).post(url)

    assert "It takes no new people at present" in page
    assert response.status_code == 409
    assert not rules.is_member(charlie, cohort)


def test_the_roster_is_searched_by_name(cohort, alice, client_of):
    url = reverse("cohort-roster", args=[cohort.uuid])

    page = client_of(alice).get(url, {"q": "be"}).content.decode()

    assert "Ben" in page
    assert "Fran" not in page


@pytest.mark.parametrize("number", ["0", "-1", "99999999999999999999", "x", ""])
def test_the_roster_answers_any_page_number(cohort, alice, client_of, number):
    url = reverse("cohort-roster", args=[cohort.uuid])

    assert client_of(alice).get(url, {"page": number}).status_code == 200


def test_an_invitation_is_read_before_signing_in_and_tells_no_names(cohort):
    response = Client().get(reverse("cohort-join-code", args=[cohort.join_code.lower()]))

    page = response.content.decode()
    assert response.status_code == 200
    assert "Rivers" in page
    assert "<em>map</em>" in page
    for secret in ("Fran", "Alice", "example.org"):
        assert secret not in page


def test_reading_an_invitation_joins_nothing(cohort, charlie, client_of):
    client_of(charlie).get(reverse("cohort-join-code", args=[cohort.join_code]))

    assert not rules.is_member(charlie, cohort)


def test_who_is_in_is_led_from_the_invitation_to_the_cohort(cohort, alice, client_of):
    response = client_of(alice).get(reverse("cohort-join-code", args=[cohort.join_code]))

    assert response.url == reverse("cohort", args=[cohort.uuid])


def test_typing_a_code_leads_to_the_invitation(cohort):
    typed = f"{cohort.join_code[:4].lower()} {cohort.join_code[4:]}"

    response = Client().post(reverse("cohort-join"), {"code": typed})

    assert response.url == reverse("cohort-join-code", args=[cohort.join_code])


@pytest.mark.parametrize("typed", ["AAAA2222", "", "---", "<script>", "\x00"])
def test_a_wrong_code_is_said_at_its_field(db, typed):
    response = Client().post(reverse("cohort-join"), {"code": typed})

    assert response.status_code == 422
    assert 'aria-invalid="true"' in response.content.decode()


def test_an_unknown_invitation_is_not_found(db):
    assert Client().get("/join/AAAA2222/").status_code == 404


@pytest.fixture
def crowd(cohort, person):
    """Adds that many learners."""

    def add(count: int) -> None:
        for number in range(count):
            services.join_with_code(code=cohort.join_code, by=person(f"{count} and {number}"))

    return add


@pytest.mark.long
def test_roster_and_cohort_page_ask_as_much_for_10_as_for_200(cohort, fran, client_of, crowd):
    client = client_of(fran)
    urls = [reverse(name, args=[cohort.uuid]) for name in ("cohort-roster", "cohort")]
    crowd(7)
    few = [count_queries(client, url) for url in urls]

    crowd(190)

    assert [count_queries(client, url) for url in urls] == few


@pytest.mark.long
def test_cohort_list_and_home_ask_as_much_for_10_as_for_200(fran, client_of):
    client = client_of(fran)
    urls = [reverse("cohorts"), reverse("home")]
    for number in range(10):
        services.create_cohort(name=f"Cohort {number}", by=fran)
    few = [count_queries(client, url) for url in urls]

    for number in range(190):
        services.create_cohort(name=f"More {number}", by=fran)

    assert [count_queries(client, url) for url in urls] == few


def count_queries(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def test_joining_by_invitation_says_so(cohort, charlie, client_of):
    url = reverse("cohort-join-code", args=[cohort.join_code])

    page = client_of(charlie).post(url, follow=True)

    assert [str(told) for told in page.context["messages"]] == [f"You have joined “{cohort.name}”."]


def test_signing_in_after_an_invitation_names_the_cohort_and_tells_of_joining_first(
    cohort, charlie
):
    charlie.set_password("wordy-pass-1234")
    charlie.save()
    EmailAddress.objects.update_or_create(
        user=charlie, email=charlie.email, defaults={"verified": True, "primary": True}
    )
    browser = Client()
    invited = reverse("cohort-join-code", args=[cohort.join_code])

    for data in ({}, {"with": "account"}):
        entrance = browser.post(invited, data, follow=True)
        assert f"You are about to join “{cohort.name}”" in html.unescape(entrance.content.decode())
    values = {"login": charlie.email, "password": "wordy-pass-1234", "next": invited}
    page = browser.post(reverse("account_login"), values, follow=True)

    assert page.redirect_chain[-1][0] == reverse("cohort", args=[cohort.uuid])
    assert str(next(iter(page.context["messages"]))) == f"You have joined “{cohort.name}”."


def test_the_entrance_names_no_cohort_without_an_invitation(cohort):
    page = Client().get(reverse("account_signup")).content.decode()

    assert cohort.name not in page
