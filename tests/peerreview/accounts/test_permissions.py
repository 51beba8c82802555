# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Who sees and changes a profile: roles down, acts across, every cell asserted."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse

from peerreview.accounts import rules, services
from peerreview.cohorts import services as cohorts
from tests.peerreview.accounts.test_services import PROFILE, picture

MAY = {
    # sees Alice when private, when public, when deactivated and public; changes her profile
    "signed out": (False, True, False, False),
    "charlie": (False, True, False, False),
    "learner": (True, True, False, False),
    "facilitator": (True, True, False, False),
    "owner": (True, True, False, True),
}


@pytest.fixture
def people(alice, ben, fran, charlie):
    made = cohorts.create_cohort(name="Rivers", by=fran)
    for learner in (alice, ben):
        cohorts.join_with_code(code=made.join_code, by=learner)
    return {
        "signed out": AnonymousUser(),
        "charlie": charlie,
        "learner": ben,
        "facilitator": fran,
        "owner": alice,
    }


def states_of(alice):
    yield
    alice.is_public = True
    alice.save()
    yield
    alice.is_active = False
    alice.save()
    yield


@pytest.mark.parametrize("role", MAY)
def test_rules(people, alice, role):
    user = people[role]

    sees = [rules.may_see_person(user, alice) for _state in states_of(alice)]

    assert (*sees, rules.may_change_profile(user, alice)) == MAY[role]


@pytest.mark.parametrize("role", MAY)
@pytest.mark.parametrize("name", ["person", "person-picture"])
def test_doors(people, alice, client_of, role, name):
    services.set_avatar(user=alice, by=alice, content=picture())
    client = Client() if role == "signed out" else client_of(people[role])
    url = reverse(name, args=[alice.uuid])

    statuses = [client.get(url).status_code for _state in states_of(alice)]

    # Nobody is there once deactivated, not even for themselves: they are signed out by it.
    assert statuses == [200 if sees else 404 for sees in MAY[role][:3]]


def test_nobody_and_somebody_private_are_answered_alike(alice, charlie, client_of):
    client = client_of(charlie)

    private = client.get(reverse("person", args=[alice.uuid]))
    nobody = client.get("/people/3f0d6a52-6f0f-4c28-9d5e-000000000000/")

    assert private.status_code == nobody.status_code == 404
    assert private.context["message"] == nobody.context["message"]


def test_own_pages_ask_strangers_to_sign_in(db):
    for name in ("profile-edit", "person-me"):
        assert Client().get(reverse(name)).url.startswith(reverse("account_login"))
    refused = Client().post(reverse("profile-picture-remove"))
    assert refused.url.startswith(reverse("account_login"))


def test_a_persons_page_tells_no_address(people, alice, ben, client_of):
    services.update_profile(user=alice, by=alice, **PROFILE)

    for client in (Client(), client_of(ben)):
        page = client.get(reverse("person", args=[alice.uuid])).content.decode()
        assert "Alice Adams" in page
        assert "she/her" in page
        assert "I map rivers." in page
        assert alice.email not in page


def test_leaving_the_last_shared_cohort_closes_the_page(people, alice, ben, client_of):
    client = client_of(ben)
    cohort = ben.memberships.get().cohort

    cohorts.leave_cohort(cohort=cohort, by=ben)

    assert client.get(reverse("person", args=[alice.uuid])).status_code == 404
