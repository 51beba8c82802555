# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The readers of the live bench, in a process of their own: ``python -m tests.bench.live_clients``.

Reads a line of JSON, does it, answers with one: ``{"connect": [{"url", "cookie", "origin"}, …]}``,
``{"expect": n, "within": seconds}`` (every reader the next n messages), ``{"leave": true}``.
"""

import asyncio
import json
import random
import sys
import time

from websockets.asyncio.client import ClientConnection, connect

AT_ONCE = 25
BEAT_SECONDS = 25


class Reader:
    """One socket: every number it heard, and how long each took (ns)."""

    def __init__(self) -> None:
        self.numbers: list[int] = []
        self.delays: list[int] = []
        self.is_shown = asyncio.Event()
        self.tasks: list[asyncio.Task] = []
        self.closed = 0

    async def join(self, url: str, cookie: str, origin: str) -> None:
        headers = {"Cookie": cookie}
        self.socket: ClientConnection = await connect(
            url,
            origin=origin,
            additional_headers=headers,
            compression=None,
            open_timeout=60,
            ping_interval=None,
        )
        self.tasks = [asyncio.create_task(self._read()), asyncio.create_task(self._beat(url))]
        await asyncio.wait_for(self.is_shown.wait(), 60)

    async def _read(self) -> None:
        async for frame in self.socket:
            now = time.monotonic_ns()
            message = json.loads(frame)
            if message["type"] == "presence" and message["people"][0][0].isdigit():
                self.numbers.append(message["stamp"])
                self.delays.append(now - int(message["people"][0].split(" ", 1)[0]))
            elif message["type"] == "snapshot":
                self.is_shown.set()
        self.closed = self.socket.close_code

    async def _beat(self, url: str) -> None:
        if "/plain/" in url:
            return
        await asyncio.sleep(BEAT_SECONDS * random.random())
        while True:
            await self.socket.send('{"v":1,"type":"beat"}')
            await asyncio.sleep(BEAT_SECONDS)

    async def leave(self) -> None:
        for task in self.tasks:
            task.cancel()
        await self.socket.close()


class Crowd:
    """All readers."""

    def __init__(self) -> None:
        self.readers: list[Reader] = []

    async def connect(self, doors: list[dict[str, str]]) -> dict:
        gate, began = asyncio.Semaphore(AT_ONCE), time.monotonic()

        async def join(door: dict[str, str]) -> Reader:
            reader = Reader()
            async with gate:
                await reader.join(**door)
            return reader

        self.readers = await asyncio.gather(*(join(door) for door in doors))
        return {"connected": len(self.readers), "seconds": time.monotonic() - began}

    async def expect(self, number: int, within: float) -> dict:
        ends = time.monotonic() + within
        while time.monotonic() < ends and any(len(r.numbers) < number for r in self.readers):
            await asyncio.sleep(0.02)
        delays = sorted(delay for reader in self.readers for delay in reader.delays)
        answer = {
            "delivered": sum(len(set(reader.numbers)) for reader in self.readers),
            "lost": sum(number - len(set(reader.numbers)) for reader in self.readers),
            "doubled": sum(len(r.numbers) - len(set(r.numbers)) for r in self.readers),
            "disordered": sum(r.numbers != sorted(r.numbers) for r in self.readers),
            "closed": sum(1 for reader in self.readers if reader.closed),
            **{f"p{p}": _ms(delays, p) for p in (50, 95, 99)},
        }
        for reader in self.readers:
            reader.numbers.clear()
            reader.delays.clear()
        return answer

    async def leave(self) -> dict:
        await asyncio.gather(*(reader.leave() for reader in self.readers))
        return {"left": len(self.readers)}


def _ms(delays: list[int], percentile: int) -> float:
    return delays[min(len(delays) - 1, len(delays) * percentile // 100)] / 1e6 if delays else 0.0


async def main() -> None:
    """Obey until standard input ends."""
    crowd = Crowd()
    while line := await asyncio.to_thread(sys.stdin.readline):
        asked = json.loads(line)
        if "connect" in asked:
            answer = await crowd.connect(asked["connect"])
        elif "expect" in asked:
            answer = await crowd.expect(asked["expect"], asked["within"])
        else:
            answer = await crowd.leave()
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(main())
