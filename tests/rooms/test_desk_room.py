# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The room of the desk: who may join it, and that it hears that drafts grow and nothing more."""

import json
from collections.abc import Callable

import pytest
from channels.db import database_sync_to_async
from django.core.cache import cache

from peerreview.cohorts.services import change_role
from peerreview.rooms import protocol
from tests.peerreview import reviewing
from tests.rooms.conftest import World

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.asyncio]


def desk_of(world: World) -> str:
    return f"/ws/activities/{world.activity.uuid}/desk/"


def score(review: object, key: str, level: int) -> None:
    cache.clear()  # told anew each time
    reviewing.change(review, f"score:{key}", level)


async def test_only_who_looks_after_the_activity_joins(world: World, open_socket: Callable) -> None:
    for person, code in (
        (world.alice, protocol.NOT_ALLOWED),
        (world.ben, protocol.NOT_ALLOWED),
        (world.charlie, protocol.UNKNOWN),
        (None, protocol.SIGNED_OUT),
    ):
        socket = await open_socket(person, desk_of(world))
        assert await socket.close_code() == code

    fran = await open_socket(world.fran, desk_of(world))
    assert (await fran.next("snapshot"))["room"] == "desk"


async def test_the_desk_hears_that_drafts_grow_and_nothing_of_them(
    world: World, open_socket: Callable
) -> None:
    fran = await open_socket(world.fran, desk_of(world))
    await fran.next("snapshot")

    await database_sync_to_async(score)(world.review, "argument", 3)

    news = await fran.next("news")
    assert news == {
        "v": protocol.VERSION, "type": "news", "kind": "drafts-changed", "version": "",
        "stamp": 0, "counts": {},
    }  # fmt: skip
    await database_sync_to_async(reviewing.change)(world.review, "overall", "A secret thought.")
    assert await fran.rest() == []


async def test_many_changes_are_told_once(world: World, open_socket: Callable) -> None:
    fran = await open_socket(world.fran, desk_of(world))
    await fran.next("snapshot")
    cache.clear()

    for level in (0, 1, 2, 3):
        await database_sync_to_async(reviewing.change)(world.review, "score:form", level)

    kinds = [message["kind"] for message in await fran.rest() if message["type"] == "news"]
    assert kinds == ["drafts-changed"]


async def test_authors_reviewers_and_the_board_hear_nothing_of_others_drafts(
    world: World, open_socket: Callable
) -> None:
    sockets = [
        await open_socket(world.alice, f"/ws/submissions/{world.submission.uuid}/"),
        await open_socket(world.alice, f"/ws/activities/{world.activity.uuid}/"),
        await open_socket(world.dora, f"/ws/reviews/{world.other_review.uuid}/"),
        await open_socket(world.dora, f"/ws/activities/{world.activity.uuid}/"),
    ]
    for socket in sockets:
        await socket.rest()
        socket.received.clear()

    await database_sync_to_async(score)(world.review, "argument", 3)

    for socket in sockets:
        assert await socket.rest() == []


async def test_who_is_no_facilitator_any_more_leaves_the_desk(
    world: World, open_socket: Callable
) -> None:
    await database_sync_to_async(_second_facilitator)(world)
    dora = await open_socket(world.dora, desk_of(world))
    await dora.next("snapshot")

    await database_sync_to_async(_no_facilitator)(world)
    assert await dora.close_code() == protocol.NOT_ALLOWED


def _second_facilitator(world: World) -> None:
    change_role(cohort=world.cohort, user=world.dora, role="facilitator", by=world.fran)


def _no_facilitator(world: World) -> None:
    change_role(cohort=world.cohort, user=world.dora, role="learner", by=world.fran)


async def test_what_the_desk_hears_names_nobody(world: World, open_socket: Callable) -> None:
    fran = await open_socket(world.fran, desk_of(world))
    await fran.next("snapshot")
    for key in ("argument", "sources", "form"):
        await database_sync_to_async(score)(world.review, key, 2)
    await fran.rest()

    said = json.dumps(fran.received)
    for secret in ("Ben", str(world.review.uuid), str(world.ben.uuid), "argument", "Amber Heron"):
        assert secret not in said
