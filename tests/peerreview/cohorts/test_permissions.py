# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Roles down, acts across, every cell asserted: at the rule, and through the door."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse

from peerreview.cohorts import rules, services

RULES = ("is_member", "is_facilitator", "may_tend", "may_change_roles")
IN_COHORT = {
    "signed out": (False, False, False, False),
    "charlie": (False, False, False, False),
    "left": (False, False, False, False),
    "learner": (True, False, False, False),
    "facilitator": (True, True, True, True),
}


@pytest.fixture
def people(cohort, alice, ben, fran, charlie):
    services.leave_cohort(cohort=cohort, by=ben)
    return {
        "signed out": AnonymousUser(),
        "charlie": charlie,
        "left": ben,
        "learner": alice,
        "facilitator": fran,
    }


@pytest.mark.parametrize("role", IN_COHORT)
def test_rules_in_a_cohort(cohort, people, role):
    got = tuple(getattr(rules, rule)(people[role], cohort) for rule in RULES)

    assert got == IN_COHORT[role]


def test_rules_in_a_study_group(group, alice, charlie):
    assert [getattr(rules, rule)(alice, group) for rule in RULES] == [True, False, True, False]
    assert [getattr(rules, rule)(charlie, group) for rule in RULES] == [False] * 4


# page or act: (method, arguments beside the cohort's, what is sent)
DOORS = {
    "cohort": ("get", (), {}),
    "cohort-roster": ("get", (), {}),
    "cohort-leave": ("get", (), {}),
    "cohort-edit": ("get", (), {}),
    "cohort-renew-code": ("post", (), {}),
    "cohort-joining": ("post", (), {"joining": "closed"}),
    "cohort-role": ("post", ("alice",), {"role": "facilitator"}),
    "cohort-remove": ("get", ("alice",), {}),
}
STATUS = {
    "signed out": (302, 302, 302, 302, 302, 302, 302, 302),
    "charlie": (404, 404, 404, 404, 404, 404, 404, 404),
    "left": (404, 404, 404, 404, 404, 404, 404, 404),
    "learner": (200, 200, 200, 403, 403, 403, 403, 403),
    "facilitator": (200, 200, 200, 200, 302, 302, 302, 200),
}


@pytest.mark.parametrize("role", STATUS)
def test_doors_of_a_cohort(cohort, people, alice, client_of, role):
    client = Client() if role == "signed out" else client_of(people[role])
    statuses = []

    for name, (method, others, sent) in DOORS.items():
        url = reverse(name, args=[cohort.uuid, *(alice.uuid for _other in others)])
        response = getattr(client, method)(url, sent)
        statuses.append(response.status_code)
        if response.status_code == 302 and role == "signed out":
            assert response.url.startswith(reverse("account_login"))

    assert tuple(statuses) == STATUS[role]


@pytest.mark.parametrize("name", ["cohort-renew-code", "cohort-joining", "cohort-role"])
def test_what_changes_things_does_not_answer_to_get(cohort, alice, fran, client_of, name):
    others = [alice.uuid] if name == "cohort-role" else []

    response = client_of(fran).get(reverse(name, args=[cohort.uuid, *others]))

    assert response.status_code == 405


def test_learners_see_names_and_no_address_and_no_code(cohort, alice, ben, client_of):
    client = client_of(alice)

    pages = [
        client.get(reverse(name, args=[cohort.uuid])).content.decode()
        for name in ("cohort", "cohort-roster")
    ]

    for page in pages:
        assert ben.display_name in page
        assert ben.email not in page
        assert cohort.join_code not in page


def test_facilitators_see_addresses_and_the_code(cohort, fran, ben, client_of):
    client = client_of(fran)

    assert ben.email in client.get(reverse("cohort-roster", args=[cohort.uuid])).content.decode()
    assert cohort.join_code in client.get(reverse("cohort", args=[cohort.uuid])).content.decode()


def test_every_equal_of_a_study_group_sees_the_code_and_no_address(group, alice, ben, client_of):
    services.join_with_code(code=group.join_code, by=ben)
    client = client_of(ben)

    assert group.join_code in client.get(reverse("cohort", args=[group.uuid])).content.decode()
    roster = client.get(reverse("cohort-roster", args=[group.uuid])).content.decode()
    assert alice.display_name in roster
    assert alice.email not in roster
