# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Frames on their way to one reader, bounded in number and size. For one event loop."""

import asyncio
from collections import deque


class Backlog:
    """A queue that says when it is full, and that can put one frame before what came while it was held."""

    def __init__(self, *, frames: int, size: int) -> None:
        self._most_frames = frames
        self._most_size = size
        self._ready: deque[str] = deque()
        self._held: deque[str] | None = None
        self._size = 0
        self._arrival = asyncio.Event()

    def put(self, frame: str) -> bool:
        """Add the frame; False, and nothing is added, when the reader is too far behind."""
        waiting = len(self._ready) + len(self._held or ())
        if waiting >= self._most_frames or (waiting and self._size + len(frame) > self._most_size):
            return False
        self._size += len(frame)
        if self._held is None:
            self._ready.append(frame)
            self._arrival.set()
        else:
            self._held.append(frame)
        return True

    def hold(self) -> None:
        """Keep what comes from now on back, until `release`."""
        if self._held is None:
            self._held = deque()

    def release(self, *, first: str = "") -> None:
        """Let what was kept back go, after the frame `first` when there is one."""
        held, self._held = self._held or deque(), None
        if first:
            self._size += len(first)
            self._ready.append(first)
        self._ready.extend(held)
        if self._ready:
            self._arrival.set()

    def clear(self) -> None:
        """Forget what nobody will read."""
        self._ready.clear()
        self._held = self._held and deque()
        self._size = 0

    async def next(self) -> str:
        """The next frame, as soon as there is one."""
        while not self._ready:
            self._arrival.clear()
            await self._arrival.wait()
        frame = self._ready.popleft()
        self._size -= len(frame)
        return frame
