# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Why a criterion came out as it did: each review with its weight, and what a facilitator decided."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from peerreview.aggregation import plots
from peerreview.aggregation.models import CriterionOutcome
from peerreview.reviews.visibility import ReviewView


@dataclass(frozen=True)
class Part:
    """One review's part in a criterion. `weight` is its percentage of all that reviewers said."""

    label: str
    level_title: str
    weight: int


@dataclass(frozen=True)
class Decision:
    """What a facilitator put in the place of the peers' result."""

    uuid: UUID
    by: str
    at: datetime
    reason: str
    peers_level: str


@dataclass(frozen=True)
class Why:
    """What is shown of one criterion beside its result."""

    parts: tuple[Part, ...]
    plot: plots.Plot
    mean: float | None
    mean_se: float | None
    decision: Decision | None


def why(
    found: CriterionOutcome,
    titles: Sequence[str],
    labels: Mapping[int, str],
    band: tuple[float, float],
) -> Why:
    """Why this criterion came out so. `labels` are the names a reader may know reviewers by."""
    mark = (found.peers or {}).get("posterior", found.posterior)
    has_any = found.reviews_counted > 0
    return Why(
        parts=tuple(_part(part, titles, labels) for part in _heaviest_first(found.parts)),
        plot=plots.plot(
            [(part["score"], part["weight"]) for part in found.parts],
            levels=len(titles),
            low=band[0] if has_any else None,
            high=band[1] if has_any else None,
            mark=mark if has_any else None,
        ),
        mean=found.mean,
        mean_se=found.mean_se,
        decision=_decision(found, titles),
    )


def labels_of(views: Sequence[ReviewView], alias_of: Mapping[int, str]) -> dict[int, str]:
    """By what name this reader knows each reviewer; one whose review they may not read is unnamed."""
    known = {view.alias: view.reviewer_name or view.alias for view in views}
    unnamed = _("A review that is not shown")
    return {reviewer: known.get(alias, unnamed) for reviewer, alias in alias_of.items()}


def _heaviest_first(parts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(parts, key=lambda part: (-part["weight"], -part["score"], part["reviewer"]))


def _part(part: dict[str, Any], titles: Sequence[str], labels: Mapping[int, str]) -> Part:
    return Part(
        label=labels.get(part["reviewer"], _("A reviewer")),
        level_title=titles[round(part["score"])],
        weight=round(100 * part["weight"]),
    )


def _decision(found: CriterionOutcome, titles: Sequence[str]) -> Decision | None:
    if found.override is None:
        return None
    has_peers = found.reviews_counted > 0
    return Decision(
        uuid=found.override.uuid,
        by=found.override.by.display_name,
        at=found.override.made_at,
        reason=found.override.reason,
        peers_level=titles[found.peers["consensus_value"]] if has_peers else "",
    )
