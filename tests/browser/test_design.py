# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The design in a browser: accessible in both themes and on a phone, and usable by keyboard alone."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Page, expect

from peerreview.accounts.models import User
from tests.browser.conftest import sign_in, violations
from tests.conftest import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
PAGES = ["/", "/styleguide/", "/accounts/login/", "/accounts/signup/", "/nothing/here/"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("path", PAGES)
def test_pages_are_accessible_and_fit(
    browser: Browser, live_server: object, path: str, width: int, scheme: str
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme, reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto(live_server.url + path)

    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == width
    context.close()


@pytest.mark.parametrize("name", ["account_email", "mfa_index", "usersessions_list", "home"])
def test_pages_for_members_are_accessible(
    context: BrowserContext,
    page: Page,
    live_server: object,
    alice: User,
    client_of: Callable[[User], Client],
    name: str,
) -> None:
    client = client_of(alice)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    sign_in(context, client, live_server.url)
    page.goto(live_server.url + reverse(name))

    assert violations(page) == []


def test_menu_opens_by_keyboard_and_gives_the_focus_back(
    context: BrowserContext,
    page: Page,
    live_server: object,
    alice: User,
    client_of: Callable[[User], Client],
) -> None:
    sign_in(context, client_of(alice), live_server.url)
    page.goto(live_server.url)
    summary = page.locator(".menu.only-wide > summary")
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()

    page.keyboard.press("Tab")
    page.keyboard.press("Escape")

    expect(page.get_by_role("button", name="Sign out")).to_be_hidden()
    expect(summary).to_be_focused()


def test_the_first_tab_reaches_the_content(page: Page, live_server: object) -> None:
    page.goto(live_server.url)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


def test_the_chosen_colours_last(page: Page, live_server: object) -> None:
    page.goto(live_server.url)
    page.get_by_role("button", name="Dark colours").click()
    expect(page.get_by_role("button", name="Dark colours")).to_have_count(0)
    chosen = page.evaluate("getComputedStyle(document.body).backgroundColor")

    page.reload()

    expect(page.get_by_role("button", name="Light colours")).to_be_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == chosen
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"


def test_the_label_of_the_colours_follows_the_device_from_the_start(
    page: Page, live_server: object
) -> None:
    page.emulate_media(color_scheme="dark")
    page.goto(live_server.url)
    expect(page.get_by_role("button", name="Light colours")).to_be_visible()

    page.emulate_media(color_scheme="light")

    expect(page.get_by_role("button", name="Dark colours")).to_be_visible()


def test_the_zone_of_the_device_is_offered_and_taken_only_when_asked(
    browser: Browser, live_server: object, alice: User, client_of: Callable[[User], Client]
) -> None:
    context = browser.new_context(timezone_id="Asia/Calcutta")
    sign_in(context, client_of(alice), live_server.url)
    page = context.new_page()
    page.goto(live_server.url + reverse("profile-edit"))
    offer = page.get_by_role("button", name="Use Asia/Kolkata")
    expect(offer).to_be_visible()
    expect(page.get_by_label("Time zone")).to_have_value("UTC")

    offer.click()

    expect(page.get_by_label("Time zone")).to_have_value("Asia/Kolkata")
    expect(offer).to_be_hidden()
    context.close()


def test_a_dialog_keeps_the_focus_and_gives_it_back(page: Page, live_server: object) -> None:
    page.goto(live_server.url + reverse("styleguide"))
    opener = page.get_by_role("button", name="Open a dialog")
    opener.click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    box = dialog.bounding_box()
    assert abs(box["x"] + box["width"] / 2 - page.viewport_size["width"] / 2) < 2

    page.keyboard.press("Escape")

    expect(dialog).to_be_hidden()
    expect(opener).to_be_focused()


def test_a_form_is_sent_once_however_often_it_is_pressed(page: Page, live_server: object) -> None:
    sent = []
    page.goto(live_server.url + reverse("account_login"))
    page.on("request", lambda request: sent.append(request.method))
    page.fill("input[name=login]", "nobody@example.org")
    page.fill("input[name=password]", "wrong")
    form = page.locator("form[data-once]").first
    form.evaluate("form => { form.requestSubmit(); form.requestSubmit(); form.requestSubmit(); }")
    expect(page.locator("[data-error-summary]")).to_be_focused()

    assert sent.count("POST") == 1
    expect(page.locator("input[name=login]")).to_have_value("nobody@example.org")


def test_navigation_works_without_scripts(browser: Browser, live_server: object) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 700})
    page = context.new_page()
    page.goto(live_server.url)
    page.locator(".menu-mobile > summary").click()

    expect(page.locator(".menu-mobile").get_by_role("link", name="Sign in")).to_be_visible()
    expect(page.locator(".menu-mobile [data-theme-toggle]")).to_be_hidden()
    context.close()


def test_a_passkey_can_be_added_and_signs_in_under_our_policy(
    context: BrowserContext,
    page: Page,
    live_server: object,
    alice: User,
    client_of: Callable[[User], Client],
) -> None:
    site = live_server.url.replace("127.0.0.1", "localhost")  # passkeys need a name, not a number
    client = client_of(alice)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    sign_in(context, client, site)
    device = context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    device.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    page.goto(site + reverse("mfa_add_webauthn"))
    page.fill("input[name=name]", "My laptop")
    page.check("input[name=passwordless]")
    page.click("#mfa_webauthn_add")
    expect(page.get_by_role("heading", name="Recovery Codes")).to_be_visible()

    context.clear_cookies()
    page.goto(site + reverse("account_login"))
    page.click("#passkey_login")

    expect(page.get_by_role("heading", name="Alice")).to_be_visible()
