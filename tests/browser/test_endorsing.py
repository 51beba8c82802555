# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Vouch after a review in one click; ask, accept, read it signed, withdraw."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import violations
from tests.servers import Site, until

WORDS = "The comparison is fair to both sides, and I followed it without a map."


def pair(site: Site, cohort: str) -> list[dict[str, str]]:
    """Two people of the cohort whom no other run knows."""
    run = uuid4().hex[:6]
    return [site.act("make_person", name=f"{name} {run}", joins=cohort) for name in ("Ada", "Bo")]


def wait_signed(site: Site, recipient: str, state: str) -> None:
    """Until the worker has come to it."""
    until(lambda: site.act("signed", recipient=recipient) == state, what=state)


def test_vouch_in_one_click_after_a_review(site: Site, visit: Callable[..., Page]) -> None:
    world = site.act("make_world", facilitator="fran@example.org", badge=False)
    alice, ben = pair(site, world["cohort"])
    site.act("hand_in", author=alice["email"], activity=world["activity"])
    site.act("name_skill", name="Weighing arguments")
    review = site.act("review", reviewer=ben["email"], activity=world["activity"], overall=WORDS)

    bens = visit(ben, f"/reviews/{review}/")
    expect(bens.get_by_role("heading", name="Would you vouch for a skill?")).to_be_visible()
    expect(bens.get_by_label("What did you see them do?")).to_have_value(WORDS)
    assert violations(bens) == []
    bens.set_viewport_size({"width": 390, "height": 844})
    assert bens.evaluate("document.documentElement.scrollWidth") <= 390
    bens.locator("select[name=skill]").select_option(label="Weighing arguments")
    bens.get_by_role("button", name="Yes, I vouch for it").click()

    expect(bens.locator("#vouch").get_by_text(WORDS)).to_be_visible()
    assert alice["uuid"] not in bens.content()


@pytest.mark.long
def test_ask_accept_read_signed_withdraw(site: Site, visit: Callable[..., Page]) -> None:
    world = site.act("make_world", facilitator="fran@example.org", badge=False)
    alice, ben = pair(site, world["cohort"])
    site.act("name_skill", name="Giving feedback")

    alices = visit(alice, f"/people/{ben['uuid']}/ask/")
    assert violations(alices) == []
    alices.locator("select[name=skill]").select_option(label="Giving feedback")
    alices.get_by_label("A few words to them").fill("You saw how I answered in week two.")
    alices.get_by_role("button", name="Ask", exact=True).click()
    expect(alices.get_by_text("Waits for an answer", exact=True)).to_be_visible()

    bens = visit(ben, "/endorsements/requests/")
    assert violations(bens) == []
    bens.get_by_role("link", name="Yes, in my words").click()
    bens.get_by_label("What did you see them do?").fill(WORDS)
    bens.get_by_role("button", name="Endorse").click()
    expect(bens.get_by_text(WORDS)).to_be_visible()

    alices.goto("/endorsements/")
    expect(alices.get_by_role("heading", name="Waiting for you")).to_be_visible()
    assert violations(alices) == []
    alices.get_by_role("button", name="Accept: others may read it").click()
    expect(alices.get_by_role("link", name="Signed form")).to_be_visible()
    wait_signed(site, alice["email"], "signed")
    alices.get_by_role("link", name="Signed form").click()
    expect(alices.get_by_text("genuine, and it stands")).to_be_visible()
    assert violations(alices) == []
    address = alices.url

    bens.goto("/endorsements/given/")
    bens.get_by_role("link", name="Withdraw").click()
    bens.get_by_role("button", name="Withdraw").click()
    wait_signed(site, alice["email"], "revoked")
    strangers = visit(None, address)
    expect(strangers.get_by_text("It no longer stands")).to_be_visible()
