# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What clients must not do: each is refused with a code and counted, and others never notice."""

import asyncio
import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from unittest import mock
from uuid import uuid4

import pytest
from channels.db import database_sync_to_async
from django.core.cache import cache
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from peerreview.kernel import clock
from peerreview.reviews.models import Edit
from peerreview.rooms import counting, delivery, groups, limits, protocol
from peerreview.rooms.delivery import hub
from tests.rooms.conftest import World
from tests.rooms.sockets import Socket, connect

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.asyncio]


@pytest.fixture(autouse=True)
def counted(world: World) -> Iterator[Callable[[str], int]]:
    """`counted(name)`: how many there were since the test began, as an operator reads it."""
    counting.share()
    cache.clear()
    return lambda name: counting.sums()[name]


async def ask(what: Callable, *arguments: Any) -> Any:
    return await database_sync_to_async(what)(*arguments)


async def witness(open_socket: Callable, world: World) -> Socket:
    """Somebody else at work, who must never notice."""
    socket = await open_socket(world.dora, f"/ws/reviews/{world.other_review.uuid}/")
    await socket.next("snapshot")
    return socket


async def is_served(socket: Socket) -> bool:
    command_id = await socket.change("overall", f"Still at work, {uuid4()}.")
    return (await socket.next("ack"))["id"] == command_id


async def desk(open_socket: Callable, world: World) -> Socket:
    socket = await open_socket(world.ben, f"/ws/reviews/{world.review.uuid}/")
    await socket.next("snapshot")
    return socket


async def test_a_wrong_origin_is_counted(world: World, counted: Callable) -> None:
    with pytest.raises(ConnectionError):
        await connect(world.ben, "/ws/me/", origin=b"https://evil.example")

    assert await ask(counted, counting.ORIGIN) == 1


async def test_no_session_and_other_peoples_rooms_are_counted_by_their_code(
    world: World, open_socket: Callable, counted: Callable
) -> None:
    other = await witness(open_socket, world)
    strangers = [
        await open_socket(None, f"/ws/reviews/{world.review.uuid}/"),
        await open_socket(None, "/ws/me/", cookie=b"sessionid=made-up"),
        await open_socket(world.dora, f"/ws/reviews/{world.review.uuid}/"),
    ]

    assert [await each.close_code() for each in strangers] == [4401, 4401, 4404]
    assert await ask(counted, "closed.4401") == 2
    assert await ask(counted, "closed.4404") == 1
    assert await is_served(other)


BAD = {
    "not-json": ["", "{", '{"v":NaN}', "\x00", "null\ud800"],
    "not-object": ["[]", "1"],
    "too-deep": ["[" * 60_000],
    "duplicate-key": ['{"v":1,"v":1,"type":"beat"}'],
    "version": ['{"v":2,"type":"beat"}'],
    "unknown-type": ['{"v":1,"type":"rooms.tell"}', '{"v":1,"type":"snapshot"}'],
    "missing-key": ['{"v":1,"type":"change"}'],
    "unknown-key": ['{"v":1,"type":"look","room":"activity.1.board"}'],
    "bad-value": [
        json.dumps({"v": 1, "type": "change", "id": "1", "field": "overall", "value": ""})
    ],
}


async def test_each_kind_of_nonsense_is_refused_with_its_code_and_counted(
    world: World, open_socket: Callable, counted: Callable
) -> None:
    other, socket = await witness(open_socket, world), await desk(open_socket, world)

    for code, frames in BAD.items():
        for frame in frames:
            await socket.send_text(frame)
            assert (await socket.next("error"))["code"] == code

    for code, frames in BAD.items():
        assert await ask(counted, f"refused.{code}") == len(frames)
    assert await is_served(socket)
    assert await is_served(other)


async def test_a_huge_frame_is_counted_and_hurts_nobody(
    world: World, open_socket: Callable, counted: Callable
) -> None:
    other, socket = await witness(open_socket, world), await desk(open_socket, world)

    # Few characters, many bytes.
    await socket.send_text("🦦" * 16_385)

    assert await socket.close_code() == 4413
    assert await ask(counted, "closed.4413") == 1
    assert await is_served(other)


async def test_a_flood_is_counted_and_hurts_nobody(
    world: World, open_socket: Callable, counted: Callable
) -> None:
    other, socket = await witness(open_socket, world), await desk(open_socket, world)

    for _ in range(limits.BURST * 2):
        await socket.send_text("{")

    assert await is_served(other)
    assert await socket.close_code() == 4429
    assert await ask(counted, "closed.4429") == 1
    assert limits.BURST <= await ask(counted, "refused.not-json") < limits.BURST * 2


async def test_an_id_that_was_used_changes_nothing_whatever_comes_with_it(
    world: World, open_socket: Callable
) -> None:
    socket, command_id = await desk(open_socket, world), str(uuid4())
    await socket.change("overall", "First.", command_id)
    first = await socket.next("ack")

    await socket.change("missed", "Smuggled.", command_id)
    await socket.change("overall", "Smuggled.", command_id)

    assert [await socket.next("ack") for _ in range(2)] == [first, first]
    assert await ask(Edit.objects.filter(review=world.review).count) == 1
    await ask(world.review.refresh_from_db)
    assert (world.review.overall, world.review.missed) == ("First.", "")


async def test_another_persons_used_id_is_no_way_into_their_review(
    world: World, open_socket: Callable
) -> None:
    mine, theirs = await desk(open_socket, world), await witness(open_socket, world)
    command_id = await theirs.change("overall", "Dora's.")
    await theirs.next("ack")

    await mine.change("overall", "Ben's.", command_id)

    assert (await mine.next("ack"))["revision"] == 1
    await ask(world.review.refresh_from_db)
    assert world.review.overall == "Ben's."


@pytest.mark.parametrize("base", [99, 2**31 - 1])
async def test_a_base_from_the_future_cannot_pass_what_comes_later(
    world: World, open_socket: Callable, base: int
) -> None:
    socket = await desk(open_socket, world)

    await socket.change("overall", "From a future revision.", base=base)

    assert (await socket.next("ack"))["revision"] == 1


@pytest.mark.parametrize("minutes", [-5, 5])
async def test_a_process_whose_clock_is_wrong_by_minutes_still_serves(
    world: World, open_socket: Callable, minutes: int
) -> None:
    socket = await desk(open_socket, world)
    skewed = timezone.now() + timedelta(minutes=minutes)

    with mock.patch.object(clock, "now", return_value=skewed):
        assert await is_served(socket)
        late = await open_socket(world.dora, f"/ws/reviews/{world.other_review.uuid}/")
        assert "Amber Heron" in (await late.next("snapshot"))["state"]["people"]
    assert await is_served(socket)


async def test_a_reader_who_never_reads_is_let_go_and_keeps_no_memory(
    world: World, open_socket: Callable, counted: Callable
) -> None:
    other = await witness(open_socket, world)
    await desk(open_socket, world)
    (member,) = hub().members(groups.review(world.review.pk))
    stuck = asyncio.Event()

    async def never(*_: object, **__: object) -> None:
        await stuck.wait()

    with mock.patch.object(member, "base_send", never):
        for _ in range(limits.BACKLOG * 4):
            hub().tell(groups.review(world.review.pk), {"frame": "x" * 1000})
            await asyncio.sleep(0)
        assert member.is_leaving
        assert member.backlog._size == 0
        assert len(member.tasks) <= 3
        assert await is_served(other)
        assert await ask(counted, "closed.4408") == 1
    stuck.set()
    again = await open_socket(world.ben, f"/ws/reviews/{world.review.uuid}/")
    assert (await again.next())["type"] == "snapshot"


async def test_large_frames_count_by_their_size(world: World, open_socket: Callable) -> None:
    socket = await desk(open_socket, world)

    for _ in range(limits.BACKLOG_CHARS // 60_000 + 2):
        hub().tell(groups.review(world.review.pk), {"frame": "x" * 60_000})

    assert await socket.close_code() == 4408


async def test_a_database_that_is_away_closes_with_a_code_of_its_own(
    world: World, open_socket: Callable, counted: Callable
) -> None:
    socket = await desk(open_socket, world)
    with mock.patch("peerreview.rooms.doors.enter", side_effect=OperationalError("away")):
        await socket.change("overall", "Into the void.")
        assert await socket.close_code() == 4500
        late = await open_socket(world.ben, f"/ws/reviews/{world.review.uuid}/")
        assert await late.close_code() == 4500

    assert await ask(counted, "closed.4500") == 2
    assert (await desk(open_socket, world)).received


async def test_many_interleaved_sockets_each_get_their_own_bytes_only(
    world: World, open_socket: Callable
) -> None:
    mine = [await desk(open_socket, world) for _ in range(6)]
    theirs = [
        await open_socket(world.dora, f"/ws/reviews/{world.other_review.uuid}/") for _ in range(6)
    ]
    for socket in theirs:
        await socket.next("snapshot")

    for number in range(100):
        for review, who in ((world.review, "ben"), (world.other_review, "dora")):
            notice = protocol.Changed(
                id=str(uuid4()), field="overall", value=f"{who} {number}", revision=number
            )
            delivery.publish(groups.review(review.pk), notice)
        await asyncio.sleep(0)

    for who, sockets in (("ben", mine), ("dora", theirs)):
        for socket in sockets:
            heard = [(await socket.next("changed"))["value"] for _ in range(100)]
            assert heard == [f"{who} {number}" for number in range(100)]


async def test_the_counts_are_for_staff_and_readable(world: World, counted: Callable) -> None:
    with pytest.raises(ConnectionError):
        await connect(world.ben, "/ws/me/", origin=b"null")

    def read() -> str:
        world.fran.is_staff = True
        world.fran.save(update_fields=["is_staff"])
        client = Client()
        client.force_login(
            world.fran, backend="allauth.account.auth_backends.AuthenticationBackend"
        )
        return client.get("/live/figures/").content.decode()

    lines = (await ask(read)).splitlines()
    assert 'peerage_sockets_refused_total{code="origin"} 1' in lines
    assert len(lines) == len(counting.NAMES)
