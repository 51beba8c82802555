# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""A real Chromium; what it logs as an error fails the test that caused it."""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect

from tests.servers import Site

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright's loop runs in the test's own thread
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What Chromium says of a server that is away; only tests that take it away may see it.
AWAY = re.compile(r"Failed to load resource|ERR_CONNECTION|ERR_INTERNET_DISCONNECTED|WebSocket")
HERE = Path(__file__).parent
expect.set_options(timeout=15_000)  # a busy machine may be slow; what is wrong stays wrong


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what needs a browser where there is none; with xdist, one worker has the site and browser."""
    missing = None if Path(CHROMIUM).exists() else f"needs Chromium; none at {CHROMIUM}"
    for item in items:
        if HERE not in item.path.parents:
            continue
        item.add_marker(pytest.mark.xdist_group("browser"))
        if missing:
            item.add_marker(pytest.mark.skip(reason=missing))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": FLAGS}


@pytest.fixture(scope="session")
def lasting_site() -> Iterator[Site]:
    """The real server, with its sockets and its outbox, for all tests here that ask for it."""
    with Site() as site:
        site.act("make_person", name="Fran")
        yield site


@pytest.fixture
def site(lasting_site: Site) -> Site:
    """That server, up."""
    return lasting_site.ensure()


class Watch:
    """Collects what the pages of a test logged as errors."""

    def __init__(self) -> None:
        self.faults: list[str] = []

    def over(self, page: Page, *, tolerates: re.Pattern[str] | None = None) -> Page:
        """Have the page watched."""

        def note(text: str, where: str = "") -> None:
            if not (tolerates and tolerates.search(text)):
                self.faults.append(f"{text} {where}".strip())

        def said(message: ConsoleMessage) -> None:
            if message.type == "error":
                note(message.text, message.location.get("url", ""))

        page.on("console", said)
        page.on("pageerror", lambda error: note(str(error)))
        return page


@pytest.fixture
def watch() -> Iterator[Watch]:
    watch = Watch()
    yield watch
    assert watch.faults == []


@pytest.fixture
def page(context: BrowserContext, watch: Watch) -> Page:
    """A page whose console must stay free of errors (a blocked inline style is one)."""
    return watch.over(context.new_page(), tolerates=re.compile("Failed to load resource"))


@pytest.fixture
def visit(browser: Browser, site: Site, watch: Watch) -> Iterator[Callable[..., Page]]:
    """`visit(person, path)`: a browser of their own, signed in, with that page of the real site open.

    `visit(None)` is a stranger. Further options go to the browser's context.
    """
    contexts: list[BrowserContext] = []

    def make(
        person: dict[str, str] | None,
        path: str = "/",
        *,
        tolerates: re.Pattern[str] | None = None,
        **options: Any,
    ) -> Page:
        context = browser.new_context(base_url=site.url, reduced_motion="reduce", **options)
        context.set_default_timeout(15_000)
        contexts.append(context)
        if person:
            cookie = {"name": "sessionid", "value": person["session"], "url": site.url}
            context.add_cookies([cookie])
        page = watch.over(context.new_page(), tolerates=tolerates)
        page.goto(path)
        return page

    yield make
    for context in contexts:
        context.close()


def violations(page: Page) -> list[str]:
    """What axe-core finds wrong with the page as it stands."""
    found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
    return [f"{page.url} {rule['id']}: {rule['nodes'][0]['html'][:160]}" for rule in found]


def sign_in(context: BrowserContext, client: Client, address: str) -> None:
    """Give a browser the session of a signed-in test client."""
    value = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": value, "url": address}])
