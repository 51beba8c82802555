# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Who gets into which room, and when they have to leave."""

import asyncio
from collections.abc import Callable
from uuid import uuid4

import pytest
from channels.db import database_sync_to_async
from django.contrib.auth import logout
from django.contrib.sessions.models import Session
from django.http import HttpRequest

from peerreview.accounts.models import User
from peerreview.cohorts.models import Membership
from peerreview.cohorts.services import leave_cohort
from peerreview.reviews.models import Review
from peerreview.rooms import groups, limits
from peerreview.rooms.delivery import hub
from tests.rooms.conftest import World
from tests.rooms.sockets import Socket, connect, cookie_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.asyncio]

REVIEW, SUBMISSION, BOARD, ME = "review", "submission", "board", "me"


def path_of(world: World, room: str) -> str:
    return {
        REVIEW: f"/ws/reviews/{world.review.uuid}/",
        SUBMISSION: f"/ws/submissions/{world.submission.uuid}/",
        BOARD: f"/ws/activities/{world.activity.uuid}/",
        ME: "/ws/me/",
    }[room]


# Roles down, rooms across: None is let in, a number is the close code.
TABLE = {
    None: {REVIEW: 4401, SUBMISSION: 4401, BOARD: 4401, ME: 4401},
    "charlie": {REVIEW: 4404, SUBMISSION: 4404, BOARD: 4404, ME: None},
    "alice": {REVIEW: 4404, SUBMISSION: None, BOARD: None, ME: None},
    "ben": {REVIEW: None, SUBMISSION: 4404, BOARD: None, ME: None},
    "dora": {REVIEW: 4404, SUBMISSION: 4404, BOARD: None, ME: None},
    "fran": {REVIEW: 4404, SUBMISSION: 4404, BOARD: None, ME: None},
}


@pytest.mark.parametrize("room", [REVIEW, SUBMISSION, BOARD, ME])
@pytest.mark.parametrize("who", TABLE)
async def test_each_room_lets_in_its_audience_and_nobody_else(
    world: World, open_socket: Callable, who: str | None, room: str
) -> None:
    socket = await open_socket(who and getattr(world, who), path_of(world, room))

    expected = TABLE[who][room]
    if expected is None:
        assert (await socket.next())["type"] == "snapshot"
    else:
        assert await socket.close_code() == expected
        assert socket.received == []


@pytest.mark.parametrize(
    "path", ["/ws/", "/ws/reviews/", "/ws/reviews/1/", "/ws/nothing/", "/", "/ws/me/me/"]
)
async def test_an_address_that_is_no_room_is_unknown(
    world: World, open_socket: Callable, path: str
) -> None:
    socket = await open_socket(world.ben, path)

    assert await socket.close_code() == 4404


@pytest.mark.parametrize("kind", ["reviews", "submissions", "activities"])
async def test_what_does_not_exist_answers_like_what_is_hidden(
    world: World, open_socket: Callable, kind: str
) -> None:
    socket = await open_socket(world.ben, f"/ws/{kind}/{uuid4()}/")

    assert await socket.close_code() == 4404


@pytest.mark.parametrize(
    "origin",
    [
        None,
        b"null",
        b"https://evil.example",
        b"http://localhost.evil.example",
        b"http://evil-localhost",
        b"http://sub.localhost",
        b"http://\xff",
    ],
)
async def test_a_page_of_another_site_is_refused_before_anything_is_read(
    world: World, origin: bytes | None
) -> None:
    with pytest.raises(ConnectionError):
        await connect(world.ben, "/ws/me/", origin=origin)


async def test_signing_out_closes_the_sockets_of_that_sign_in_only(
    world: World, open_socket: Callable
) -> None:
    here = await open_socket(world.ben, path_of(world, REVIEW))
    elsewhere = await open_socket(world.ben, "/ws/me/")
    await here.next("snapshot")
    await elsewhere.next("snapshot")

    await database_sync_to_async(sign_out_the_older_session)(world)

    assert await here.close_code() == 4401
    await elsewhere.send(type="beat")
    assert (await elsewhere.next())["type"] == "beat"


def sign_out_the_older_session(world: World) -> None:
    request = HttpRequest()
    key = Session.objects.order_by("expire_date")[0].session_key
    request.session = Session.get_session_store_class()(key)
    request.user = world.ben
    logout(request)


async def test_a_session_that_ended_can_change_nothing_more(
    world: World, open_socket: Callable
) -> None:
    socket = await open_socket(world.ben, path_of(world, REVIEW))
    await socket.next("snapshot")
    await database_sync_to_async(Session.objects.all().delete)()

    await socket.change("overall", "Still me?")

    assert await socket.close_code() == 4401
    await database_sync_to_async(world.review.refresh_from_db)()
    assert world.review.overall == ""


async def test_a_changed_password_ends_the_right_to_change(
    world: World, open_socket: Callable
) -> None:
    socket = await open_socket(world.ben, path_of(world, REVIEW))
    await socket.next("snapshot")
    world.ben.set_password("another long one")
    await database_sync_to_async(world.ben.save)()

    await socket.change("overall", "Still me?")

    assert await socket.close_code() == 4401


async def test_who_is_no_longer_active_is_signed_out(world: World, open_socket: Callable) -> None:
    world.ben.is_active = False
    await database_sync_to_async(world.ben.save)()

    socket = await open_socket(world.ben, path_of(world, REVIEW))

    assert await socket.close_code() == 4401


async def test_who_leaves_the_cohort_no_longer_watches_its_board(
    world: World, open_socket: Callable
) -> None:
    socket = await open_socket(world.dora, path_of(world, BOARD))
    stays = await open_socket(world.fran, path_of(world, BOARD))
    await socket.next("snapshot")
    await stays.next("snapshot")

    await database_sync_to_async(leave_cohort)(cohort=world.cohort, by=world.dora)

    assert await socket.close_code() == 4404
    assert (await stays.next())["type"] in {"snapshot", "news"}


async def test_the_right_is_checked_again_at_an_interval(
    world: World, open_socket: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "CHECK_SECONDS", 0.1)
    socket = await open_socket(world.dora, path_of(world, BOARD))
    await socket.next("snapshot")
    await database_sync_to_async(Membership.objects.filter(user=world.dora).delete)()

    assert await socket.close_code() == 4404


async def test_a_silent_socket_is_closed(
    world: World, open_socket: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "CHECK_SECONDS", 0.1)
    monkeypatch.setattr(limits, "IDLE_SECONDS", 0.3)
    socket = await open_socket(world.ben, "/ws/me/")

    assert await socket.close_code() == 4408


async def test_one_person_has_a_limited_number_of_sockets(
    world: World, open_socket: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "SOCKETS_PER_PERSON", 2)
    first, second, third = [await open_socket(world.ben, "/ws/me/") for _ in range(3)]

    assert await third.close_code() == 4429
    assert (await first.next())["type"] == (await second.next())["type"] == "snapshot"
    await first.close()
    again = await open_socket(world.ben, "/ws/me/")
    assert (await again.next())["type"] == "snapshot"


async def two_tabs(world: World, open_socket: Callable) -> list[Socket]:
    """Of one sign-in on one review, each with its snapshot."""
    cookie = await cookie_of(world.ben)
    path = path_of(world, REVIEW)
    tabs = [await open_socket(world.ben, path, cookie=cookie) for _ in range(2)]
    for tab in tabs:
        await tab.next("snapshot")
    return tabs


async def test_one_tab_asks_for_all_of_its_page(world: World, open_socket: Callable) -> None:
    await two_tabs(world, open_socket)
    stranger = await open_socket(world.ben, path_of(world, REVIEW))  # another sign-in
    await stranger.next("snapshot")
    one, other, apart = sorted(
        hub().members(groups.review(world.review.pk)), key=lambda socket: socket.asked_at
    )
    asked_at = apart.asked_at

    one.recheck()

    ends = asyncio.get_running_loop().time() + 5
    while not one.asked_at == other.asked_at > asked_at:
        assert asyncio.get_running_loop().time() < ends
        await asyncio.sleep(0.01)
    assert apart.asked_at == asked_at


async def test_a_right_that_ends_unheard_ends_for_all_tabs(
    world: World, open_socket: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "CHECK_SECONDS", 0.1)
    tabs = await two_tabs(world, open_socket)

    await database_sync_to_async(User.objects.filter(pk=world.ben.pk).update)(is_active=False)

    assert [await tab.close_code() for tab in tabs] == [4401, 4401]


async def test_a_change_nobody_heard_of_is_shown_in_all_tabs(
    world: World, open_socket: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "CHECK_SECONDS", 0.1)
    tabs = await two_tabs(world, open_socket)

    draft = Review.objects.filter(pk=world.review.pk)
    await database_sync_to_async(draft.update)(overall="Unheard of.", revision=7)

    for tab in tabs:
        assert (await tab.next("snapshot"))["state"]["fields"]["overall"] == "Unheard of."
        # What has not changed since is not shown again.
        assert "snapshot" not in {message["type"] for message in await tab.rest()}
