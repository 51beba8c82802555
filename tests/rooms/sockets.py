# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""A browser's side of a socket."""

import asyncio
import json
from typing import Any
from uuid import uuid4

from asgiref.testing import ApplicationCommunicator
from channels.db import database_sync_to_async
from django.conf import settings
from django.test import Client

from peerreview.accounts.models import User
from peerreview.asgi import application
from peerreview.rooms import protocol

ORIGIN = b"http://localhost"
PATIENCE_SECONDS = 5


class Socket:
    """Sends and receives whole messages; keeps every byte that came in."""

    def __init__(self, communicator: ApplicationCommunicator) -> None:
        self.communicator = communicator
        self.received: list[str] = []

    async def send(self, **message: Any) -> None:
        await self.send_text(json.dumps({"v": protocol.VERSION, **message}))

    async def send_text(self, text: str) -> None:
        await self.communicator.send_input({"type": "websocket.receive", "text": text})

    async def change(
        self, field: str, value: Any, command_id: str | None = None, *, base: int | None = None
    ) -> str:
        """Send a change; its id."""
        sent = command_id or str(uuid4())
        await self.send(type="change", id=sent, field=field, value=value, base=base)
        return sent

    async def next(self, wanted: str | None = None) -> dict[str, Any]:
        """The next message, or the next of that type."""
        while True:
            event = await self.communicator.receive_output(PATIENCE_SECONDS)
            assert event["type"] == "websocket.send", event
            self.received.append(event["text"])
            message = json.loads(event["text"])
            if wanted in (None, message["type"]):
                return message

    async def rest(self) -> list[dict[str, Any]]:
        """Everything that has come and comes in a moment."""
        await asyncio.sleep(0.2)
        messages = []
        while not self.communicator.output_queue.empty():
            messages.append(await self.next())
        return messages

    async def close_code(self) -> int:
        """The code with which the server closes, after whatever it still sends."""
        while True:
            event = await self.communicator.receive_output(PATIENCE_SECONDS)
            if event["type"] == "websocket.close":
                return event["code"]

    async def close(self) -> None:
        if not self.communicator.future.done():
            await self.communicator.send_input({"type": "websocket.disconnect", "code": 1000})
            await self.communicator.wait(PATIENCE_SECONDS)


@database_sync_to_async
def cookie_of(user: User) -> bytes:
    """Of a new sign-in of that person."""
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}".encode()


async def connect(
    user: User | None, path: str, *, origin: bytes | None = ORIGIN, cookie: bytes | None = None
) -> Socket:
    """A socket of that person, accepted by the server. Raises ConnectionError when it was not."""
    headers = [] if origin is None else [(b"origin", origin)]
    if cookie or user:
        headers.append((b"cookie", cookie or await cookie_of(user)))
    scope = {
        "type": "websocket",
        "path": path,
        "query_string": b"",
        "headers": headers,
        "subprotocols": [],
    }
    communicator = ApplicationCommunicator(application, scope)
    await communicator.send_input({"type": "websocket.connect"})
    answer = await communicator.receive_output(PATIENCE_SECONDS)
    if answer["type"] != "websocket.accept":
        raise ConnectionError(answer)
    return Socket(communicator)
