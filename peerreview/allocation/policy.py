# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Pure: will there be enough reviews, in which order are they given, and who is asked for more.

The usual order is oldest first, authors who gave before the others: it finishes submissions one
after the other, so that most get all their reviews soon. When fewer reviews are to be expected
than are missing and the end is near, it would leave some with nothing; then those with the fewest
come first. Whatever is still missing is asked of people who have done their part, `EXTRA_MOST`
each and only if they like, and after that of facilitators.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from math import ceil

QUIET = timedelta(days=3)  # who was not seen for so long is not counted on
LATE = timedelta(days=7)  # the end is near: the order may change, and people are invited
EXTRA_MOST = 2  # reviews a person who has done their part may be invited to, beyond what is asked
OPT_IN = 0.5  # the share of the invited who take it up, until experience says otherwise
PRIOR_RATE, PRIOR_DUTIES = 0.75, 20.0  # of taken duties that become reviews, before any is seen
ASKED_MOST = 20


class PickOrder(StrEnum):
    """Which submission comes first among those that need reviews. NOW is for a reviewer who is here
    this moment: a first review before anybody's second, in whatever order the activity is."""

    OLDEST = "oldest"
    FEWEST = "fewest"
    NOW = "now"


FEWEST_FIRST = frozenset({PickOrder.FEWEST, PickOrder.NOW})


@dataclass(frozen=True)
class Duty:
    """What is asked of one reviewer in an activity, and how far they are.

    `invited` counts the reviews they were invited to beyond that; `is_active` says whether what
    they still owe can be expected of them (see `is_expected`).
    """

    reviewer_id: int
    asked: int
    done: int
    invited: int = 0
    is_active: bool = True

    @property
    def remaining(self) -> int:
        """Reviews still owed."""
        return max(self.asked - self.done, 0)

    @property
    def is_finished(self) -> bool:
        """Whether they have done their part."""
        return self.done >= self.asked

    @property
    def extra_left(self) -> int:
        """How many reviews more they may be invited to."""
        beyond = max(self.done - self.asked, self.invited)
        return max(EXTRA_MOST - beyond, 0) if self.is_finished else 0


@dataclass(frozen=True)
class Forecast:
    """What is expected: `supply` reviews of the `missing` ones; `deficit` stay unwritten."""

    supply: float
    missing: int
    deficit: float
    order: PickOrder

    @property
    def is_short(self) -> bool:
        """Whether fewer reviews are expected than are missing."""
        return self.deficit > 0


def forecast(
    duties: Sequence[Duty],
    completion_rate: float,
    *,
    missing: int,
    left: timedelta | None = None,
) -> Forecast:
    """What those who still owe reviews will write, against the `missing` reviews.

    `completion_rate` is the share of owed reviews that get written (see `completion_rate`);
    `left` the time until reviewing ends, None for an activity without an end.
    """
    rate = min(max(completion_rate, 0.0), 1.0)
    supply = rate * sum(duty.remaining for duty in duties if duty.is_active)
    deficit = max(missing - supply, 0.0)
    return Forecast(supply, missing, deficit, order_for(supply=supply, missing=missing, left=left))


def order_for(*, supply: float, missing: int, left: timedelta | None) -> PickOrder:
    """Fewest first when reviews will be lacking and the end is near; else oldest first."""
    is_late = left is not None and left <= LATE
    return PickOrder.FEWEST if is_late and supply < missing else PickOrder.OLDEST


def is_expected(last_seen: datetime, now: datetime) -> bool:
    """Whether more is expected of somebody who handed in, took or finished something then."""
    return now - last_seen <= QUIET


def completion_rate(*, written: int, lost: int) -> float:
    """The share of duties that become reviews, from those `written` and those `lost` (lapsed or
    given back), drawn towards experience elsewhere while there are few."""
    return (written + PRIOR_RATE * PRIOR_DUTIES) / (written + lost + PRIOR_DUTIES)


def asked_for(needed: int, dropout: float) -> int:
    """How many reviews to ask of each learner so that each submission gets `needed`: ⌈K / (1 − d)⌉.

    Raises ValueError unless 0 ≤ `dropout` < 1 and `needed` ≥ 1.
    """
    if needed < 1 or not 0 <= dropout < 1:
        raise ValueError("needed must be at least 1, dropout at least 0 and below 1")
    # What is exact in decimals must not be rounded up for being inexact in binary.
    return min(ceil(round(needed / (1 - dropout), 9)), max(ASKED_MOST, needed))


def finishers(duties: Iterable[Duty], deficit: float, *, opt_in: float = OPT_IN) -> list[Duty]:
    """Whom to invite to one more review each, as many as fill the deficit when `opt_in` of them
    agree; those who have done the least beyond their part first. None twice, nobody past the most.
    """
    if deficit <= 0 or opt_in <= 0:
        return []
    able = [duty for duty in duties if duty.extra_left]
    able.sort(key=lambda duty: (-duty.extra_left, duty.reviewer_id))
    return able[: ceil(deficit / min(opt_in, 1.0))]


def for_facilitators(duties: Iterable[Duty], deficit: float, *, opt_in: float = OPT_IN) -> int:
    """How many reviews stay unwritten even when all that may be invited are: facilitators' work."""
    volunteered = opt_in * sum(duty.extra_left for duty in duties)
    return max(ceil(round(deficit - volunteered, 9)), 0)
