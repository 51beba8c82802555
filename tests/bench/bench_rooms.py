# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Deliveries per CPU second: the hub against a plain Channels group, in one run on one loop.

`python -m tests.bench.bench_rooms`: 200 rooms of 5 sockets, each frame one change of a draft.
Sockets write to nowhere, so what is counted is the way from `publish` to the server's send.
"""

import asyncio
import os
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from channels.generic.websocket import AsyncJsonWebsocketConsumer  # noqa: E402
from channels.layers import InMemoryChannelLayer, channel_layers  # noqa: E402

from peerreview.rooms import delivery, groups, protocol  # noqa: E402
from peerreview.rooms.consumers import RoomConsumer  # noqa: E402

ROOMS, MEMBERS, FRAMES = 200, 5, 20
CHANGED = protocol.Changed(
    id="6f0c8a2e-6f7e-4c0b-9a53-0d6a2f1f7f10",
    field="comment:argument",
    value="The claim is clear and is kept to. " * 4,
    revision=7,
)


class Plain(AsyncJsonWebsocketConsumer):
    """What one writes with Channels alone."""

    async def changed(self, event: dict) -> None:
        await self.send_json(event["message"])


class Sink:
    """Counts what a server would put on the wire."""

    def __init__(self, expected: int) -> None:
        self.left = expected
        self.done = asyncio.Event()

    async def send(self, message: dict) -> None:
        self.left -= 1
        if self.left == 0:
            self.done.set()


async def by_group() -> float:
    """Deliveries per CPU second of `group_send` to consumers."""
    sink = Sink(ROOMS * MEMBERS * FRAMES)
    layer = InMemoryChannelLayer(capacity=10_000)
    channel_layers.set("default", layer)
    tasks = []
    for room in range(ROOMS):
        for _ in range(MEMBERS):
            name = await layer.new_channel()
            await layer.group_add(groups.review(room), name)
            tasks.append(asyncio.create_task(_consume(layer, name, sink)))
    start = time.process_time()
    message = {"v": 1, "type": "changed", **vars(CHANGED)}
    for _ in range(FRAMES):
        for room in range(ROOMS):
            await layer.group_send(groups.review(room), {"type": "changed", "message": message})
    await sink.done.wait()
    spent = time.process_time() - start
    for task in tasks:
        task.cancel()
    return ROOMS * MEMBERS * FRAMES / spent


async def _consume(layer: InMemoryChannelLayer, name: str, sink: Sink) -> None:
    consumer = Plain()
    consumer.base_send = sink.send
    while True:
        await consumer.dispatch(await layer.receive(name))


async def by_hub() -> float:
    """Deliveries per CPU second of the hub to room consumers."""
    sink = Sink(ROOMS * MEMBERS * FRAMES)
    hub, tasks = delivery.hub(), []
    for room in range(ROOMS):
        for _ in range(MEMBERS):
            consumer = RoomConsumer(door=None)
            consumer.base_send = sink.send
            await hub.join(consumer, (groups.review(room),))
            tasks.append(asyncio.create_task(consumer._write()))
    start = time.process_time()
    for _ in range(FRAMES):
        for room in range(ROOMS):
            delivery.publish(groups.review(room), CHANGED)
        await asyncio.sleep(0)
    await sink.done.wait()
    spent = time.process_time() - start
    for task in tasks:
        task.cancel()
    return ROOMS * MEMBERS * FRAMES / spent


if __name__ == "__main__":
    plain, hub = asyncio.run(by_group()), asyncio.run(by_hub())
    print(f"group_send {plain:,.0f}/s   hub {hub:,.0f}/s   {hub / plain:.1f} times")
