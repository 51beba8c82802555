# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The one consumer: let in, join, show, then listen and obey. No rule and no query is in this file."""

import asyncio
import logging
import random
from collections.abc import Callable, Coroutine
from typing import Any
from uuid import UUID

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer

from peerreview.rooms import counting, doors, groups, limits, protocol
from peerreview.rooms.backlog import Backlog
from peerreview.rooms.delivery import hub

log = logging.getLogger(__name__)

# A seat taken anew, and how the room is, None when it is as it was.
Visit = tuple[doors.Seat, protocol.Snapshot | None]


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
        self.is_checking = False
        self.heard = 0
        self.asked_at = self.looked_at = float("-inf")
        self.looking = asyncio.Lock()
        self.backlog = Backlog(frames=limits.BACKLOG, size=limits.BACKLOG_CHARS)
        self.tasks: set[asyncio.Task] = set()

    # --- coming and going ------------------------------------------------------------------------
    async def connect(self) -> None:
        # Accepted first: a browser is not told the code of a refused handshake.
        await self.accept()
        counting.count(counting.OPENED)
        self.loop = asyncio.get_running_loop()
        self.heard_at = self.loop.time()
        self.bucket = limits.Bucket(self.heard_at)
        self.session_key = self.scope["session"].session_key
        # Which sockets are tabs of one sign-in on one page: what holds for one holds for all.
        self.page = (self.door, self.session_key, self._uuid())
        await self._safely(self._settle())

    async def _settle(self) -> None:
        self.asked_at = self.loop.time()
        seat = await _off_loop(doors.enter, *self.page)
        if len(hub().members(groups.person(seat.person.pk))) >= limits.SOCKETS_PER_PERSON:
            await self._leave(protocol.TOO_FAST)
            return
        self.seat = seat
        self.backlog.hold()  # until the snapshot
        # Nothing waits between the look at how many there are and this, so a person has no more.
        await self._join((*seat.own, *((seat.place.group,) if seat.place else ())))
        if seat.place:
            # Told to the others; the newcomer gets it with the snapshot.
            async with hub().turn(seat.place.group):
                await _off_loop(seat.place.come)
        await self._join(seat.groups)
        await self._look_around(is_wanted=True)
        self._spawn(self._write())
        self._spawn(self._watch())

    async def disconnect(self, code: int) -> None:
        if not self.is_leaving:
            counting.closed(code)
        self.is_leaving = True
        for task in self.tasks:
            task.cancel()
        if self.seat:
            await hub().leave(self, self.joined)
            await self._safely(self._go())

    async def _join(self, wanted: tuple[str, ...]) -> None:
        """Hear exactly these groups from now on."""
        left = tuple(group for group in self.joined if group not in wanted)
        fresh = tuple(group for group in wanted if group not in self.joined)
        self.joined = wanted
        await hub().join(self, fresh)
        await hub().leave(self, left)

    async def _leave(self, code: int) -> None:
        if not self.is_leaving:
            self.is_leaving = True
            self.backlog.clear()
            counting.closed(code)
            await self.close(code)

    async def _safely(self, work: Coroutine) -> None:
        """Do it, or close the socket with the code that says why not."""
        try:
            await work
        except doors.Shut as shut:
            await self._leave(shut.code)
        except Exception:
            # The client comes back, or goes by HTTP with the same ids.
            log.exception("A socket could not be served")
            await self._leave(protocol.TROUBLE)

    def _uuid(self) -> UUID | None:
        return self.scope["url_route"]["kwargs"].get("uuid")

    # --- what the client says --------------------------------------------------------------------
    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        if self.is_leaving:
            return
        self.heard_at = self.loop.time()
        if not self.bucket.take(at=self.heard_at):
            await self._leave(protocol.TOO_FAST)
        else:
            await self._safely(self._answer(text_data if text_data is not None else ""))

    async def _answer(self, frame: str) -> None:
        try:
            message = protocol.parse(frame)
        except protocol.Refused as refused:
            await self._refuse(refused)
            return
        match message:
            case protocol.Command():
                counting.count(counting.COMMANDS)
                answer = await _off_loop(doors.obey, *self.page, message)
                counting.count(counting.ACKED, isinstance(answer, protocol.Ack))
                self._say(answer)
            case protocol.Point():
                if self.seat.point:
                    self.seat.point(message)
            case protocol.Look():
                await self._look_around(is_wanted=True)
            case protocol.Beat():
                self._say(message)

    async def _refuse(self, refused: protocol.Refused) -> None:
        counting.count(f"refused.{refused.code}")
        if refused.code == "too-large":
            await self._leave(protocol.TOO_LARGE)
            return
        self._say(protocol.Error(id=refused.id, code=refused.code, message=refused.detail))

    # --- what the client hears -------------------------------------------------------------------
    def hear(self, frame: str) -> None:
        """Called by the hub."""
        self.shown = ""
        self.heard += 1
        self._put(frame)

    def recheck(self) -> None:
        """Called by the hub when a right may have ended."""
        if not self.is_checking and not self.is_leaving:
            self.is_checking = True
            self._spawn(self._recheck())

    def catch_up(self) -> None:
        """Called by the hub when something may not have been heard."""
        self.looked_at = float("-inf")
        self.recheck()

    def sign_out(self) -> None:
        """Called by the hub when the session ended."""
        self._spawn(self._leave(protocol.SIGNED_OUT))

    def _say(self, message: protocol.Outgoing) -> None:
        self._put(protocol.write(message))

    def _put(self, frame: str) -> None:
        # A reader who does not keep up is let go; the snapshot will tell them.
        if not self.is_leaving and not self.backlog.put(frame):
            self._spawn(self._leave(protocol.IDLE))

    def _spawn(self, work: Coroutine) -> None:
        task = self.loop.create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def _write(self) -> None:
        while not self.is_leaving:
            frame = await self.backlog.next()
            try:
                await self.send(text_data=frame)
            except (OSError, RuntimeError):
                return  # gone, or closed meanwhile; `disconnect` follows

    # --- looking around --------------------------------------------------------------------------
    async def _watch(self) -> None:
        """Ask again and again whether this socket may be here, is still read, and shows what is."""
        while not self.is_leaving:
            asked_at, span = self.asked_at, limits.CHECK_SECONDS * random.uniform(0.8, 1.2)  # noqa: S311
            await asyncio.sleep(max(0.0, asked_at + span - self.loop.time()))
            if self.loop.time() - self.heard_at > limits.IDLE_SECONDS:
                await self._leave(protocol.IDLE)
            elif self.asked_at == asked_at:  # else another tab has asked meanwhile
                await self._safely(self._check())

    async def _recheck(self) -> None:
        # A stage that changes for a thousand sockets does not ask the database a thousand times at once.
        await asyncio.sleep(limits.RECHECK_SPREAD_SECONDS * random.random())  # noqa: S311
        self.is_checking = False
        await self._safely(self._check())

    async def _check(self) -> None:
        asked_at, before = self.loop.time(), self.seat.mark
        self.asked_at = asked_at
        seat = await self._look(self._revisit, is_wanted=False)
        if seat.mark and seat.mark == before:
            self._vouch(seat, asked_at)
        if set(seat.groups) != set(self.joined):
            await self._join(seat.groups)
            await self._look_around(is_wanted=True)

    def _revisit(self) -> Visit:
        # One visit to the database, and a short one: a thousand sockets make it twice a minute.
        before = self.seat.mark
        self.seat = seat = doors.enter(*self.page)
        if seat.place:
            seat.place.stay()
        if seat.mark and seat.mark == before and not self._is_look_due():
            return seat, None
        return seat, seat.look()

    def _is_look_due(self) -> bool:
        return self.loop.time() - self.looked_at > limits.LOOK_SECONDS

    def _vouch(self, seat: doors.Seat, asked_at: float) -> None:
        """Spare the other tabs of this page the same question: their right is this one's."""
        for other in hub().members(groups.session(self.session_key)):
            if other is not self and other.page == self.page:
                other.take(seat, asked_at)

    def take(self, seat: doors.Seat, asked_at: float) -> None:
        """Another tab of this page has asked at that time, and may be here as before."""
        is_as_before = self.seat.groups == seat.groups and self.seat.mark == seat.mark
        if is_as_before and self.asked_at < asked_at and not self._is_look_due():
            self.seat, self.asked_at = seat, asked_at

    async def _look_around(self, *, is_wanted: bool) -> None:
        """Show how the room is, if that is wanted or may not be what the client has."""
        await self._look(lambda: (self.seat, self.seat.look()), is_wanted=is_wanted)

    async def _look(self, visit: Callable[[], Visit], *, is_wanted: bool) -> doors.Seat:
        async with self.looking:
            shown, heard, began_at = self.shown, self.heard, self.loop.time()
            # What is heard meanwhile may be newer than what is read, so it comes after it.
            self.backlog.hold()
            first = ""
            try:
                seat, snapshot = await _off_loop(visit)
                frame = shown
                if snapshot:
                    frame, self.looked_at = protocol.write(snapshot), began_at
                first = frame if is_wanted or frame != shown else ""
            finally:
                self.backlog.release(first=first)
            self.shown = frame if self.heard == heard else ""
        return seat

    async def _go(self) -> None:
        """Give the place up, unless another tab of this process holds it: a page that is loaded again has
        its new socket before the old one is gone, and is heard of here before it takes the place."""
        place = self.seat.place
        if place is None:
            return
        async with hub().turn(place.group):
            if not hub().members(place.group):
                await _off_loop(place.go)


class NowhereConsumer(AsyncWebsocketConsumer):
    """Any other address."""

    channel_layer_alias = "none"

    async def connect(self) -> None:
        await self.accept()
        counting.closed(protocol.UNKNOWN)
        await self.close(protocol.UNKNOWN)


def _off_loop(work: Callable, *arguments: Any) -> Any:
    # Not thread-sensitive: one slow query must not hold up every other socket of the process.
    return database_sync_to_async(work, thread_sensitive=False)(*arguments)
