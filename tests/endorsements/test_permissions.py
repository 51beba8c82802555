# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Roles down, acts across, every cell asserted: at the rule, and through the door."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse

from endorsements import rules, services
from peerreview.kernel.errors import NotAllowed

# Alice is the recipient, Ben the endorser.
MAY = {
    # may endorse Alice, withdraw, hide
    "signed out": (False, False, False),
    "charlie": (False, False, False),
    "facilitator": (True, False, False),
    "endorser": (True, True, False),
    "owner": (False, False, True),
}
DOORS = ("endorse", "endorsement-withdraw", "endorsement-hide", "endorsement-show")
STATUS = {
    "signed out": (302, 302, 302, 302),
    "charlie": (404, 404, 404, 404),
    "facilitator": (302, 404, 404, 404),
    "endorser": (422, 302, 403, 403),
    "owner": (403, 403, 302, 302),
}


@pytest.fixture
def people(given, alice, ben, fran, charlie):
    return {
        "signed out": AnonymousUser(),
        "charlie": charlie,
        "facilitator": fran,
        "endorser": ben,
        "owner": alice,
    }


@pytest.mark.parametrize("role", MAY)
def test_rules(people, given, alice, role):
    user = people[role]

    got = (
        rules.may_endorse(user, alice),
        rules.may_withdraw(user, given),
        rules.may_hide(user, given),
    )

    assert got == MAY[role]


@pytest.mark.parametrize("role", STATUS)
@pytest.mark.parametrize("door", DOORS)
def test_doors(people, given, alice, skill, client_of, role, door):
    client = Client() if role == "signed out" else client_of(people[role])
    uuid = alice.uuid if door == "endorse" else given.uuid
    # Other words than Ben's first ones, which makes his second endorsement a conflict.
    sent = {"skill": skill.uuid, "reason": "She kept asking until the numbers added up."}

    response = client.post(reverse(door, args=[uuid]), sent)

    assert response.status_code == STATUS[role][DOORS.index(door)]
    if role == "signed out":
        assert response.url.startswith(reverse("account_login"))


@pytest.mark.parametrize("role", ["charlie", "facilitator", "owner"])
def test_services_refuse_to_withdraw_for_others(people, given, role):
    with pytest.raises(NotAllowed):
        services.withdraw(endorsement=given, by=people[role])


@pytest.mark.parametrize("role", ["charlie", "facilitator", "endorser"])
def test_services_refuse_to_hide_for_others(people, given, role):
    for act in (services.hide, services.show):
        with pytest.raises(NotAllowed):
            act(endorsement=given, by=people[role])


def test_lists_are_one_s_own(people, given, alice, ben, charlie, client_of):
    def shows(user, name):
        return given.reason in client_of(user).get(reverse(name)).content.decode()

    assert [shows(user, "endorsements") for user in (alice, ben, charlie)] == [True, False, False]
    got = [shows(user, "endorsements-given") for user in (alice, ben, charlie)]
    assert got == [False, True, False]


def test_a_hidden_one_is_seen_by_nobody_else(people, given, alice, ben, fran, client_of):
    services.hide(endorsement=given, by=alice)

    for name in ("person", "person-endorsements"):
        url = reverse(name, args=[alice.uuid])
        for reader in (ben, fran):
            page = client_of(reader).get(url)
            assert page.status_code == 200
            assert given.reason not in page.content.decode()
    assert given.reason in client_of(alice).get(reverse("endorsements")).content.decode()
    given_list = client_of(ben).get(reverse("endorsements-given")).content.decode()
    assert given.reason in given_list
    assert "Hidden" not in given_list


def test_a_private_persons_endorsements_are_not_there_for_strangers(
    given, alice, charlie, client_of
):
    for name in ("person", "person-endorsements"):
        url = reverse(name, args=[alice.uuid])
        assert Client().get(url).status_code == 404
        assert client_of(charlie).get(url).status_code == 404


def test_strangers_read_the_words_and_only_public_names(people, given, alice, ben, client_of):
    alice.is_public = True
    alice.save()
    urls = [reverse(name, args=[alice.uuid]) for name in ("person", "person-endorsements")]

    def named(client):
        pages = [client.get(url).content.decode() for url in urls]
        assert all(given.reason in page for page in pages)
        return ["<strong>Ben</strong>" in page for page in pages]

    readers = [Client(), client_of(people["charlie"]), client_of(people["facilitator"])]
    private = [named(client) for client in readers]
    ben.is_public = True
    ben.save()
    public = [named(client) for client in readers]

    assert private == [[False, False], [False, False], [True, True]]
    assert public == [[True, True]] * 3
