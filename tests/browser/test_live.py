# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The review desk and what follows from it, in real browsers, against a server that is killed on purpose."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.ports import free_port

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.faults]

ROOT = Path(__file__).resolve().parents[2]
SAVED = '.review-desk-bar [data-save-state][data-state="saved"]'
FIRST = "fieldset.desk-criterion:first-of-type"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
START_SECONDS = 30
SENTENCE = (
    "You show it rather than say it, and the table of the tides is the place where I believed you."
)


def environment(folder: Path, **more: str) -> dict[str, str]:
    """Of a site with its data in that folder."""
    inherited = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    return {
        **inherited,
        "PEERAGE_DATA_DIR": str(folder),
        "DJANGO_SETTINGS_MODULE": "peerreview.settings",
        **more,
    }


class Site:
    """A server process of its own, with its own data, that can be killed and started again."""

    def __init__(self, folder: Path, world: dict[str, str]) -> None:
        self.world = world
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.env = environment(folder, PEERAGE_SITE_URL=self.url)
        self.process: subprocess.Popen | None = None

    def start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "serve", "--port", str(self.port)],
            cwd=ROOT,
            env=self.env,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        until = time.monotonic() + START_SECONDS
        while not self.answers():
            assert time.monotonic() < until, "The server did not start."
            time.sleep(0.1)

    def answers(self) -> bool:
        try:
            return urllib.request.urlopen(self.url, timeout=2).status == 200
        except (urllib.error.URLError, OSError):
            return False

    def kill(self) -> None:
        if self.process:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """The data of a site at work, to be copied, and what is where in it."""
    folder = tmp_path_factory.mktemp("filled")
    done = subprocess.run(
        [sys.executable, "-m", "tests.browser.live_world"],
        cwd=ROOT,
        env=environment(folder),
        capture_output=True,
        text=True,
        check=True,
    )
    return folder, json.loads(done.stdout.splitlines()[-1])


@pytest.fixture
def site(tmp_path: Path, filled: tuple[Path, dict[str, str]]) -> Iterator[Site]:
    folder, world = filled
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    site = Site(tmp_path, world)
    site.start()
    yield site
    site.kill()


@pytest.fixture
def open_as(browser: Browser, site: Site) -> Iterator[Callable[..., Page]]:
    """`open_as("ben", "ben_desk")`: that person's page, in a browser of their own."""
    contexts: dict[str, BrowserContext] = {}
    faults: list[str] = []

    def open_page(who: str, place: str, **options: object) -> Page:
        if who not in contexts or options:
            contexts[who] = browser.new_context(**options)
            cookie = {"name": "sessionid", "value": site.world[who], "url": site.url}
            contexts[who].add_cookies([cookie])
        page = contexts[who].new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(site.url + site.world[place])
        return page

    yield open_page
    for context in contexts.values():
        context.close()
    assert faults == []


def comment(page: Page, number: int = 0) -> object:
    return page.locator("textarea[data-draft]").nth(number)


def joined(page: Page) -> None:
    """Wait until the desk is in its room."""
    expect(page.locator("[data-presence]")).to_be_visible()


def test_nothing_typed_is_lost_when_the_server_is_killed(
    site: Site, open_as: Callable[..., Page]
) -> None:
    desk = open_as("ben", "ben_desk")
    joined(desk)
    desk.locator(FIRST).get_by_role("radio").nth(1).check()
    comment(desk).press_sequentially("Saved before. ", delay=10)
    expect(desk.locator(SAVED)).to_be_visible()

    comment(desk).press_sequentially("In flight. ", delay=5)
    site.kill()
    comment(desk).press_sequentially("Typed to nobody. ", delay=5)
    comment(desk, 1).fill("A whole comment while it was down.")
    offline = desk.locator('.review-desk-bar [data-save-state][data-state="offline"]')
    expect(offline).to_be_visible(timeout=15_000)
    site.start()

    expect(desk.locator(SAVED)).to_be_visible(timeout=30_000)
    fresh = open_as("ben", "ben_desk", storage_state=None)
    expect(comment(fresh)).to_have_value("Saved before. In flight. Typed to nobody. ")
    expect(comment(fresh, 1)).to_have_value("A whole comment while it was down.")
    expect(fresh.locator(FIRST).get_by_role("radio").nth(1)).to_be_checked()


def test_what_was_typed_offline_survives_closing_the_page(
    site: Site, open_as: Callable[..., Page]
) -> None:
    desk = open_as("ben", "ben_desk")
    joined(desk)
    site.kill()
    comment(desk).fill("Kept on this device.")
    desk.close()
    site.start()

    again = open_as("ben", "ben_desk")

    expect(comment(again)).to_have_value("Kept on this device.")
    expect(again.locator(SAVED)).to_be_visible(timeout=15_000)
    elsewhere = open_as("ben", "ben_desk", storage_state=None)
    expect(comment(elsewhere)).to_have_value("Kept on this device.")


def test_two_tabs_stay_in_step(open_as: Callable[..., Page]) -> None:
    left, right = open_as("ben", "ben_desk"), open_as("ben", "ben_desk")
    joined(left)
    joined(right)

    comment(left).fill("Seen in both.")
    right.locator(FIRST).get_by_role("radio").nth(2).check()

    expect(comment(right)).to_have_value("Seen in both.")
    expect(left.locator(FIRST).get_by_role("radio").nth(2)).to_be_checked()
    for tab in (left, right):
        expect(tab.locator("[data-desk-progress] [data-words]")).to_have_text("1 of 5 criteria")


# Chromium's offline switch leaves open sockets open; this one cuts them, and keeps new ones from opening.
CUTTABLE = """
const Real = WebSocket, opened = [];
window.cut = (isCut) => { window.isCut = isCut; if (isCut) opened.forEach((each) => each.close()); };
window.WebSocket = class extends Real {
  constructor(url) { super(window.isCut ? "ws://127.0.0.1:1/" : url); opened.push(this); }
};
"""


@pytest.mark.parametrize(
    ("choice", "kept"), [("data-keep-mine", "From the train."), ("data-take-theirs", "From home.")]
)
def test_a_field_changed_in_two_places_is_put_to_the_person(
    open_as: Callable[..., Page], choice: str, kept: str
) -> None:
    home = open_as("ben", "ben_desk")
    train = open_as("ben", "ben_desk", storage_state=None)
    train.context.add_init_script(CUTTABLE)
    train.reload()
    joined(home)
    joined(train)
    train.context.set_offline(True)
    train.evaluate("cut(true)")
    comment(train).fill("From the train.")
    comment(home).fill("From home.")
    expect(home.locator(SAVED)).to_be_visible()

    train.context.set_offline(False)
    train.evaluate("cut(false)")

    expect(train.locator(".desk-conflict blockquote")).to_have_text("From home.", timeout=45_000)
    expect(comment(train)).to_have_value("From the train.")
    expect(comment(home)).to_have_value("From home.")
    train.locator(f"[{choice}]").click()
    expect(train.locator(SAVED)).to_be_visible()
    for page in (home, train):
        expect(comment(page)).to_have_value(kept)


def test_two_tabs_typing_at_once_overwrite_nothing_silently(open_as: Callable[..., Page]) -> None:
    left, right = open_as("ben", "ben_desk"), open_as("ben", "ben_desk")
    joined(left)
    joined(right)

    comment(left).fill("From the left.")
    comment(right).fill("From the right.")

    expect(right.locator(".desk-conflict").or_(right.locator(SAVED)).first).to_be_visible()
    pages = {"From the left.": left, "From the right.": right}
    right.wait_for_timeout(1500)
    asked = [text for text, page in pages.items() if page.locator(".desk-conflict").count()]
    assert len(asked) == 1
    for text, page in pages.items():
        expect(comment(page)).to_have_value(text)


def test_without_sockets_every_change_is_saved_over_http(open_as: Callable[..., Page]) -> None:
    page = open_as("ben", "board")
    page.context.add_init_script("window.WebSocket = class extends EventTarget { close() {} };")
    page.close()
    desk = open_as("ben", "ben_desk")

    desk.locator(FIRST).get_by_role("radio").first.check()
    comment(desk).fill("By post.")

    expect(desk.locator(SAVED)).to_be_visible(timeout=15_000)
    fresh = open_as("ben", "ben_desk", storage_state=None)
    expect(comment(fresh)).to_have_value("By post.")


def test_without_scripts_the_desk_is_a_form(open_as: Callable[..., Page]) -> None:
    desk = open_as("ben", "ben_desk", java_script_enabled=False)

    desk.locator(FIRST).get_by_role("radio").nth(2).check()
    comment(desk).fill("Plainly.")
    desk.get_by_role("button", name="Save").click()
    expect(comment(desk)).to_have_value("Plainly.")
    desk.get_by_role("button", name="Hand in…").click()

    expect(desk.locator(".error-summary li")).to_have_count(5)
    expect(desk.locator(FIRST).get_by_role("radio").nth(2)).to_be_checked()


def test_a_review_by_keyboard_reaches_author_and_board_without_reload(
    open_as: Callable[..., Page],
) -> None:
    author, board = open_as("alice", "submission"), open_as("fran", "board")
    desk, other = open_as("ben", "ben_desk"), open_as("dora", "dora_desk")
    joined(desk)
    joined(other)
    expect(desk.locator("[data-presence-people] li")).to_have_count(1)
    for page in (author, board):
        page.evaluate("() => { window.isTheSamePage = true; }")
    before = board.locator("[data-live-board]").inner_text()

    for _ in range(5):
        desk.keyboard.press("j")
        desk.keyboard.press("3")
    desk.keyboard.press("c")
    desk.keyboard.type(SENTENCE)
    desk.keyboard.press("Control+Enter")
    desk.get_by_role("button", name="Hand in", exact=True).click()

    expect(desk.get_by_text("Your review is handed in.", exact=False)).to_be_visible()
    expect(author.locator("[data-live-submission]")).to_contain_text(SENTENCE, timeout=5_000)
    expect(author.locator(".toast").first).to_contain_text("A review has come in.")
    expect(board.locator("[data-live-board]")).not_to_have_text(before, timeout=5_000)
    for page in (author, board):
        assert page.evaluate("() => window.isTheSamePage") is True
    expect(other.locator("[data-presence-people] li")).to_have_count(0)


def test_single_keys_can_be_switched_off(open_as: Callable[..., Page]) -> None:
    desk = open_as("ben", "ben_desk")
    joined(desk)
    desk.keyboard.press("?")
    desk.get_by_label("Single keys are on").uncheck()
    desk.keyboard.press("Escape")

    desk.keyboard.press("j")
    desk.keyboard.press("3")

    expect(desk.locator("input[type=radio]:checked")).to_have_count(0)
    desk.reload()
    joined(desk)
    desk.keyboard.press("?")
    expect(desk.locator("#desk-keys")).not_to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 375])
def test_the_desk_is_accessible(open_as: Callable[..., Page], width: int, scheme: str) -> None:
    desk = open_as("ben", "ben_desk", viewport={"width": width, "height": 800}, color_scheme=scheme)
    joined(desk)
    desk.locator(FIRST).get_by_role("radio").first.check()

    found = Axe().run(desk, options={"runOnly": {"type": "tag", "values": RULES}})

    assert found.response["violations"] == []
    assert desk.evaluate("document.documentElement.scrollWidth <= innerWidth")
