# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Lines that break under somebody's hands: three tabs in mid-typing, a minute without a line, sign-out."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

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


def overall(page: Page) -> Locator:
    return page.get_by_label(re.compile("^Overall"))


def two_tabs_and_a_device_in_conflict(
    desk: Desk, visit: Callable[..., Page], watch: Watch
) -> tuple[Page, Page]:
    first = visit(desk.reviewer, "/review/", tolerates=AWAY)
    tabs = (first, watch.over(first.context.new_page(), tolerates=AWAY))
    lines = [Line(tab) for tab in tabs]
    for tab in tabs:
        tab.goto(desk.path)
        in_step(tab)
    for line in lines:
        line.cut()
    overall(first).fill(HALF)
    state_of(first).to_have_attribute("data-state", "offline")
    device = visit(desk.reviewer, desk.path)
    overall(device).fill(REST)
    in_step(device)
    until(lambda: desk.stored()["overall"] == REST)
    for line in lines:
        line.mend()
    return tabs


@pytest.mark.long
def test_what_one_tab_kept_outlives_what_another_tab_hears(
    desk: Desk, visit: Callable[..., Page], watch: Watch
) -> None:
    tabs = two_tabs_and_a_device_in_conflict(desk, visit, watch)
    for tab in tabs:
        expect(tab.locator(".desk-conflict [data-theirs]")).to_have_text(REST, timeout=PATIENCE)
        expect(overall(tab)).to_have_value(HALF)

    again = watch.over(tabs[0].context.new_page(), tolerates=AWAY)
    tabs[0].close(run_before_unload=False)
    again.goto(desk.path)
    expect(again.locator(".desk-conflict [data-theirs]")).to_have_text(REST)
    expect(overall(again)).to_have_value(HALF)
    overall(again).press("End")
    overall(again).press_sequentially("more")
    again.get_by_role("button", name="Keep what is here").click()

    in_step(again)
    assert desk.stored()["overall"] == HALF + "more"


def test_a_choice_in_one_tab_is_the_choice_in_the_other(
    desk: Desk, visit: Callable[..., Page], watch: Watch
) -> None:
    tabs = two_tabs_and_a_device_in_conflict(desk, visit, watch)
    for tab in tabs:
        expect(tab.locator(".desk-conflict")).to_have_count(1, timeout=PATIENCE)
    tabs[1].get_by_role("button", name="Use the other").click()

    for tab in tabs:
        expect(tab.locator(".desk-conflict")).to_have_count(0)
        expect(overall(tab)).to_have_value(REST)
        in_step(tab)
    assert tabs[0].evaluate("Object.keys(localStorage).filter(k => k.includes('unsent'))") == []


def test_without_a_line_nothing_is_said_to_be_saved_and_nobody_to_be_here(
    desk: Desk, visit: Callable[..., Page]
) -> None:
    page = visit(desk.reviewer, "/review/", tolerates=AWAY)
    line = Line(page)
    page.goto(desk.path)
    in_step(page)
    saved, presence = (
        page.locator("[data-field-note][data-state=saved]"),
        page.locator("[data-presence]"),
    )
    page.locator("[data-criterion=form]").get_by_text("Solid", exact=True).click()
    expect(saved).to_have_count(1)
    expect(presence).to_be_visible()

    line.cut()
    argument(page).fill(HALF)
    state_of(page).to_have_attribute("data-state", "offline")
    expect(saved).to_have_count(0)
    expect(presence).to_be_hidden()
    line.mend()

    in_step(page)
    expect(presence).to_be_visible()


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


@pytest.mark.long
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
