# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Making one outcome from what was gathered for it; nothing is read or stored here but in a replay."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

import numpy as np

from peerreview.activities.models import Submission
from peerreview.aggregation import fits, staff
from peerreview.aggregation.fits import ALGORITHM
from peerreview.aggregation.models import CriterionOutcome, Fit, Outcome, Override, ReviewerFit
from peerreview.aggregation.queries import Given
from peerreview.kernel import hashing
from peerreview.rubrics.models import Criterion
from peerreview.stats import items

MOVED = 0.25  # of its own uncertainty: a result that moves by less is not published anew
CLOSE = 1e-9


def levels_of(criteria: Sequence[Criterion]) -> list[int]:
    """How many levels each criterion has."""
    return [len(criterion.levels.all()) for criterion in criteria]


@dataclass
class Making:
    """One submission's outcome on its way: what it rests on, and what comes of it."""

    submission: Submission
    criteria: Sequence[Criterion]
    given: Given
    overrides: list[Override]
    outcomes: list[Outcome]
    fit: Fit | None

    @cached_property
    def inputs(self) -> dict[str, Any]:
        """All the outcome rests on: rubric, how many reviews are needed, the scores of the reviews
        that count, whose were set aside and how often levels were amended, facilitators' decisions (those withdrawn too, so that
        a state never comes twice), and the fit by its digest."""
        activity = self.submission.activity
        return {
            "submission": str(self.submission.uuid),
            "rubric": activity.rubric_version.content_hash,
            "need": activity.reviews_needed,
            "levels": levels_of(self.criteria),
            "scores": [[by, row] for by, row in self.given.rows(self.criteria)],
            "set_aside": self.given.set_aside,
            "amended": self.given.amended,
            "reviews": self.given.reviews,
            "staff": staff.facts(self.overrides),
            "fit": self.fit.digest if self.fit else None,
        }

    @cached_property
    def digest(self) -> str:
        """The name of the inputs."""
        return hashing.digest(self.inputs)

    @cached_property
    def known(self) -> Outcome | None:
        """The outcome these inputs gave before."""
        return next(
            (
                outcome
                for outcome in self.outcomes
                if (outcome.inputs_digest, outcome.algorithm) == (self.digest, ALGORITHM)
            ),
            None,
        )

    @property
    def is_new(self) -> bool:
        """Whether there is anything to say, and it was not said before."""
        is_anything = bool(self.given.scores or self.overrides or self.outcomes)
        return is_anything and self.known is None

    def summary(self, reviewers: Iterable[ReviewerFit]) -> items.ItemSummary:
        """What the reviews say together, given what the fit says of their reviewers."""
        return summarise(self.inputs, fits.cohort_fit(self.fit, reviewers, self.inputs["levels"]))

    def outcome(self, reviewers: Iterable[ReviewerFit], now: datetime) -> Outcome:
        """The outcome, not yet stored."""
        self._summary = self.summary(reviewers)
        return Outcome(
            submission=self.submission,
            number=self.outcomes[0].number + 1 if self.outcomes else 1,
            reviews_counted=self._summary.reviews,
            algorithm=ALGORITHM,
            inputs_digest=self.digest,
            inputs=self.inputs,
            fit=self.fit,
            computed_at=now,
        )

    def rows(self, outcome: Outcome) -> list[CriterionOutcome]:
        """Its criteria."""
        rows = [
            criterion_outcome(outcome, criterion, found)
            for criterion, found in zip(self.criteria, self._summary.criteria, strict=True)
        ]
        staff.apply(rows, staff.standing(self.overrides))
        return rows

    @property
    def doubt(self) -> float:
        """How far reviewers differ on what is contested, in shares of the scale; 0 when nothing is."""
        tops = [levels - 1 for levels in self.inputs["levels"]]
        contested = [
            found.posterior_sd / top
            for found, top in zip(self._summary.criteria, tops, strict=True)
            if found.state == items.CONTESTED
        ]
        return round(max(contested, default=0.0), 6)


def summarise(inputs: dict[str, Any], fit: items.CohortFit) -> items.ItemSummary:
    """What the inputs come to; the same for a replay."""
    given = inputs["scores"]
    scores = np.array([row for _, row in given], dtype=float).reshape(-1, len(inputs["levels"]))
    return items.summarise_item(scores, [by for by, _ in given], fit, need=inputs["need"])


def criterion_outcome(
    outcome: Outcome, criterion: Criterion, found: items.CriterionSummary
) -> CriterionOutcome:
    """One criterion as it is stored."""
    return CriterionOutcome(
        outcome=outcome,
        criterion=criterion,
        reviews_counted=found.reviews,
        mean=found.score,
        mean_se=found.score_se if math.isfinite(found.score_se) else None,
        posterior=found.posterior,
        posterior_sd=found.posterior_sd,
        consensus_value=found.level,
        agreement=found.agreement,
        at_least=list(found.at_least),
        state=found.state,
        parts=staff.parts(found),
    )


def differs(rows: Sequence[CriterionOutcome], summary: items.ItemSummary) -> bool:
    """Whether a summary says something else than the standing outcome, by more than a nuance."""
    if len(rows) != len(summary.criteria):
        return True
    return any(
        _peers(row)["consensus_value"] != found.level
        or _peers(row)["state"] != found.state
        or abs(_peers(row)["posterior"] - found.posterior) > MOVED * found.posterior_sd
        for row, found in zip(rows, summary.criteria, strict=True)
    )


def _peers(row: CriterionOutcome) -> dict[str, Any]:
    """What the peers said, also where a facilitator decided."""
    return row.peers or {name: getattr(row, name) for name in staff.PEERS}


def disagreements(outcome: Outcome) -> Iterator[str]:
    """In words, where an outcome is not what its recorded inputs come to."""
    if outcome.algorithm != ALGORITHM:
        yield f"computed by {outcome.algorithm}, this is {ALGORITHM}"
        return
    if hashing.digest(outcome.inputs) != outcome.inputs_digest:
        yield "the inputs are not those it names"
    if (outcome.fit.digest if outcome.fit else None) != outcome.inputs["fit"]:
        yield "the fit is not the one it names"
    learnt = _learnt_again(outcome)
    if learnt is None:
        yield "the fit does not follow from its inputs"
        return
    summary = summarise(outcome.inputs, learnt)
    for row, found in zip(outcome.criteria.all(), summary.criteria, strict=True):
        yield from _unlike(row, criterion_outcome(outcome, row.criterion, found))


def _learnt_again(outcome: Outcome) -> items.CohortFit | None:
    fit = outcome.fit
    if fit is None:
        return fits.cohort_fit(None, [], outcome.inputs["levels"])
    packed = bytes(fit.inputs)
    learnt = fits.learn(packed)
    named = fits.digest_of(fit.algorithm, fits.inputs_digest(packed), fits.figures(learnt))
    return learnt if named == fit.digest else None


def _unlike(row: CriterionOutcome, again: CriterionOutcome) -> Iterator[str]:
    said = {"mean": row.mean, "mean_se": row.mean_se, **_peers(row)}
    for name, value in said.items():
        if not _agrees(value, getattr(again, name)):
            yield f"{row.criterion.key}: {name} is {value}, its inputs give {getattr(again, name)}"


def _agrees(one: Any, other: Any) -> bool:
    if isinstance(one, list):
        return len(one) == len(other) and all(map(_agrees, one, other))
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=CLOSE, abs_tol=CLOSE)
    return bool(one == other)
