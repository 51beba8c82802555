# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Two server processes over Redis and PostgreSQL are one site: for those who look, and for those who write."""

import http.cookiejar
import json
import os
import re
import signal
import subprocess
import threading
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any
from uuid import uuid4

import pytest
import redis
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from tests.faults.conftest import Stage, set_stage
from tests.ports import free_port
from tests.rooms.shown import Shown
from tests.servers import Site, until

pytestmark = [
    pytest.mark.faults,
    pytest.mark.slow,
    pytest.mark.skipif(
        not (os.environ.get("REDIS_URL") and "postgres" in os.environ.get("DATABASE_URL", "")),
        reason="needs REDIS_URL and a PostgreSQL DATABASE_URL",
    ),
]
GONE = (ConnectionClosed, OSError, EOFError, TimeoutError)


class Server:
    """One more server process of a site, at a port of its own."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self.port = free_port()
        self.process: subprocess.Popen | None = None

    def start(self) -> None:
        self.process = self._site.run("manage.py", "serve", "--port", str(self.port))
        until(self._answers, seconds=60, what="another server")

    def _answers(self) -> bool:
        with suppress(OSError):
            return urllib.request.urlopen(f"http://127.0.0.1:{self.port}/", timeout=5).status == 200
        return False

    def stop(self, with_signal: int = signal.SIGTERM) -> None:
        self.process.send_signal(with_signal)
        self.process.wait(30)


class Tab:
    """A page of a review at one process, which shows what it hears and writes down what it is promised."""

    def __init__(self, stage: Stage, session: str, review: str) -> None:
        self._stage, self._session, self._review = stage, session, review
        self._socket: Any = None
        self.shown = Shown()
        self.acknowledged: dict[str, int] = {}
        self.heard: list[str] = []

    def come(self, port: int) -> "Tab":
        self.leave()
        self._socket = connect(
            f"ws://127.0.0.1:{port}/ws/reviews/{self._review}/",
            origin=self._stage.site.url,
            additional_headers={"Cookie": f"sessionid={self._session}"},
            open_timeout=10,
        )
        # What was heard on an earlier line says nothing of this one.
        self.heard.clear()
        self.hear_until(lambda: "snapshot" in self.heard)
        return self

    def send(self, **message: Any) -> None:
        self._socket.send(json.dumps({"v": 1, **message}))

    def change(self, field: str, value: str, command: str) -> None:
        self.send(type="change", id=command, field=field, value=value)

    def hear(self, timeout: float = 10) -> None:
        message = json.loads(self._socket.recv(timeout=timeout))
        assert message["type"] != "error", message
        self.heard.append(message["type"])
        if message["type"] == "ack":
            self.acknowledged[message["id"]] = message["revision"]
        self.shown.apply(message)

    def hear_until(self, is_so: Callable[[], bool], seconds: float = 15) -> None:
        ends = time.monotonic() + seconds
        while not is_so():
            assert time.monotonic() < ends, self.shown.state
            self.hear()

    def close_code(self) -> int:
        with suppress(ConnectionClosed):
            while True:
                self._socket.recv(timeout=10)
        return self._socket.protocol.close_code

    def leave(self) -> None:
        if self._socket:
            self._socket.close()


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    site = Site()
    try:
        # Apart from starting, which has less patience than PostgreSQL on a busy machine needs for this.
        site.run("manage.py", "migrate").wait(300)
        site.start()
        yield set_stage(site)
    finally:
        site.close()


@pytest.fixture
def servers(stage: Stage) -> Iterator[list[Server]]:
    made = [Server(stage.site) for _ in range(2)]
    for server in made:
        server.start()
    yield made
    for server in made:
        if server.process.poll() is None:
            server.stop(signal.SIGKILL)


@pytest.fixture
def tab(stage: Stage) -> Iterator[Callable[..., Tab]]:
    """`tab(who, review)`: not yet come."""
    tabs: list[Tab] = []

    def make(who: dict[str, str] | None = None, review: str = "") -> Tab:
        session = (who or stage.ben)["session"]
        tabs.append(Tab(stage, session, review or stage.review))
        return tabs[-1]

    yield make
    for each in tabs:
        each.leave()


def test_tabs_at_two_processes_stay_in_step_and_one_id_counts_once(
    stage: Stage, servers: list[Server], tab: Callable[..., Tab]
) -> None:
    left, right = tab().come(servers[0].port), tab().come(servers[1].port)
    command, text = str(uuid4()), f"Said on the left, {uuid4()}."

    left.change("overall", text, command)
    left.hear_until(lambda: command in left.acknowledged)
    right.hear_until(lambda: right.shown.state["fields"]["overall"] == text)
    right.change("overall", "Something else under the same id.", command)
    right.hear_until(lambda: command in right.acknowledged)

    assert right.acknowledged == left.acknowledged
    stored = stage.site.act("look_at_review", uuid=stage.review)
    assert stored["edits"].count(command) == 1
    assert stored["overall"] == text


def test_who_was_at_a_process_that_died_is_forgotten(
    stage: Stage, servers: list[Server], tab: Callable[..., Tab]
) -> None:
    theirs = _review_of_dora(stage)
    ben = tab().come(servers[0].port)
    tab(stage.dora, theirs).come(servers[1].port)
    ben.hear_until(lambda: len(ben.shown.state["people"]) == 2)

    servers[1].stop(signal.SIGKILL)

    client = redis.Redis.from_url(stage.site.environment["REDIS_URL"])
    seats = list(client.scan_iter(f"{stage.site.name}:*rooms.seat.*"))
    assert len(seats) == 2
    assert all(0 < client.ttl(seat) <= 60 for seat in seats)
    # A minute goes by for the one whom nobody renews; Ben's tab renews his when it looks.
    for seat in seats:
        client.pexpire(seat, 1)
    ben.come(servers[0].port)
    assert ben.shown.state["people"] == [ben.shown.state["you"]]


def _review_of_dora(stage: Stage) -> str:
    return stage.site.act(
        "begin_review", reviewer=stage.dora["email"], activity=stage.world["activity"]
    )


def test_signing_out_at_one_process_closes_the_sockets_at_the_other(
    stage: Stage, servers: list[Server], tab: Callable[..., Tab]
) -> None:
    other_sign_in = stage.site.act("sign_in", email=stage.ben["email"])
    here, elsewhere = tab(other_sign_in).come(servers[1].port), tab().come(servers[1].port)

    _sign_out(servers[0].port, other_sign_in["session"])

    assert here.close_code() == 4401
    elsewhere.send(type="look")
    elsewhere.heard.clear()
    elsewhere.hear_until(lambda: "snapshot" in elsewhere.heard)


def _sign_out(port: int, session: str) -> None:
    site = f"http://127.0.0.1:{port}"
    browser = urllib.request.build_opener(
        urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
    )
    browser.addheaders = [("Cookie", f"sessionid={session}")]
    page = browser.open(f"{site}/accounts/logout/").read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
    # The processor does not add to a Cookie header that is there already.
    cookies = next(h for h in browser.handlers if hasattr(h, "cookiejar")).cookiejar
    kept = "; ".join(f"{cookie.name}={cookie.value}" for cookie in cookies)
    browser.addheaders = [("Cookie", f"sessionid={session}; {kept}")]
    form = urllib.parse.urlencode({"csrfmiddlewaretoken": token}).encode()
    browser.open(f"{site}/accounts/logout/", form).read()


class Writer(threading.Thread):
    """Writes on and on at whichever process answers, sending again what was not acknowledged."""

    def __init__(self, tab: Tab, ports: list[int]) -> None:
        super().__init__()
        self._tab, self._ports = tab, ports
        self.sent: list[str] = []
        self.is_enough = threading.Event()

    def run(self) -> None:
        while not self.is_enough.is_set():
            command = str(uuid4())
            self.sent.append(command)
            self._say(command)

    def _say(self, command: str) -> None:
        for turn in range(200):
            with suppress(*GONE):
                if turn or not self._tab.heard:
                    self._tab.come(self._ports[turn % len(self._ports)])
                self._tab.change("comment:argument", f"Words number {len(self.sent)}.", command)
                self._tab.hear_until(lambda: command in self._tab.acknowledged)
                # As a person types, not as a flood.
                self.is_enough.wait(0.1)
                return
            self.is_enough.wait(0.05)


def test_a_rolling_restart_loses_nothing(
    stage: Stage, servers: list[Server], tab: Callable[..., Tab]
) -> None:
    ports = [server.port for server in servers]
    writer = Writer(tab(), ports)
    writer.start()
    try:
        for server in servers:
            until(lambda: len(writer.sent) > 5, what="a writer at work")
            server.stop()
            so_far = len(writer.sent)
            until(lambda so_far=so_far: len(writer.sent) > so_far + 5, what="the other process")
            server.start()
    finally:
        writer.is_enough.set()
        writer.join(60)

    stored = stage.site.act("look_at_review", uuid=stage.review)
    mine = [command for command in stored["edits"] if command in set(writer.sent)]
    assert mine == writer.sent
    assert len(stored["edits"]) == len(set(stored["edits"])) == stored["revision"]
    for command, revision in writer._tab.acknowledged.items():
        assert stored["edits"][revision - 1] == command
    late = tab().come(ports[0])
    assert late.shown.state["fields"]["comment:argument"] == stored["comments"]["argument"]
