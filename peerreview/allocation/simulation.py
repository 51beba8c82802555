# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Pure: if so many drop out, how many works get the reviews they need? Played through with the
policy of the real picks: nobody their own, no pair twice, none mutual, givers first or fewest first."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from peerreview.allocation.policy import PickOrder

PEOPLE_AT_MOST = 100
RUNS_AT_LEAST, GAMES_OF_ALL = 8, 600


@dataclass(frozen=True)
class Work:
    """One author's work with the reviews it has, and how many its author has written."""

    author: int
    got: int = 0
    gave: int = 0


@dataclass(frozen=True)
class Result:
    """Shares of works after the last review, from 0 to 1, and how many reviews each person wrote."""

    enough: float
    none: float
    written_each: float
    people: int


def simulate(
    works: Sequence[Work], *, needed: int, asked: int, dropout: float, order: str, seed: int = 1
) -> Result:
    """Play the rest of the activity several times. Who drops out stops at a random one of those they
    still owe. Of large groups a part is played, so that an answer comes at once."""
    rng = random.Random(seed)  # noqa: S311  chance that can be repeated
    enough = none = written = total = 0
    runs = max(RUNS_AT_LEAST, GAMES_OF_ALL // max(len(works), 1))
    for _ in range(min(runs, 60) if works else 0):
        played = rng.sample(list(works), min(len(works), PEOPLE_AT_MOST))
        game = _Game(played, needed, order)
        written += game.play(_turns(played, asked, dropout, rng))
        total += len(played)
        enough += sum(got >= needed for got in game.got)
        none += sum(got == 0 for got in game.got)
    people = min(len(works), PEOPLE_AT_MOST)
    if not total:
        return Result(0.0, 0.0, 0.0, 0)
    return Result(enough / total, none / total, written / total, people)


def _turns(works: Sequence[Work], asked: int, dropout: float, rng: random.Random) -> list[int]:
    """Who writes a review when: people by their place, in the order of their reviews."""
    turns: list[tuple[float, int]] = []
    for place, work in enumerate(works):
        owed = max(asked - work.gave, 0)
        writes = rng.randrange(owed) if owed and rng.random() < dropout else owed
        turns += [(rng.random(), place) for _ in range(writes)]
    return [place for _, place in sorted(turns)]


class _Game:
    def __init__(self, works: Sequence[Work], needed: int, order: str) -> None:
        self.got = [work.got for work in works]
        self._gave = [work.gave > 0 for work in works]
        self._pairs: set[tuple[int, int]] = set()
        self._needed = needed
        self._is_fewest = order == PickOrder.FEWEST

    def play(self, turns: Sequence[int]) -> int:
        """How many reviews were written."""
        written = 0
        for by in turns:
            of = self._pick(by)
            if of is None:
                continue
            self._pairs.add((by, of))
            self.got[of] += 1
            self._gave[by] = True
            written += 1
        return written

    def _pick(self, by: int) -> int | None:
        free = [
            of
            for of, got in enumerate(self.got)
            if got < self._needed
            and of != by
            and (by, of) not in self._pairs
            and (of, by) not in self._pairs
        ]
        return min(free, key=self._rank, default=None)

    def _rank(self, of: int) -> tuple[int, bool, int]:
        return (self.got[of] if self._is_fewest else 0, not self._gave[of], of)
