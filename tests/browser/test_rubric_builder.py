# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The rubric form asks before typed text is lost, and only then."""

import re
from collections.abc import Callable
from uuid import uuid4

import pytest
from playwright.sync_api import Dialog, Page, expect

from tests.servers import Site

pytestmark = pytest.mark.browser


@pytest.fixture
def builder(site: Site, visit: Callable[..., Page]) -> Page:
    """The form for a new rubric with a title typed and then a level added."""
    page = visit(site.act("make_person", name=f"Author {uuid4().hex[:6]}"), "/rubrics/new/")
    page.locator("[name$=title]").first.fill("Clear writing")
    levels = page.locator(".builder-level")
    before = levels.count()
    page.get_by_role("button", name="Add a level").first.click()
    expect(levels).to_have_count(before + 1)
    expect(page.locator(".htmx-added")).to_have_count(0)  # then it is attached to as well
    return page


def leaving_asks(page: Page, leave: Callable[[], object]) -> list[str]:
    asked: list[str] = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", answer)
    with page.expect_navigation():
        leave()
    return asked


def test_publishing_after_adding_a_level_does_not_count_as_leaving(builder: Page) -> None:
    texts = builder.locator("#builder :is(input[type=text], textarea):visible")
    for number, field in enumerate(texts.all()):
        if not field.input_value():
            field.fill(f"Something {number}")
    for number, field in enumerate(builder.locator("#builder [name$=points]").all()):
        field.fill(str(number))

    publish = builder.get_by_role("button", name="Publish").last
    assert leaving_asks(builder, publish.click) == []
    expect(builder).not_to_have_url(re.compile("/new/$"))


def test_leaving_after_adding_a_level_asks_for_what_was_typed_before(builder: Page) -> None:
    assert leaving_asks(builder, lambda: builder.goto("about:blank")) == ["beforeunload"]
