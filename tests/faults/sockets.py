# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""A scripted reviewer on a real socket, who writes down what was acknowledged."""

import contextlib
import json
from typing import Any
from uuid import uuid4

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from tests.servers import Site

PATIENCE_SECONDS = 10


class Reviewer:
    """Sends changes over a review's socket. `acknowledged` has, by command id, what was promised."""

    def __init__(self, site: Site, session: str, review: str) -> None:
        self._address = f"ws://127.0.0.1:{site.port}/ws/reviews/{review}/"
        self._headers = {"Cookie": f"sessionid={session}", "Origin": site.url}
        self._socket: Any = None
        self._open = contextlib.ExitStack()
        self.sent: dict[str, tuple[str, Any]] = {}
        self.acknowledged: dict[str, int] = {}

    def come(self) -> dict[str, Any]:
        """Join the room; the state of its snapshot."""
        origin = self._headers["Origin"]
        cookie = {"Cookie": self._headers["Cookie"]}
        self._open.close()  # of the last time
        self._socket = self._open.enter_context(
            connect(
                self._address,
                origin=origin,
                additional_headers=cookie,
                open_timeout=PATIENCE_SECONDS,
            )
        )
        while (message := self._hear())["type"] != "snapshot":
            pass
        return message["state"]

    def send(self, field: str, value: Any, command: str | None = None) -> str:
        """Send a change without waiting for anything; its id."""
        command = command or str(uuid4())
        self.sent[command] = (field, value)
        self._socket.send(
            json.dumps({"v": 1, "type": "change", "id": command, "field": field, "value": value})
        )
        return command

    def listen(self, *, until_acknowledged: int) -> None:
        """Hear acks until there are that many, or the line is cut."""
        with contextlib.suppress(ConnectionClosed):
            while len(self.acknowledged) < until_acknowledged:
                self._hear()

    def leave(self) -> None:
        self._open.close()

    def _hear(self) -> dict[str, Any]:
        message = json.loads(self._socket.recv(timeout=PATIENCE_SECONDS))
        assert message["type"] != "error", message
        if message["type"] == "ack":
            self.acknowledged[message["id"]] = message["revision"]
        return message
