# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Pure: badges that count towards badges. No circles; of a long way only the nearest steps."""

from collections.abc import Mapping, Sequence

MOST_STEPS = 2000


def circle(graph: Mapping[str, Sequence[str]], start: str) -> list[str]:
    """A way from `start` back to itself along what counts towards what; empty when there is none."""
    came_from: dict[str, str] = {}
    waiting = [start]
    while waiting and len(came_from) < MOST_STEPS:
        here = waiting.pop()
        for step in graph.get(here, ()):
            if step == start:
                return _way(came_from, start, here)
            if step not in came_from:
                came_from[step] = here
                waiting.append(step)
    return []


def _way(came_from: Mapping[str, str], start: str, end: str) -> list[str]:
    way = [end]
    while way[-1] != start:
        way.append(came_from[way[-1]])
    return [*reversed(way), start]


def nearest(graph: Mapping[str, Sequence[str]], goal: str, held: frozenset[str]) -> list[str]:
    """The badges on the way to a goal that are not held and can be begun now: nothing that counts
    towards them is missing. In the order of the rules, each once."""
    found: dict[str, None] = {}
    seen = {goal}
    waiting = list(reversed(graph.get(goal, ())))
    while waiting and len(seen) < MOST_STEPS:
        here = waiting.pop()
        if here in seen or here in held:
            continue
        seen.add(here)
        missing = [step for step in graph.get(here, ()) if step not in held]
        if missing:
            waiting.extend(reversed(missing))
        else:
            found[here] = None
    return list(found)
