# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The bell, the inbox and the choices, in a real browser: live, by keyboard, on a phone."""

import re
import secrets
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import violations
from tests.servers import Site

pytestmark = pytest.mark.browser

PHONE = {"width": 360, "height": 780}
SETTINGS = "/notifications/settings/"


@pytest.fixture
def people(site: Site) -> dict[str, Any]:
    """Ada, whom Mia has endorsed and Vera will; no two runs share them."""
    world = site.act("make_world", facilitator="fran@example.org")
    run = secrets.token_hex(3)
    made = {
        name: site.act("make_person", name=f"{name} {run}", joins=world["cohort"])
        for name in ("Ada", "Mia", "Vera")
    }
    site.act("vouch", endorser=made["Mia"]["email"], recipient=made["Ada"]["email"])
    return made


def count(page: Page) -> Any:
    return page.locator("[data-bell-count]")


def endorse(page: Page) -> None:
    page.get_by_label("Skill", exact=False).first.select_option(index=1)
    page.get_by_label(re.compile("^What did you see|^Reason|^What", re.IGNORECASE)).fill(
        "Read my draft twice and said exactly where it lost the thread."
    )
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(re.compile(r"/endorsements/|/people/[^/]+/$"))


def test_the_count_rises_while_the_page_is_open_and_falls_on_opening(
    people: dict[str, Any], visit: Callable[..., Page]
) -> None:
    ada = visit(people["Ada"], "/")
    expect(count(ada)).to_have_text("1")
    vera = visit(people["Vera"], f"/people/{people['Ada']['uuid']}/endorse/")
    ada.wait_for_timeout(500)  # the room is joined after the page is loaded

    endorse(vera)

    expect(count(ada)).to_have_text("2")
    expect(ada.locator(".toast")).to_have_count(1)
    expect(ada.get_by_role("link", name="Notifications, 2 not read")).to_be_visible()
    ada.get_by_role("link", name="Notifications, 2 not read").click()
    expect(ada.locator(".notice.is-unread")).to_have_count(2)
    assert violations(ada) == []
    ada.locator(".notice-open").first.focus()
    ada.keyboard.press("Enter")
    ada.wait_for_url("**/endorsements/")
    # Both lead to this page, so being on it reads both.
    expect(count(ada)).to_be_hidden()


def test_choices_are_made_by_keyboard_and_fit_a_phone(
    people: dict[str, Any], visit: Callable[..., Page]
) -> None:
    page = visit(people["Ada"], SETTINGS, viewport=PHONE)
    box = page.locator('input[name="endorsement-received.email"]')
    expect(box).to_be_checked()
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]

    page.locator('input[name="rhythm"][value="daily"]').focus()
    page.keyboard.press("ArrowDown")
    box.focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Save").focus()
    page.keyboard.press("Enter")

    expect(page.get_by_text("Your choices are saved.")).to_be_visible()
    expect(page.locator('input[name="rhythm"][value="weekly"]')).to_be_checked()
    expect(box).not_to_be_checked()
    expect(page.locator('input[name="case-opened.email"]')).to_be_disabled()


@pytest.mark.long
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(people: dict[str, Any], visit: Callable[..., Page], scheme: str) -> None:
    page = visit(people["Ada"], SETTINGS, color_scheme=scheme)
    found = violations(page)
    page.goto("/notifications/")

    assert found + violations(page) == []


def test_the_inbox_works_without_a_script(
    people: dict[str, Any], visit: Callable[..., Page]
) -> None:
    page = visit(people["Ada"], "/notifications/", java_script_enabled=False)

    page.locator(".notice-open").click()
    page.wait_for_url("**/endorsements/")
    expect(page.get_by_role("link", name="Notifications, all read")).to_be_visible()
