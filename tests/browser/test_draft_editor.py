# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The draft editor in a browser: it saves itself, survives a lost network and a second tab, and is accessible."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page, expect

from peerreview.accounts.models import User
from peerreview.artifacts import services
from peerreview.artifacts.models import Version
from tests.browser.conftest import sign_in
from tests.peerreview.artifacts import files

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
SAVED = "[data-save-state][data-state=saved]"


@pytest.fixture
def draft(person: Callable[..., User]) -> Version:
    """Alice's draft with a text, a picture, code and a PDF."""
    alice = person("Alice")
    draft = services.start_artifact(owner=alice)
    services.add_text(version=draft, by=alice, source="Hello")
    for name, content in (
        ("a.png", files.picture()), ("a.py", b"a = 1\n"), ("a.pdf", files.pdf(pages=2)),
    ):  # fmt: skip
        services.add_file(version=draft, by=alice, name=name, content=content)
    return draft


@pytest.fixture
def opened(
    page: Page,
    context: BrowserContext,
    live_server: object,
    draft: Version,
    client_of: Callable[[User], Client],
) -> Page:
    """The editor, open in Alice's browser."""
    # The live server of tests speaks no WebSocket; the editor needs none.
    context.route_web_socket("**/ws/**", lambda socket: None)
    sign_in(context, client_of(draft.artifact.owner), live_server.url)
    page.goto(live_server.url + reverse("draft", args=[draft.uuid]))
    return page


def text_of(draft: Version) -> str:
    return draft.parts.get(kind="text").text_source


def test_typing_is_saved_and_adding_keeps_it(opened: Page, draft: Version) -> None:
    opened.fill("#editor-title", "My work")
    opened.fill("textarea", "typed")
    opened.press("textarea", "Control+a")
    opened.press("textarea", "Control+b")
    opened.click("text=Add text")

    expect(opened.locator(".editor-part")).to_have_count(5)
    expect(opened.locator("textarea").last).to_be_focused()
    draft.refresh_from_db()
    assert (draft.title, draft.parts.first().text_source) == ("My work", "**typed**")


def test_text_typed_offline_is_kept_and_saved_when_back(
    opened: Page, context: BrowserContext, draft: Version
) -> None:
    context.set_offline(True)
    opened.fill("textarea", "typed offline")
    expect(opened.locator("[data-save-state]")).to_have_attribute("data-state", "offline")
    assert f"draft:{draft.uuid}" in opened.evaluate("Object.keys(localStorage)")

    context.set_offline(False)

    expect(opened.locator(SAVED)).to_be_visible(timeout=10_000)
    assert text_of(draft) == "typed offline"
    assert f"draft:{draft.uuid}" not in opened.evaluate("Object.keys(localStorage)")


def test_a_second_tab_is_asked_and_nothing_is_lost(
    opened: Page, context: BrowserContext, draft: Version
) -> None:
    second = context.new_page()
    second.goto(opened.url)
    opened.fill("textarea", "first tab")
    expect(opened.locator("[name=base_revision]")).to_have_value("1", timeout=10_000)

    second.fill("textarea", "second tab")

    expect(second.locator("[data-conflict]")).to_be_visible(timeout=10_000)
    assert text_of(draft) == "first tab"
    second.click("text=Take the other one")
    expect(second.locator("textarea")).to_have_value("first tab")
    second.click("text=Bring it back")
    expect(second.locator("textarea")).to_have_value("second tab")
    expect(second.locator(SAVED)).to_be_visible(timeout=10_000)
    assert text_of(draft) == "second tab"


def test_a_refused_file_is_named_and_parts_move_and_go_by_keyboard(
    opened: Page, draft: Version
) -> None:
    evil = {"name": "evil.png", "mimeType": "image/png", "buffer": b"<svg onload=alert(1)>"}
    opened.set_input_files("#editor-files", [evil])
    expect(opened.locator(".error-summary")).to_contain_text("evil.png")

    image = opened.locator(".editor-part").nth(1)
    image.get_by_role("button", name="Move Image 1 up").press("Enter")
    expect(opened.locator(".editor-part").first).to_contain_text("Image 1")
    expect(opened.locator(".editor-part").first).to_be_focused()
    opened.locator(".editor-part summary").first.press("Enter")
    opened.locator(".editor-part .button-danger").first.press("Enter")

    expect(opened.locator(".editor-part")).to_have_count(3)
    assert not draft.parts.filter(kind="image").exists()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [375, 1280])
def test_editor_and_viewer_are_accessible_and_fit(
    opened: Page, live_server: object, draft: Version, width: int, scheme: str
) -> None:
    opened.set_viewport_size({"width": width, "height": 800})
    opened.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    for name in ("draft", "artifact", "artifacts"):
        args = [] if name == "artifacts" else [draft.uuid]
        opened.goto(live_server.url + reverse(name, args=args))
        if name == "artifact":
            opened.locator("[data-pdf]").scroll_into_view_if_needed()
            expect(opened.locator("[data-pdf-place]")).to_have_text("Page 1 of 2", timeout=15_000)
        found = Axe().run(opened, options={"runOnly": RULES}).response["violations"]
        assert [f"{rule['id']}: {rule['nodes'][0]['html'][:160]}" for rule in found] == []
        assert opened.evaluate("document.documentElement.scrollWidth") == width
