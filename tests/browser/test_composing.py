# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The compose page in two tabs."""

import re
from collections.abc import Callable
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from tests.servers import Site

pytestmark = pytest.mark.browser


def compose(page: Page, text: str, state: str) -> None:
    page.locator("textarea[name^=source-]").fill(text)
    expect(page.locator("[data-save-state]")).to_have_attribute("data-state", state)


@pytest.mark.long
@pytest.mark.parametrize(
    ("choice", "kept"),
    [
        ("Keep what is in this tab", "From the second tab."),
        ("Take the other one", "From the first tab."),
    ],
)
def test_a_draft_changed_in_two_tabs_shows_a_choice_and_loses_nothing(
    site: Site, visit: Callable[..., Page], choice: str, kept: str
) -> None:
    world = site.act("make_world", facilitator="fran@example.org")
    author = site.act("make_person", name=f"Author {uuid4().hex[:6]}", joins=world["cohort"])
    site.act("start_draft", author=author["email"], activity=world["activity"])
    path = f"/activities/{world['activity']}/submit/"
    first = visit(author, path)
    first.get_by_role("button", name="Add text").click()
    compose(first, "At first.", "saved")
    second = visit(author, path, tolerates=re.compile("status of 409"))

    compose(first, "From the first tab.", "saved")
    compose(second, "From the second tab.", "error")
    expect(second.get_by_role("alert").get_by_text("changed in another tab")).to_be_visible()
    expect(second.locator("textarea[name^=source-]")).to_have_value("From the second tab.")
    second.get_by_role("button", name=choice).or_(second.get_by_role("link", name=choice)).click()

    expect(second.locator("[data-conflict]")).to_be_hidden()
    expect(second.locator("textarea[name^=source-]")).to_have_value(kept)
    first.reload()
    expect(first.locator("textarea[name^=source-]")).to_have_value(kept)


def test_a_hand_in_without_content_comes_back_with_the_title_and_can_be_gone_on_with(
    site: Site, visit: Callable[..., Page]
) -> None:
    world = site.act("make_world", facilitator="fran@example.org")
    author = site.act("make_person", name=f"Author {uuid4().hex[:6]}", joins=world["cohort"])
    site.act("start_draft", author=author["email"], activity=world["activity"])
    path = f"/activities/{world['activity']}/submit/"
    page = visit(author, path, tolerates=re.compile("status of 422"))
    title, state = page.get_by_label("Title"), page.locator("[data-save-state]")

    page.get_by_role("button", name="Hand in").click()
    expect(page.locator("[data-error-summary] li")).to_have_count(2)
    title.fill("My piece")
    expect(state).to_have_attribute("data-state", "saved")
    page.get_by_role("button", name="Hand in").click()
    expect(page.locator("[data-error-summary] li")).to_have_count(1)
    expect(title).to_have_value("My piece")

    page.get_by_role("link", name="Add some text, a file or a link first.").click()
    expect(page.get_by_role("button", name="Add text")).to_be_focused()
    page.get_by_text("Add a link", exact=True).click()
    address = page.get_by_label("Address")
    expect(address).to_be_focused()
    page.keyboard.type("https://example.org/piece")
    page.keyboard.press("Enter")
    expect(page.locator(".editor-part")).to_have_count(1)
    expect(page.locator("[data-conflict]")).to_be_hidden()
    expect(title).to_have_value("My piece")
    page.get_by_role("button", name="Hand in").click()
    expect(page.get_by_role("heading", name="Handed in")).to_be_visible()
