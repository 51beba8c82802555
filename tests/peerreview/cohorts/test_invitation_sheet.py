# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The invitation as a QR code: what it says, who gets it, and that a renewed link has its own."""

import pytest
from django.urls import reverse

from peerreview.cohorts import services
from peerreview.ui import paper
from tests import worlds


@pytest.fixture
def group(alice, ben):
    return worlds.a_cohort(alice, [ben], kind="study_group")


def address(group) -> str:
    return "http://testserver" + reverse("cohort-join-code", args=[group.join_code])


def test_the_code_leads_to_the_link_and_is_another_when_that_is_renewed(group, ben, client_of):
    url = reverse("cohort-code", args=[group.uuid])
    first = client_of(ben).get(url)
    assert first["Content-Type"] == "image/png"
    assert "no-store" in first["Cache-Control"]
    assert first.content == paper.code_png(address(group))

    services.renew_code(cohort=group, by=ben)
    group.refresh_from_db()

    assert client_of(ben).get(url).content == paper.code_png(address(group)) != first.content


def test_group_and_sheet_show_it_with_words_for_who_does_not_see_it(group, ben, client_of):
    sheet = reverse("cohort-invitation", args=[group.uuid])
    page = client_of(ben).get(reverse("cohort", args=[group.uuid])).content.decode()
    assert reverse("cohort-code", args=[group.uuid]) in page
    assert "The invitation link as a QR code" in page
    assert sheet in page

    printed = client_of(ben).get(sheet).content.decode()
    assert f'alt="QR code that leads to {address(group)}"' in printed
    assert group.join_code in printed
    assert "data-print" in printed


def test_nobody_else_gets_it_and_none_while_joining_is_closed(group, alice, charlie, client_of):
    for name in ("cohort-code", "cohort-invitation"):
        url = reverse(name, args=[group.uuid])
        assert client_of(charlie).get(url).status_code == 404
        services.set_joining(cohort=group, is_joinable=False, by=alice)
        assert client_of(alice).get(url).status_code == 404
        services.set_joining(cohort=group, is_joinable=True, by=alice)
