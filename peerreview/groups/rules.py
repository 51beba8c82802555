# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Who may do what in a study group, and how an exchange is shaped by its size."""

from dataclasses import dataclass
from typing import Any

from peerreview.cohorts import rules as cohort_rules
from peerreview.cohorts.models import Cohort
from peerreview.groups.models import Share, Swap

EXCHANGE_FEWEST = 2
EVERYONE_UP_TO = 5
IN_A_CIRCLE = 3


@dataclass(frozen=True)
class Shape:
    """The kind of activity, how many reviews each gives and gets, and whether lots are drawn."""

    kind: str
    each: int
    by_lot: bool


def shape_of_exchange(people: int) -> Shape:
    """A few all read each other; more stand in a circle, so that nobody has to read eleven works."""
    if people <= EVERYONE_UP_TO:
        return Shape("exchange", max(1, people - 1), by_lot=False)
    return Shape("cohort", IN_A_CIRCLE, by_lot=True)


def may_read_share(user: Any, share: Share) -> bool:
    """The group's present people, and who shared it; nobody once it was taken back. What is withheld,
    who shared it alone."""
    if share.taken_back_at is not None:
        return False
    if share.by_id == user.pk:
        return True
    return share.withheld_at is None and cohort_rules.is_member(user, share.group)


def groups_of_swap(swap: Swap) -> tuple[Cohort, Cohort]:
    """The group that offered, and the one that answered."""
    return swap.offer.group, swap.group


def own_side(user: Any, swap: Swap) -> Cohort | None:
    """The group for which the person would take part; None for strangers, guests, and for who is in
    both: they would review people they know."""
    mine = [
        group
        for group in groups_of_swap(swap)
        if (seat := cohort_rules.seat_of(user, group)) and not seat.is_guest
    ]
    return mine[0] if len(mine) == 1 else None
