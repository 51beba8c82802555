# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Pure: how often a rule would turn away somebody whose work deserves it, as far as reviews can tell."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from badges.criteria import leaves
from badges.evidence import Evidence
from badges.verdicts import Verdict

DRAWS = 400
LOW, HIGH = 0.05, 0.95


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """Of those whose work deserves it, the part that the reviews would not let through, in the middle
    one of the draws; from `low` to `high` in nine of ten. `deserving` is how many are expected to be."""

    refused: float
    low: float
    high: float
    deserving: float


def chance_of_deserving(tree: Mapping[str, Any], evidence: Evidence) -> float | None:
    """P(the true level is what the rule asks, on every criterion it asks about). None where the rule
    asks for no level, or there are no reviews."""
    chances = [
        item.at_least[body["level"]] if body["level"] < len(item.at_least) else 0.0
        for kind, body in leaves(tree)
        if kind == "consensus"
        for item in evidence.criteria
        if item.reviews and (body["criteria"] == "all" or item.key in body["criteria"])
    ]
    if not chances:
        return None
    # The reviews of a work go together, so its weakest criterion says more than a product would.
    return min(chances)


def lets_through(verdict: Verdict) -> bool:
    """Whether the levels asked for are found, whatever else is missing."""
    return all(leaf.is_met for leaf in verdict.leaves() if leaf.kind == "consensus")


def estimate(cases: Sequence[tuple[float, bool]], seed: int) -> Estimate | None:
    """From (chance of deserving, let through) of each: drawn many times who deserves it."""
    if not cases:
        return None
    draws = random.Random(seed)  # noqa: S311 - repeatable, not secret
    found = sorted(
        part for part in (_refused(cases, draws) for _ in range(DRAWS)) if part is not None
    )
    if not found:
        return None
    return Estimate(
        refused=found[len(found) // 2],
        low=found[int(LOW * (len(found) - 1))],
        high=found[int(HIGH * (len(found) - 1))],
        deserving=sum(chance for chance, _ in cases),
    )


def _refused(cases: Sequence[tuple[float, bool]], draws: random.Random) -> float | None:
    deserve = [is_through for chance, is_through in cases if draws.random() < chance]
    return deserve.count(False) / len(deserve) if deserve else None
