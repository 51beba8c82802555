# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Sites of one's own, to be killed."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.servers import Site


@dataclass(frozen=True)
class Stage:
    """Alice handed in work that two must review; Ben has begun, Dora may. A badge hangs on it."""

    site: Site
    world: dict[str, str]
    alice: dict[str, str]
    ben: dict[str, str]
    dora: dict[str, str]
    review: str


def set_stage(site: Site) -> Stage:
    fran = site.act("make_person", name="Fran")
    world = site.act("make_world", facilitator=fran["email"], badge=True)
    alice, ben, dora = (
        site.act("make_person", name=name, joins=world["cohort"])
        for name in ("Alice", "Ben", "Dora")
    )
    site.act("hand_in", author=alice["email"], activity=world["activity"])
    review = site.act("begin_review", reviewer=ben["email"], activity=world["activity"])
    return Stage(site, world, alice, ben, dora, review)


@pytest.fixture
def stage() -> Iterator[Stage]:
    """A site whose dead workers are forgotten after two seconds."""
    with Site(PEERAGE_OUTBOX_LEASE_SECONDS="2") as site:
        yield set_stage(site)
