# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The reviewer's room: changes, acknowledgements, tabs, presence."""

import asyncio
import threading
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from channels.db import database_sync_to_async
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from peerreview.allocation.services import decline
from peerreview.reviews.drafting import change_draft
from peerreview.reviews.models import Edit, Review, Score
from peerreview.reviews.submitting import submit_review
from peerreview.rooms import groups, limits, presence, snapshots
from peerreview.rooms.delivery import hub
from tests.peerreview import reviewing
from tests.rooms.conftest import World
from tests.rooms.sockets import Socket

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.asyncio]


async def desk(open_socket: Callable, world: World) -> tuple[Socket, dict[str, Any]]:
    socket = await open_socket(world.ben, f"/ws/reviews/{world.review.uuid}/")
    return socket, await socket.next("snapshot")


async def test_a_change_is_acknowledged_when_it_is_in_the_database(
    world: World, open_socket: Callable
) -> None:
    socket, _ = await desk(open_socket, world)

    command_id = await socket.change("score:argument", 2)
    ack = await socket.next("ack")

    assert ack == {"v": 1, "type": "ack", "id": command_id, "revision": 1}
    score = await database_sync_to_async(Score.objects.select_related("level").get)(
        review=world.review
    )
    assert score.level.value == 2


async def test_the_same_command_again_is_the_same_change(
    world: World, open_socket: Callable
) -> None:
    socket, _ = await desk(open_socket, world)
    command_id = await socket.change("overall", "Clear and kind.")
    first = await socket.next("ack")
    again, _ = await desk(open_socket, world)

    await again.change("overall", "Clear and kind.", command_id)
    second = await again.next("ack")

    assert second == first
    assert await database_sync_to_async(Edit.objects.filter(review=world.review).count)() == 1


async def test_two_tabs_on_one_review_stay_in_step(world: World, open_socket: Callable) -> None:
    left, _ = await desk(open_socket, world)
    right, _ = await desk(open_socket, world)

    command_id = await left.change("comment:argument", "The claim is kept to.")
    seen = await right.next("changed")

    assert seen == {
        "v": 1,
        "type": "changed",
        "id": command_id,
        "field": "comment:argument",
        "value": "The claim is kept to.",
        "revision": 1,
    }
    assert (await left.next("changed")) == seen


async def test_another_reviewers_tab_hears_nothing_of_a_draft(
    world: World, open_socket: Callable
) -> None:
    mine, _ = await desk(open_socket, world)
    others = await open_socket(world.dora, f"/ws/reviews/{world.other_review.uuid}/")
    author = await open_socket(world.alice, f"/ws/submissions/{world.submission.uuid}/")
    board = await open_socket(world.fran, f"/ws/activities/{world.activity.uuid}/")
    for socket in (others, author, board):
        await socket.rest()

    await mine.change("score:argument", 3)
    await mine.next("ack")

    assert [await socket.rest() for socket in (others, author, board)] == [[], [], []]


async def test_a_change_that_cannot_be_made_is_answered_to_the_acting_tab_alone(
    world: World, open_socket: Callable
) -> None:
    socket, _ = await desk(open_socket, world)
    other, _ = await desk(open_socket, world)

    command_id = await socket.change("score:argument", 9)
    error = await socket.next("error")

    assert (error["id"], error["code"]) == (command_id, "unknown-level")
    assert error["message"]
    assert await other.rest() == []


async def test_of_two_changes_that_cross_the_second_is_not_made_but_put_to_the_person(
    world: World, open_socket: Callable
) -> None:
    left, snapshot = await desk(open_socket, world)
    right, _ = await desk(open_socket, world)
    base = snapshot["state"]["revision"]

    await left.change("overall", "From the left.", base=base)
    await left.next("ack")
    command_id = await right.change("overall", "From the right.", base=base)

    assert await right.next("overtaken") == {
        "v": 1,
        "type": "overtaken",
        "id": command_id,
        "field": "overall",
        "value": "From the left.",
        "revision": 1,
    }
    await right.change("overall", "Chosen.", base=1)
    assert (await right.next("ack"))["revision"] == 2
    await left.change("comment:sources", "Another field is not touched by it.", base=base)
    assert (await left.next("ack"))["revision"] == 3


async def test_the_same_value_from_two_places_is_no_conflict(
    world: World, open_socket: Callable
) -> None:
    left, _ = await desk(open_socket, world)
    await left.change("score:form", 2, base=0)
    await left.next("ack")

    await left.change("score:form", 2, base=0)

    assert (await left.next("ack"))["revision"] == 2


async def test_a_refusal_is_in_the_persons_language(world: World, open_socket: Callable) -> None:
    world.ben.language = "es"
    await database_sync_to_async(world.ben.save)(update_fields=["language"])
    socket, _ = await desk(open_socket, world)

    await socket.change("comment:form", "No comments here.")

    assert (await socket.next("error"))["code"] == "no-comments"


async def test_nonsense_is_answered_with_a_code_and_the_socket_goes_on(
    world: World, open_socket: Callable
) -> None:
    socket, _ = await desk(open_socket, world)

    for text in ["", "nonsense", '{"v":1,"type":"shout"}', '{"v":1,"type":"beat","x":1}']:
        await socket.send_text(text)
    await socket.communicator.send_input({"type": "websocket.receive", "bytes": b"\xff\x00"})
    codes = [(await socket.next("error"))["code"] for _ in range(5)]
    await socket.send(type="beat")

    assert codes == ["not-json", "not-json", "unknown-type", "unknown-key", "not-json"]
    assert (await socket.next())["type"] == "beat"


async def test_a_flood_is_closed_and_what_was_acknowledged_stays(
    world: World, open_socket: Callable
) -> None:
    socket, _ = await desk(open_socket, world)
    await socket.change("overall", "Before the flood.")
    await socket.next("ack")

    for _ in range(limits.BURST * 3):
        await socket.send(type="beat")

    assert await socket.close_code() == 4429
    await database_sync_to_async(world.review.refresh_from_db)()
    assert world.review.overall == "Before the flood."


async def test_a_huge_frame_closes_the_socket(world: World, open_socket: Callable) -> None:
    socket, _ = await desk(open_socket, world)

    await socket.send_text("x" * 65_537)

    assert await socket.close_code() == 4413


async def test_a_reader_who_does_not_keep_up_is_let_go(world: World, open_socket: Callable) -> None:
    socket, _ = await desk(open_socket, world)
    other = await open_socket(world.ben, "/ws/me/")
    await other.next("snapshot")

    # Without a pause in which anything could be written.
    for _ in range(limits.BACKLOG + 1):
        hub().tell(groups.review(world.review.pk), {"frame": "{}"})

    assert await socket.close_code() == 4408
    await other.send(type="beat")
    assert (await other.next())["type"] == "beat"


async def test_other_rooms_take_no_changes(world: World, open_socket: Callable) -> None:
    for path in (
        "/ws/me/",
        f"/ws/activities/{world.activity.uuid}/",
    ):
        socket = await open_socket(world.ben, path)
        await socket.next("snapshot")

        await socket.change("overall", "Here?")

        assert (await socket.next("error"))["code"] == "no-commands"


async def test_handing_in_ends_every_tab_and_is_told_with_its_state(
    world: World, open_socket: Callable
) -> None:
    socket, _ = await desk(open_socket, world)
    await database_sync_to_async(hand_in)(world.review)

    assert (await socket.next("ended"))["state"] == "submitted"
    late, snapshot = await desk(open_socket, world)
    assert snapshot["state"]["state"] == "submitted"
    await late.change("overall", "One more thing")
    assert (await late.next("error"))["code"] == "handed-in"


async def test_giving_the_duty_back_ends_the_tabs(world: World, open_socket: Callable) -> None:
    socket, _ = await desk(open_socket, world)

    await database_sync_to_async(decline)(
        assignment=world.review.assignment, by=world.ben, reason="I know whose it is."
    )

    assert (await socket.next("ended"))["state"] == "declined"


def hand_in(review: Review) -> None:
    for key in ("argument", "sources", "form"):
        change_now(review, f"score:{key}", 2)
    change_now(review, "comment:argument", reviewing.COMMENT)
    submit_review(review=review, by=review.reviewer)


def change_now(review: Review, field: str, value: Any) -> None:
    change_draft(review=review, by=review.reviewer, command_id=uuid4(), field=field, value=value)


# --- presence ------------------------------------------------------------------------------------
async def test_reviewers_of_one_work_see_each_other_by_alias(
    world: World, open_socket: Callable
) -> None:
    await database_sync_to_async(presence.rise)(world.other_review.assignment_id)
    mine, snapshot = await desk(open_socket, world)
    assert (snapshot["state"]["you"], snapshot["state"]["people"]) == (
        "Amber Heron",
        ["Amber Heron"],
    )

    others = await open_socket(world.dora, f"/ws/reviews/{world.other_review.uuid}/")

    assert (await mine.next("presence"))["people"] == ["Amber Heron", "Teal Otter"]
    await others.close()
    assert (await mine.next("presence"))["people"] == ["Amber Heron"]


async def test_a_second_tab_keeps_the_place(world: World, open_socket: Callable) -> None:
    first, _ = await desk(open_socket, world)
    second, _ = await desk(open_socket, world)

    await first.close()
    await second.send(type="look")

    assert "Amber Heron" in (await second.next("snapshot"))["state"]["people"]


async def test_a_page_loaded_again_is_there_in_its_own_first_snapshot(
    world: World, open_socket: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    going, taken, gone = (threading.Event() for _ in range(3))
    rise, sit = presence.rise, presence.sit

    def rise_in_between(assignment_id: int) -> None:
        going.set()
        taken.wait(0.5)  # whoever comes now is waited for, if they do not wait for us
        rise(assignment_id)
        gone.set()

    def sit_before(assignment_id: int) -> None:
        sit(assignment_id)
        taken.set()
        gone.wait(0.5)

    first, _ = await desk(open_socket, world)
    monkeypatch.setattr(presence, "rise", rise_in_between)
    monkeypatch.setattr(presence, "sit", sit_before)
    closing = asyncio.create_task(first.close())
    await asyncio.to_thread(going.wait, 10)
    _second, snapshot = await desk(open_socket, world)
    await closing

    assert "Amber Heron" in snapshot["state"]["people"]


async def test_a_place_taken_at_another_process_is_not_given_up_by_the_one_before(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    assignment = world.review.assignment_id

    def move() -> list[str]:
        presence.sit(assignment)
        here = presence.HOLDER
        monkeypatch.setattr(presence, "HOLDER", "another process")
        presence.sit(assignment)
        monkeypatch.setattr(presence, "HOLDER", here)
        presence.rise(assignment)
        return presence.seated({assignment: "Amber Heron"})

    assert await database_sync_to_async(move)() == ["Amber Heron"]


async def test_a_place_is_forgotten_when_its_process_dies(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(presence, "SEAT_SECONDS", 1)
    assignment = world.review.assignment_id
    await database_sync_to_async(presence.sit)(assignment)
    assert await database_sync_to_async(presence.seated)({assignment: "Amber Heron"}) != []

    await asyncio.sleep(1.2)

    assert await database_sync_to_async(presence.seated)({assignment: "Amber Heron"}) == []


# --- state equals stream -------------------------------------------------------------------------
MOVES = st.lists(
    st.one_of(
        st.tuples(
            st.sampled_from(["score:argument", "score:sources", "score:form"]),
            st.sampled_from([0, 1, 2, 3, None, "cannot_judge"]),
        ),
        st.tuples(
            st.sampled_from(["comment:argument", "comment:sources", "overall"]),
            st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
        ),
    ),
    min_size=1,
    max_size=8,
)


async def test_snapshot_and_stream_tell_the_same(world: World, open_socket: Callable) -> None:
    acting, _ = await desk(open_socket, world)
    watching, first = await desk(open_socket, world)
    examples: list[list[tuple[str, Any]]] = []
    collect(examples)

    state = first["state"]["fields"]
    for moves in examples:
        for field, value in moves:
            await acting.change(field, value)
            await acting.next("ack")
        for _ in moves:
            changed = await watching.next("changed")
            state[changed["field"]] = changed["value"]
        fresh = await database_sync_to_async(snapshots.of_review)(world.review)
        assert state == fresh.state["fields"]
        assert changed["revision"] == fresh.state["revision"]


def collect(examples: list) -> None:
    """A few sequences of changes, drawn by hypothesis; the socket itself is not for its threads."""

    @settings(
        max_examples=6, derandomize=True, suppress_health_check=list(HealthCheck), database=None
    )
    @given(MOVES)
    def draw(moves: list) -> None:
        examples.append(moves)

    draw()
