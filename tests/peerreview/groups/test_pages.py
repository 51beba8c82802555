# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The pages of a study group: what they show, to whom, and how many queries they take."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from peerreview.accounts import personal
from peerreview.accounts.leaving import leave_everything
from peerreview.accounts.models import User
from peerreview.activities.models import Activity
from peerreview.cohorts import services as cohorts
from peerreview.cohorts.models import Cohort
from peerreview.groups import nudging, parting, services
from peerreview.groups.models import Meeting, Prompt, Share, Swap
from tests.peerreview import reviewing
from tests.peerreview.groups import circle
from tests.peerreview.studio.scene import a_work

NOW = reviewing.NOW


@pytest.fixture
def owls(db: None) -> list[User]:
    return circle.people("Ana", "Ben", "Dora", "Emil")


@pytest.fixture
def group(owls: list[User]) -> Cohort:
    return circle.group(*owls)


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def page(client: Client, name: str, *args: object) -> str:
    response = client.get(reverse(name, args=args))
    assert response.status_code == 200
    return response.content.decode()


def test_the_page_is_the_home_of_the_group(group, owls) -> None:
    ana, ben, *_ = owls
    services.share(group=group, version=a_work(ana), by=ana, words="Is it too long?")
    services.plan_meeting(
        group=group, words="First talk", starts_at=NOW + timedelta(days=2), by=ana
    )
    circle.exchange(group, *owls)
    html = page(signed_in(ben), "cohort", group.uuid)

    for words in ("Is it too long?", "First talk", "One page each", "Convenes the group", "0 of 4"):
        assert words in html


def test_three_clicks_start_an_exchange(group, owls) -> None:
    client = signed_in(owls[0])
    rubric = worlds_rubric(owls[0])
    form = {
        "title": "Pages", "brief": "One page.", "rubric_version": rubric.pk, "days_to_make": 7,
        "days_to_review": 7, "people": [str(each.uuid) for each in owls[:3]], "is_blind": "on",
        "key": "1b4e28ba-2fa1-41d2-883f-0016d3cca427",
    }  # fmt: skip
    answers = [client.post(reverse("group-exchange-new", args=[group.uuid]), form) for _ in "12"]

    [made] = Activity.objects.all()
    assert [each.url for each in answers] == [reverse("activity", args=[made.uuid])] * 2
    assert made.group_exchange.expected.count() == 3


def worlds_rubric(owner: User):
    return circle.publish_rubric(spec=reviewing.RUBRIC, owner=owner)


def test_what_was_typed_stays_when_something_is_missing(group, owls) -> None:
    client = signed_in(owls[0])
    for name, form in (
        ("group-exchange-new", {"title": "Kept words"}),
        ("group-meeting-new", {"words": "Kept words", "starts_at": "2001-01-01T10:00"}),
        ("swap-offer-new", {"title": "Kept words", "works": "99"}),
    ):
        response = client.post(reverse(name, args=[group.uuid]), form)

        assert response.status_code == 422
        assert "Kept words" in response.content.decode()


def test_a_guest_comes_in_by_their_link_and_finds_no_buttons(group, owls) -> None:
    mentor = reviewing.learner("Mentor")
    given = services.invite_guest(group=group, by=owls[0])
    client = signed_in(mentor)
    client.post(reverse("group-guest", args=[given.code]))
    html = page(client, "cohort", group.uuid)

    assert "You are a guest" in html
    assert "Share a work" not in html
    assert client.get(reverse("group-share", args=[group.uuid])).status_code == 403


def test_whom_it_is_about_does_not_read_the_request(group, owls) -> None:
    _ana, ben, dora, emil = owls
    asked = parting.ask_removal(group=group, person=emil, reason="Never answers any of us.", by=ben)
    address = reverse("group-removal", args=[asked.uuid])

    assert signed_in(emil).get(address).status_code == 404
    assert b"Never answers" in signed_in(dora).get(address).content
    exported = dict(personal.everything(emil))
    assert "groups.Removal.person" not in exported
    parting.agree(removal=asked, by=dora)
    assert dict(personal.everything(emil))["groups I was taken out of"][0]["group"] == group.name


def test_leaving_the_page_way(group, owls) -> None:
    ana, ben, *_ = owls
    share = services.share(group=group, version=a_work(ana), by=ana)
    client = signed_in(ana)
    assert "Who convenes after you" in page(client, "group-leave", group.uuid)
    client.post(
        reverse("group-leave", args=[group.uuid]), {"keeps_sharing": "no", "to": str(ben.uuid)}
    )

    share.refresh_from_db()
    assert share.taken_back_at
    assert "You convene this group" in page(signed_in(ben), "cohort", group.uuid)


def test_sending_a_word_away_is_for_good(group, owls) -> None:
    ana, ben, *_ = owls
    services.share(group=group, version=a_work(ana), by=ana, now=NOW)
    nudging.nudge(group=group, now=NOW)
    client = signed_in(ben)
    assert "One sentence of yours" in page(client, "cohort", group.uuid)
    word = Prompt.objects.get(person=ben)
    client.post(reverse("group-prompt-dismiss", args=[word.uuid]))

    assert "One sentence of yours" not in page(client, "cohort", group.uuid)
    assert signed_in(ana).post(reverse("group-prompt-dismiss", args=[word.uuid])).status_code == 404


def test_two_groups_find_each_other_by_the_pages(group, owls) -> None:
    theirs = circle.group(*circle.people("Xia", "Yan", "Zoe"), name="Larks")
    offer = circle.offer(group, owls[0], is_listed=False)
    xia = signed_in(theirs.created_by)
    assert offer.title not in page(xia, "group-swaps", theirs.uuid)
    xia.post(reverse("swap-offer", args=[offer.code]), {"group": str(theirs.uuid)})
    swap = Swap.objects.get()
    ana = signed_in(owls[0])
    assert "would exchange reviews with you" in page(ana, "swap", swap.uuid)
    ana.post(reverse("swap-settle", args=[swap.uuid]), {"answer": "yes"})
    answer = xia.post(reverse("swap-take-part", args=[swap.uuid]))
    swap.refresh_from_db()

    assert answer.url == reverse("activity", args=[swap.activity.uuid])
    html = page(xia, "activity", swap.activity.uuid)
    assert "Ana" not in html
    assert reverse("cohort", args=[swap.activity.cohort.uuid]) not in html
    assert xia.get(reverse("cohort", args=[swap.activity.cohort.uuid])).status_code == 404
    assert xia.get(reverse("cohort-roster", args=[swap.activity.cohort.uuid])).status_code == 404


def test_who_deletes_their_account_leaves_nothing_behind_here(group, owls) -> None:
    _ana, ben, dora, _emil = owls
    services.share(group=group, version=a_work(ben), by=ben)
    services.plan_meeting(group=group, words="Talk", starts_at=NOW + timedelta(days=2), by=ben)
    parting.ask_removal(group=group, person=dora, reason="Never answers any of us.", by=ben)
    leave_everything(ben, NOW)

    assert not Share.objects.exists()
    assert not Meeting.objects.exists()
    assert not group.removals.exists()


def queries(client: Client, *addresses: str) -> list[int]:
    counted = []
    for address in addresses:
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        counted.append(len(captured))
    return counted


@pytest.mark.long
def test_no_page_takes_more_queries_for_more_of_anything(group, owls) -> None:
    ana = owls[0]
    addresses = [
        reverse("cohort", args=[group.uuid]),
        reverse("group-care", args=[group.uuid]),
        reverse("group-swaps", args=[group.uuid]),
        reverse("group-voices", args=[group.uuid]),
    ]
    _grow(group, owls, "1")
    few = queries(signed_in(ana), *addresses)
    for person in circle.people("Fay", "Gus", "Hal"):
        cohorts.join_with_code(code=group.join_code, by=person)
        _grow(group, [person, ana], person.display_name)

    assert queries(signed_in(ana), *addresses) == few


def _grow(group: Cohort, people: list[User], name: str) -> None:
    by, *_ = people
    services.share(group=group, version=a_work(by), by=by)
    services.plan_meeting(group=group, words=name, starts_at=NOW + timedelta(days=2), by=by)
    round_ = circle.exchange(group, *people, title=name, is_blind=False)
    for person in people[:2]:
        reviewing.submission_by(person, round_.activity)
    reviewing.reviewed(people[0], round_.activity)
    other = circle.group(*circle.people(*(f"{name}{n}" for n in "abc")), name=name)
    circle.agreed(group, other, us=by, them=other.created_by)
    circle.offer(other, other.created_by)
