# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Reviewers at work on two servers, facilitators who watch the board, and time for a fault to strike."""

import asyncio
import contextlib
import json
import time
import urllib.request
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from websockets.asyncio.client import connect

from tests.faults.ledger import Tally, tally
from tests.faults.pair import Pair
from tests.faults.writers import LINE_FAULTS, Writer, seed

WRITERS = 50
CALM_SECONDS = 4
AFTER_SECONDS = 6
DRAIN_SECONDS = 60


class Watcher:
    """A facilitator with the board open on one server; keeps each message with its moment."""

    def __init__(self, port: int, origin: str, session: str, activity: str) -> None:
        self._address = f"ws://127.0.0.1:{port}/ws/activities/{activity}/"
        self._page = f"http://127.0.0.1:{port}/activities/{activity}/board/?fragment=1"
        self._origin, self._cookie = origin, {"Cookie": f"sessionid={session}"}
        self.heard: list[tuple[float, dict[str, Any]]] = []

    async def live(self) -> None:
        while True:
            with contextlib.suppress(*LINE_FAULTS):
                async with connect(
                    self._address, origin=self._origin, additional_headers=self._cookie
                ) as socket:
                    async for text in socket:
                        self.heard.append((time.monotonic(), json.loads(text)))
            await asyncio.sleep(0.5)

    def first(self, since: float, is_wanted: Callable[[dict[str, Any]], bool]) -> float | None:
        """When the first such message came after `since`."""
        return next((at for at, message in self.heard if at >= since and is_wanted(message)), None)

    async def poll(self) -> str:
        """What the page falls back to while the socket cannot be relied on."""
        request = urllib.request.Request(self._page, headers=self._cookie)

        def fetch() -> str:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return answer.read().decode()

        return await asyncio.to_thread(fetch)


@dataclass
class Scene:
    """What a fault finds: a site, writers at work, a watcher on each server. `notes` go into the tally."""

    site: Pair
    activity: str
    writers: list[Writer]
    watchers: list[Watcher]
    notes: dict[str, float] = field(default_factory=dict)

    async def do(self, work: Callable[..., Any], *arguments: Any, **values: Any) -> Any:
        """Something that blocks, off the loop."""
        return await asyncio.to_thread(work, *arguments, **values)

    async def wait_for(self, look: Callable[[], Any], *, seconds: float, what: str) -> float:
        """Seconds until `look` is true."""
        began = time.monotonic()
        while not look():
            if time.monotonic() - began > seconds:
                raise AssertionError(f"Waited {seconds} s for {what}")
            await asyncio.sleep(0.05)
        return time.monotonic() - began

    async def heard_by_all(
        self, is_wanted: Callable[[dict[str, Any]], bool], *, since: float, within: float, what: str
    ) -> float:
        """Seconds from `since` until every watcher had heard such a message."""

        def moments() -> list[float | None]:
            return [watcher.first(since, is_wanted) for watcher in self.watchers]

        await self.wait_for(lambda: None not in moments(), seconds=within, what=what)
        return max(moment for moment in moments() if moment) - since


Fault = Callable[[Scene], Awaitable[None]]


def set_scene(site: Pair, writers: int) -> Scene:
    """The world of a site that has just been started."""
    fran = site.act("make_person", name="Fran")
    world = site.act("make_world", facilitator=fran["email"])
    activity = world["activity"]
    crowd = site.act("gather_crowd", activity=activity, size=writers)
    ports = [node.port for node in site.nodes]
    return Scene(
        site,
        activity,
        [
            Writer(ports, site.url, person["session"], person["review"], seed=seed())
            for person in crowd
        ],
        [Watcher(port, site.url, fran["session"], activity) for port in ports],
    )


@contextlib.asynccontextmanager
async def alive(scene: Scene) -> AsyncIterator[None]:
    """Writers write and watchers watch, until the end of the block."""
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(len(scene.writers) + 8))
    tasks = [asyncio.create_task(each.live()) for each in (*scene.writers, *scene.watchers)]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _strike(scene: Scene, fault: Fault) -> float:
    async with alive(scene):
        await scene.wait_for(
            lambda: all(writer.is_up for writer in scene.writers), seconds=60, what="all writers"
        )
        for writer in scene.writers:
            writer.start_typing()
        await asyncio.sleep(CALM_SECONDS)
        struck = time.monotonic()
        await fault(scene)
        await asyncio.sleep(AFTER_SECONDS)
        for writer in scene.writers:
            writer.stop_typing()
        await scene.wait_for(
            lambda: all(writer.is_done for writer in scene.writers),
            seconds=DRAIN_SECONDS,
            what="the last answers",
        )
    return struck


def suffer(name: str, fault: Fault, *, writers: int = WRITERS) -> Tally:
    """Have the fault strike a site of its own, and count."""
    with Pair(PEERAGE_OUTBOX_LEASE_SECONDS="2", PEERAGE_LOG_LEVEL="CRITICAL") as site:
        scene = set_scene(site, writers)
        struck = asyncio.run(_strike(scene, fault))
        accounts = [writer.account for writer in scene.writers]
        stored = site.act("look_at_reviews", uuids=[account.review for account in accounts])
    found = tally(name, accounts, stored, struck)
    found.notes = scene.notes
    return found
