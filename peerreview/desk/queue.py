# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What waits for the facilitator, the most urgent first: kinds one after another, each counted once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peerreview.activities import attention
from peerreview.activities.attention import Item, Kind
from peerreview.activities.models import Activity


@dataclass(frozen=True)
class Pile:
    """One kind with what was found of it, and how many that is."""

    kind: Kind
    items: Sequence[Item]
    count: int


@dataclass(frozen=True)
class Queue(Sequence[Item]):
    """Piles laid behind each other, so that a page of them can be read and the rest stays unread."""

    piles: tuple[Pile, ...]

    def __len__(self) -> int:
        return sum(pile.count for pile in self.piles)

    def __getitem__(self, index: Any) -> Any:
        if not isinstance(index, slice):
            return self[index : index + 1][0]
        start, stop, _step = index.indices(len(self))
        found: list[Item] = []
        for pile in self.piles:
            if start < pile.count and stop > 0 and start < stop:
                found += pile.items[max(start, 0) : min(stop, pile.count)]
            start, stop = max(start - pile.count, 0), stop - pile.count
        return found


def piles(activity: Activity, now: datetime) -> tuple[Pile, ...]:
    """Every kind there is something of; one count each."""
    found = []
    for kind in attention.kinds():
        items = kind.find(activity, now)
        if count := len(items):
            found.append(Pile(kind, items, count))
    return tuple(found)
