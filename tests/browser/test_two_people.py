# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The whole slice with two people at once: hand in, review live, endorse, claim, verify as a stranger."""

import re
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import violations
from tests.servers import Site, until

pytestmark = pytest.mark.browser
PASSWORD = "a long enough phrase"
TITLE = "What the net made of us"
REMARK = "The claim is clear and is kept to until the last line."


def sign_up(page: Page, site: Site, address: str) -> None:
    """Through the real page, with the code from the real mail."""
    page.get_by_label("Display name").fill("Alice Author")
    page.get_by_label("Email").fill(address)
    page.get_by_label("Password").fill(PASSWORD)
    assert violations(page) == []
    page.get_by_role("button", name="Join").click()
    expect(page.get_by_label("Code")).to_be_visible()
    mail = until(lambda: site.mails(address), what="the mail with the code")[-1]
    code = re.search(r"^\s*([A-Z0-9]{3,}(?:-[A-Z0-9]{3,})*)\s*$", mail, re.MULTILINE)[1]
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name=re.compile("Confirm|Verify")).click()


def hand_in(page: Page, activity: str) -> None:
    """Write a short work on the compose page and hand it in; ends on the page of its reviews."""
    page.goto(f"/activities/{activity}/")
    assert violations(page) == []
    page.get_by_role("button", name="Start your work").click()
    page.get_by_label("Title").fill(TITLE)
    page.get_by_role("button", name="Add text").click()
    page.locator("textarea[name^=source-]").fill("We learn when somebody **answers**.")
    expect(page.locator("[data-save-state]")).to_have_attribute("data-state", "saved")
    assert violations(page) == []
    page.get_by_role("button", name="Hand in").click()
    expect(page.get_by_role("heading", name="Handed in")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("link", name="Your submission and its reviews").click()
    expect(page.get_by_role("heading", name=TITLE).first).to_be_visible()


def review(page: Page) -> None:
    """Review the one work there is, by pointing and typing, up to the question whether to hand it in."""
    page.get_by_role("button", name="Review the next one").click()
    expect(page.get_by_role("heading", name=TITLE, level=1)).to_be_visible()
    for criterion in page.locator("[data-criterion]").all():
        criterion.get_by_text("Excellent", exact=True).click()
    page.locator("[name='comment:argument']").fill(REMARK)
    page.get_by_label(re.compile("^Overall")).fill("I would read a second part.")
    expect(page.locator("[data-save-state]").first).to_have_attribute("data-state", "saved")
    assert violations(page) == []
    page.locator(".review-desk-bar").get_by_role("button", name="Hand in").click()


def vouch(page: Page) -> None:
    """On what was just reviewed: the desk asks once the review is in."""
    page.reload()
    page.locator("#vouch select[name=skill]").select_option(label="Giving feedback")
    page.get_by_label("What did you see them do?").fill(
        "The draft says exactly where it lost the thread, and picks it up again."
    )
    assert violations(page) == []
    page.get_by_role("button", name="Yes, I vouch for it").click()
    expect(page.locator("#vouch").get_by_text("picks it up again")).to_be_visible()


def claim(page: Page, folder: Path) -> Path:
    """Follow the notice to the claim, claim, and download the badge."""
    earned = page.locator(".toast", has_text="You have earned")
    earned.get_by_role("link", name="Have a look").click()
    expect(page.get_by_text("Exactly this will be signed")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("button", name="See how it will read").click()
    page.get_by_role("button", name="Claim and sign").click()
    expect(page.get_by_text("Checked just now: genuine")).to_be_visible()
    assert violations(page) == []
    with page.expect_download() as download:
        page.get_by_role("link", name="Badge as picture (PNG)").click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def test_two_people_go_from_work_to_a_badge_that_a_stranger_verifies(
    site: Site, visit: Callable[..., Page], tmp_path: Path
) -> None:
    world = site.act("make_world", facilitator="fran@example.org", badge=True)
    again = uuid4().hex[:6]
    address = f"alice.{again}@example.org"
    ben, dora = (
        site.act("make_person", name=f"{name} {again}", joins=world["cohort"])
        for name in ("Ben Reviewer", "Dora Reviewer")
    )
    alices = visit(None, f"/join/{world['code']}/")
    assert violations(alices) == []
    alices.get_by_role("button", name="Create an account and join").click()
    sign_up(alices, site, address)
    expect(alices.get_by_role("heading", name="Digital cultures")).to_be_visible()
    hand_in(alices, world["activity"])
    expect(alices.get_by_text("No result yet")).to_be_visible()
    alices.evaluate("window.isTheSamePage = true")

    site.act("review", reviewer=dora["email"], activity=world["activity"])
    bens = visit(ben, "/review/")
    review(bens)
    expect(alices.get_by_text(REMARK)).to_be_hidden()
    bens.get_by_role("dialog").get_by_role("button", name="Hand in").click()

    expect(bens.get_by_text("Thank you")).to_be_visible()
    expect(alices.get_by_text(REMARK)).to_be_visible()
    expect(alices.get_by_text("2 of 2").first).to_be_visible()
    expect(alices.get_by_text("Criterion by criterion")).to_be_visible()
    assert alices.evaluate("window.isTheSamePage") is True
    assert "Ben Reviewer" not in alices.content()
    assert violations(alices) == []

    vouch(bens)
    # In another tab: the page that stays open is told.
    accepting = alices.context.new_page()
    accepting.goto("/endorsements/")
    accepting.get_by_role("button", name="Accept: others may read it").click()
    expect(alices.locator(".toast", has_text="You have earned")).to_be_visible()
    badge = claim(alices, tmp_path)

    strangers = visit(None, "/verify/")
    assert violations(strangers) == []
    strangers.get_by_label("Badge file").set_input_files(badge)
    strangers.get_by_role("button", name="Check it").click()
    expect(strangers.get_by_role("heading", name="What the badge says")).to_be_visible()
    expect(strangers.locator(".verify-name")).to_contain_text("Reviewed artefact")
    assert violations(strangers) == []
    assert badge.read_bytes().startswith(b"\x89PNG")
    awards = site.act("look_at_awards", recipient=address)
    assert (awards["states"], awards["credentials"]) == (["claimed"], 1)
