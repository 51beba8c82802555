# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Lines that break under somebody's hands: three tabs in mid-typing, a minute without a line, sign-out."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import AWAY, Watch
from tests.browser.lines import Line
from tests.browser.test_reviewing import Desk, argument, begin, state_of
from tests.servers import Site, until

pytestmark = pytest.mark.browser
HALF, REST = "The claim is clear and ", "is kept to until the last line."
PATIENCE = 30_000


@pytest.fixture
def desk(site: Site) -> Desk:
    return begin(site)


def in_step(page: Page) -> None:
    state_of(page).to_have_attribute("data-state", "saved", timeout=PATIENCE)


def test_three_tabs_are_in_step_again_after_the_line_broke_in_mid_typing(
    desk: Desk, visit: Callable[..., Page], watch: Watch
) -> None:
    first = visit(desk.reviewer, "/review/", tolerates=AWAY)
    tabs = [first, *(watch.over(first.context.new_page(), tolerates=AWAY) for _ in range(2))]
    lines = [Line(tab) for tab in tabs]
    for tab in tabs:
        tab.goto(desk.path)
        in_step(tab)

    argument(first).press_sequentially(HALF, delay=5)
    for line in lines:
        line.cut()
    argument(first).press_sequentially(REST[:10], delay=5)
    tabs[1].locator("[data-criterion=form]").get_by_text("Solid", exact=True).click()
    for tab in tabs[:2]:
        state_of(tab).to_have_attribute("data-state", "offline")
    for line in lines:
        line.mend()
    argument(first).press_sequentially(REST[10:], delay=5)

    for tab in tabs:
        expect(argument(tab)).to_have_value(HALF + REST, timeout=PATIENCE)
        expect(tab.locator("input[name='score:form'][value='2']")).to_be_checked(timeout=PATIENCE)
        in_step(tab)
        expect(tab.locator(".desk-conflict")).to_have_count(0)
    stored = desk.stored()
    assert (stored["comments"]["argument"], stored["scores"]["form"]) == (HALF + REST, 2)
    assert stored["revision"] == len(set(stored["edits"])) == len(stored["edits"])


def test_a_minute_without_a_line_is_said_and_ends_with_everything_saved(
    desk: Desk, visit: Callable[..., Page]
) -> None:
    page = visit(desk.reviewer, "/review/", tolerates=AWAY)
    page.clock.install()
    line = Line(page)
    page.goto(desk.path)
    in_step(page)
    line.cut()
    argument(page).fill(HALF + REST)
    page.clock.fast_forward("01:00")

    state_of(page).to_have_attribute("data-state", "offline")
    expect(argument(page)).to_have_value(HALF + REST)
    assert desk.stored()["edits"] == []
    line.mend()
    page.clock.fast_forward("00:20")

    in_step(page)
    assert desk.stored()["comments"]["argument"] == HALF + REST


def test_a_page_with_nothing_to_send_says_when_it_has_no_line(
    desk: Desk, visit: Callable[..., Page]
) -> None:
    page = visit(desk.reviewer, "/review/", tolerates=AWAY)
    page.clock.install()
    line = Line(page)
    page.goto(desk.path)
    in_step(page)

    line.cut()
    page.clock.fast_forward("00:10")
    state_of(page).to_have_attribute("data-state", "offline")
    line.mend()
    page.clock.fast_forward("00:20")

    in_step(page)


def test_who_was_signed_out_elsewhere_is_told_and_keeps_what_they_typed(
    desk: Desk, visit: Callable[..., Page], watch: Watch
) -> None:
    page = visit(desk.reviewer, desk.path, tolerates=AWAY)
    in_step(page)
    other = watch.over(page.context.new_page(), tolerates=AWAY)
    other.goto("/accounts/logout/")
    other.locator("main form button[type=submit]").click()

    expect(page.locator("[data-desk-shut]")).to_contain_text("You were signed out")
    argument(page).fill(HALF)
    state_of(page).to_have_attribute("data-state", "offline", timeout=PATIENCE)
    again = desk.site.act("sign_in", email=desk.reviewer["email"])
    cookie = {"name": "sessionid", "value": again["session"], "url": desk.site.url}
    page.context.add_cookies([cookie])
    page.goto(desk.path)

    expect(argument(page)).to_have_value(HALF)
    in_step(page)
    until(lambda: desk.stored()["comments"]["argument"] == HALF)


def test_a_question_mark_opens_the_list_of_keys_and_escape_returns(
    desk: Desk, visit: Callable[..., Page]
) -> None:
    page = visit(desk.reviewer, desk.path)
    in_step(page)
    page.keyboard.press("j")
    focused = "document.activeElement.name"
    before = page.evaluate(focused)

    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="By keyboard")
    expect(keys).to_be_visible()
    expect(keys.get_by_text("next, previous criterion")).to_be_visible()
    page.keyboard.press("Escape")

    expect(keys).to_be_hidden()
    assert page.evaluate(focused) == before
    page.keyboard.press("c")
    page.keyboard.type("Is it?")
    expect(argument(page)).to_have_value("Is it?")
    expect(keys).to_be_hidden()
