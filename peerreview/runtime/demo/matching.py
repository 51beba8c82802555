# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Work that waits and people who are asked: an early draft, waits of its own, the first calls."""

from typing import Any

from peerreview.activities import services as activities
from peerreview.matching import ladders, services
from peerreview.matching.policy import Ladder, Rung
from peerreview.runtime.demo import acts
from peerreview.runtime.demo.works import Work

EARLY = Work(
    "jonas", "Four lines so far",
    "1. Begin with what they already do at home.\n2. Say when you do not know.\n3. A wrong answer is a map.\n4. Stop "
    "before they want you to.\n\nSix are missing. Which of these four carries the rest?",
    0.55,
    ("the map in line three", "the question at the end", "stopping early"),
)  # fmt: skip


def offer_and_call(world: Any) -> None:
    """An early draft asks for feedback, and those who owe reviews are asked"""
    manifesto = world.activities["manifesto"]
    author, now = world.people[EARLY.author], world.ago(days=0.03)
    version = acts.compose(work=EARLY, author=author, activity=manifesto, now=now)
    early = activities.submit(
        activity=manifesto, version=version, by=author, is_early=True, now=now
    )
    world.works[early.pk] = EARLY
    services.set_waits(
        activity=manifesto,
        ladder=Ladder(here=0, owing=15, offering=60, facilitator=480),
        is_on=True,
        by=world.people["fran"],
        now=world.ago(days=1.6),
    )
    # One rung of a work is called at a time, and the works have waited for all of theirs.
    for _rung in Rung:
        ladders.climb(now=world.now)
