# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Who may read what is shared, and what goes when a person leaves the site."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from peerreview.accounts import personal
from peerreview.accounts.leaving import on_leaving
from peerreview.accounts.models import User
from peerreview.activities import registry as activities
from peerreview.artifacts import attribution, registry
from peerreview.groups import forgetting, queries

activities.listed_elsewhere(queries.without_exchanges)
registry.may_read(queries.may_read_version)
# Who shares a work with their group does so by name.
attribution.may_know_owner(queries.may_read_version)
# That somebody asks is told when it is done, with the reason.
personal.withheld("groups.Removal", "person")
personal.secret("groups.GuestPass", "code")


@personal.section("groups I was taken out of")
def taken_out_of(user: User) -> Iterator[dict[str, Any]]:
    """Which, when, and the reason that was given; not by whom."""
    for removal in queries.done_to(user):
        yield {
            "group": removal.group.name,
            "reason": removal.reason,
            "settled_at": removal.settled_at,
        }


@on_leaving(order=9)
def forget(user: User, now: datetime) -> None:
    """Before the cohorts are left and works are erased."""
    forgetting.forget(person=user, now=now)
