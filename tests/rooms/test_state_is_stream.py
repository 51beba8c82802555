# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""For each audience: the first snapshot and every message after it make what a fresh snapshot shows.

Acts are drawn at random and done at once, three at a time, so that they cross in every way.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any
from uuid import uuid4

import pytest
from channels.db import database_sync_to_async
from django.core.cache import cache
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from peerreview.accounts.models import User
from peerreview.allocation.services import decline, next_assignment
from peerreview.cohorts.services import join_with_code
from peerreview.kernel.errors import DomainError
from peerreview.reviews.drafting import change_draft, open_review
from peerreview.reviews.models import Review
from peerreview.reviews.submitting import set_aside, submit_review
from peerreview.rooms import limits
from tests.peerreview import reviewing
from tests.rooms.conftest import World, build_world
from tests.rooms.shown import Shown
from tests.rooms.sockets import Socket, connect

PATIENCE_SECONDS = 5
REVIEWERS = st.sampled_from(["ben", "dora"])
WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
CHANGES = st.one_of(
    st.tuples(
        st.sampled_from(["score:argument", "score:sources", "score:form"]),
        st.sampled_from([0, 1, 2, 3, None, "cannot_judge"]),
    ),
    st.tuples(st.sampled_from(["comment:argument", "comment:sources", "overall"]), WORDS),
)
ACTS = st.one_of(
    st.tuples(st.just("change"), REVIEWERS, CHANGES),
    st.tuples(st.sampled_from(["hand_in", "give_back", "set_aside"]), REVIEWERS),
    st.tuples(st.sampled_from(["look_again", "second_tab", "close_tab", "begin"])),
)
# What ends a review ends the rest of the story, so most acts are changes.
STORIES = st.lists(
    st.lists(st.one_of(CHANGES.map(lambda c: ("change", "ben", c)), ACTS), max_size=3),
    min_size=1,
    max_size=4,
)


class Stage:
    """Four audiences at their pages, and what may happen."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.reviews = {"ben": world.review, "dora": world.other_review}
        self.rooms = {
            "ben": (world.ben, f"/ws/reviews/{world.review.uuid}/"),
            "dora": (world.dora, f"/ws/reviews/{world.other_review.uuid}/"),
            "author": (world.alice, f"/ws/submissions/{world.submission.uuid}/"),
            "board": (world.fran, f"/ws/activities/{world.activity.uuid}/"),
        }
        self.pages: dict[str, tuple[Socket, Shown]] = {}
        self.tabs: list[Socket] = []

    async def open(self) -> None:
        for name, (person, path) in self.rooms.items():
            self.pages[name] = (await connect(person, path), Shown())

    async def close(self) -> None:
        for socket in [*self.tabs, *(socket for socket, _ in self.pages.values())]:
            await socket.close()

    # --- acts -------------------------------------------------------------------------------------
    async def act(self, name: str, *arguments: Any) -> None:
        with suppress(DomainError):  # too late for it, as in life
            await getattr(self, name)(*arguments)

    async def change(self, who: str, change: tuple[str, Any]) -> None:
        review, (field, value) = self.reviews[who], change
        await _off_loop(
            change_draft,
            review=review,
            by=getattr(self.world, who),
            command_id=uuid4(),
            field=field,
            value=value,
        )

    async def hand_in(self, who: str) -> None:
        await _off_loop(_complete, self.reviews[who])

    async def give_back(self, who: str) -> None:
        review = self.reviews[who]
        await _off_loop(
            decline,
            assignment=review.assignment,
            by=getattr(self.world, who),
            reason="No time.",
        )

    async def set_aside(self, who: str) -> None:
        await _off_loop(set_aside, review=self.reviews[who], by=self.world.fran, reason="Rude.")

    async def begin(self) -> None:
        await _off_loop(_begin, self.world)

    async def look_again(self) -> None:
        for socket, _ in self.pages.values():
            await socket.send(type="look")

    async def second_tab(self) -> None:
        if len(self.tabs) < 3:
            self.tabs.append(await connect(*self.rooms["dora"]))

    async def close_tab(self) -> None:
        if self.tabs:
            await self.tabs.pop().close()

    # --- what is seen -----------------------------------------------------------------------------
    async def shown_as_fresh(self, name: str) -> tuple[dict[str, Any], dict[str, Any]]:
        """What the page shows after all that has come, and what one that is opened now shows."""
        socket, shown = self.pages[name]
        await socket.send(type="beat")
        while (message := await socket.next())["type"] != "beat":
            shown.apply(message)
        other, fresh = await connect(*self.rooms[name]), Shown()
        fresh.apply(await other.next("snapshot"))
        await other.close()
        return shown.state, fresh.state


def _off_loop(work: Callable, *arguments: Any, **named: Any) -> Awaitable:
    return database_sync_to_async(work, thread_sensitive=False)(*arguments, **named)


def _complete(review: Review) -> None:
    reviewing.fill(review)
    submit_review(review=review, by=review.reviewer)


def _begin(world: World) -> None:
    charlie: User = world.charlie
    with suppress(DomainError):
        join_with_code(code=world.cohort.join_code, by=charlie)
    if assignment := next_assignment(activity=world.activity, reviewer=charlie):
        open_review(assignment=assignment)


async def play(world: World, story: list[list[tuple]]) -> None:
    stage = Stage(world)
    await stage.open()
    try:
        for together in story:
            await asyncio.gather(*(stage.act(*act) for act in together))
        for name in stage.rooms:
            # A right that is asked again is asked a moment later; then it is shown.
            ends = asyncio.get_running_loop().time() + PATIENCE_SECONDS
            shown, fresh = await stage.shown_as_fresh(name)
            while shown != fresh and asyncio.get_running_loop().time() < ends:
                await asyncio.sleep(0.05)
                shown, fresh = await stage.shown_as_fresh(name)
            assert shown == fresh, name
    finally:
        await stage.close()


@pytest.mark.django_db(transaction=True)
def test_snapshot_and_messages_make_a_fresh_snapshot(monkeypatch: pytest.MonkeyPatch) -> None:
    # What a check would heal after half a minute is not healed here.
    monkeypatch.setattr(limits, "CHECK_SECONDS", 3600)
    monkeypatch.setattr(limits, "RECHECK_SPREAD_SECONDS", 0)
    monkeypatch.setattr(limits, "BURST", 10_000)
    cache.clear()

    @settings(suppress_health_check=list(HealthCheck), max_examples=settings().max_examples)
    @given(STORIES)
    def check(story: list[list[tuple]]) -> None:
        asyncio.run(play(build_world(f" {uuid4().hex[:8]}"), story))

    check()
