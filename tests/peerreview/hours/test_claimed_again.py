# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What is claimed already is said before it is claimed again; days yet to come are not claimed."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from peerreview.hours import approving, claiming, queries
from peerreview.hours.approving import Decision
from peerreview.kernel import clock
from peerreview.kernel.errors import Invalid
from tests import worlds
from tests.peerreview.hours.claims import a_claim, an_entry

YEAR = date(2024, 1, 1), date(2024, 12, 31)


@pytest.fixture
def cohort(alice, fran):
    return worlds.a_cohort(fran, [alice])


def states(person) -> list[str]:
    return [each.claimed for each in queries.choices(person, *YEAR)]


def test_what_waits_and_what_is_approved_says_so_and_what_is_free_does_not(alice, fran, cohort):
    an_entry(alice, 90)
    assert states(alice) == [""]
    claim = a_claim(alice, cohort)
    assert states(alice) == ["waiting"]
    approving.decide(claim=claim, decision=Decision(act="approve"), by=fran)
    assert states(alice) == ["approved"]
    a_claim(alice, cohort)
    assert states(alice) == ["approved"]

    an_entry(alice, 30, day=date(2024, 5, 1))
    assert states(alice) == ["approved", ""]


def test_declined_withdrawn_and_revoked_may_be_claimed_again(alice, fran, cohort):
    an_entry(alice, 90)
    for act in ("decline", "revoke"):
        claim = a_claim(alice, cohort)
        if act == "revoke":
            approving.decide(claim=claim, decision=Decision(act="approve"), by=fran)
        approving.decide(claim=claim, decision=Decision(act=act, words="Not this."), by=fran)
        assert states(alice) == [""]
    claiming.withdraw(claim=a_claim(alice, cohort), by=alice)
    assert states(alice) == [""]


def test_on_the_page_it_is_not_ticked_and_says_why(alice, cohort, client_of):
    an_entry(alice, 90)
    a_claim(alice, cohort)
    an_entry(alice, 30, day=date(2024, 5, 1))

    days = {"starts": "2024-01-01", "ends": "2024-12-31"}
    page = client_of(alice).get(reverse("hours-claim-new"), days).content.decode()

    assert page.count("claimed already") == 1
    assert page.count(" checked>") == 1


@pytest.mark.parametrize("ahead", [2, 400])
def test_days_yet_to_come_are_not_claimed(alice, cohort, client_of, ahead):
    an_entry(alice, 90)
    ends = queries.today(clock.now()) + timedelta(days=ahead)
    with pytest.raises(Invalid):
        a_claim(alice, cohort, ends=ends)

    days = {"starts": "2024-01-01", "ends": ends.isoformat()}
    page = client_of(alice).get(reverse("hours-claim-new"), days)
    assert page.status_code == 422
    assert "yet to come" in page.content.decode()


def test_who_decides_reads_the_name_of_the_account(alice, fran, cohort, client_of):
    an_entry(alice, 90)
    claim = a_claim(alice, cohort, printed_name="Dr. Somebody Else")

    page = client_of(fran).get(reverse("hours-approval", args=[claim.uuid])).content.decode()

    assert "Dr. Somebody Else" in page
    assert "is called “Alice”" in page
