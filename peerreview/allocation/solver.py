# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Pure: who should review what next, by numbers alone.

The order of a pick is give-to-get with a queue: first submissions that still need reviews, those
of authors who have themselves reviewed before the others, then the oldest. Only when nothing is
short is a submission over-reviewed, the most contested first, then the one with the fewest
reviews, and never by more than `SURPLUS`. When reviews will be lacking (see `policy`), those with
the fewest come first. A pick is held by a lease, so that who walks away blocks nobody for long.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from peerreview.allocation.policy import FEWEST_FIRST, PickOrder

LEASE = timedelta(hours=4)
SURPLUS = 2
EXCHANGE = "exchange"  # the kind of activity in which everyone reviews everyone


class Reason(StrEnum):
    """Why this submission was given to this reviewer."""

    GAVE = "gave"
    WAITING = "waiting"
    FEWEST = "fewest"
    MUST = "must"
    SHOULD = "should"
    CIRCLE = "circle"
    EXCHANGE = "exchange"
    TAKEN_OVER = "taken_over"
    BY_HAND = "by_hand"
    RUNNING_OUT = "running_out"
    CONTESTED = "contested"
    NOW = "now"


@dataclass(frozen=True)
class Load:
    """How many reviews a submission has, how many are being written, and how many it needs."""

    done: int
    leased: int
    needed: int

    @property
    def is_short(self) -> bool:
        """Whether more reviewers are needed than have it now."""
        return self.done + self.leased < self.needed


@dataclass(frozen=True)
class Step:
    """What a move of an assignment does to the two counters of its submission."""

    done: int
    leased: int


# (from, to) → what the counters must follow. A move that is not here is not possible.
STEPS: dict[tuple[str, str], Step] = {
    ("planned", "leased"): Step(done=0, leased=+1),
    ("planned", "declined"): Step(done=0, leased=0),
    ("leased", "done"): Step(done=+1, leased=-1),
    ("leased", "expired"): Step(done=0, leased=-1),
    ("leased", "declined"): Step(done=0, leased=-1),
    ("expired", "leased"): Step(done=0, leased=+1),
    ("expired", "done"): Step(done=+1, leased=0),
    ("expired", "declined"): Step(done=0, leased=0),
    ("declined", "planned"): Step(done=0, leased=0),
}


@dataclass(frozen=True)
class Candidate:
    """A submission somebody may be given. `places_left` is of the number all are to have, `extra` what
    this one is to have beyond it. `handed_in` and `key` sort as time and identity do."""

    places_left: int
    author_has_reviewed: bool
    handed_in: float
    key: int
    doubt: float = 0
    extra: int = 0


def rank(candidate: Candidate, order: str) -> tuple | None:
    """What comes first has the least rank; None for what may not be given. The SQL of `picks` says
    the same (a test holds the two together)."""
    waits = (candidate.handed_in, candidate.key)
    gave = not candidate.author_has_reviewed
    missing = candidate.places_left + candidate.extra
    if missing > 0:
        fewest = -candidate.places_left if order in FEWEST_FIRST else 0
        return (0, fewest, gave, *waits)
    if missing > -SURPLUS:
        return (1, -candidate.doubt, -candidate.places_left, *waits)
    return None


def reason_for(
    load: Load,
    *,
    author_has_reviewed: bool,
    order: str = PickOrder.OLDEST,
    doubt: float = 0,
) -> Reason:
    """Why a submission with this load came up."""
    if not load.is_short:
        return Reason.CONTESTED if doubt > 0 else Reason.FEWEST
    if order == PickOrder.NOW:
        return Reason.NOW
    if order == PickOrder.FEWEST:
        return Reason.RUNNING_OUT
    return Reason.GAVE if author_has_reviewed else Reason.WAITING
