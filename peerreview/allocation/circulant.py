# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Pure: a whole small group's reviews drawn at once, so that nobody is left over.

People stand in a circle in an order drawn by lot, and each reviews those at the same k distances
ahead. So everybody gives k and gets k. With distances of which no two add up to the whole circle no
two people review each other, and where no three do, there is no ring of three either.
"""

import random
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, combinations_with_replacement, zip_longest

SMALL_GROUP = 50
USUAL_EACH = 4
FEWEST_FOR_USUAL = 9
MOST_EACH_AFTER_HALF_TIME = 5
DRAWS = 5
SHUFFLES = 30
SWAPS = 150

Pair = tuple[int, int]  # (reviewer, author)
_Test = Callable[[Sequence[int], int], bool]


@dataclass(frozen=True)
class Drawing:
    """The pairs in the order in which each reviewer should take them, and what could not be had."""

    pairs: tuple[Pair, ...]
    each: int
    has_mutual: bool = False
    has_rings: bool = False
    dropped: tuple[Pair, ...] = ()


def usual_each(people: int, needed: int) -> int:
    """How many each reviews in a group of that size: four from nine people on, else what is needed
    as far as the group allows."""
    wanted = max(needed, USUAL_EACH) if people >= FEWEST_FOR_USUAL else needed
    return max(0, min(wanted, people - 1))


def offsets(people: int, each: int, rng: random.Random) -> tuple[int, ...]:
    """`each` distances in a circle of `people`: without pairs or triples that add up to whole turns
    where there are such, else without pairs, else any."""
    distances = list(range(1, people))
    rng.shuffle(distances)
    for allowed in (_no_rings, _no_mutual):
        found = _extend((), distances, each, people, allowed)
        if found is not None:
            return found
    return tuple(_closest_to_one_way(distances, each, people))


def _extend(
    chosen: tuple[int, ...], left: Sequence[int], each: int, people: int, allowed: _Test
) -> tuple[int, ...] | None:
    if len(chosen) == each:
        return chosen
    for at, distance in enumerate(left):
        if len(chosen) + len(left) - at < each:
            return None
        longer = (*chosen, distance)
        if allowed(longer, people):
            found = _extend(longer, left[at + 1 :], each, people, allowed)
            if found is not None:
                return found
    return None


def _no_mutual(chosen: Sequence[int], people: int) -> bool:
    return not any((a + b) % people == 0 for a, b in combinations_with_replacement(chosen, 2))


def _no_rings(chosen: Sequence[int], people: int) -> bool:
    triples = combinations_with_replacement(chosen, 3)
    return _no_mutual(chosen, people) and not any(sum(each) % people == 0 for each in triples)


def _closest_to_one_way(distances: Sequence[int], each: int, people: int) -> list[int]:
    """As many distances as possible whose opposites are not chosen, then the rest."""
    one_way: list[int] = []
    for distance in distances:
        if _no_mutual([*one_way, distance], people):
            one_way.append(distance)
    rest = [distance for distance in distances if distance not in one_way]
    return (one_way + rest)[:each]


def circle(
    people: Sequence[int],
    each: int,
    *,
    seed: int,
    barred: Collection[Pair] = (),
    avoided: Collection[Pair] = (),
    wanted: Collection[Pair] = (),
) -> Drawing:
    """Draw lots. `barred` pairs never come out, even if somebody then gets one less; `avoided` ones
    only where there is no other way; `wanted` ones where there is one. Equal input, equal drawing."""
    each = max(0, min(each, len(people) - 1))
    if not each:
        return Drawing((), 0)
    rng = random.Random(seed)  # noqa: S311  lots that anyone can draw again
    costs = _Costs(frozenset(barred), frozenset(avoided), frozenset(wanted))
    least = None
    for _ in range(DRAWS):
        steps = offsets(len(people), each, rng)
        drawn = _pairs(_best_order(sorted(people), steps, costs, rng), steps)
        cost = costs.of(drawn)
        if least is None or cost < least:
            least, pairs, kept_steps = cost, drawn, steps
        if not least:
            break
    kept = tuple(pair for pair in pairs if pair not in costs.barred)
    return Drawing(
        pairs=kept,
        each=each,
        has_mutual=mutual(kept),
        has_rings=not _no_rings(kept_steps, len(people)),
        dropped=tuple(pair for pair in pairs if pair in costs.barred),
    )


@dataclass(frozen=True)
class _Costs:
    barred: frozenset[Pair]
    avoided: frozenset[Pair]
    wanted: frozenset[Pair]

    def of(self, pairs: Collection[Pair]) -> int:
        there = set(pairs)
        return (
            1000 * len(there & self.barred)
            + 10 * len(self.wanted - there)
            + len(there & self.avoided)
        )


def _best_order(
    people: list[int], steps: tuple[int, ...], costs: _Costs, rng: random.Random
) -> list[int]:
    """The order with the least cost among some shuffles, then improved by swapping two at a time."""
    rng.shuffle(people)
    best, least = people[:], costs.of(_pairs(people, steps))
    for _ in range(SHUFFLES):
        if not least:
            return best
        rng.shuffle(people)
        best, least = _better(people, best, least, steps, costs)
    for _ in range(SWAPS):
        if not least:
            return best
        a, b = rng.sample(range(len(best)), 2)
        swapped = best[:]
        swapped[a], swapped[b] = swapped[b], swapped[a]
        best, least = _better(swapped, best, least, steps, costs)
    return best


def _better(
    candidate: list[int], best: list[int], least: int, steps: tuple[int, ...], costs: _Costs
) -> tuple[list[int], int]:
    cost = costs.of(_pairs(candidate, steps))
    return (candidate[:], cost) if cost < least else (best, least)


def _pairs(order: Sequence[int], steps: Sequence[int]) -> list[Pair]:
    """Step by step, so that the first of everybody come before the second of anybody."""
    count = len(order)
    return [(order[at], order[(at + step) % count]) for step in steps for at in range(count)]


def exchange(people: int) -> tuple[Pair, ...]:
    """Everyone (0 to people − 1) reviews everyone else, those one ahead first: work that comes in at
    the same time is not all read by the same person, and nobody waits until the end for the first."""
    return tuple(_pairs(range(people), range(1, people)))


def between(
    one: Sequence[int], other: Sequence[int], each: int, *, seed: int, barred: Collection[Pair] = ()
) -> Drawing:
    """Two sides review each other's work, nobody their own side's. Everybody gives `each` as far as the
    other side has as many; what one side hands in is read equally often. Two review each other only
    where the sides are too small for anything else, and a barred pair never comes out."""
    rng = random.Random(seed)  # noqa: S311  lots that anyone can draw again
    least, best = None, ()
    for _ in range(SHUFFLES):
        left, right = rng.sample(list(one), len(one)), rng.sample(list(other), len(other))
        there = _across(left, right, each, 0)
        # One further on the way back: with twice as many people as each gives, no pair is mutual.
        back = _across(right, left, each, 1)
        pairs = tuple(_alternately(there, back))
        cost = 1000 * len(set(pairs) & set(barred)) + sum((b, a) in set(pairs) for a, b in pairs)
        if least is None or cost < least:
            least, best = cost, pairs
        if not least:
            break
    kept = tuple(pair for pair in best if pair not in barred)
    dropped = tuple(pair for pair in best if pair in barred)
    return Drawing(kept, each, has_mutual=mutual(kept), dropped=dropped)


def _across(by: Sequence[int], of: Sequence[int], each: int, start: int) -> list[Pair]:
    """Step by step around the other side; the start is moved on for those who come round again."""
    if not of:
        return []
    steps = range(min(each, len(of)))
    return [(by[at], of[(at + start + step) % len(of)]) for step in steps for at in range(len(by))]


def _alternately(there: Sequence[Pair], back: Sequence[Pair]) -> list[Pair]:
    return [pair for both in zip_longest(there, back) for pair in both if pair is not None]


def mutual(pairs: Collection[Pair]) -> bool:
    """Whether two review each other."""
    there = set(pairs)
    return any((of, by) in there for by, of in there)


def reassign(
    missing: Mapping[int, int],
    loads: Mapping[int, int],
    *,
    taken: Collection[Pair],
    barred: Collection[Pair] = (),
    most: int = MOST_EACH_AFTER_HALF_TIME,
) -> tuple[Pair, ...]:
    """Who takes over at half time. `missing`: author → reviews lacking; `loads`: those who have
    finished theirs → how many they have. The neediest work goes first, to who has least, and nobody
    gets more than `most`. A pair that would be mutual is only made where there is no other."""
    lacking, load = dict(missing), dict(loads)
    there, made = set(taken), []
    out = set(barred)
    while (pair := _next(lacking, load, there, out, most)) is not None:
        made.append(pair)
        there.add(pair)
        load[pair[0]] += 1
        lacking[pair[1]] -= 1
    return tuple(made)


def _next(
    lacking: Mapping[int, int],
    load: Mapping[int, int],
    there: Collection[Pair],
    barred: Collection[Pair],
    most: int,
) -> Pair | None:
    for author in sorted(lacking, key=lambda each: (-lacking[each], each)):
        if lacking[author] <= 0:
            return None
        free = [
            by
            for by in load
            if by != author
            and load[by] < most
            and (by, author) not in there
            and (by, author) not in barred
        ]
        if free:
            by = min(free, key=lambda each: ((author, each) in there, load[each], each))
            return by, author
    return None


def rings(pairs: Collection[Pair]) -> bool:
    """Whether three review each other in a ring."""
    there = set(pairs)
    people = {person for pair in there for person in pair}
    return any(
        {(a, b), (b, c), (c, a)} <= there or {(a, c), (c, b), (b, a)} <= there
        for a, b, c in combinations(people, 3)
    )
