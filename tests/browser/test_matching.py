# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Somebody waits, somebody is here: seen in browsers of their own, without a reload."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import AWAY, violations
from tests.servers import Site

pytestmark = [pytest.mark.browser, pytest.mark.slow]
STARTED = "Someone has started to review your work."
SOON = 20_000


@dataclass(frozen=True)
class Cohort:
    """An activity with an author who has handed in, and three who may review."""

    site: Site
    activity: str
    author: dict[str, str]
    reviewers: tuple[dict[str, str], ...]
    submission: str

    @property
    def desk(self) -> str:
        return f"/activities/{self.activity}/desk/now/"


@pytest.fixture
def cohort(site: Site) -> Cohort:
    world = site.act("make_world", facilitator="fran@example.org", reviews_needed=3)
    author, *reviewers = (
        site.act("make_person", name=f"{name} {uuid4().hex[:6]}", joins=world["cohort"])
        for name in ("Author", "First", "Second", "Third")
    )
    submission = site.act("hand_in", author=author["email"], activity=world["activity"])
    return Cohort(site, world["activity"], author, tuple(reviewers), submission)


def stay(page: Page) -> Page:
    """Mark the page, so that a reload would show."""
    page.evaluate("() => { window.isTheSamePage = true; }")
    return page


def stayed(page: Page) -> bool:
    return page.evaluate("() => window.isTheSamePage") is True


def live(page: Page) -> Page:
    """Wait until the page is in its room."""
    expect(page.locator("[data-live-state]")).to_contain_text("changes by itself")
    return stay(page)


def test_the_author_sees_that_someone_has_started_and_the_review_arriving(
    cohort: Cohort, visit: Callable[..., Page]
) -> None:
    author = live(visit(cohort.author, f"/submissions/{cohort.submission}/"))
    expect(author.locator("[data-standing]")).to_contain_text("Nobody has started yet.")
    expect(author.locator("[data-standing]")).to_contain_text("no time can be promised")
    reviewer = visit(cohort.reviewers[0], "/review/")

    reviewer.get_by_role("button", name="Review now").click()

    reviewer.wait_for_url(re.compile(r"/reviews/"))
    review = reviewer.url.rstrip("/").rpartition("/")[2]
    expect(author.locator("[data-standing]")).to_contain_text(STARTED, timeout=SOON)
    cohort.site.act("finish_review", uuid=review)
    expect(author.locator("[data-live-submission]")).to_contain_text(
        "The claim is clear and is kept to.", timeout=SOON
    )
    assert stayed(author)


def test_who_is_here_is_called_when_somebody_hands_in(
    site: Site, visit: Callable[..., Page]
) -> None:
    world = site.act("make_world", facilitator="fran@example.org")
    here, other = (
        site.act("make_person", name=f"{name} {uuid4().hex[:6]}", joins=world["cohort"])
        for name in ("Here", "Other")
    )
    page = visit(here, "/review/record/")
    with page.expect_response(lambda answer: answer.url.endswith("/here/")) as beat:
        page.reload()
    assert beat.value.status == 204

    site.act("hand_in", author=other["email"], activity=world["activity"])

    toast = page.locator(".toast", has_text="Somebody waits for a first review")
    expect(toast.first).to_be_visible(timeout=SOON)
    toast.first.get_by_role("link").click()
    page.get_by_role("button", name="Review now").click()
    page.wait_for_url(re.compile(r"/reviews/"))


def test_the_meter_moves_while_two_reviewers_draft(
    cohort: Cohort, visit: Callable[..., Page], site: Site
) -> None:
    desks = []
    for reviewer in cohort.reviewers:
        review = site.act("begin_review", reviewer=reviewer["email"], activity=cohort.activity)
        desks.append(visit(reviewer, f"/reviews/{review}/"))
    fran = live(visit(site.act("sign_in", email="fran@example.org"), cohort.desk))
    first, second, third = desks
    choose(third, "argument", 3)
    expect(fran.locator("[data-meter-waits]")).to_contain_text("2 more drafts", timeout=SOON)

    choose(first, "argument", 3)
    choose(second, "argument", 3)
    row = fran.locator("[data-meter] tbody tr").first
    expect(row).to_contain_text("3 of 3", timeout=SOON)
    expect(row).to_contain_text("very close")
    choose(second, "argument", 0)

    expect(row).to_contain_text("far apart", timeout=SOON)
    assert stayed(fran)


def choose(page: Page, criterion: str, level: int) -> None:
    page.locator(f"input[name='score:{criterion}'][value='{level}']").check()
    saved = page.locator('.review-desk-bar [data-save-state][data-state="saved"]')
    expect(saved).to_be_visible(timeout=SOON)


def test_without_a_socket_the_page_says_so_and_is_fetched(
    cohort: Cohort, visit: Callable[..., Page]
) -> None:
    page = visit(cohort.author, "/", tolerates=AWAY)
    page.context.add_init_script(
        "window.WebSocket = class extends EventTarget { constructor() { super(); "
        "setTimeout(() => this.dispatchEvent(Object.assign(new Event('close'), { code: 1006 })), 50); } "
        "close() {} };"
    )
    page.goto(f"/submissions/{cohort.submission}/")
    expect(page.locator("[data-live-state]")).to_contain_text(
        "The connection is lost", timeout=SOON
    )

    email = cohort.reviewers[0]["email"]
    cohort.site.act("begin_review", reviewer=email, activity=cohort.activity)

    expect(page.locator("[data-standing]")).to_contain_text(STARTED, timeout=SOON)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_new_pages_are_accessible_on_a_phone(
    cohort: Cohort, visit: Callable[..., Page], site: Site, scheme: str
) -> None:
    small = {"viewport": {"width": 375, "height": 800}, "color_scheme": scheme}
    fran = site.act("sign_in", email="fran@example.org")
    pages = [
        visit(fran, cohort.desk, **small),
        visit(fran, f"/activities/{cohort.activity}/desk/calls/", **small),
        visit(cohort.reviewers[0], f"/activities/{cohort.activity}/now/", **small),
        visit(cohort.author, f"/submissions/{cohort.submission}/", **small),
    ]
    for page in pages:
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
