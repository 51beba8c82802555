# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Three people in one room, in three browsers: ballot, reveal, second rating; one comes late, one drops out."""

import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import AWAY, violations
from tests.servers import Site

pytestmark = [pytest.mark.browser, pytest.mark.slow]
NOW = "#now-title"


@pytest.fixture
def town(site: Site) -> dict[str, Any]:
    """A studio that was just opened by Ada, and the people of her group."""
    tag = uuid4().hex[:6]
    people = {name: site.act("make_person", name=f"{name} {tag}") for name in ("Ada", "Bo", "Cy")}
    room = site.act("open_studio", people=[each["email"] for each in people.values()])
    return {"room": room, **people}


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.click()


def enter(page: Page) -> Page:
    press(page, "Join the room")
    expect(page.locator(NOW)).to_be_visible()
    return page


def seal(page: Page, level: int) -> None:
    rows = page.locator(".studio-ballot fieldset")
    expect(rows.first).to_be_visible()
    for number in range(rows.count()):
        rows.nth(number).get_by_role("radio").nth(level).check()
    press(page, "Seal my ballot")
    expect(page.locator(".studio-seal")).to_be_visible()


@pytest.mark.long
def test_three_people_rate_reveal_talk_and_rate_again(
    town: dict[str, Any], visit: Callable[..., Page]
) -> None:
    ada = visit(town["Ada"], town["room"])
    bo = enter(visit(town["Bo"], town["room"]))
    expect(ada.locator(".studio-seat:not([data-away])")).to_have_count(2)

    bo.get_by_label("Your comment").fill("I have a doubt.")
    press(ada, "Open the first rating")
    expect(bo.locator(NOW)).to_have_text("Seal your ballot")
    expect(ada.locator("[data-region=time]")).to_contain_text("First rating, sealed")
    expect(bo.locator("[data-region=time]")).to_contain_text("A new timer started")
    # Talk rests, and what was being typed stays.
    expect(bo.get_by_role("button", name="Say it")).to_be_disabled()
    expect(bo.get_by_label("Your comment")).to_have_value("I have a doubt.")
    expect(bo.locator("[data-hushed]")).to_contain_text("while everybody rates alone")
    seal(ada, 3)
    expect(bo.locator(".studio-now")).to_contain_text("1 of 2 have sealed.")
    assert "Excellent" not in bo.locator(".studio-side [data-region=results]").inner_text()
    seal(bo, 1)
    expect(ada.locator(NOW)).to_have_text("Reveal together")
    press(ada, "Reveal together")
    expect(bo.locator(".studio-result").first).to_contain_text("2 levels apart")
    press(bo, "Say it")
    expect(ada.locator(".studio-remark")).to_contain_text("I have a doubt.")

    # One comes late: sees what was said, and rates in the second round.
    cy = enter(visit(town["Cy"], town["room"], viewport={"width": 390, "height": 844}))
    expect(cy.locator(".studio-result").first).to_contain_text("Excellent")
    expect(cy.locator(".studio-ballot")).to_contain_text("You came after the reveal")
    cy.get_by_label("Your comment").fill("I see both.")
    press(cy, "Say it")
    expect(ada.locator(".studio-remark").last).to_contain_text("I see both.")

    press(ada, "Open the second rating")
    for page, level in ((ada, 2), (bo, 2), (cy, 2)):
        seal(page, level)
    assert [each for page in (ada, bo, cy) for each in violations(page)] == []
    press(ada, "Reveal together")
    expect(cy.locator(".studio-result").first).to_contain_text("of one mind")
    bo.get_by_label("A finding or a next step").fill("Say the claim first.")
    press(bo, "Keep it")
    expect(ada.locator(".studio-notes .studio-remark")).to_contain_text("Say the claim first.")
    assert [each for page in (ada, bo, cy) for each in violations(page)] == []

    opener = ada.get_by_role("button", name="End the session", exact=True).first
    opener.press("Enter")
    expect(ada.get_by_role("dialog")).to_contain_text("Nobody can rate, comment or note any more.")
    assert violations(ada) == []
    ada.keyboard.press("Escape")
    expect(opener).to_be_focused()
    opener.press("Enter")
    press(ada, "End it for everybody")
    for page in (ada, bo, cy):
        expect(page).to_have_url(re.compile("/record/$"))
    expect(cy.locator("main")).to_contain_text("Say the claim first.")
    assert violations(cy) == []


def test_a_ballot_that_lacks_something_says_where_in_sight_and_by_keyboard(
    town: dict[str, Any], visit: Callable[..., Page]
) -> None:
    ada = visit(town["Ada"], town["room"], tolerates=re.compile("status of 422"))
    enter(visit(town["Bo"], town["room"]))
    press(ada, "Open the first rating")
    rows = ada.locator(".studio-ballot fieldset")
    rows.first.get_by_role("radio").nth(2).check()
    press(ada, "Seal my ballot")

    summary = ada.locator("[data-error-summary]")
    expect(summary).to_be_focused()
    expect(summary).to_be_in_viewport()
    expect(rows.first.get_by_role("radio").nth(2)).to_be_checked()
    wrong = ada.locator(".studio-ballot [aria-invalid=true]")
    expect(wrong).to_have_count(rows.count() - 1)
    assert violations(ada) == []

    summary.get_by_role("link").first.press("Enter")
    expect(rows.nth(1)).to_be_focused()
    rows.nth(1).get_by_role("radio").first.check()
    expect(wrong).to_have_count(rows.count() - 2)
    seal(ada, 1)


def test_what_is_chosen_survives_a_break_and_goes_out_when_it_is_over(
    town: dict[str, Any], visit: Callable[..., Page]
) -> None:
    ada = visit(town["Ada"], town["room"])
    bo = enter(visit(town["Bo"], town["room"], tolerates=AWAY))
    press(ada, "Open the first rating")
    bo.locator(".studio-ballot fieldset").first.get_by_role("radio").nth(2).check()
    bo.reload()
    expect(bo.locator(".studio-ballot fieldset").first.get_by_role("radio").nth(2)).to_be_checked()

    bo.context.set_offline(True)
    for row in bo.locator(".studio-ballot fieldset").all():
        row.get_by_role("radio").nth(2).check()
    press(bo, "Seal my ballot")
    bo.context.set_offline(False)
    expect(ada.locator(".studio-now")).to_contain_text("1 of 2 have sealed.")

    seal(ada, 1)
    press(ada, "Reveal together")
    expect(bo.get_by_role("button", name="Say it")).to_be_enabled()
    bo.context.set_offline(True)
    bo.get_by_label("Your comment").fill("Written on the train.")
    press(bo, "Say it")
    bo.context.set_offline(False)

    expect(ada.locator(".studio-remark")).to_contain_text("Written on the train.")
    expect(ada.locator(".studio-remark")).to_have_count(1)


def test_the_lead_is_handed_over_and_taken_over_when_the_facilitator_drops_out(
    town: dict[str, Any], visit: Callable[..., Page]
) -> None:
    ada = visit(town["Ada"], town["room"])
    bo = enter(visit(town["Bo"], town["room"]))
    cy = enter(visit(town["Cy"], town["room"]))
    expect(ada.locator(".studio-seat:not([data-away])")).to_have_count(3)

    ada.get_by_text("Facilitate: agenda, timer, hand over").click()
    ada.get_by_label("Let somebody else facilitate").select_option(index=0)
    press(ada, "Hand over")
    expect(bo.get_by_role("button", name="Open the first rating")).to_be_visible()
    expect(ada.get_by_role("button", name="Open the first rating")).to_have_count(0)

    bo.context.close()
    expect(cy.locator(".studio-offer")).to_be_visible()
    expect(cy.locator("#announcer")).to_contain_text("Nobody facilitates right now.")
    press(cy, "I take over")
    expect(cy.get_by_role("button", name="Open the first rating")).to_be_visible()
    expect(ada.locator(".studio-offer")).to_have_count(0)


def test_the_others_see_where_one_points_and_follow_who_presents(
    town: dict[str, Any], visit: Callable[..., Page]
) -> None:
    ada = visit(town["Ada"], town["room"])
    bo = enter(visit(town["Bo"], town["room"], viewport={"width": 390, "height": 844}))
    expect(ada.locator(".studio-seat:not([data-away])")).to_have_count(2)

    press(ada, "Present")
    expect(bo.locator("[data-follow-words]")).to_contain_text("Following Ada")
    press(ada, "Point")
    ada.locator(".artifact-part").first.hover(position={"x": 40, "y": 20})
    expect(bo.locator(".studio-pointer")).to_contain_text("Ada")
    expect(ada.locator(".studio-pointer")).to_have_count(0)
    ada.get_by_role("button", name="Point", exact=True).press("ArrowRight")
    expect(ada.locator(".studio-pointer")).to_have_count(1)
    # Who comes late is shown where the presenter is, without their moving.
    cy = enter(visit(town["Cy"], town["room"]))
    expect(cy.locator(".studio-pointer")).to_contain_text("Ada")


def test_without_a_script_the_same_forms_do_it(
    town: dict[str, Any], visit: Callable[..., Page]
) -> None:
    ada = visit(town["Ada"], town["room"], java_script_enabled=False, tolerates=AWAY)
    enter(visit(town["Bo"], town["room"]))
    ada.reload()
    press(ada, "Open the first rating")
    press(ada, "Seal my ballot")
    expect(ada.locator("[data-error-summary]")).to_contain_text("Choose a level.")
    seal(ada, 2)
    press(ada, "Reveal without 1")
    expect(ada.locator(".studio-result").first).to_contain_text("Solid")
    ending = ada.locator("noscript details")
    ending.locator("summary").click()
    expect(ending.locator("li").first).to_be_visible()
    ending.locator("button").click()
    expect(ada).to_have_url(re.compile("/record/$"))
