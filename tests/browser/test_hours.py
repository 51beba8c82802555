# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""A page says that somebody is active once a minute at most, and is silent while idle or offline."""

import re
from collections.abc import Callable
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import violations
from tests.servers import Site

pytestmark = pytest.mark.browser
LOOK = 10_000


@pytest.mark.long
def test_beats_come_once_a_minute_and_only_while_somebody_is_active(
    site: Site, visit: Callable[..., Page]
) -> None:
    world = site.act("make_world", facilitator="fran@example.org")
    author, reviewer = (
        site.act("make_person", name=f"{name} {uuid4().hex[:6]}", joins=world["cohort"])
        for name in ("Author", "Reviewer")
    )
    site.act("hand_in", author=author["email"], activity=world["activity"])
    review = site.act("begin_review", reviewer=reviewer["email"], activity=world["activity"])
    page = visit(reviewer, "/hours/", tolerates=re.compile("DISCONNECTED"))
    assert violations(page) == []
    page.clock.install()
    beats: list[str] = []
    page.on("request", lambda asked: beats.append(asked.url) if "/beat/" in asked.url else None)
    page.goto(f"{site.url}/reviews/{review}/")

    page.clock.run_for(3 * LOOK)
    assert beats == []  # nobody has done anything yet
    for _ in range(5):
        page.keyboard.press("Shift")
        page.clock.run_for(LOOK)
    assert len(beats) == 1
    page.clock.run_for(12 * LOOK)
    assert len(beats) == 2  # the last was within a minute of a key; then idle
    page.keyboard.press("Shift")
    page.clock.run_for(LOOK)
    assert len(beats) == 3
    page.context.set_offline(True)
    for _ in range(8):
        page.keyboard.press("Shift")
        page.clock.run_for(LOOK)
    page.clock.run_for(7 * LOOK)
    page.context.set_offline(False)
    page.clock.run_for(12 * LOOK)
    assert len(beats) == 3  # what passed offline is not told later


def test_somebody_outside_decides_by_the_link_alone(site: Site, visit: Callable[..., Page]) -> None:
    learner = site.act("make_person", name=f"Learner {uuid4().hex[:6]}")
    page = visit(None, site.act("ask_for_hours", person=learner["email"]))
    assert violations(page) == []

    page.get_by_label("Approve all of it").check()
    page.get_by_role("button", name="Decide").click()

    expect(page.get_by_text("This was decided")).to_be_visible()
