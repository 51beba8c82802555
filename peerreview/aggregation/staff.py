# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What a facilitator's decision does to an outcome that is being made; nothing is read or stored here."""

from collections.abc import Iterable, Mapping
from typing import Any

from peerreview.aggregation.models import CriterionOutcome, Override
from peerreview.stats.items import CriterionSummary

# Kept of the peers' figures when a facilitator's take their place.
PEERS = ("posterior", "posterior_sd", "consensus_value", "agreement", "at_least", "state")


def facts(overrides: Iterable[Override]) -> list[list[Any]]:
    """What the inputs digest says of decisions, those withdrawn included."""
    return [
        [str(row.uuid), row.criterion.key, row.level.value, row.withdrawn_at is None]
        for row in overrides
    ]


def standing(overrides: Iterable[Override]) -> dict[int, Override]:
    """The decisions that were not withdrawn, by criterion."""
    return {row.criterion_id: row for row in overrides if row.withdrawn_at is None}


def parts(found: CriterionSummary) -> list[dict[str, Any]]:
    """What each review did to one criterion, to be kept with the outcome."""
    return [
        {
            "reviewer": part.reviewer_id,
            "score": round(part.score, 6),
            "weight": round(part.weight, 6),
        }
        for part in found.explain
    ]


def apply(rows: Iterable[CriterionOutcome], decided: Mapping[int, Override]) -> None:
    """Put the decided levels where decisions are made; what the peers said stays beside them."""
    for row in rows:
        override = decided.get(row.criterion_id)
        if override is None:
            continue
        row.peers = {name: getattr(row, name) for name in PEERS}
        value, levels = override.level.value, len(row.at_least)
        row.override = override
        row.posterior, row.posterior_sd, row.consensus_value = float(value), 0.0, value
        row.at_least = [1.0 if level <= value else 0.0 for level in range(levels)]
        row.state = CriterionOutcome.State.SETTLED
