# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Do people praise each other in a circle? From who gave whom how much more than others did.

An edge goes from a reviewer to an author. Its excess is the score given less the mean of what all
others gave the same work, as a share of the scale. A directed cycle of two to four people all of
whose edges are high is worth a look (the idea of Expertiza's collusion cycles; and of Riegler and
Guest 2025, to leave out those whose level others confirm, which the excess does). Where work is
good all round, circles of honest praise have no excess. A finding is a question, never a verdict.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

VERSION = "rings-1"

LONGEST = 4
EXCESS = 0.15
MOST_RINGS = 200


@dataclass(frozen=True)
class Edge:
    """``reviewer`` gave ``author`` so much more than others did, as a share of the scale."""

    reviewer: int
    author: int
    excess: float


@dataclass(frozen=True)
class Ring:
    """People in order, each of whom reviewed the next and the last the first; their mean excess.

    It starts with the smallest id, so a ring is found once.
    """

    people: tuple[int, ...]
    excess: float


def rings(edges: Iterable[Edge], *, least: float = EXCESS, longest: int = LONGEST) -> list[Ring]:
    """All circles of 2 to ``longest`` people on edges of at least ``least``, the highest first."""
    best: dict[int, dict[int, float]] = defaultdict(dict)
    for edge in edges:
        if edge.excess >= least and edge.reviewer != edge.author:
            known = best[edge.reviewer].get(edge.author, edge.excess)
            best[edge.reviewer][edge.author] = max(known, edge.excess)
    found: list[Ring] = []
    for start in sorted(best):
        _extend((start,), 0.0, best, longest, found)
        if len(found) >= MOST_RINGS:
            break
    return sorted(found, key=lambda ring: (-ring.excess, ring.people))[:MOST_RINGS]


def _extend(
    path: tuple[int, ...],
    total: float,
    best: dict[int, dict[int, float]],
    longest: int,
    found: list[Ring],
) -> None:
    start = path[0]
    for person, excess in sorted(best.get(path[-1], {}).items()):
        if person == start and len(path) > 1:
            found.append(Ring(path, (total + excess) / len(path)))
        elif person > start and person not in path and len(path) < longest:
            _extend((*path, person), total + excess, best, longest, found)
