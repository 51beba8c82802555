# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""A newcomer's path: join by link, share a work, begin an exchange, review, vouch, be vouched for."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import violations
from tests.servers import Site

WORDS = "The comparison is fair to both sides, and I followed it without a map."
SKILL = "Reading with care"


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.click()


def vouch(page: Page) -> None:
    page.locator("select[name=skill]").select_option(label=SKILL)
    press(page, "Yes, I vouch for it")
    expect(page.locator("#vouch").get_by_text(WORDS)).to_be_visible()


@pytest.mark.long
def test_a_newcomer_joins_shares_exchanges_vouches_and_is_vouched_for(
    site: Site, visit: Callable[..., Page]
) -> None:
    run = uuid4().hex[:6]
    ada, bo, cy = (site.act("make_person", name=f"{name} {run}") for name in ("Ada", "Bo", "Cy"))
    group = site.act("found_group", people=[bo["email"], cy["email"]], newcomer=ada["email"])
    site.act("name_skill", name=SKILL)

    adas = visit(ada, f"/join/{group['code']}/")
    press(adas, "Join")
    expect(adas.get_by_role("heading", name="Shared work")).to_be_visible()
    assert violations(adas) == []

    adas.get_by_role("link", name="Share a work").click()
    adas.get_by_label("Your work").select_option(label="Tides of the north")
    press(adas, "Share it")
    expect(adas.get_by_role("link", name="Tides of the north")).to_be_visible()

    adas.get_by_role("link", name="Start an exchange").click()
    assert violations(adas) == []
    adas.get_by_label("Title").fill("Low water")
    adas.get_by_label("What to make").fill("One page.")
    adas.get_by_label("Rubric").select_option(label="Essay")
    adas.get_by_label(f"Cy {run}").uncheck()
    press(adas, "Begin")
    expect(adas.get_by_role("heading", name="Low water")).to_be_visible()
    activity = adas.url.rstrip("/").rsplit("/", 1)[1]

    for person in (ada, bo):
        site.act("hand_in_now", author=person["email"], activity=activity)
    pages = {}
    for person in (ada, bo):
        review = site.act("review_now", reviewer=person["email"], activity=activity, overall=WORDS)
        pages[person["email"]] = visit(person, f"/reviews/{review}/")
    for page in pages.values():
        vouch(page)

    adas.goto("/endorsements/")
    press(adas, "Accept: others may read it")
    expect(adas.get_by_text(WORDS)).to_be_visible()
    adas.goto(f"/groups/{group['uuid']}/voices/")
    expect(adas.get_by_role("heading", name="Who could vouch for whom")).to_be_visible()
    assert violations(adas) == []
    adas.set_viewport_size({"width": 390, "height": 844})
    assert adas.evaluate("document.documentElement.scrollWidth") <= 390
