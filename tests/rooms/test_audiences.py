# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What authors, boards and persons are told; and what no byte may tell anyone."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from channels.db import database_sync_to_async
from django.db import transaction

from peerreview.accounts.events import PersonTold
from peerreview.accounts.models import User
from peerreview.allocation.services import decline
from peerreview.cohorts.services import join_with_code
from peerreview.notifications.services import mark_seen
from peerreview.outbox import services as outbox
from peerreview.reviews.submitting import set_aside
from peerreview.rooms import snapshots
from tests.rooms.conftest import World
from tests.rooms.sockets import Socket
from tests.rooms.test_review_room import hand_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.asyncio]


async def rooms_of(world: World, open_socket: Callable) -> tuple[Socket, Socket]:
    author = await open_socket(world.alice, f"/ws/submissions/{world.submission.uuid}/")
    board = await open_socket(world.fran, f"/ws/activities/{world.activity.uuid}/")
    await author.next("snapshot")
    await board.next("snapshot")
    return author, board


async def test_the_author_is_told_how_many_are_at_work_on_joining(
    world: World, open_socket: Callable
) -> None:
    author = await open_socket(world.alice, f"/ws/submissions/{world.submission.uuid}/")

    snapshot = await author.next("snapshot")

    assert snapshot["state"] == {"counts": {"done": 0, "at_work": 2, "needed": 3}}


async def test_author_and_board_learn_of_a_review_at_once(
    world: World, open_socket: Callable
) -> None:
    author, board = await rooms_of(world, open_socket)

    await database_sync_to_async(hand_in)(world.review)

    news = await author.next("news")
    assert (news["kind"], news["counts"]) == (
        "review-submitted",
        {"done": 1, "at_work": 1, "needed": 3},
    )
    notice = await author.next("notice")
    assert notice["title"] == "A review of “Tides of the north” has come in."
    assert notice["url"] == f"/submissions/{world.submission.uuid}/"
    news = await board.next("news")
    assert (news["kind"], news["counts"]) == (
        "review-submitted",
        {"submissions": 1, "reviews": 1, "at_work": 1},
    )


async def test_the_outcome_is_told_by_whoever_computed_it(
    world: World, open_socket: Callable
) -> None:
    author, board = await rooms_of(world, open_socket)
    await database_sync_to_async(hand_in)(world.review)
    before = await author.next("news")

    await database_sync_to_async(outbox.deliver_all)()

    news = await author.next("news")
    assert news["kind"] == "outcome-computed"
    assert news["version"] != before["version"]
    await board.next("news")
    assert (await board.next("news"))["kind"] == "outcome-computed"


async def test_beginning_giving_back_and_setting_aside_are_told_as_counts(
    world: World, open_socket: Callable
) -> None:
    author, _ = await rooms_of(world, open_socket)

    await database_sync_to_async(decline)(
        assignment=world.other_review.assignment, by=world.dora, reason="No time."
    )
    ended = await author.next("news")
    await database_sync_to_async(hand_in)(world.review)
    await author.next("news")
    await database_sync_to_async(set_aside)(review=world.review, by=world.fran, reason="Rude.")
    aside = await author.next("news")

    assert (ended["kind"], ended["counts"]["at_work"]) == ("assignment-ended", 1)
    assert (aside["kind"], aside["counts"]["done"]) == ("review-set-aside", 0)


async def test_a_new_member_is_told_to_every_board_of_the_cohort(
    world: World, open_socket: Callable
) -> None:
    _, board = await rooms_of(world, open_socket)

    await database_sync_to_async(join_with_code)(code=world.cohort.join_code, by=world.charlie)

    assert (await board.next("news"))["kind"] == "member-joined"


async def test_what_is_for_one_person_reaches_all_their_tabs_and_nobody_else(
    world: World, open_socket: Callable
) -> None:
    home = await open_socket(world.ben, "/ws/me/")
    at_desk = await open_socket(world.ben, f"/ws/reviews/{world.review.uuid}/")
    stranger = await open_socket(world.charlie, "/ws/me/")
    for socket in (home, at_desk, stranger):
        await socket.rest()

    await database_sync_to_async(tell)(world.ben)

    expected = {"v": 1, "type": "notice", "kind": "award-offered", "title": "Yours.", "url": "/b/"}
    assert await home.next() == expected
    assert await at_desk.next("notice") == expected
    assert await stranger.rest() == []


@transaction.atomic
def tell(user: User) -> None:
    outbox.emit(PersonTold(user_id=user.pk, kind="award-offered", title="Yours.", url="/b/"))


async def test_a_notice_and_the_count_reach_every_tab_of_its_reader_and_nobody_else(
    world: World, open_socket: Callable
) -> None:
    home = await open_socket(world.alice, "/ws/me/")
    author, _board = await rooms_of(world, open_socket)
    stranger = await open_socket(world.charlie, "/ws/me/")
    for socket in (home, author, stranger):
        await socket.rest()

    await database_sync_to_async(hand_in)(world.review)

    for socket in (home, author):
        assert (await socket.next("notice"))["kind"] == "review-arrived"
        assert (await socket.next("unread"))["count"] == 1
    path = f"/submissions/{world.submission.uuid}/"
    await database_sync_to_async(mark_seen)(person=world.alice, path=path)
    for socket in (home, author):
        assert (await socket.next("unread"))["count"] == 0
    assert await stranger.rest() == []


async def test_versions_change_exactly_when_something_is_to_be_seen(
    world: World, open_socket: Callable
) -> None:
    author, _ = await rooms_of(world, open_socket)
    await database_sync_to_async(hand_in)(world.review)
    news = await author.next("news")

    fresh = await database_sync_to_async(snapshots.of_submission)(world.submission.pk)

    assert (fresh.version, fresh.state["counts"]) == (news["version"], news["counts"])


# --- anonymity -----------------------------------------------------------------------------------
def identities(user: User) -> list[str]:
    return [user.display_name, user.email, str(user.uuid), user.uuid.hex]


async def test_no_byte_of_any_frame_tells_who_is_on_the_other_side(
    world: World, open_socket: Callable
) -> None:
    author, board = await rooms_of(world, open_socket)
    ben = await open_socket(world.ben, f"/ws/reviews/{world.review.uuid}/")
    dora = await open_socket(world.dora, f"/ws/reviews/{world.other_review.uuid}/")
    watching = await open_socket(world.dora, f"/ws/activities/{world.activity.uuid}/")

    await ben.change("comment:argument", "Marker-of-a-draft")
    await database_sync_to_async(hand_in)(world.review)
    await database_sync_to_async(hand_in)(world.other_review)
    await database_sync_to_async(outbox.deliver_all)()
    for socket in (author, board, ben, dora, watching):
        await socket.rest()

    names = {who: identities(getattr(world, who)) for who in ("alice", "ben", "dora")}
    secret = [world.review.assignment.alias, world.other_review.assignment.alias]
    assert "Teal Otter" in bytes_of(ben)  # what could leak does travel, to whom it may
    for socket, hidden in (
        (author, [*names["ben"], *names["dora"], *secret, "Marker-of-a-draft"]),
        (board, [*names["alice"], *names["ben"], *secret, "Marker-of-a-draft"]),
        (watching, [*names["alice"], *names["ben"], *secret, "Marker-of-a-draft"]),
        (ben, [*names["alice"], *names["dora"]]),
        (dora, [*names["alice"], *names["ben"], "Marker-of-a-draft"]),
    ):
        assert [each for each in hidden if each.lower() in bytes_of(socket).lower()] == []
        assert len(socket.received) > 1


async def test_swapping_the_author_leaves_every_byte_to_the_reviewer_the_same(
    world: World, open_socket: Callable
) -> None:
    first = await snapshot_bytes(world, open_socket)

    await database_sync_to_async(rename)(world.alice, "Zoë Zaragoza", "zoe@example.net")

    assert await snapshot_bytes(world, open_socket) == first


async def snapshot_bytes(world: World, open_socket: Callable) -> list[Any]:
    socket = await open_socket(world.ben, f"/ws/reviews/{world.review.uuid}/")
    await socket.next("snapshot")
    await socket.close()
    # Stamps are drawn, and grow with every coming and going.
    return [re.sub(r'"stamp":\d+', "", frame) for frame in socket.received]


def rename(user: User, name: str, email: str) -> None:
    user.display_name, user.email = name, email
    user.save(update_fields=["display_name", "email"])


async def test_in_an_open_activity_reviewers_see_names(world: World, open_socket: Callable) -> None:
    world.activity.blindness = "open"
    await database_sync_to_async(world.activity.save)(update_fields=["blindness"])

    socket = await open_socket(world.ben, f"/ws/reviews/{world.review.uuid}/")

    assert (await socket.next("snapshot"))["state"]["you"] == "Ben"


def bytes_of(socket: Socket) -> str:
    return "\n".join(socket.received)
