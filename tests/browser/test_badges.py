# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Badges in a browser: claimed, dropped to be checked, designed with the picture at hand."""

import base64
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect

from badges import images
from peerreview.accounts.models import User
from tests import worlds
from tests.badges import earning
from tests.browser.conftest import AWAY, Watch, sign_in, violations

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
SignIn = Callable[[User], Client]
DROP = """([name, content]) => {
  const data = new DataTransfer();
  const bytes = Uint8Array.from(atob(content), (ch) => ch.charCodeAt(0));
  data.items.add(new File([bytes], name));
  document.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true }));
}"""


@pytest.fixture
def page(context: BrowserContext, watch: Watch) -> Page:
    """A page of a server without sockets: a member's page may say that it found none."""
    return watch.over(context.new_page(), tolerates=AWAY)


def test_a_badge_is_claimed_and_its_page_says_what_it_rests_on(
    context: BrowserContext, page: Page, live_server: Any, client_of: SignIn,
    alice: User, ben: User, fran: User,
) -> None:  # fmt: skip
    earning.an_offer(alice, ben, fran)
    sign_in(context, client_of(alice), live_server.url)

    page.goto(f"{live_server.url}/badges/")
    page.get_by_role("link", name="See and claim").click()
    expect(page.get_by_text(earning.REASON)).to_be_visible()
    page.get_by_label("Name printed on the badge").fill("Alice in print")
    page.get_by_role("button", name="See how it will read").click()
    page.get_by_role("button", name="Claim and sign").dblclick()

    expect(page.get_by_role("heading", level=1)).to_have_text("Generous reader")
    expect(page.get_by_text("Checked just now: genuine")).to_be_visible()
    expect(page.get_by_text("Alice in print")).to_be_visible()
    page.get_by_text("Each check in words").click()
    expect(page.get_by_text("was made with a key of this site")).to_be_visible()
    page.get_by_role("button", name="Make it private").click()
    expect(page.get_by_text("You and the issuer")).to_be_visible()
    assert violations(page) == []
    assert alice.awards.count() == 1


def test_a_dropped_picture_is_checked(
    page: Page, live_server: Any, alice: User, ben: User, fran: User
) -> None:
    credential = earning.claimed(earning.an_offer(alice, ben, fran))
    picture = base64.b64encode(images.baked_png(credential)).decode()
    page.goto(f"{live_server.url}/verify/")

    page.evaluate(DROP, ["badge.png", picture])

    expect(page.get_by_role("heading", name="This badge is genuine.")).to_be_visible()
    assert violations(page) == []


def test_a_dropped_file_that_is_no_badge_is_refused_in_words(page: Page, live_server: Any) -> None:
    page.goto(f"{live_server.url}/verify/")

    page.evaluate(DROP, ["note.txt", base64.b64encode(b"hello").decode()])

    expect(page.get_by_role("alert")).to_contain_text("This is not a badge file.")
    assert violations(page) == []


def test_a_file_that_is_too_large_is_not_sent(page: Page, live_server: Any) -> None:
    page.goto(f"{live_server.url}/verify/")

    page.get_by_label("Badge file").set_input_files(
        {"name": "large.json", "mimeType": "application/json", "buffer": b"{" * (5 * 1024**2 + 1)}
    )

    expect(page.get_by_text("This file is larger than any badge.")).to_be_visible()
    assert page.get_by_label("Badge file").input_value() == ""


def test_the_preview_follows_the_form_and_levels_get_their_names(
    context: BrowserContext, page: Page, live_server: Any, client_of: SignIn, fran: User
) -> None:
    worlds.a_cohort_activity(fran)
    sign_in(context, client_of(fran), live_server.url)
    page.goto(f"{live_server.url}/badges/new/")

    page.get_by_label("Name").fill("Film maker")
    page.get_by_label("Shape").select_option("shield")
    page.get_by_label("Colour").select_option("plum")
    page.get_by_label("Icon").select_option("clapperboard")
    page.get_by_label("Rests on reviews of").select_option(label="A digital artefact")

    preview = page.get_by_role("complementary", name="Preview")
    expect(preview).to_contain_text("Film maker")
    picture = preview.locator(".medallion:visible")
    expect(picture).to_have_class("medallion medallion-large medallion-plum")
    expect(picture.locator(".icon-clapperboard")).to_have_count(1)
    expect(page.get_by_label("Level reached").locator("option")).to_have_text(
        ["“Not or minimally”", "“In part”", "“Fully”"]
    )
    assert violations(page) == []


def test_designing_works_without_scripts(
    browser: Browser, live_server: Any, client_of: SignIn, fran: User
) -> None:
    worlds.a_cohort_activity(fran)
    context = browser.new_context(java_script_enabled=False)
    sign_in(context, client_of(fran), live_server.url)
    page = context.new_page()
    page.goto(f"{live_server.url}/badges/new/")
    page.get_by_label("Name").fill("Plain")
    page.get_by_label("What has somebody done").fill("Something plain.")

    page.get_by_role("button", name="Open the badge").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Plain")
    context.close()
