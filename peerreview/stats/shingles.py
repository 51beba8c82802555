# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Which of many texts have much wording in common? A hint to look, never a proof of copying.

A text is the set of its runs of ``SIZE`` words, in lower case and without punctuation. Two are
alike by the Jaccard index of their sets (Broder 1997). Runs that many texts share are the
rubric's and everybody's phrases, and are taken away first; so is what is given as boilerplate.
Pairs are found through the runs they share, so texts that share none cost nothing.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

VERSION = "shingles-1"

SIZE = 5
ALIKE = 0.6
LEAST = 6  # runs left; a shorter text says too little to be compared
COMMON_SHARE, COMMON_LEAST = 0.05, 6  # a run in more texts than this is everybody's
MOST_TEXTS = 5_000
MOST_WORDS = 3_000

_WORD = re.compile(r"\w+", re.UNICODE)


@dataclass(frozen=True)
class Likeness:
    """Two texts by their places in the list, ``first < second``, and how alike they are (0 to 1)."""

    first: int
    second: int
    jaccard: float


def shingles(text: str, *, size: int = SIZE) -> frozenset[tuple[str, ...]]:
    """The runs of ``size`` words of a text."""
    words = _WORD.findall(text.casefold())[:MOST_WORDS]
    return frozenset(zip(*(words[start:] for start in range(size)), strict=False))


def jaccard(a: frozenset, b: frozenset) -> float:
    """The share of what either has that both have; 0 of two empty sets."""
    either = len(a | b)
    return len(a & b) / either if either else 0.0


def alike(
    texts: Sequence[str], *, boilerplate: Iterable[str] = (), threshold: float = ALIKE
) -> list[Likeness]:
    """Pairs of texts at least as alike as ``threshold``, the most alike first.

    Only the first ``MOST_TEXTS`` are compared. The order of texts does not change which pairs are
    found.
    """
    given = frozenset().union(*(shingles(text) for text in boilerplate))
    sets = [shingles(text) - given for text in texts[:MOST_TEXTS]]
    seen = Counter(run for runs in sets for run in runs)
    limit = max(COMMON_LEAST, COMMON_SHARE * len(sets))
    sets = [frozenset(run for run in runs if seen[run] <= limit) for runs in sets]
    found = [
        Likeness(first, second, share)
        for first, second in sorted(_candidates(sets))
        if (share := jaccard(sets[first], sets[second])) >= threshold
    ]
    return sorted(found, key=lambda pair: (-pair.jaccard, pair.first, pair.second))


def _candidates(sets: Sequence[frozenset]) -> set[tuple[int, int]]:
    holders: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for place, runs in enumerate(sets):
        if len(runs) >= LEAST:
            for run in runs:
                holders[run].append(place)
    return {pair for places in holders.values() for pair in combinations(places, 2)}
