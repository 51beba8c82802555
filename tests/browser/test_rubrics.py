# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""A rubric built and previewed by keyboard alone; hints beside comments; reading closes amending."""

import re
from collections.abc import Callable
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import violations
from tests.browser.test_reviewing import Desk, begin
from tests.servers import Site

pytestmark = pytest.mark.browser
SHORT = "Nice work."
LONG = "I like the way it moves along and the tone it has all the way through it."


def tab_to(page: Page, selector: str, *, most: int = 80) -> None:
    """Press Tab until the focus is on it: that is how one gets there without a pointer."""
    for _press in range(most):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never reaches {selector}")


def type_in(page: Page, name: str, text: str) -> None:
    tab_to(page, f"[name='{name}']")
    page.keyboard.press("Control+A")
    page.keyboard.type(text)


@pytest.mark.long
def test_a_rubric_is_built_and_previewed_by_keyboard(
    site: Site, visit: Callable[..., Page]
) -> None:
    page = visit(site.act("make_person", name=f"Owner {uuid4().hex[:6]}"), "/rubrics/new/")

    type_in(page, "title", "Posters")
    type_in(page, "criteria-0-title", "Colour")
    for level, title in enumerate(("Grey", "Bright")):
        row = f"criteria-0-levels-{level}"
        type_in(page, f"{row}-title", title)
        type_in(page, f"{row}-description", f"It is {title.lower()}.")
    tab_to(page, "[value='level-add:0']")
    page.keyboard.press("Enter")
    expect(page.locator("[name='criteria-0-levels-2-title']")).to_be_focused()
    page.keyboard.type("Radiant")
    type_in(page, "criteria-0-levels-2-description", "It glows.")
    tab_to(page, "[formaction]")
    assert violations(page) == []
    with page.expect_popup() as opened:
        page.keyboard.press("Enter")
    preview_by_keyboard(opened.value)

    tab_to(page, ".builder-publish [value=publish]", most=200)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/rubrics/[0-9a-f-]{36}/$"))
    expect(page.get_by_text("It glows.")).to_be_visible()


def preview_by_keyboard(page: Page) -> None:
    expect(page.get_by_text("nothing you choose or type here is saved")).to_be_visible()
    tab_to(page, "[name='score:colour']")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio", name="Bright")).to_be_checked()
    expect(page.locator("[data-desk-progress] [data-words]")).to_have_text("1 of 1 criteria")
    tab_to(page, "[name='comment:colour']")
    page.keyboard.type(SHORT)
    expect(page.locator("[data-hint='comment:colour']")).to_contain_text("What did you see")
    assert violations(page) == []
    page.close()


@pytest.fixture
def desk(site: Site) -> Desk:
    return begin(site)


@pytest.mark.long
def test_hints_are_gentle_and_can_be_switched_off_for_good(
    desk: Desk, visit: Callable[..., Page]
) -> None:
    page = visit(desk.reviewer, desk.path)
    box, hint = page.locator("#comment-argument"), page.locator("[data-hint='comment:argument']")
    assert (hint.get_attribute("role"), hint.get_attribute("aria-live")) == ("status", "polite")

    for text, says in (
        (SHORT, "What did you see"),
        (LONG, "Which place do you mean?"),
        (f"{LONG} At the end most.", "can you also say why?"),
        (f"{LONG} At the end most, because it slows down.", "try next?"),
        (f"{LONG} At the end, because it slows down. You could cut a line.", "all there"),
    ):
        box.fill(text)
        expect(hint).to_contain_text(says)
    expect(page.locator("[data-save-state]").first).to_have_attribute("data-state", "saved")

    page.get_by_label("Hints while I write").uncheck()
    expect(hint).to_be_empty()
    page.reload()
    expect(page.get_by_label("Hints while I write")).not_to_be_checked()
    box.fill(SHORT)
    page.wait_for_timeout(1500)
    expect(hint).to_be_empty()


def test_a_review_can_be_amended_until_its_author_opens_the_page(
    site: Site, visit: Callable[..., Page]
) -> None:
    world = site.act("make_world", facilitator="fran@example.org")
    author, reviewer = (
        site.act("make_person", name=f"{name} {uuid4().hex[:6]}", joins=world["cohort"])
        for name in ("Author", "Reviewer")
    )
    submission = site.act("hand_in", author=author["email"], activity=world["activity"])
    review = site.act("review", reviewer=reviewer["email"], activity=world["activity"])
    page = visit(reviewer, f"/reviews/{review}/")

    page.get_by_role("link", name="Amend it").click()
    page.locator("#overall").fill("One thing I forgot: the ending is the best of it.")
    page.get_by_role("button", name="Amend").click()
    expect(page.get_by_text("Your review is amended.")).to_be_visible()
    assert "I forgot" in site.act("look_at_review", uuid=review)["overall"]

    reading = visit(author)
    with reading.expect_response(re.compile("(?<!/notifications)/seen/$")) as told:
        reading.goto(f"/submissions/{submission}/")
    assert told.value.status == 204
    page.reload()
    expect(page.get_by_text("it can no longer be changed")).to_be_visible()
    expect(page.get_by_role("link", name="Amend it")).to_have_count(0)
