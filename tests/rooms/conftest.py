# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""A cohort at work, and sockets into its rooms through the whole ASGI application."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
import pytest_asyncio
from django.core.cache import cache
from django.utils import timezone

from peerreview.accounts.models import User
from peerreview.activities.models import Activity, Submission
from peerreview.allocation.models import Assignment
from peerreview.cohorts.models import Cohort
from peerreview.reviews.models import Review
from peerreview.rooms.delivery import hub
from tests import worlds
from tests.peerreview import reviewing
from tests.rooms.sockets import Socket, connect


@dataclass(frozen=True)
class World:
    """Alice handed in; Ben and Dora have begun to review it; Fran facilitates; Charlie is nobody."""

    alice: User
    ben: User
    dora: User
    fran: User
    charlie: User
    cohort: Cohort
    activity: Activity
    submission: Submission
    review: Review
    other_review: Review


@pytest.fixture
def world(transactional_db: None) -> World:
    cache.clear()
    return build_world()


def build_world(suffix: str = "") -> World:
    """A world of its own; names end with the suffix."""
    now = timezone.now()
    alice, ben, dora, fran, charlie = (
        reviewing.learner(f"{name}{suffix}") for name in ("Alice", "Ben", "Dora", "Fran", "Charlie")
    )
    cohort = reviewing.cohort_of(alice, ben, dora, facilitator=fran)
    hour, day = timedelta(hours=1), timedelta(days=1)
    activity = reviewing.activity_in(
        cohort, now=now - day, opens_at=now - day, submit_by=now + day, review_by=now + 2 * day
    )
    submission = worlds.a_text_submission(
        activity, alice, title="Tides of the north", now=now - hour
    )
    first, second = (reviewing.duty(person, activity, now=now) for person in (ben, dora))
    return World(
        alice,
        ben,
        dora,
        fran,
        charlie,
        cohort,
        activity,
        submission,
        reviewing.draft(_named(first, "Amber Heron"), now=now),
        reviewing.draft(_named(second, "Teal Otter"), now=now),
    )


def _named(assignment: Assignment, alias: str) -> Assignment:
    # Drawn at random in life; tests read better with known names.
    assignment.alias = alias
    assignment.save(update_fields=["alias"])
    return assignment


@pytest_asyncio.fixture
async def open_socket() -> AsyncIterator[Callable]:
    """`await open_socket(user, "/ws/me/")` → a Socket; all are closed at the end."""
    sockets: list[Socket] = []

    async def make(user: User | None, path: str, **options: object) -> Socket:
        socket = await connect(user, path, **options)
        sockets.append(socket)
        return socket

    yield make
    for socket in sockets:
        await socket.close()
    assert not hub()._members
