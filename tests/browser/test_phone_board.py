# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The board on a phone."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from tests.servers import Site

pytestmark = pytest.mark.browser
PHONE = {"width": 375, "height": 800}


def test_the_board_on_a_phone_shows_every_cell_without_sideways_scrolling(
    site: Site, visit: Callable[..., Page]
) -> None:
    world = site.act("make_world", facilitator="fran@example.org")
    author = site.act("make_person", name=f"Author {uuid4().hex[:6]}", joins=world["cohort"])
    site.act("hand_in", author=author["email"], activity=world["activity"])
    fran = site.act("sign_in", email="fran@example.org")
    page = visit(fran, f"/activities/{world['activity']}/board/", viewport=PHONE)
    table = page.get_by_role("region", name="Board")

    table.get_by_role("link").evaluate("link => { link.textContent = 'A long title '.repeat(12); }")

    state = table.get_by_text("Waiting for a reviewer")
    state.scroll_into_view_if_needed()
    expect(state).to_be_in_viewport(ratio=1)
    assert table.evaluate("box => box.scrollWidth <= box.clientWidth")
