# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Requests that are too large are refused before anything of them is stored."""

from collections.abc import Awaitable, Callable
from typing import Any

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]

ANSWER = b"This is larger than the site accepts. Go back: what you typed is still there."


class TooLarge(Exception):
    """More has come than was announced or allowed."""


class LimitedBody:
    """ASGI: answers 413 to a request whose body is over `max_bytes`, announced or not.

    Django spools a body whole before any view or middleware sees it, so the limit stands in front.
    """

    def __init__(self, app: Callable[..., Awaitable[None]], *, max_bytes: int) -> None:
        self.app = app
        self.max_bytes = max_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if _announced(scope) > self.max_bytes:
            await _refuse(send)
            return
        try:
            await self.app(scope, self._counted(receive), send)
        except TooLarge:
            await _refuse(send)

    def _counted(self, receive: Receive) -> Receive:
        received = 0

        async def counted() -> dict[str, Any]:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > self.max_bytes:
                raise TooLarge
            return message

        return counted


def _announced(scope: Scope) -> int:
    value = dict(scope.get("headers", ())).get(b"content-length", b"0")
    return int(value) if value.isdigit() else 0


async def _refuse(send: Send) -> None:
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(ANSWER)).encode()),
        (b"x-content-type-options", b"nosniff"),
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": ANSWER})
