# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""A newcomer's whole way, through the pages: join a group by its link, exchange work, review, vouch, be
vouched for, and hold out the link that an employer reads on a phone."""

import re
import time
from collections.abc import Callable
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import violations
from tests.servers import Site

PHONE = {"width": 390, "height": 844}
WORDS = "The comparison is fair to both sides, and I followed it without a map."
SKILL = "Reading with care"
CLAIM = "I explain the sea to people who never saw it."
WORDS_A_MINUTE = 200
MINUTE = 60


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.click()


def begin_exchange(page: Page, without: str) -> str:
    page.get_by_role("link", name="Start an exchange").click()
    page.get_by_label("Title").fill("Low water")
    page.get_by_label("What to make").fill("One page.")
    page.get_by_label("Rubric").select_option(label="Essay")
    page.get_by_label(without).uncheck()
    page.get_by_label("Nobody sees whose work they review").uncheck()
    press(page, "Begin")
    expect(page.get_by_role("heading", name="Low water")).to_be_visible()
    return page.url.rstrip("/").rsplit("/", 1)[1]


def hand_in(page: Page, activity: str, title: str) -> None:
    page.goto(f"/activities/{activity}/")
    press(page, "Start your work")
    page.get_by_label("Title").fill(title)
    press(page, "Add text")
    page.locator("textarea[name^=source-]").fill("The sea comes **twice** a day.")
    expect(page.locator("[data-save-state]")).to_have_attribute("data-state", "saved")
    press(page, "Hand in")
    expect(page.get_by_role("heading", name="Handed in")).to_be_visible()


def review(page: Page, title: str) -> None:
    page.goto("/review/")
    page.get_by_role("button", name="Review the next one").click()
    expect(page.get_by_role("heading", name=title, level=1)).to_be_visible()
    for criterion in page.locator("[data-criterion]").all():
        criterion.get_by_text("Excellent", exact=True).click()
    page.locator("[name='comment:argument']").fill(WORDS)
    page.get_by_label(re.compile("^Overall")).fill(WORDS)
    expect(page.locator("[data-save-state]").first).to_have_attribute("data-state", "saved")
    page.locator(".review-desk-bar").get_by_role("button", name="Hand in").click()
    page.get_by_role("dialog").get_by_role("button", name="Hand in").click()
    expect(page.get_by_text("Thank you")).to_be_visible()


def vouch(page: Page) -> None:
    page.locator("select[name=skill]").select_option(label=SKILL)
    press(page, "Yes, I vouch for it")
    expect(page.locator("#vouch").get_by_text(WORDS)).to_be_visible()


def claim(page: Page, badge: str) -> None:
    page.locator(".toast", has_text=badge).get_by_role("link").click()
    page.get_by_label(re.compile("^Anyone")).check()
    press(page, "See how it will read")
    press(page, "Claim and sign")
    expect(page.get_by_text("Checked just now: genuine")).to_be_visible()
    expect(page.get_by_role("heading", name=badge).first).to_be_visible()


def show(page: Page, kind: str) -> None:
    """Choose the first piece there is of a kind."""
    section = page.locator(f"#kind-{kind}")
    if not section.get_by_role("button", name="Show it").first.is_visible():
        section.locator("summary").first.click()
    section.get_by_role("button", name="Show it").first.click()
    expect(page.locator(f"#kind-{kind}").get_by_text("On your page").first).to_be_visible()


def portfolio(page: Page) -> str:
    """What an employer shall see, and the link to it."""
    page.goto("/portfolio/")
    for kind in ("work", "voice", "badge"):
        show(page, kind)
    assert violations(page) == []
    page.goto("/portfolio/page/")
    page.get_by_label("In one sentence: what can you do?").fill(CLAIM)
    press(page, "Save")
    page.goto("/portfolio/links/")
    page.get_by_label("An employer, in a minute").check()
    press(page, "Make the link")
    assert violations(page) == []
    return page.get_by_role("link", name="Open it").get_attribute("href") or ""


def is_in_sight(page: Page, words: str) -> None:
    expect(page.get_by_text(words).first).to_be_in_viewport(ratio=1)


@pytest.mark.long
def test_a_newcomer_ends_with_a_link_that_an_employer_reads_in_a_minute(
    site: Site, visit: Callable[..., Page]
) -> None:
    run = uuid4().hex[:6]
    badge = f"Vouched for {run}"
    ada, bo, cy = (site.act("make_person", name=f"{name} {run}") for name in ("Ada", "Bo", "Cy"))
    group = site.act("found_group", people=[bo["email"], cy["email"]], newcomer=ada["email"])
    site.act("name_skill", name=SKILL)
    site.act("offer_badge", name=badge)

    adas = visit(ada, f"/join/{group['code']}/")
    press(adas, "Join")
    activity = begin_exchange(adas, without=f"Cy {run}")
    bos = visit(bo, f"/activities/{activity}/")
    hand_in(adas, activity, f"Low water {run}")
    hand_in(bos, activity, f"High water {run}")
    review(adas, f"High water {run}")
    vouch(adas)
    review(bos, f"Low water {run}")
    vouch(bos)

    adas.goto("/endorsements/")
    press(adas, "Accept: others may read it")
    claim(adas, badge)
    link = portfolio(adas)

    began = time.monotonic()
    phone = visit(None, link, viewport=PHONE)
    for words in (f"Ada {run}", CLAIM, f"Low water {run}", WORDS, badge):
        is_in_sight(phone, words)
    check = phone.get_by_role("link", name="Check it yourself")
    expect(check).to_be_in_viewport(ratio=1)
    assert phone.evaluate("window.scrollY") == 0
    assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    words = len(phone.locator("main").inner_text().split())
    assert violations(phone) == []
    check.click()
    expect(phone.get_by_text("Checked just now: genuine")).to_be_visible()
    # To read it at an easy pace, and to check it.
    assert words / WORDS_A_MINUTE * MINUTE + time.monotonic() - began < MINUTE
