# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The review desk in a browser: by keyboard alone, in two tabs, and over a line that breaks."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from uuid import uuid4

import pytest
from playwright.sync_api import Page, Route, WebSocketRoute, expect

from tests.browser.conftest import AWAY
from tests.browser.lines import Line
from tests.servers import Site, until

pytestmark = pytest.mark.browser
REMARK = "The claim is clear and is kept to until the last line."


@dataclass(frozen=True)
class Desk:
    """A reviewer with a review begun."""

    site: Site
    reviewer: dict[str, str]
    review: str

    @property
    def path(self) -> str:
        return f"/reviews/{self.review}/"

    def stored(self) -> dict:
        return self.site.act("look_at_review", uuid=self.review)


def begin(site: Site) -> Desk:
    world = site.act("make_world", facilitator="fran@example.org")
    author, reviewer = (
        site.act("make_person", name=f"{name} {uuid4().hex[:6]}", joins=world["cohort"])
        for name in ("Author", "Reviewer")
    )
    site.act("hand_in", author=author["email"], activity=world["activity"])
    review = site.act("begin_review", reviewer=reviewer["email"], activity=world["activity"])
    return Desk(site, reviewer, review)


@pytest.fixture
def desk(site: Site) -> Desk:
    return begin(site)


def state_of(page: Page) -> object:
    return expect(page.locator("[data-save-state]").first)


def argument(page: Page) -> object:
    return page.locator("textarea[name='comment:argument']")


def swallow_changes(socket: WebSocketRoute) -> None:
    server = socket.connect_to_server()
    socket.on_message(lambda message: None if '"change"' in message else server.send(message))


def test_a_review_can_be_written_and_handed_in_by_keyboard_alone(
    desk: Desk, visit: Callable[..., Page]
) -> None:
    page = visit(desk.reviewer, desk.path)
    keys = page.keyboard
    state_of(page).to_have_attribute("data-state", "saved")

    keys.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    keys.press("j")
    keys.press("4")
    expect(page.locator("input[name='score:argument'][value='3']")).to_be_focused()
    keys.press("c")
    expect(argument(page)).to_be_focused()
    keys.type(REMARK + " 123")
    keys.press("Escape")
    keys.press("j")
    keys.press("1")
    keys.press("j")
    keys.press("0")
    expect(page.get_by_text("3 of 3 criteria")).to_be_visible()
    state_of(page).to_have_attribute("data-state", "saved")
    keys.press("Control+Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    keys.press("Enter")

    expect(page.get_by_text("Thank you")).to_be_visible()
    stored = desk.stored()
    assert stored["state"] == "submitted"
    assert stored["scores"] == {"argument": 3, "sources": 0, "form": "cannot_judge"}
    assert stored["comments"]["argument"] == REMARK + " 123"


def test_all_that_is_missing_is_said_at_once(desk: Desk, visit: Callable[..., Page]) -> None:
    page = visit(desk.reviewer, desk.path)
    page.keyboard.press("Control+Enter")

    missing = page.get_by_role("dialog").locator("[data-missing] li")
    expect(missing).to_have_count(4)
    expect(missing.nth(1)).to_contain_text("write at least 10 characters")
    missing.nth(1).get_by_role("link").click()
    expect(argument(page)).to_be_focused()
    page.keyboard.type(" Five. ")
    expect(page.get_by_text("5 of at least 10 characters")).to_be_visible()


def test_a_review_without_a_word_is_asked_about_and_not_kept_back(
    desk: Desk, visit: Callable[..., Page]
) -> None:
    page = visit(desk.reviewer, desk.path)
    for key in "j0j0j0":
        page.keyboard.press(key)
    page.keyboard.press("Control+Enter")

    expect(page.get_by_text("You have not written a word yet.")).to_be_visible()
    page.get_by_role("button", name="Hand in", exact=True).click()
    expect(page.get_by_text("Thank you")).to_be_visible()


def test_a_quotation_needs_a_selection(desk: Desk, visit: Callable[..., Page]) -> None:
    page = visit(desk.reviewer, desk.path)
    state_of(page).to_have_attribute("data-state", "saved")
    page.get_by_role("button", name="Quote the work").first.click()

    expect(page.locator("[data-prompt-hint]").first).to_contain_text("Select some of the work")
    expect(argument(page)).to_have_value("")
    argument(page).fill("Clear.")
    argument(page).evaluate("box => box.setSelectionRange(0, 0)")
    page.get_by_role("button", name="Say why").first.click()
    expect(argument(page)).to_have_value("Clear.\nThis works because ")


def test_what_nobody_acknowledges_is_said_to_be_kept_on_this_device(
    desk: Desk, visit: Callable[..., Page]
) -> None:
    page = visit(desk.reviewer, desk.path)
    page.route_web_socket(re.compile(r"/ws/"), swallow_changes)
    page.goto(page.url)
    state_of(page).to_have_attribute("data-state", "saved")
    argument(page).fill(REMARK)

    state_of(page).to_have_attribute("data-state", "saving")
    state_of(page).to_have_attribute("data-state", "offline")


def test_every_control_of_the_desk_is_reached_by_tab(
    desk: Desk, visit: Callable[..., Page]
) -> None:
    page = visit(desk.reviewer, desk.path)
    reached = []
    for _step in range(60):
        page.keyboard.press("Tab")
        name = page.evaluate(
            "document.activeElement.name || document.activeElement.textContent.trim()"
        )
        if reached and name == "Skip to the content":
            break
        reached.append(name)

    wanted = ["score:argument", "comment:argument", "score:form", "overall", "act"]
    assert [name for name in reached if name in wanted] == wanted


def test_what_is_entered_before_the_script_runs_is_saved(
    desk: Desk, visit: Callable[..., Page]
) -> None:
    page = visit(desk.reviewer, "/review/")
    held: list[Route] = []
    page.route("**/review-desk.js", lambda route: held.append(route))  # noqa: PLW0108  Playwright takes no built-in
    page.goto(desk.path, wait_until="commit")
    page.locator("[data-criterion=form]").get_by_text("Solid", exact=True).click()
    argument(page).fill(REMARK)

    until(lambda: page.wait_for_timeout(50) or held)
    held[0].continue_()

    until(lambda: desk.stored()["comments"]["argument"] == REMARK)
    until(lambda: desk.stored()["scores"]["form"] == 2)
    expect(page.locator("input[name='score:form'][value='2']")).to_be_checked()


def test_two_tabs_of_one_review_stay_in_step(desk: Desk, visit: Callable[..., Page]) -> None:
    one, two = visit(desk.reviewer, desk.path), visit(desk.reviewer, desk.path)
    for page in (one, two):
        state_of(page).to_have_attribute("data-state", "saved")

    one.locator("[data-criterion=argument]").get_by_text("Solid", exact=True).click()
    argument(one).fill(REMARK)

    expect(two.locator("input[name='score:argument'][value='2']")).to_be_checked()
    expect(argument(two)).to_have_value(REMARK)
    two.get_by_label(re.compile("^Overall")).fill("From the other tab.")
    expect(one.get_by_label(re.compile("^Overall"))).to_have_value("From the other tab.")
    until(lambda: desk.stored()["overall"] == "From the other tab.")


def test_what_is_typed_without_a_line_is_sent_once_it_is_back(
    desk: Desk, visit: Callable[..., Page]
) -> None:
    page = visit(desk.reviewer, "/review/", tolerates=AWAY)
    line = Line(page)
    page.goto(desk.path)
    state_of(page).to_have_attribute("data-state", "saved")
    line.cut()
    page.locator("[data-criterion=sources]").get_by_text("Solid", exact=True).click()
    argument(page).fill(REMARK)
    state_of(page).to_have_attribute("data-state", "offline")
    assert desk.stored()["edits"] == []

    line.mend()

    state_of(page).to_have_attribute("data-state", "saved")
    stored = desk.stored()
    assert (stored["comments"]["argument"], stored["scores"]["sources"]) == (REMARK, 2)
    assert stored["revision"] == len(stored["edits"]) == 2


@pytest.mark.long
def test_what_is_typed_while_the_server_is_dead_is_sent_once_it_lives(
    desk: Desk, visit: Callable[..., Page]
) -> None:
    page = visit(desk.reviewer, desk.path, tolerates=AWAY)
    argument(page).fill(REMARK)
    state_of(page).to_have_attribute("data-state", "saved")

    with desk.site.away():
        argument(page).fill(REMARK + " And more.")
        state_of(page).to_have_attribute("data-state", "offline")

    state_of(page).to_have_attribute("data-state", "saved", timeout=30_000)
    stored = desk.stored()
    assert stored["comments"]["argument"] == REMARK + " And more."
    assert stored["revision"] == len(stored["edits"])


def test_one_field_changed_in_two_places_asks_which_to_keep(
    desk: Desk, visit: Callable[..., Page]
) -> None:
    train, home = "Written on the train, without a line.", "Written at the desk, with a line."
    away = visit(desk.reviewer, "/review/", tolerates=AWAY)
    line = Line(away)
    away.goto(desk.path)
    state_of(away).to_have_attribute("data-state", "saved")
    line.cut()
    argument(away).fill(train)
    here = visit(desk.reviewer, desk.path)
    argument(here).fill(home)
    state_of(here).to_have_attribute("data-state", "saved")

    line.mend()
    choice = away.locator("[data-field-note='comment:argument']")
    expect(choice.locator("[data-theirs]")).to_have_text(home)
    expect(argument(away)).to_have_value(train)
    assert desk.stored()["comments"]["argument"] == home
    choice.get_by_role("button", name="Keep what is here").click()

    state_of(away).to_have_attribute("data-state", "saved")
    expect(argument(here)).to_have_value(train)
    assert desk.stored()["comments"]["argument"] == train
