# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""A learner's way through calibration on a phone: rate, compare, try again, and on to reviewing."""

import re
from collections.abc import Callable
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import violations
from tests.servers import Site

pytestmark = pytest.mark.browser
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}


def rate(page: Page, level: int) -> None:
    """The same level on every criterion."""
    for criterion in page.locator("fieldset.desk-criterion").all():
        criterion.locator("label.desk-level").nth(level).click()
    page.get_by_role("button", name="Compare with the reference").click()


def fits(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.long
def test_the_way_through_calibration_on_a_phone(site: Site, visit: Callable[..., Page]) -> None:
    world = site.act("make_world", facilitator="fran@example.org")
    author, learner = (
        site.act("make_person", name=f"{name} {uuid4().hex[:6]}", joins=world["cohort"])
        for name in ("Author", "Learner")
    )
    site.act("hand_in", author=author["email"], activity=world["activity"])
    path = site.act(
        "calibrate_first", facilitator="fran@example.org", activity=world["activity"], exemplars=1
    )
    # Chromium logs the answer to an incomplete form as an error.
    page = visit(learner, f"/activities/{world['activity']}/", tolerates=re.compile("422"), **PHONE)

    page.get_by_role("link", name="See the examples").click()
    expect(page).to_have_url(f"{site.url}{path}")
    faults = violations(page)
    assert fits(page)
    page.get_by_role("link", name="Rate it").click()
    page.get_by_label("Your reason, to compare with theirs").first.fill("I see no claim.")
    page.get_by_role("button", name="Compare with the reference").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose a level.")
    expect(page.get_by_label("Your reason, to compare with theirs").first).to_have_value(
        "I see no claim."
    )
    faults += violations(page)
    assert fits(page)

    rate(page, 0)
    expect(page.get_by_role("heading", name="0 of 3 criteria are near")).to_be_visible()
    expect(page.get_by_text("2 levels lower.").first).to_be_visible()
    faults += violations(page)
    assert fits(page)
    page.get_by_role("link", name="Try again").click()
    rate(page, 2)
    page.get_by_role("link", name="What my ratings say").click()
    expect(page.get_by_role("heading", name="You can review now")).to_be_visible()
    faults += violations(page)
    page.get_by_role("button", name="Review others").click()

    expect(page.locator("[data-review-desk]")).to_be_visible()
    assert faults == []
