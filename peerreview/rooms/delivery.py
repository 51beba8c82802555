# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""From a fact to the sockets that may hear it. The only module that touches the channel layer.

Each server process has one hub. It knows the sockets of this process by group and writes a frame,
encoded once, to each of them. The channel layer only carries between processes: what has gathered
while the last message was on its way goes together in the next, to one group that every hub hears.
So a frame costs the same whether one or a hundred sockets of a room hear it (docs/live.md has the
figures), joining a room asks nothing of Redis, and with Redis gone the sockets of one process still
hear each other.

`publish` may be called from any thread: a request's, the outbox dispatcher's, a worker's.
"""

import asyncio
import logging
import uuid
from collections import defaultdict
from collections.abc import Awaitable, Callable
from typing import Any, Protocol
from weakref import WeakValueDictionary

from asgiref.sync import async_to_sync
from channels.layers import InMemoryChannelLayer, get_channel_layer
from redis.exceptions import RedisError

from peerreview.rooms import counting, protocol

log = logging.getLogger(__name__)

UNREACHABLE = (RedisError, OSError, TimeoutError)
TICK_SECONDS = 5
DEAF_AFTER_SECONDS = 12
WIRE = "rooms.wire"  # the one group of the channel layer, of all hubs
MOST_AT_ONCE = 500
RECHECK = "recheck"
SIGN_OUT = "sign-out"

# A group, and what is for it: {"frame": …} or {"order": …}.
Parcel = tuple[str, dict[str, str]]

_hubs: list["Hub"] = []


class Member(Protocol):
    """A socket. All four are called on the event loop and must not wait."""

    def hear(self, frame: str) -> None:
        """Send the frame."""

    def recheck(self) -> None:
        """Ask again whether this socket may be here."""

    def catch_up(self) -> None:
        """The same, and look around: something may not have been heard."""

    def sign_out(self) -> None:
        """The session ended."""


def publish(group: str, message: protocol.Outgoing) -> None:
    """Tell all sockets of the group, in every process. Returns at once; what is lost, a snapshot heals."""
    _send(group, {"frame": protocol.write(message)})


def order(group: str, command: str) -> None:
    """Have every socket of the group recheck its right to be there, or leave: RECHECK or SIGN_OUT."""
    _send(group, {"order": command})


def _send(group: str, content: dict[str, str]) -> None:
    hubs = [hub for hub in _hubs if not hub.loop.is_closed()]
    for hub in hubs:
        hub.loop.call_soon_threadsafe(hub.tell, group, content)
    if not hubs and (layer := _shared_layer()):
        try:
            async_to_sync(layer.group_send)(WIRE, _envelope("", [(group, content)]))
        except UNREACHABLE:
            log.warning("The channel layer did not take a frame for %s", group, exc_info=True)


def _shared_layer() -> Any | None:
    layer = get_channel_layer()
    # What is in memory reaches nobody that the hub does not reach itself.
    return None if layer is None or isinstance(layer, InMemoryChannelLayer) else layer


def _envelope(sender: str, parcels: list[Parcel]) -> dict[str, Any]:
    return {"type": "rooms.tell", "sender": sender, "parcels": parcels}


class Hub:
    """The sockets of one event loop. Everything but `_send` above runs on that loop."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self.name = uuid.uuid4().hex
        self._members: dict[str, set[Member]] = defaultdict(set)
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._outgoing: asyncio.Queue[Parcel] = asyncio.Queue(10_000)
        self._carrier: asyncio.Task | None = None
        self._wire: _Wire | None = None

    def turn(self, group: str) -> asyncio.Lock:
        """Held while somebody of this process comes to a place or goes from it, so that one waits for the other."""
        return self._turns.setdefault(group, asyncio.Lock())

    def members(self, group: str) -> set[Member]:
        """The sockets of this process in the group."""
        return self._members.get(group, set())

    async def join(self, member: Member, groups: tuple[str, ...]) -> None:
        """Have the member hear the groups from now on."""
        for group in groups:
            self._members[group].add(member)
        if layer := _shared_layer():
            self._wire = self._wire or _Wire(self, layer)
            await self._wire.open()
            if not self._wire.is_up:
                member.hear(protocol.write(protocol.Link(is_up=False)))

    async def leave(self, member: Member, groups: tuple[str, ...]) -> None:
        """Undo `join`; harmless when it was undone already."""
        for group in groups:
            self._members[group].discard(member)
            if not self._members[group]:
                del self._members[group]
        if self._wire and not self._members:
            wire, self._wire = self._wire, None
            await wire.cut()

    def tell(self, group: str, content: dict[str, str]) -> None:
        """Tell this process' members of the group now, and the other processes soon, in order."""
        self.fan_out(group, content)
        if _shared_layer() is None:
            return
        try:
            self._outgoing.put_nowait((group, content))
        except asyncio.QueueFull:
            log.warning(
                "The channel layer is too slow; a frame for %s stays in this process", group
            )
        if self._carrier is None or self._carrier.done():
            self._carrier = self.loop.create_task(self._carry())

    def fan_out(self, group: str, content: dict[str, str]) -> None:
        """Tell this process' members of the group."""
        members = tuple(self._members.get(group, ()))
        if "frame" in content:
            frame = content["frame"]
            counting.count(counting.DELIVERED, len(members))
            for member in members:
                member.hear(frame)
            return
        for member in members:
            if content.get("order") == SIGN_OUT:
                member.sign_out()
            else:
                member.recheck()

    def fan_out_to_all(self, message: protocol.Outgoing) -> None:
        """Tell every socket of this process."""
        frame = protocol.write(message)
        for member in self._everyone():
            member.hear(frame)

    def catch_up_all(self) -> None:
        """Have every socket of this process ask whether it may be here, and look."""
        for member in self._everyone():
            member.catch_up()

    def _everyone(self) -> set[Member]:
        return set().union(*self._members.values())

    async def _carry(self) -> None:
        while not self._outgoing.empty():
            waiting = min(self._outgoing.qsize(), MOST_AT_ONCE)
            parcels = [self._outgoing.get_nowait() for _ in range(waiting)]
            try:
                await _shared_layer().group_send(WIRE, _envelope(self.name, parcels))
            except UNREACHABLE:
                log.warning("The channel layer did not take %d frames", waiting, exc_info=True)


class _Wire:
    """A hub's subscription to the other processes, which notices when it has gone dead.

    Each process tells itself the time through the layer. When it no longer hears that, its sockets
    are told to fetch now and then, until it is heard again.
    """

    def __init__(self, hub: Hub, layer: Any) -> None:
        self._hub = hub
        self._layer = layer
        self._channel = ""
        self._is_open = False
        self._opening = asyncio.Lock()
        self.is_up = True
        self._heard_at = hub.loop.time()
        self._tasks = [hub.loop.create_task(self._listen()), hub.loop.create_task(self._tick())]

    async def open(self) -> None:
        """Hear the other processes from now on, if they can be heard."""
        async with self._opening:
            if not self._is_open:
                await self._try(self._join)

    async def cut(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _join(self) -> None:
        if not self._channel:
            self._channel = await self._layer.new_channel()
        await self._layer.group_add(WIRE, self._channel)
        self._is_open = True

    async def _try(self, act: Callable[[], Awaitable]) -> bool:
        try:
            await asyncio.wait_for(act(), DEAF_AFTER_SECONDS)
        except UNREACHABLE as error:
            log.warning("The channel layer does not answer: %s", error)
            self._set_up(False)
            return False
        return True

    async def _listen(self) -> None:
        while True:
            if not self._channel:
                await asyncio.sleep(0.05)
                continue
            message = await self._layer.receive(self._channel)
            self._heard_at = self._hub.loop.time()
            if message["sender"] != self._hub.name:
                for group, content in message["parcels"]:
                    self._hub.fan_out(group, content)

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(TICK_SECONDS)
            # What was heard a moment ago does not make up for not being able to speak now.
            if not await self._try(self._say_tick):
                continue
            is_deaf = self._hub.loop.time() - self._heard_at > DEAF_AFTER_SECONDS
            has_come_back = not is_deaf and not self.is_up
            self._set_up(not is_deaf)
            if has_come_back:
                # What was said meanwhile was not heard; nobody waits half a minute to see it.
                self._hub.catch_up_all()
            await self._share_counts()

    async def _share_counts(self) -> None:
        try:
            await asyncio.to_thread(counting.share)
        except UNREACHABLE:
            log.warning("The counts could not be shared", exc_info=True)

    async def _say_tick(self) -> None:
        await self._join()
        await self._layer.send(self._channel, _envelope(self._hub.name, []))

    def _set_up(self, is_up: bool) -> None:
        if is_up != self.is_up:
            self.is_up = is_up
            self._hub.fan_out_to_all(protocol.Link(is_up=is_up))


def hub() -> Hub:
    """The hub of the running event loop."""
    loop = asyncio.get_running_loop()
    found = next((known for known in _hubs if known.loop is loop), None)
    if found is None:
        found = Hub(loop)
        # A new list, because other threads go through the old one.
        _hubs[:] = [*(known for known in _hubs if not known.loop.is_closed()), found]
    return found
