# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""One server process of the live bench: the site's own rooms, a plain Channels consumer beside them,
and an address that makes it speak. ``python -m tests.bench.live_site <port>``, settings as a site's.
"""

import asyncio
import json
import os
import sys
import time
from contextlib import suppress
from pathlib import Path
from urllib.parse import parse_qsl

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "peerreview.settings")
django.setup()

import uvicorn  # noqa: E402
from channels.generic.websocket import AsyncJsonWebsocketConsumer  # noqa: E402
from channels.layers import get_channel_layer  # noqa: E402, TID251  what one would write without the hub
from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from django.urls import path  # noqa: E402
from redis.exceptions import RedisError  # noqa: E402

from peerreview.asgi import application as site  # noqa: E402
from peerreview.rooms import delivery, groups, protocol  # noqa: E402

TEXT = "Amber Heron, Teal Otter, Grey Wren. " * 4


class Plain(AsyncJsonWebsocketConsumer):
    """What one writes with Channels alone: join, and pass on. No session, no rights, no snapshot."""

    async def connect(self) -> None:
        self.group = f"room.{self.scope['url_route']['kwargs']['room']}"
        await self.channel_layer.group_add(self.group, self.channel_name)
        await self.accept()
        await self.send_json({"v": 1, "type": "snapshot", "state": {}})

    async def disconnect(self, code: int) -> None:
        await self.channel_layer.group_discard(self.group, self.channel_name)

    async def told(self, event: dict) -> None:
        await self.send_json(event["message"])


async def say_by_hub(room: int, number: int) -> None:
    """Who is at work on a work, told to its reviewers as rooms/services.py tells it."""
    message = protocol.Presence(people=[_stamped()], stamp=number)
    delivery.publish(groups.reviewers(room), message)


async def say_plainly(room: int, number: int) -> None:
    message = {"v": 1, "type": "presence", "people": [_stamped()], "stamp": number}
    with suppress(RedisError):  # a word that Redis did not take in time is lost, and counted so
        await get_channel_layer().group_send(f"room.{room}", {"type": "told", "message": message})


def _stamped() -> str:
    # The clock is the machine's, so a client in another process can say how long it took.
    return f"{time.monotonic_ns()} {TEXT}"


SAY = {"hub": say_by_hub, "plain": say_plainly}


async def drive(way: str, rooms: list[int], numbers: range, pause: float) -> None:
    """Say each number in every room; with a pause (seconds) evenly in time, else as fast as it goes."""
    say, due = SAY[way], time.monotonic()
    for number in numbers:
        for room in rooms:
            await say(room, number)
            if pause:
                due += pause
                await asyncio.sleep(max(0.0, due - time.monotonic()))
        await asyncio.sleep(0)


async def control(scope: dict, receive: object, send: object) -> None:
    """`/drive?way=hub&first=1&last=5&pause=0.01` speaks; every answer has CPU seconds and resident kB."""
    asked = dict(parse_qsl(scope["query_string"].decode()))
    if scope["path"] == "/drive":
        rooms = json.loads(Path(os.environ["BENCH_ROOMS"]).read_text(encoding="utf-8"))
        numbers = range(int(asked["first"]), int(asked["last"]) + 1)
        await drive(asked["way"], rooms, numbers, float(asked["pause"]))
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    resident = next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS"))
    body = json.dumps({"cpu": time.process_time(), "kb": int(resident)}).encode()
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": body})


async def websocket(scope: dict, receive: object, send: object) -> None:
    """The plain rooms, or the whole of the site's."""
    is_plain = scope["path"].startswith("/plain/")
    await (plain if is_plain else site)(scope, receive, send)


plain = URLRouter([path("plain/<int:room>/", Plain.as_asgi())])
application = ProtocolTypeRouter({"http": control, "websocket": websocket})

if __name__ == "__main__":
    from peerreview.runtime.server import socket_options

    uvicorn.run(
        application,
        host="127.0.0.1",
        port=int(sys.argv[1]),
        log_level="error",
        lifespan="off",
        **socket_options(),
    )
