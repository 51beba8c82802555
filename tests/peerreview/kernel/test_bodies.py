# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Bodies over the limit are refused whether or not their size was announced."""

import asyncio
from typing import Any

import pytest

from peerreview.kernel.bodies import LimitedBody


async def echo_size(scope: dict[str, Any], receive: Any, send: Any) -> None:
    size, more = 0, True
    while more:
        message = await receive()
        size += len(message["body"])
        more = message.get("more_body", False)
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": str(size).encode()})


def answer(chunks: list[bytes], announced: bytes | None) -> tuple[int, bytes, int]:
    """(status, body, how many chunks were taken) for a request of these chunks."""
    sent: list[dict[str, Any]] = []
    waiting = [
        {"type": "http.request", "body": chunk, "more_body": number < len(chunks) - 1}
        for number, chunk in enumerate(chunks)
    ]

    async def receive() -> dict[str, Any]:
        return waiting.pop(0)

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    headers = [] if announced is None else [(b"content-length", announced)]
    scope = {"type": "http", "headers": headers}
    asyncio.run(LimitedBody(echo_size, max_bytes=10)(scope, receive, send))
    return sent[0]["status"], sent[1]["body"], len(chunks) - len(waiting)


@pytest.mark.parametrize("announced", [b"10", None, b"nonsense"])
def test_a_body_within_the_limit_passes(announced: bytes | None) -> None:
    assert answer([b"12345", b"67890"], announced) == (200, b"10", 2)


def test_an_announced_excess_is_refused_before_any_of_it_is_read() -> None:
    status, body, taken = answer([b"x" * 11], b"11")

    assert (status, taken) == (413, 0)
    assert b"what you typed is still there" in body


@pytest.mark.parametrize("announced", [None, b"3"])
def test_an_unannounced_excess_is_refused_as_soon_as_it_shows(announced: bytes | None) -> None:
    status, _body, taken = answer([b"x" * 6] * 50, announced)

    assert (status, taken) == (413, 2)
