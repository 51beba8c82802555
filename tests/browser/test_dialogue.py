# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Words selected with the mouse become a comment that the author finds at its place."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import violations
from tests.servers import Site

pytestmark = pytest.mark.browser
REMARK = "Who answers, and when?"


def test_select_words_comment_hand_in_and_the_author_sees_it(
    site: Site, visit: Callable[..., Page]
) -> None:
    world = site.act("make_world", facilitator="fran@example.org")
    author, reviewer = (
        site.act("make_person", name=f"{name} {uuid4().hex[:6]}", joins=world["cohort"])
        for name in ("Author", "Reviewer")
    )
    submission = site.act("hand_in", author=author["email"], activity=world["activity"])
    review = site.act("begin_review", reviewer=reviewer["email"], activity=world["activity"])
    page = visit(reviewer, f"/reviews/{review}/")

    page.locator(".artifact .prose strong").dblclick()  # selects the word it is on
    page.get_by_role("button", name="Comment on this").click()
    expect(page.get_by_label("The words you mean")).to_have_value("answers")
    expect(page.get_by_label("Your comment")).to_be_focused()
    page.keyboard.type(REMARK)
    page.keyboard.press("Control+Enter")  # saves the comment, and does not hand in the review

    expect(page.locator("mark.place-mark")).to_have_text("answers")
    expect(page.locator(".place-comment")).to_be_focused()
    page.get_by_role("link", name="Comment 1: show the place in the work").click()
    expect(page.locator("[data-pin]")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".place-comment")).to_be_focused()
    assert violations(page) == []

    site.act("finish_review", uuid=review)
    seen = visit(author, f"/submissions/{submission}/")
    seen.get_by_role("link", name="Comments on the work, and the conversation").click()
    expect(seen.locator("mark.place-mark")).to_have_text("answers")
    expect(seen.get_by_text(REMARK)).to_be_visible()
    assert violations(seen) == []
