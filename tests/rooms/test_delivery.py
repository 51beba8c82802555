# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Frames between threads, processes, and a channel layer that is gone."""

import asyncio
import subprocess
import sys
import threading
from collections.abc import Callable

import pytest
from channels.layers import channel_layers
from django.conf import settings

from peerreview.rooms import delivery, groups, protocol
from tests.rooms.conftest import World

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.asyncio]

NOTICE = protocol.Notice(kind="test", title="Heard.", url="")


async def test_a_frame_from_a_thread_without_a_loop_reaches_the_sockets(
    world: World, open_socket: Callable
) -> None:
    socket = await open_socket(world.ben, "/ws/me/")
    await socket.next("snapshot")

    thread = threading.Thread(
        target=delivery.publish, args=(groups.person(world.ben.pk), NOTICE), name="like the outbox"
    )
    thread.start()

    assert (await socket.next("notice"))["title"] == "Heard."
    thread.join()


async def test_frames_arrive_in_the_order_in_which_they_were_sent(
    world: World, open_socket: Callable
) -> None:
    socket = await open_socket(world.ben, "/ws/me/")
    await socket.next("snapshot")

    for number in range(50):
        notice = protocol.Notice(kind="test", title=str(number), url="")
        delivery.publish(groups.person(world.ben.pk), notice)

    titles = [(await socket.next("notice"))["title"] for _ in range(50)]
    assert titles == [str(number) for number in range(50)]


async def test_many_sockets_each_hear_only_what_is_theirs(
    world: World, open_socket: Callable
) -> None:
    people = [world.alice, world.ben, world.dora, world.fran, world.charlie]
    sockets = [(who, await open_socket(who, "/ws/me/")) for who in people for _ in range(4)]
    for _, socket in sockets:
        await socket.next("snapshot")

    for _ in range(10):
        for who in people:
            notice = protocol.Notice(kind="test", title=f"for {who.pk}", url="")
            delivery.publish(groups.person(who.pk), notice)

    for who, socket in sockets:
        heard = [(await socket.next())["title"] for _ in range(10)]
        assert heard == [f"for {who.pk}"] * 10
        assert await_nothing(socket)


def await_nothing(socket: object) -> bool:
    return socket.communicator.output_queue.empty()


# --- between processes ---------------------------------------------------------------------------
WORKER = """
import django; django.setup()
from peerreview.rooms import delivery, groups, protocol
delivery.publish(groups.person({pk}), protocol.Notice(kind="test", title="From afar.", url=""))
"""


@pytest.mark.skipif(not settings.REDIS_URL, reason="needs REDIS_URL")
async def test_a_worker_in_another_process_is_heard_through_redis(
    world: World, open_socket: Callable
) -> None:
    socket = await open_socket(world.ben, "/ws/me/")
    await socket.next("snapshot")

    await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-c", WORKER.format(pk=world.ben.pk)],
        cwd=settings.BASE_DIR,
        check=True,
    )

    assert (await socket.next("notice"))["title"] == "From afar."
    assert await socket.rest() == []


# --- a layer that is gone ------------------------------------------------------------------------
@pytest.fixture
def dead_layer(settings: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivery, "TICK_SECONDS", 0.1)
    monkeypatch.setattr(delivery, "DEAF_AFTER_SECONDS", 0.3)
    settings.CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            "CONFIG": {"hosts": ["redis://127.0.0.1:1/0"]},
        }
    }
    assert channel_layers.backends == {}


async def test_with_redis_gone_the_sockets_of_a_process_still_hear_and_know_it(
    world: World, open_socket: Callable, dead_layer: None
) -> None:
    socket = await open_socket(world.ben, "/ws/me/")
    await socket.next("snapshot")
    assert (await socket.next("link"))["is_up"] is False

    delivery.publish(groups.person(world.ben.pk), NOTICE)

    assert (await socket.next("notice"))["title"] == NOTICE.title
    later = await open_socket(world.dora, "/ws/me/")
    assert (await later.next("link"))["is_up"] is False
    # It does not come and go with each attempt.
    await asyncio.sleep(0.5)
    assert "link" not in {message["type"] for message in await socket.rest()}


async def test_with_redis_gone_a_worker_without_sockets_goes_on(
    world: World, dead_layer: None
) -> None:
    await asyncio.to_thread(delivery.publish, groups.person(world.ben.pk), NOTICE)
