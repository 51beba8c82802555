# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What becomes of a badge: a stranger checks it by its picture, its owner shows it and takes it along."""

import io
import json
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import BrowserContext, Page, expect
from pypdf import PdfReader

from badges.connect import scopes
from peerreview.accounts.models import User
from peerreview.outbox.services import deliver_all
from tests import worlds
from tests.badges import earning
from tests.badges.backpack.test_backpack import foreign
from tests.badges.connect.test_api import BACK, CHALLENGE, SITE, Wallet, register
from tests.badges.connect.test_wallets import presented
from tests.browser.conftest import AWAY, Watch, sign_in, violations
from tests.browser.test_badges import DROP

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.django_db(transaction=True)]
SignIn = Callable[[User], Client]
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def page(context: BrowserContext, watch: Watch) -> Page:
    """A page of a server without sockets: a member's page may say that it found none."""
    return watch.over(context.new_page(), tolerates=AWAY)


def downloaded(page: Page, link: str) -> bytes:
    with page.expect_download() as waiting:
        page.get_by_role("link", name=link, exact=True).click()
    return Path(waiting.value.path()).read_bytes()


def test_a_stranger_takes_the_picture_drops_it_and_reads_the_evidence(
    page: Page, live_server: Any, alice: User, ben: User, fran: User
) -> None:
    credential = earning.claimed(earning.an_offer(alice, ben, fran), printed_name="Alice in print")
    page.set_viewport_size(PHONE)
    page.goto(f"{live_server.url}/credentials/{credential.uuid}/")
    picture = downloaded(page, "Badge as picture (PNG)")
    page.goto(f"{live_server.url}/verify/")
    page.evaluate(DROP, ["badge.png", b64encode(picture).decode()])

    expect(page.get_by_role("heading", name="This badge is genuine.")).to_be_visible()
    page.get_by_role("link", name="Open its page here").click()
    short = page.get_by_role("region", name="What it says")
    expect(short).to_contain_text(earning.REASON)
    expect(page.get_by_text("Checked just now: genuine")).to_be_visible()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_a_learner_earns_claims_and_takes_it_along(
    context: BrowserContext, page: Page, live_server: Any, client_of: SignIn,
    alice: User, ben: User, fran: User,
) -> None:  # fmt: skip
    achievement = earning.an_achievement()
    worlds.a_cohort(fran, [alice, ben])
    sign_in(context, client_of(alice), live_server.url)
    page.goto(f"{live_server.url}/badges/{achievement.uuid}/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Generous reader")
    earning.vouch(ben, alice)
    deliver_all()

    page.goto(f"{live_server.url}/badges/")
    page.get_by_role("link", name="See and claim").click()
    page.get_by_label("Name printed on the badge").fill("Alice in print")
    page.get_by_role("button", name="See how it will read").click()
    page.get_by_role("button", name="Claim and sign").click()
    expect(page.get_by_text("Checked just now: genuine")).to_be_visible()
    assert violations(page) == []

    address = page.get_by_role("link", name="Add to LinkedIn profile").get_attribute("href")
    assert parse_qs(urlsplit(address).query)["name"] == ["Generous reader"]
    paper = PdfReader(io.BytesIO(downloaded(page, "Certificate to print (PDF)")))
    assert "Alice in print" in paper.pages[0].extract_text()

    page.get_by_role("button", name="Put it into a wallet").click()
    expect(page.get_by_role("heading", name="Scan this with the wallet")).to_be_visible()
    assert violations(page) == []
    told = page.locator(".copy code").inner_text()
    badge = fetched_by_a_wallet(page, told.replace(settings.SITE_URL, live_server.url))
    assert badge["credentialSubject"]["achievement"]["name"] == "Generous reader"


def fetched_by_a_wallet(page: Page, address: str) -> dict[str, Any]:
    """What a wallet does that has scanned the code."""
    talk, kind = address.partition("?")[0], {"content-type": "application/json"}
    asked = page.request.post(talk, data="{}", headers=kind).json()
    shown = presented(asked["verifiablePresentationRequest"]["challenge"])
    body = json.dumps({"verifiablePresentation": shown})
    got = page.request.post(talk, data=body, headers=kind).json()
    return got["verifiablePresentation"]["verifiableCredential"][0]


def test_a_badge_from_elsewhere_is_dropped_into_the_backpack(
    context: BrowserContext, page: Page, live_server: Any, client_of: SignIn, alice: User
) -> None:
    sign_in(context, client_of(alice), live_server.url)
    page.goto(f"{live_server.url}/backpack/")
    assert violations(page) == []
    page.evaluate(DROP, ["badge.json", b64encode(foreign().encode()).decode()])

    expect(page.get_by_role("heading", level=1)).to_have_text("Design for access")
    expect(page.get_by_text("Issued to an e-mail address that is not one of yours")).to_be_visible()
    assert violations(page) == []


def test_an_application_is_let_in_and_shown_the_door(
    context: BrowserContext, page: Page, live_server: Any, client_of: SignIn, alice: User
) -> None:
    application = register(Client()).json()
    query = {
        "response_type": "code",
        "client_id": application["client_id"],
        "redirect_uri": BACK,
        "scope": scopes.READ,
        "state": "xyz",
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
    }
    page.route(f"{SITE}/**", lambda route: route.fulfill(body="<title>Back</title>"))
    sign_in(context, client_of(alice), live_server.url)
    page.goto(f"{live_server.url}/ims/ob/v3p0/oauth/authorize?{urlencode(query)}")
    assert violations(page) == []
    page.get_by_role("button", name="Let it in").click()
    page.wait_for_url(f"{BACK}?**")
    code = parse_qs(urlsplit(page.url).query)["code"][0]
    Wallet(Client(), application["client_id"], application["client_secret"]).trade(code)

    page.goto(f"{live_server.url}/settings/applications/")
    expect(page.get_by_text("Read all your badges, the private ones too")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("button", name="Disconnect Wallet & Co").click()
    expect(page.get_by_text("No application is connected")).to_be_visible()


def test_a_framed_badge_is_sound(
    page: Page, live_server: Any, alice: User, ben: User, fran: User
) -> None:
    credential = earning.claimed(earning.an_offer(alice, ben, fran), printed_name="Alice in print")
    page.goto(f"{live_server.url}/credentials/{credential.uuid}/embed/")

    expect(page.get_by_text("Checked just now: genuine")).to_be_visible()
    assert violations(page) == []
