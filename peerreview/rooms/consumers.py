# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The one consumer: let in, join, show, then listen and obey. No rule and no query is in this file."""

import asyncio
import random
from collections.abc import Callable
from typing import Any
from uuid import UUID

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer

from peerreview.rooms import commands, doors, groups, limits, protocol, services
from peerreview.rooms.delivery import hub


class RoomConsumer(AsyncWebsocketConsumer):
    """A socket in a room. `door` says which; see `routing.py`."""

    channel_layer_alias = "none"  # the hub hears for all sockets of the process
    door: doors.Door = None

    def __init__(self, door: doors.Door) -> None:
        super().__init__()
        self.door = door
        self.seat: doors.Seat | None = None
        self.joined: tuple[str, ...] = ()
        self.shown = ""
        self.is_leaving = False
        self.outbox: asyncio.Queue[str] = asyncio.Queue(limits.BACKLOG)
        self.tasks: list[asyncio.Task] = []

    # --- coming and going ------------------------------------------------------------------------
    async def connect(self) -> None:
        # Accepted first: a browser is not told the code of a refused handshake.
        await self.accept()
        self.loop = asyncio.get_running_loop()
        self.heard_at = self.loop.time()
        self.bucket = limits.Bucket(self.heard_at)
        self.session_key = self.scope["session"].session_key
        seat = await self._enter()
        if seat is None:
            return
        if len(hub().members(groups.person(seat.person.pk))) >= limits.SOCKETS_PER_PERSON:
            await self._leave(protocol.TOO_FAST)
            return
        self.seat = seat
        await self._come()  # told to the others; the newcomer gets it with the snapshot
        self.joined = seat.groups
        await hub().join(self, self.joined)
        await self._look_around(is_first=True)
        self.tasks = [self.loop.create_task(self._write()), self.loop.create_task(self._watch())]

    async def disconnect(self, code: int) -> None:
        self.is_leaving = True
        for task in self.tasks:
            task.cancel()
        if self.seat:
            await hub().leave(self, self.joined)
            await self._go()

    async def _enter(self) -> doors.Seat | None:
        try:
            return await _off_loop(doors.enter, self.door, self.session_key, self._uuid())
        except doors.Shut as shut:
            await self._leave(shut.code)
            return None

    async def _leave(self, code: int) -> None:
        if not self.is_leaving:
            self.is_leaving = True
            await self.close(code)

    def _uuid(self) -> UUID | None:
        return self.scope["url_route"]["kwargs"].get("uuid")

    # --- what the client says --------------------------------------------------------------------
    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        if self.is_leaving:
            return
        self.heard_at = self.loop.time()
        if not self.bucket.take(at=self.heard_at):
            await self._leave(protocol.TOO_FAST)
        elif len(text_data or bytes_data or "") > protocol.MAX_FRAME_BYTES:
            await self._leave(protocol.TOO_LARGE)
        else:
            await self._answer(text_data if text_data is not None else "")

    async def _answer(self, frame: str) -> None:
        try:
            message = protocol.parse(frame)
        except protocol.Refused as refused:
            self._say(protocol.Error(id=refused.id, code=refused.code, message=refused.detail))
            return
        match message:
            case protocol.Change():
                await self._change(message)
            case protocol.Look():
                await self._look_around(is_first=True)
            case protocol.Beat():
                self._say(message)

    async def _change(self, message: protocol.Change) -> None:
        try:
            answer = await _off_loop(
                commands.change, self.door, self.session_key, self._uuid(), message
            )
        except doors.Shut as shut:
            await self._leave(shut.code)
        else:
            self._say(answer)

    # --- what the client hears -------------------------------------------------------------------
    def hear(self, frame: str) -> None:
        """Called by the hub. A reader who does not keep up is let go; the snapshot will tell them."""
        try:
            self.outbox.put_nowait(frame)
        except asyncio.QueueFull:
            self._spawn(self._leave(protocol.IDLE))

    def recheck(self) -> None:
        """Called by the hub when a right may have ended."""
        self._spawn(self._check())

    def sign_out(self) -> None:
        """Called by the hub when the session ended."""
        self._spawn(self._leave(protocol.SIGNED_OUT))

    def _say(self, message: protocol.Outgoing) -> None:
        self.hear(protocol.write(message))

    def _spawn(self, work: Any) -> None:
        self.tasks.append(self.loop.create_task(work))

    async def _write(self) -> None:
        while True:
            await self.send(text_data=await self.outbox.get())

    # --- looking around --------------------------------------------------------------------------
    async def _watch(self) -> None:
        """Ask again and again whether this socket may be here, is still read, and shows what is."""
        while not self.is_leaving:
            await asyncio.sleep(limits.CHECK_SECONDS * random.uniform(0.8, 1.2))  # noqa: S311
            if self.loop.time() - self.heard_at > limits.IDLE_SECONDS:
                await self._leave(protocol.IDLE)
            else:
                await self._check()

    async def _check(self) -> None:
        seat = await self._enter()
        if seat:
            self.seat = seat
            if seat.review:
                await _off_loop(services.stay, seat.review)
            await self._look_around(is_first=False)

    async def _look_around(self, *, is_first: bool) -> None:
        snapshot = await _off_loop(self.seat.look)
        frame = protocol.write(snapshot)
        if is_first or frame != self.shown:
            self.shown = frame
            self.hear(frame)

    async def _come(self) -> None:
        if self.seat.review:
            await _off_loop(services.come, self.seat.review)

    async def _go(self) -> None:
        """Give the reviewer's place up, unless another tab of this process holds it."""
        review = self.seat.review
        if review and not hub().members(groups.review(review.pk)):
            await _off_loop(services.go, review)


class NowhereConsumer(AsyncWebsocketConsumer):
    """Any other address."""

    channel_layer_alias = "none"

    async def connect(self) -> None:
        await self.accept()
        await self.close(protocol.UNKNOWN)


def _off_loop(work: Callable, *arguments: Any) -> Any:
    # Not thread-sensitive: one slow query must not hold up every other socket of the process.
    return database_sync_to_async(work, thread_sensitive=False)(*arguments)
