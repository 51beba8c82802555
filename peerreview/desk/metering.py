# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Pure: how far drafts agree while they grow, told so that nobody's own choice can be read from it.

Nothing is told of fewer than `SHOWN_FROM` drafts. Agreement is the share of the scale's width that
two reviewers of one work are not apart, over all pairs of drafts of one work, a work weighing by its
drafts; and it is told in four steps only, so that one changed draft rarely shows.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

SHOWN_FROM = 3


class Closeness(StrEnum):
    """How far reviewers are from each other, the closest first."""

    CLOSE = "close"
    NEAR = "near"
    MIXED = "mixed"
    APART = "apart"


# From which agreement on; two people who choose at random among four levels agree to about 0.58.
FROM = {Closeness.CLOSE: 0.9, Closeness.NEAR: 0.75, Closeness.MIXED: 0.6, Closeness.APART: 0.0}


@dataclass(frozen=True)
class Reading:
    """Of `drafts` begun, `covered` have come to this criterion. `closeness` is None while too few
    drafts can be compared. There is no reading at all while there are too few drafts."""

    drafts: int
    covered: int
    closeness: Closeness | None


def read(
    levels: Iterable[tuple[int, int]], *, unjudged: int, drafts: int, width: int
) -> Reading | None:
    """One criterion from (work, level) of each draft that chose a level; `unjudged` said that they
    cannot judge it. `width` is the highest level less the lowest."""
    if drafts < SHOWN_FROM:
        return None
    by_work: dict[int, list[int]] = {}
    for work, level in levels:
        by_work.setdefault(work, []).append(level)
    covered = sum(map(len, by_work.values())) + unjudged
    compared = [chosen for chosen in by_work.values() if len(chosen) > 1]
    if sum(map(len, compared)) < SHOWN_FROM or width < 1:
        return Reading(drafts, covered, None)
    share = agreement(compared, width)
    return Reading(drafts, covered, next(each for each, low in FROM.items() if share >= low))


def agreement(works: Sequence[Sequence[int]], width: int) -> float:
    """From 0 (always at opposite ends) to 1 (always the same); each work has two levels or more."""
    total = weight = 0.0
    for chosen in works:
        pairs = [1 - abs(a - b) / width for a, b in combinations(chosen, 2)]
        total += len(chosen) * sum(pairs) / len(pairs)
        weight += len(chosen)
    return total / weight
