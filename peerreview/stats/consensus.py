# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""From many peers' scores to one score per item, with an honest standard error.

Method. (a) Additive mixed model of the review total, variance components from pairs of reviews
(:mod:`peerreview.stats.additive`). (b) Probability that a reviewer did not read, from whether
their scores follow the others' (:mod:`peerreview.stats.careless`). (c) Refit with every review
weighted by that probability, by its reviewer's noise (shrunk) and by a t weight against single
wild scores. (d) Staff scores enter as near-certain observations plus one global offset: the only
remedy for a leniency all peers share. Steps b-d repeat ``ROUNDS`` times.

What ``item_scores`` is. Three estimates are returned. ``item_unshrunk`` treats every artifact on
its own; ``item_posterior`` is the posterior mean, best when the model is right, but it presumes
that reviewers' scores spread as widely as the truth does. They do not: undetected careless
reviews and the ends of the scale press scores together, so that full shrinkage makes errors
*larger* in cohorts with careless reviewers, while on most public sets of real peer grades it
makes them smaller. ``item_scores`` is the constrained Bayes estimate (Louis 1984; Ghosh 1992):
shrunk only so far that the scores spread as the truth is estimated to, i.e. by the root of the
reliability instead of by the reliability, divided by the share of reviews thought attentive. In
simulated cohorts its error is within 3 % of the better of the other two, and where shrinkage is
right it keeps most of the gain. Use ``item_posterior`` to decide between artifacts,
``item_unshrunk`` to show an author what reviewers said.

``item_se`` counts noise, doubt about reviewers' leniency, the error of partial shrinkage and
what no disagreement among reviewers can reveal: a shared misjudgement (``SHARED_ERROR`` of the
variance between items) and scores pressed towards the middle by the ends of the scale and by
undetected careless reviews (``SLOPE_DOUBT``, ``CARELESS_DOUBT`` times the careless share of
what is still heard; in proportion to the squared distance from the mean). With ``RECALIBRATE_FROM``
or more staff scores it is widened if staff and peers differ by more than that.
"""

from dataclasses import dataclass, replace

import numpy as np

from peerreview.stats import careless
from peerreview.stats.additive import (
    Anchors,
    Components,
    Effects,
    Rows,
    column_means,
    components,
    residual_noise,
    solve,
)
from peerreview.stats.matrix import Reviews, prepare

VERSION = "consensus-2"
SUPPORTS_CRITERIA = True

ROUNDS = 5
PROFILE_TURNS = (0, 1, 3)  # when profiles are held anew against those of reviewers thought to read
NOISE_PRIOR = 8.0  # reviews that the cohort's noise counts for in a reviewer's own
ROBUST_DF = 8.0  # of the t distribution of a single review
ANCHOR_SHARE = 0.1  # a staff score's variance, of one review's noise
OFFSET_SD = 0.15  # prior of the leniency all peers share, of the scale's width
SHARED_ERROR = 0.01
SLOPE_DOUBT = 0.025
CARELESS_DOUBT = 1.0
RECALIBRATE_FROM = 30
# Typical of the totals of peer grades; it counts for additive.PRIOR_PAIRS pairs of reviews.
PRIOR = Components(mean=0.5, tau2=0.02, beta2=0.004, sig2=0.04)  # on a scale of width 1


@dataclass(frozen=True)
class _Fit:
    parts: Components
    effects: Effects
    precision: np.ndarray
    careless: np.ndarray
    noise: np.ndarray
    attentive: float
    anchors: Anchors
    offset: float
    offset_var: float


def consensus(
    reviewer_ids: np.ndarray,
    item_ids: np.ndarray,
    scores: np.ndarray,
    *,
    scale: tuple[float, float] | None = None,
    known: dict[int, float] | None = None,
    author_of_item: dict[int, int] | None = None,
) -> dict[str, np.ndarray]:
    """Consensus score, standard error and reviewer figures from a list of reviews.

    ``reviewer_ids`` and ``item_ids`` are integers (n,); ``scores`` (n,) or (n, C), NaN for
    "cannot judge"; ``scale`` the lowest and highest possible score (taken from the data if
    absent; results are held inside it only if given); ``known`` staff scores of some items
    (mean over the criteria, same scale); ``author_of_item`` who made an item: reviews of one's
    own work are left out, and mutual reviews inside a suspect group hardly count
    (:mod:`peerreview.stats.collusion`; ``reviewer_suspect``).
    Repeated reviews of an item by one reviewer count once, as their mean. The order of rows does
    not matter, to the last bit.

    Returns arrays, sorted by id: ``item_ids, item_scores, item_se, item_unshrunk,
    item_unshrunk_se, item_posterior, item_posterior_se, item_count`` (I,);
    ``reviewer_ids, reviewer_bias`` (> 0 lenient), ``reviewer_bias_se, reviewer_reliability``
    (only the order counts), ``reviewer_careless, reviewer_noise, reviewer_count`` (R,);
    ``item_criterion_scores, item_criterion_se`` (I, C) unshrunk; ``variance_components``
    (item, reviewer, noise); ``grand_mean``; ``peer_offset`` (peers minus staff).
    An item nobody could judge has score NaN and standard error infinity; its posterior is the
    cohort's mean with the cohort's spread.

    Raises ``ValueError`` when lengths differ or the scale is empty.
    """
    data = prepare(reviewer_ids, item_ids, scores, scale, author_of_item or {})
    staff = _staff(data, known or {})
    fit = _fit(data, staff)
    return _report(data, fit, staff)


# ---- Fitting --------------------------------------------------------------------------------


def _staff(data: Reviews, known: dict[int, float]) -> np.ndarray:
    """Staff scores per item on the scale of width 1, NaN where there is none."""
    scores = np.array([known.get(int(i), np.nan) for i in data.items], dtype=float)
    return (scores - data.low) / data.span


def _fit(data: Reviews, staff: np.ndarray) -> _Fit:
    rows, y = data.rows, data.total
    parts = components(rows, y, data.trusted, PRIOR)
    precision = data.trusted / (parts.sig2 * data.noise_factor)
    nothing = Anchors(np.zeros(rows.items), np.zeros(rows.items))
    effects = solve(rows, y, precision, parts, nothing)
    centre = y - column_means(data.cells).mean()
    active = rows.per_reviewer(np.ones(y.size)) > 0
    attentive, read = 1.0, np.ones(y.size)
    for turn in range(ROUNDS):
        if turn in PROFILE_TURNS:
            profile = careless.profile_evidence(rows, data.cells, centre, read)
        log_odds = careless.evidence(rows, y, precision, parts, effects, profile, attentive)
        p = careless.probabilities(log_odds, active)
        read = (1 - p)[rows.reviewer]
        gate = read * data.trusted
        attentive = _share(gate, read)
        noise_left = residual_noise(rows, y, precision, gate, parts, effects)
        parts = components(rows, y, gate, PRIOR)
        parts = replace(parts, sig2=(parts.sig2 + noise_left) / 2)
        precision, noise = _robust_precision(data, parts, effects, gate)
        offset, offset_var, anchors = _anchor(effects, parts, staff)
        effects = solve(rows, y, precision, parts, anchors)
    return _Fit(parts, effects, precision, p, noise, attentive, anchors, offset, offset_var)


def _share(gate: np.ndarray, read: np.ndarray) -> float:
    """Share of what is heard that comes from readers."""
    return float(gate @ read / gate.sum()) if gate.sum() > 0 else 1.0


def _robust_precision(
    data: Reviews, parts: Components, effects: Effects, gate: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Precision of every review and noise variance of every reviewer, on average ``sig2``."""
    rows = data.rows
    miss = data.total - parts.mean - effects.item[rows.item] - effects.reviewer[rows.reviewer]
    squares = miss**2 + effects.item_var[rows.item] + effects.reviewer_var[rows.reviewer]
    squares = squares / data.noise_factor
    count = rows.per_reviewer(np.ones(miss.size))
    noise = (rows.per_reviewer(squares) + NOISE_PRIOR * parts.sig2) / (count + NOISE_PRIOR)
    weight = gate + 1e-9
    noise *= parts.sig2 * weight.sum() / max(float(weight @ noise[rows.reviewer]), 1e-300)
    t = (ROBUST_DF + 1) / (ROBUST_DF + squares / noise[rows.reviewer])
    t *= weight.sum() / max(float(weight @ t), 1e-300)
    return gate * t / (noise[rows.reviewer] * data.noise_factor), noise


def _anchor(effects: Effects, parts: Components, staff: np.ndarray) -> tuple[float, float, Anchors]:
    """Offset (staff minus peers), its variance, and staff scores as observations of items."""
    there = np.isfinite(staff)
    staff_var = ANCHOR_SHARE * parts.sig2
    peers = there & (effects.weight > 0)
    w = 1 / (effects.raw_var[peers] + staff_var + SHARED_ERROR * parts.tau2)
    differences = staff[peers] - parts.mean - effects.raw[peers]
    weight = 1 / OFFSET_SD**2 + w.sum()
    offset = float(w @ differences / weight)
    mean = np.where(there, staff - offset - parts.mean, 0.0)
    variance = float(1 / weight) if peers.any() else 0.0
    return offset, variance, Anchors(mean, there / staff_var)


# ---- Reporting ------------------------------------------------------------------------------


def _report(data: Reviews, fit: _Fit, staff: np.ndarray) -> dict[str, np.ndarray]:
    effects, parts = fit.effects, fit.parts
    centre = parts.mean + fit.offset
    judged = effects.weight + fit.anchors.precision > 0
    score, variance = _with_staff(fit, staff, *_shrunk(fit, 0.5))
    posterior, posterior_var = _with_staff(fit, staff, *_shrunk(fit, 1.0))
    raw, raw_var = _with_staff(fit, staff, effects.raw, effects.raw_var + _shared_doubt(fit))
    lost = np.where(judged, 0.0, np.nan)
    endless = np.where(judged, 0.0, np.inf)
    criterion, criterion_se = _by_criterion(data, fit)
    return {
        "item_ids": data.items,
        "item_scores": _score(data, centre + score + lost),
        "item_se": _width(data, variance) + endless,
        "item_unshrunk": _score(data, centre + raw + lost),
        "item_unshrunk_se": _width(data, raw_var) + endless,
        "item_posterior": _score(data, centre + posterior),
        "item_posterior_se": _width(data, posterior_var),
        "item_count": data.counts,
        "item_criterion_scores": _score(data, criterion),
        "item_criterion_se": criterion_se * data.span,
        "reviewer_ids": data.reviewers,
        "reviewer_bias": (effects.reviewer - fit.offset) * data.span,
        "reviewer_bias_se": _width(data, effects.reviewer_var + fit.offset_var),
        "reviewer_reliability": 1 - fit.careless,
        "reviewer_careless": fit.careless,
        "reviewer_noise": _width(data, fit.noise),
        "reviewer_suspect": data.rows.per_reviewer(1.0 * (data.trusted < 1)) > 0,
        "reviewer_count": data.rows.per_reviewer(np.ones(data.total.size)).astype(int),
        "variance_components": np.array([parts.tau2, parts.beta2, parts.sig2]) * data.span**2,
        "grand_mean": np.array(centre * data.span + data.low),
        "peer_offset": np.array(-fit.offset * data.span),
    }


def _shrunk(fit: _Fit, power: float) -> tuple[np.ndarray, np.ndarray]:
    """Item effects shrunk by ``reliability ** power``, and their error variance.

    ``power`` 1 is the posterior mean, 1/2 the constrained estimate (see the module's docstring).
    With ``raw = a s + e`` and ``var(a s) = tau2``, the estimate ``(shrink / a) raw`` misses by
    ``(shrink - 1) s`` and its share of ``e``.
    """
    parts, a = fit.parts, max(fit.attentive, 0.5)
    shrink = (parts.tau2 / (parts.tau2 + fit.effects.raw_var)) ** power
    variance = ((shrink - 1) ** 2 * parts.tau2 + shrink**2 * fit.effects.raw_var) / a**2
    return shrink / a * fit.effects.raw, variance + _shared_doubt(fit)


def _shared_doubt(fit: _Fit) -> np.ndarray:
    """Variance no disagreement shows: a shared misjudgement, and a pressed-together scale."""
    slope = SLOPE_DOUBT + CARELESS_DOUBT * (1 - fit.attentive)
    return SHARED_ERROR * fit.parts.tau2 + slope * fit.effects.raw**2


def _with_staff(
    fit: _Fit, staff: np.ndarray, value: np.ndarray, variance: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Recalibrate the variance, combine with the items' staff scores, add the offset's doubt."""
    variance = variance * _recalibration(fit, staff, value, variance)
    precision = 1 / variance + fit.anchors.precision
    mean = (value / variance + fit.anchors.precision * fit.anchors.mean) / precision
    return mean, 1 / precision + fit.offset_var


def _recalibration(fit: _Fit, staff: np.ndarray, value: np.ndarray, variance: np.ndarray) -> float:
    """Observed over claimed squared error on staff-scored items, shrunk towards 1.

    Never below 1: these items helped to fit their own reviewers, so their errors flatter.
    """
    there = np.isfinite(staff) & (fit.effects.weight > 0)
    if there.sum() < RECALIBRATE_FROM:
        return 1.0
    claimed = variance[there] + ANCHOR_SHARE * fit.parts.sig2
    chi2 = float(((value - fit.anchors.mean)[there] ** 2 / claimed).sum())
    return max(1.0, (chi2 + RECALIBRATE_FROM) / (float(there.sum()) + RECALIBRATE_FROM))


def _by_criterion(data: Reviews, fit: _Fit) -> tuple[np.ndarray, np.ndarray]:
    """Unshrunk score and standard error of every criterion, with the weights of the total."""
    rows = data.rows
    base = fit.precision * data.noise_factor
    scores, errors = [], []
    for z in data.cells.T:
        weight = np.where(np.isfinite(z), base, 0.0)
        corrected = np.where(np.isfinite(z), z, 0.0) - fit.effects.reviewer[rows.reviewer]
        total = rows.per_item(weight)
        with np.errstate(invalid="ignore", divide="ignore"):
            mean = rows.per_item(weight * corrected) / total
            miss = np.where(weight > 0, corrected - mean[rows.item], 0.0)
            noise = _cell_noise(rows, weight, miss, fit.parts.sig2)
            variance = (
                rows.per_item(weight**2 * (noise + fit.effects.reviewer_var[rows.reviewer]))
                / total**2
            )
        scores.append(mean + fit.offset)
        errors.append(np.sqrt(np.where(total > 0, variance, np.inf) + fit.offset_var))
    return np.column_stack(scores), np.column_stack(errors)


def _cell_noise(rows: Rows, weight: np.ndarray, miss: np.ndarray, least: float) -> float:
    """Noise variance of one criterion, from the spread within items (k - 1 degrees each)."""
    used = (weight > 0).astype(float)
    number = rows.per_item(used)
    freedom = float(np.maximum(number - 1, 0).sum())
    return (
        (float(used @ miss**2) + PRIOR.sig2) / (freedom + 1) if freedom else max(least, PRIOR.sig2)
    )


def _score(data: Reviews, values: np.ndarray) -> np.ndarray:
    inside = np.clip(values, 0.0, 1.0) if data.bounded else values
    return inside * data.span + data.low


def _width(data: Reviews, variance: np.ndarray) -> np.ndarray:
    return np.sqrt(variance) * data.span
