# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""One artifact's standing, at once: what the site computes when a review arrives.

``fit_cohort`` is the slow half (nightly, or on demand): how criteria and reviewers behave, learnt
from past reviews. ``summarise_item`` is the quick half, in closed form: given that, the posterior
of one artifact on every criterion. With ``z`` a score, ``b`` its reviewer's leniency:

    z - b ~ N(true, noise / weight + var(b)),   true ~ N(cohort mean, item variance)

All of ``CohortFit`` is in shares of the scale (0 = lowest level, 1 = highest), so criteria with
different numbers of levels share reviewers' leniency. Results are in levels, 0 .. levels - 1.
A cohort without past reviews has the weak priors below and so gives wide, honest intervals.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from math import erf, inf, sqrt

import numpy as np

from peerreview.stats.additive import Components, Rows, components
from peerreview.stats.consensus import CARELESS_DOUBT, SHARED_ERROR, SLOPE_DOUBT, consensus

VERSION = "items-3"

# A little wider than peer grades of large courses, where one criterion's intraclass correlation
# is about a third: a new cohort may turn out careless.
PRIOR_MEAN, PRIOR_ITEM, PRIOR_REVIEWER, PRIOR_NOISE = 0.5, 0.04, 0.015, 0.07
LEAST_AGREEMENT = 0.5
LEAST_CERTAINTY = 0.9
NEED = 3
HEARD = 0.5  # a review counts as evidence while its reviewer more probably read than not

SETTLED, CONTESTED, INSUFFICIENT = "settled", "contested", "insufficient"


@dataclass(frozen=True)
class Reviewer:
    """What past reviews say of a reviewer; ``bias`` in shares of the scale, > 0 lenient."""

    bias: float
    bias_var: float
    noise_ratio: float
    careless: float
    reviews: int


@dataclass(frozen=True)
class CohortFit:
    """Past behaviour of criteria (one entry each) and reviewers, in shares of the scale.

    ``tau2`` is the variance between items, ``beta2`` between reviewers, ``sig2`` the rest, each
    on one criterion; ``leniency_var`` the part of ``beta2`` that all criteria share.
    ``peer_offset`` is how much higher than staff the peers score, as far as staff scores tell.
    """

    levels: tuple[int, ...]
    mean: tuple[float, ...]
    tau2: tuple[float, ...]
    beta2: tuple[float, ...]
    sig2: tuple[float, ...]
    leniency_var: float
    reviewers: dict[int, Reviewer]
    careless_share: float
    reviews: int
    peer_offset: float = 0.0
    version: str = VERSION


@dataclass(frozen=True)
class ReviewPart:
    """What one review did to one criterion; ``bias`` and ``corrected`` in levels, weights sum to 1."""

    reviewer_id: int
    score: float
    bias: float
    corrected: float
    weight: float
    careless: float


@dataclass(frozen=True)
class CriterionSummary:
    """One criterion of one artifact, in levels.

    ``score`` and ``score_se`` are unshrunk (``None`` and infinity without reviews), ``posterior``
    and ``posterior_sd`` shrunk to the cohort. ``at_least[t]`` is the probability that the true
    score is nearest to level ``t`` or a higher one. ``agreement`` is r_wg of James, Demaree and
    Wolf (1984): 1 - variance / variance of picking levels at random, held in [0, 1]; ``None``
    with fewer than two reviews. ``cohort_weight`` is how much of ``posterior`` comes from the
    cohort's mean rather than from the reviews in ``explain``.
    """

    reviews: int
    score: float | None
    score_se: float
    posterior: float
    posterior_sd: float
    level: int
    at_least: tuple[float, ...]
    agreement: float | None
    state: str
    cohort_weight: float
    explain: tuple[ReviewPart, ...]


@dataclass(frozen=True)
class ItemSummary:
    """All criteria of one artifact; ``state`` is the least favourable of theirs."""

    criteria: tuple[CriterionSummary, ...]
    reviews: int
    state: str
    version: str = VERSION


def fit_cohort(
    reviewer_ids: Sequence[int] | np.ndarray,
    item_ids: Sequence[int] | np.ndarray,
    scores: np.ndarray,
    *,
    levels: Sequence[int],
    author_of_item: dict[int, int] | None = None,
    known: dict[int, float] | None = None,
    exemplars: Collection[int] = (),
) -> CohortFit:
    """Learn from past reviews; ``scores`` (n, C) in levels, NaN for "cannot judge"; n may be 0.

    ``levels`` is the number of levels of each criterion, at least 2 (``ValueError`` otherwise).
    ``known`` are staff scores of items: means over the criteria, as shares of the scale. Items in
    ``exemplars`` teach how reviewers judge; as they were chosen to differ, not how work varies.
    """
    levels = _checked_levels(levels)
    shares = np.asarray(scores, dtype=float).reshape(-1, len(levels)) / _tops(levels)
    reviewer_ids, item_ids = np.asarray(reviewer_ids), np.asarray(item_ids)
    found = consensus(
        reviewer_ids, item_ids, shares, scale=(0, 1), known=known, author_of_item=author_of_item
    )
    authors = [(author_of_item or {}).get(int(item)) for item in item_ids]
    own = np.array(
        [a == r for a, r in zip(authors, reviewer_ids.tolist(), strict=True)], dtype=bool
    )
    shares[own | np.isin(item_ids, list(exemplars))] = np.nan
    parts = _criterion_components(found, reviewer_ids, item_ids, shares, levels)
    judged = np.isfinite(shares).any(axis=1)
    reviewers = _reviewers(found, Counter(reviewer_ids[judged].tolist()))
    careless = [r.careless for r in reviewers.values()]
    offset = float(found["peer_offset"])
    return CohortFit(
        levels=levels,
        mean=tuple(p.mean - offset for p in parts),
        tau2=tuple(p.tau2 for p in parts),
        beta2=tuple(p.beta2 for p in parts),
        sig2=tuple(p.sig2 for p in parts),
        leniency_var=float(found["variance_components"][1]),
        reviewers=reviewers,
        careless_share=float(np.mean(careless)) if careless else 0.1,
        reviews=sum(reviewer.reviews for reviewer in reviewers.values()),
        peer_offset=offset,
    )


def summarise_item(
    scores: np.ndarray,
    reviewer_ids: Sequence[int],
    fit: CohortFit,
    levels: Sequence[int] | None = None,
    *,
    need: int = NEED,
) -> ItemSummary:
    """The standing of one artifact from its ``k`` reviews, ``scores`` (k, C) in levels or NaN.

    A criterion is *insufficient* with fewer than ``need`` reviews by reviewers who more probably
    read than not; else *contested* when ``agreement`` is below ``LEAST_AGREEMENT`` (with three
    reviews on four levels: a spread of two levels or more), or when the true score is within one
    level of the consensus level with probability below ``LEAST_CERTAINTY``; else *settled*.

    Reviewers the fit does not know count as typical ones, as lenient as peers are. ``levels`` defaults to the fit's.
    """
    levels = _checked_levels(levels or fit.levels)
    cells = np.asarray(scores, dtype=float).reshape(-1, len(levels))
    ids = [int(i) for i in reviewer_ids]
    if len(ids) != len(cells) or len(levels) != len(fit.levels):
        raise ValueError("one reviewer per row and one number of levels per criterion, please")
    criteria = tuple(
        _criterion(c, cells[:, c].tolist(), ids, fit, levels[c], need) for c in range(len(levels))
    )
    states = {criterion.state for criterion in criteria}
    worst = next((s for s in (INSUFFICIENT, CONTESTED) if s in states), SETTLED)
    return ItemSummary(criteria, len(ids), worst if criteria else INSUFFICIENT)


# ---- Cohort ---------------------------------------------------------------------------------


def _checked_levels(levels: Sequence[int]) -> tuple[int, ...]:
    levels = tuple(int(n) for n in levels)
    if any(n < 2 for n in levels):
        raise ValueError("a criterion needs at least two levels")
    return levels


def _tops(levels: tuple[int, ...]) -> np.ndarray:
    return np.array(levels, dtype=float) - 1


def _prior(levels: int) -> Components:
    """Weak prior; whole levels add the variance of rounding to the noise."""
    rounding = 1 / (12 * (levels - 1) ** 2)
    return Components(PRIOR_MEAN, PRIOR_ITEM, PRIOR_REVIEWER, PRIOR_NOISE + rounding)


def _criterion_components(found, reviewer_ids, item_ids, shares, levels) -> list[Components]:
    """Variance components of every criterion, reviewers counted by how probably they read."""
    item = np.searchsorted(found["item_ids"], item_ids)
    reviewer = np.searchsorted(found["reviewer_ids"], reviewer_ids)
    order = np.lexsort((*shares.T, reviewer, item))
    result = []
    for c, count in enumerate(levels):
        rows = order[np.isfinite(shares[order, c])]
        shape = Rows(item[rows], reviewer[rows], found["item_ids"].size, found["reviewer_ids"].size)
        read = 1 - found["reviewer_careless"][reviewer[rows]]
        result.append(components(shape, shares[rows, c], read, _prior(count)))
    return result


def _reviewers(found: dict[str, np.ndarray], reviews: Counter[int]) -> dict[int, Reviewer]:
    usual = max(float(found["variance_components"][2]), 1e-9)
    columns = zip(
        found["reviewer_ids"].tolist(),
        found["reviewer_bias"].tolist(),
        (found["reviewer_bias_se"] ** 2).tolist(),
        (found["reviewer_noise"] ** 2 / usual).tolist(),
        found["reviewer_careless"].tolist(),
        strict=True,
    )
    return {reviewer: Reviewer(*rest, reviews[reviewer]) for reviewer, *rest in columns}


# ---- One criterion of one artifact -----------------------------------------------------------


@dataclass(slots=True)
class _Heard:
    """One review on the scale 0 .. 1, with the precision it is heard at."""

    reviewer_id: int
    share: float
    bias: float
    careless: float
    precision: float


def _criterion(
    c: int, column: list[float], ids: list[int], fit: CohortFit, levels: int, need: int
) -> CriterionSummary:
    top = levels - 1
    heard = [
        _hear(c, reviewer, score / top, fit)
        for reviewer, score in zip(ids, column, strict=True)
        if score == score  # not NaN
    ]
    weight = sum(h.precision for h in heard)
    raw = sum(h.precision * (h.share - h.bias) for h in heard) / weight if weight else None
    centre, sd = _posterior(c, raw, weight, fit)
    # A tie goes up, whatever the last bit of it.
    level = int(min(max(np.floor(centre * top + 0.5 + 1e-9), 0), top))
    at_least = tuple(_at_least(t, centre * top, sd * top) for t in range(levels))
    agreement = _agreement([h.share * top for h in heard], levels)
    return CriterionSummary(
        reviews=len(heard),
        score=None if raw is None else raw * top,
        score_se=sqrt(1 / weight) * top if weight else inf,
        posterior=min(max(centre, 0.0), 1.0) * top,
        posterior_sd=sd * top,
        level=level,
        at_least=at_least,
        agreement=agreement,
        state=_state(heard, agreement, level, at_least, need),
        cohort_weight=1 / (1 + weight * fit.tau2[c]),
        explain=tuple(_part(h, weight, top) for h in heard),
    )


def _hear(c: int, reviewer_id: int, share: float, fit: CohortFit) -> _Heard:
    known = fit.reviewers.get(reviewer_id)
    if known is None:
        known = Reviewer(fit.peer_offset, fit.beta2[c], 1.0, fit.careless_share, 0)
    own_criterion = max(fit.beta2[c] - fit.leniency_var, 0.0)
    doubt = min(known.bias_var + own_criterion, max(fit.beta2[c], known.bias_var))
    variance = fit.sig2[c] * known.noise_ratio / max(1 - known.careless, 1e-6) + doubt
    return _Heard(reviewer_id, share, known.bias, known.careless, 1 / variance)


def _posterior(c: int, raw: float | None, weight: float, fit: CohortFit) -> tuple[float, float]:
    """Posterior mean and SD, with the doubts of :mod:`consensus` that reviews cannot show."""
    if raw is None:
        return fit.mean[c], sqrt(fit.tau2[c] * (1 + SHARED_ERROR))
    precision = weight + 1 / fit.tau2[c]
    centre = (weight * raw + fit.mean[c] / fit.tau2[c]) / precision
    slope = SLOPE_DOUBT + CARELESS_DOUBT * fit.careless_share
    doubt = SHARED_ERROR * fit.tau2[c] + slope * (centre - fit.mean[c]) ** 2
    return centre, sqrt(1 / precision + doubt)


def _at_least(threshold: int, mean: float, sd: float) -> float:
    if threshold == 0:
        return 1.0
    return 0.5 * (1 + erf((mean - threshold + 0.5) / (sd * sqrt(2))))


def _agreement(scores: list[float], levels: int) -> float | None:
    n = len(scores)
    if n < 2:
        return None
    mean = sum(scores) / n
    variance = sum((s - mean) ** 2 for s in scores) / (n - 1)
    return min(max(1 - 12 * variance / (levels**2 - 1), 0.0), 1.0)


def _state(
    heard: list[_Heard],
    agreement: float | None,
    level: int,
    at_least: tuple[float, ...],
    need: int,
) -> str:
    if sum(h.careless < HEARD for h in heard) < need:
        return INSUFFICIENT
    above = at_least[level + 2] if level + 2 < len(at_least) else 0.0
    near = at_least[max(level - 1, 0)] - above
    unsure = near < LEAST_CERTAINTY or (agreement is not None and agreement < LEAST_AGREEMENT)
    return CONTESTED if unsure else SETTLED


def _part(heard: _Heard, weight: float, top: int) -> ReviewPart:
    return ReviewPart(
        reviewer_id=heard.reviewer_id,
        score=heard.share * top,
        bias=heard.bias * top,
        corrected=(heard.share - heard.bias) * top,
        weight=heard.precision / weight,
        careless=heard.careless,
    )
