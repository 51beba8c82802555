# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Scripted reviewers that do as the review desk does (docs/live.md), on real sockets of real servers.

Each types into its own draft about once a second. A change keeps its id until it is answered, over
whatever way it goes: the socket, another socket, or HTTP while there is none. Which of the servers
is asked is drawn anew each time, as a load balancer without memory would.
"""

import asyncio
import contextlib
import json
import random
import secrets
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from tests.faults.ledger import Account

COMMENTS = ("comment:argument", "comment:sources", "overall")
SCORES = ("score:argument", "score:sources", "score:form")
# The same as in socket.js and detour.js.
ANSWER_WITHIN = 10.0
FIRST_WAIT = 0.4
LONGEST_WAIT = 15.0
SOON = 1.5
RETRY = 4.0
BEAT_EVERY = 20.0
CSRF = "peerage" + "0" * 25

LINE_FAULTS = (OSError, WebSocketException, TimeoutError)


@dataclass
class Pending:
    """A change that is not answered yet; it rests on revision `base` of its field."""

    id: str
    field: str
    value: Any
    base: int


class Writer:
    """One reviewer with one tab. `account` is what they were promised."""

    def __init__(
        self, ports: Sequence[int], origin: str, session: str, review: str, *, seed: int
    ) -> None:
        self.account = Account(review)
        self.cookie = {"Cookie": f"sessionid={session}"}
        self._ports, self._origin = ports, origin
        self._dice = random.Random(seed)
        self._pending: dict[str, Pending] = {}
        self._bases: dict[str, int] = {}
        self._socket: ClientConnection | None = None
        self._down_since = time.monotonic()
        self._failures = 0
        self._typing = asyncio.Event()

    @property
    def is_done(self) -> bool:
        """Nothing waits for an answer."""
        return not self._pending

    @property
    def is_up(self) -> bool:
        return self._socket is not None

    def start_typing(self) -> None:
        self._typing.set()

    def stop_typing(self) -> None:
        self._typing.clear()

    async def live(self) -> None:
        """Until cancelled."""
        await asyncio.gather(self._type(), self._keep_line(), self._detour(), self._beat())

    # --- the person -------------------------------------------------------------------------------
    async def _type(self) -> None:
        await self._typing.wait()
        while self._typing.is_set():
            await asyncio.sleep(self._dice.uniform(0.5, 1.5))
            free = [each for each in (*COMMENTS, *SCORES) if each not in self._pending]
            if free:
                await self._change(self._dice.choice(free))

    async def _change(self, field: str) -> None:
        number = len(self.account.typed_at)
        value = f"Words, version {number}." if field in COMMENTS else number % 4
        change = Pending(str(uuid4()), field, value, self._bases.get(field, 0))
        self.account.typed_at[change.id] = time.monotonic()
        self._pending[field] = change
        if self._socket:
            with contextlib.suppress(*LINE_FAULTS):
                await self._send(self._socket, change)

    def _note(self, change: Pending) -> None:
        self.account.resent += change.id in self.account.sent
        self.account.sent[change.id] = (change.field, change.value)

    def _answered(self, command: str, revision: int) -> None:
        if command not in self.account.sent:
            return
        self.account.acknowledge(command, revision, now=time.monotonic())
        field, _value = self.account.sent[command]
        self._bases[field] = max(self._bases.get(field, 0), revision)
        if field in self._pending and self._pending[field].id == command:
            del self._pending[field]

    # --- the socket -------------------------------------------------------------------------------
    async def _send(self, socket: ClientConnection, change: Pending) -> None:
        self._note(change)
        frame = {"id": change.id, "field": change.field, "value": change.value, "base": change.base}
        await socket.send(json.dumps({"v": 1, "type": "change", **frame}))

    async def _keep_line(self) -> None:
        while True:
            with contextlib.suppress(*LINE_FAULTS):
                await self._sit()
            if self._socket:
                self._socket, self._down_since = None, time.monotonic()
            longest = min(LONGEST_WAIT, FIRST_WAIT * 2**self._failures)
            self._failures += 1
            await asyncio.sleep(FIRST_WAIT / 2 + self._dice.random() * longest)

    async def _sit(self) -> None:
        address = (
            f"ws://127.0.0.1:{self._dice.choice(self._ports)}/ws/reviews/{self.account.review}/"
        )
        async with connect(
            address,
            origin=self._origin,
            additional_headers=self.cookie,
            open_timeout=ANSWER_WITHIN,
            close_timeout=0.1,
            ping_interval=None,
        ) as socket:
            while json.loads(await asyncio.wait_for(socket.recv(), ANSWER_WITHIN))["type"] != (
                "snapshot"
            ):
                pass
            self._socket, self._failures = socket, 0
            for change in list(self._pending.values()):
                await self._send(socket, change)
            while True:
                # The beat is answered, so silence longer than this is a dead line.
                text = await asyncio.wait_for(socket.recv(), BEAT_EVERY + ANSWER_WITHIN)
                self._hear(json.loads(text))

    def _hear(self, message: dict[str, Any]) -> None:
        match message["type"]:
            case "ack" | "changed":
                self._answered(message["id"], message["revision"])
            case "error" | "overtaken":
                self.account.disorder.append(f"{message['type']}: {message}")

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(BEAT_EVERY)
            if self._socket:
                with contextlib.suppress(*LINE_FAULTS):
                    await self._socket.send('{"v": 1, "type": "beat"}')

    # --- the way around ---------------------------------------------------------------------------
    async def _detour(self) -> None:
        while True:
            await asyncio.sleep(0.25)
            if self._socket or time.monotonic() - self._down_since < SOON or self.is_done:
                continue
            for change in list(self._pending.values()):
                if not await self._post(change):
                    await asyncio.sleep(RETRY - SOON)
                    break
            self._down_since = time.monotonic()

    async def _post(self, change: Pending) -> bool:
        self._note(change)
        answer = await asyncio.to_thread(self._request, change)
        if answer is None:
            return False
        if "revision" in answer:
            self.account.over_http += 1
            self._answered(change.id, answer["revision"])
        else:
            self.account.disorder.append(f"over HTTP: {answer}")
        return True

    def _request(self, change: Pending) -> dict[str, Any] | None:
        port = self._dice.choice(self._ports)
        body = {"id": change.id, "field": change.field, "value": change.value, "base": change.base}
        request = urllib.request.Request(
            f"http://127.0.0.1:{port}/reviews/{self.account.review}/change/",
            data=json.dumps(body).encode(),
            headers={
                "Content-Type": "application/json",
                "Accept": "application/json",
                "X-CSRFToken": CSRF,
                "Cookie": f"{self.cookie['Cookie']}; csrftoken={CSRF}",
            },
        )
        try:
            with urllib.request.urlopen(request, timeout=ANSWER_WITHIN) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            return None if error.code >= 500 or error.code == 429 else json.load(error)
        except (OSError, ValueError):
            return None


def seed() -> int:
    """Another one each run."""
    return secrets.randbits(32)
