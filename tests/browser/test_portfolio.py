# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""An employer opens the link on a phone: claim, evidence, voice and check on one screen."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import violations
from tests.peerreview.portfolio.scene import SAID
from tests.servers import Site

PHONE = {"width": 390, "height": 844}
WORDS_A_MINUTE = 200


@pytest.mark.long
def test_an_employer_reads_it_in_a_minute_on_a_phone(
    site: Site, visit: Callable[..., Page]
) -> None:
    path = site.act("open_portfolio", run=uuid4().hex[:6])

    for scheme in ("light", "dark"):
        page = visit(None, path, viewport=PHONE, color_scheme=scheme)
        for words in ("Tide Reader", "I explain the sea", "Tides of the north", SAID):
            expect(page.get_by_text(words).first).to_be_in_viewport()
        expect(page.get_by_role("link", name="Check it yourself")).to_be_visible()
        assert len(page.locator("main").inner_text().split()) <= WORDS_A_MINUTE
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        check = page.get_by_role("link", name="Check it yourself").bounding_box()
        assert check is not None
        assert check["y"] + check["height"] <= PHONE["height"]
        assert violations(page) == []

    page.get_by_role("link", name="Check it yourself").click()
    expect(page.get_by_text("genuine, and it stands")).to_be_visible()
