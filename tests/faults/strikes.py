# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The faults: what is done to a site while reviewers write, and what else must hold meanwhile."""

import asyncio
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from websockets.asyncio.client import connect

from tests.faults.scene import Fault, Scene
from tests.migrated import ROOT

ESTABLISHED = "01"
# A deaf server notices within 12 seconds, a tick of 5 later at most (docs/live.md).
TOLD_WITHIN = 20
# Two pings without an answer.
DROPPED_WITHIN = 60


async def one_server_is_killed(scene: Scene) -> None:
    """kill -9 of one of two; it comes back later."""
    node = scene.site.nodes[0]
    node.kill()
    await asyncio.sleep(5)
    await scene.do(node.start)


async def servers_are_killed_in_turn(scene: Scene) -> None:
    """kill -9, six times, at odd moments: sometimes both are gone."""
    for turn in range(6):
        node = scene.site.nodes[turn % 2]
        node.kill()
        await asyncio.sleep(0.3 * turn)
        await scene.do(node.start)


async def redis_is_lost(scene: Scene) -> None:
    """kill -9 of Redis, away for a while, back empty. Boards are told, ask for the page, and hear again."""
    lost = time.monotonic()
    scene.site.redis.kill()
    scene.notes["boards told after"] = await scene.heard_by_all(
        lambda message: message["type"] == "link" and not message["is_up"],
        since=lost,
        within=TOLD_WITHIN,
        what="boards to be told",
    )
    for watcher in scene.watchers:
        assert "board-rows" in await watcher.poll()
    back = time.monotonic()
    await scene.do(scene.site.redis.start)
    scene.notes["boards hear again after"] = await scene.heard_by_all(
        lambda message: message["type"] == "link" and message["is_up"],
        since=back,
        within=TOLD_WITHIN,
        what="boards to hear again",
    )
    await _a_review_is_heard_everywhere(scene)


async def redis_is_flushed(scene: Scene) -> None:
    """Everything in Redis is gone at once."""
    scene.site.redis.flush()
    await _a_review_is_heard_everywhere(scene)


async def redis_is_frozen(scene: Scene) -> None:
    """Redis takes connections and answers nobody for a while: worse than being gone."""
    scene.site.redis.freeze()
    began = time.monotonic()
    await asyncio.sleep(3)
    for watcher in scene.watchers:
        assert "board-rows" in await watcher.poll()
    await asyncio.sleep(15 - (time.monotonic() - began))
    scene.site.redis.thaw()
    await asyncio.sleep(TOLD_WITHIN)
    await _a_review_is_heard_everywhere(scene)


async def _a_review_is_heard_everywhere(scene: Scene) -> None:
    """One is handed in by another process; it reaches the boards on both servers through Redis."""
    people = await scene.do(scene.site.act, "make_late_review", activity=scene.activity)
    since = time.monotonic()
    await scene.do(scene.site.act, "finish_review", uuid=people)
    scene.notes["a review heard on both servers after"] = await scene.heard_by_all(
        lambda message: message["type"] == "news" and message["kind"] == "review-submitted",
        since=since,
        within=10,
        what="the boards to hear of a review",
    )


async def postgres_crashes(scene: Scene) -> None:
    """Three crashes with recovery, then a stop of five seconds."""
    for _turn in range(3):
        await scene.do(scene.site.postgres.restart, "immediate")
        await asyncio.sleep(3)
    await scene.do(scene.site.postgres.stop)
    await asyncio.sleep(5)
    await scene.do(scene.site.postgres.start_again)


async def postgres_cuts_its_connections(scene: Scene) -> None:
    """Every connection is ended by the server, five times."""
    for _turn in range(5):
        await scene.do(scene.site.postgres.cut_all_connections)
        await asyncio.sleep(1)


async def servers_are_replaced(scene: Scene) -> None:
    """A rolling restart: each is asked to stop, and the next is only when it is back."""
    slowest = 0.0
    for node in scene.site.nodes:
        began = time.monotonic()
        node.signal(signal.SIGTERM)
        await scene.do(node.process.wait, 30)
        slowest = max(slowest, time.monotonic() - began)
        await scene.do(node.start)
        await asyncio.sleep(2)
    scene.notes["slowest to stop"] = slowest


async def one_server_is_frozen(scene: Scene) -> None:
    """SIGSTOP: its connections stay open and answer nothing; later it goes on."""
    scene.site.nodes[0].signal(signal.SIGSTOP)
    await asyncio.sleep(15)
    scene.site.nodes[0].signal(signal.SIGCONT)


async def clients_freeze(scene: Scene) -> None:
    """A client that stands still, and one that asks and asks and never reads. Both are let go."""
    node, writer = scene.site.nodes[0], scene.writers[0]
    address = f"ws://127.0.0.1:{node.port}/ws/reviews/{writer.account.review}/"
    still = await scene.do(_start_still_client, address, scene)
    greedy = await connect(
        address,
        origin=scene.site.url,
        additional_headers=writer.cookie,
        ping_interval=None,
        max_queue=1,
    )
    asking = asyncio.create_task(_ask_and_ask(greedy))
    ports = [int(still.stdout.readline()), greedy.local_address[1]]
    still.send_signal(signal.SIGSTOP)
    try:
        names = ("a still client", "a greedy client")
        waits = [
            scene.wait_for(
                lambda port=port: not _is_open(node.port, port),
                seconds=DROPPED_WITHIN,
                what=f"{name} to be dropped",
            )
            for name, port in zip(names, ports, strict=True)
        ]
        for name, seconds in zip(names, await asyncio.gather(*waits), strict=True):
            scene.notes[f"{name} is dropped after"] = seconds
    finally:
        asking.cancel()
        still.kill()
        still.wait()


def _start_still_client(address: str, scene: Scene) -> subprocess.Popen:
    """A process that joins, prints its port, and reads until it is stopped."""
    arguments = [address, scene.site.url, scene.writers[0].cookie["Cookie"]]
    return subprocess.Popen(
        [sys.executable, "-m", "tests.faults.still_client", *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )


async def _ask_and_ask(socket: Any) -> None:
    while True:
        await socket.send('{"v": 1, "type": "look"}')
        await asyncio.sleep(0.12)


def _is_open(server_port: int, client_port: int) -> bool:
    """Whether the server's end of that connection is still established."""
    ends = (f":{server_port:04X}", f":{client_port:04X}")
    for line in Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:]:
        _number, local, remote, state, *_rest = line.split()
        if local.endswith(ends[0]) and remote.endswith(ends[1]):
            return state == ESTABLISHED
    return False


FAULTS: dict[str, Fault] = {
    fault.__name__.replace("_", " "): fault
    for fault in (
        one_server_is_killed,
        servers_are_killed_in_turn,
        servers_are_replaced,
        one_server_is_frozen,
        redis_is_lost,
        redis_is_flushed,
        redis_is_frozen,
        postgres_crashes,
        postgres_cuts_its_connections,
        clients_freeze,
    )
}
