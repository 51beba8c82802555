# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""How probable is it that a reviewer did not look at the work?

Small residuals are not reliability: someone who gives everybody a 3 is never far from anybody.
What a careless reviewer cannot do is *follow* the work, so the main evidence is the slope of a
reviewer's scores on what the others' scores predict (leave-one-out, shrunk): about 1 for someone
who reads, about 0 for someone who does not, whatever their habit. The second evidence is the
fit of whole models of behaviour (a straight line, anything at all, or a reader). Both see partly
the same thing, so each counts for three quarters. Both are taken at two levels, which are nearly
independent: the review's total, and the profile of the criteria within it. The others, whom a
reviewer is held against, are heard as far as they are thought to read themselves.

Zarkoob et al. (2023) have the same idea as an effort probability inside a Bayesian model.
"""

from dataclasses import dataclass

import numpy as np

from peerreview.stats.additive import Components, Effects, Rows, column_means

VERSION = "careless-2"

PRIOR_CARELESS, PRIOR_READERS = 1.0, 9.0  # Beta prior on the share of careless reviewers
READER_SLOPE_VAR, CARELESS_SLOPE_VAR = 0.04, 0.02
SLOPE_SHARE = 0.75  # the two kinds of evidence overlap: each is believed to this extent
MODEL_SHARE = 0.75
LEAST_SQUARE = 1e-6  # below this the others predict no differences to follow
MOST = 30.0  # largest log odds one kind of evidence may give
READER_NOISE = (0.5, 0.7, 1.0, 1.4, 2.0)  # multiples of the cohort's noise, and how usual each is:
READER_NOISE_USUAL = (0.03, 0.27, 0.4, 0.27, 0.03)  # a noisy reader has to prove to be one
CARELESS_TOTAL = (0.04, 0.15, 0.5, 1.5)  # variance of a careless total, of the total variance
CARELESS_PROFILE = (0.03, 0.1, 0.3, 0.8, 2.0, 3.5)  # the same for the profile; first a flat line
STRAIGHT_READER = 0.2  # share of readers who give all criteria nearly one level


@dataclass(frozen=True)
class Slope:
    """Sufficient sums, per reviewer, of a weighted regression of own scores on predictions."""

    cross: np.ndarray
    square: np.ndarray
    careless: np.ndarray  # variance of ``cross`` for someone whose scores follow nothing

    def __add__(self, other: "Slope") -> "Slope":
        return Slope(
            self.cross + other.cross, self.square + other.square, self.careless + other.careless
        )

    def log_odds(self) -> np.ndarray:
        """log P(slope | reader) - log P(slope | careless)."""
        square = np.maximum(self.square, LEAST_SQUARE)
        slope = self.cross / square
        reader = 1 / square + READER_SLOPE_VAR
        careless = self.careless / square**2 + CARELESS_SLOPE_VAR
        odds = slope**2 / careless - (slope - 1) ** 2 / reader + np.log(careless / reader)
        return np.where(self.square > LEAST_SQUARE, 0.5 * odds, 0.0)


@dataclass(frozen=True)
class Profile:
    """Evidence from the criteria within reviews; does not depend on totals, so found once."""

    slope: Slope
    log_odds: np.ndarray


def probabilities(log_odds: np.ndarray, active: np.ndarray) -> np.ndarray:
    """P(careless) per reviewer; the share in the cohort is found by EM under a Beta prior.

    ``active`` masks the reviewers with at least one review; the others get the share itself.
    """
    share = PRIOR_CARELESS / (PRIOR_CARELESS + PRIOR_READERS)
    seen = log_odds[active]
    for _ in range(50):
        p = _expit(np.log(share / (1 - share)) - seen)
        share = (p.sum() + PRIOR_CARELESS) / (p.size + PRIOR_CARELESS + PRIOR_READERS)
    return _expit(np.log(share / (1 - share)) - log_odds)


def evidence(
    rows: Rows,
    y: np.ndarray,
    precision: np.ndarray,
    parts: Components,
    effects: Effects,
    profile: Profile | None,
    attentive: float,
) -> np.ndarray:
    """Log odds of "reads the work" per reviewer, from totals ``y`` and the optional profile.

    ``attentive`` is the share of what is heard that comes from readers: the others' consensus
    is pressed towards the mean by just that factor, which is undone.
    """
    d = y - parts.mean
    own = precision * (d - effects.reviewer[rows.reviewer])
    rest = effects.certainty[rows.item] - precision
    sums = effects.item * effects.certainty
    predicted = (sums[rows.item] - own) / (rest * attentive)
    slope = _slope(rows, predicted, d, 1 / (parts.sig2 + 1 / rest), parts.total)
    fit = _total_fit(rows, d, predicted, 1 / rest, parts)
    if profile is not None:
        slope, fit = slope + profile.slope, fit + profile.log_odds
    bounded = np.clip(fit, -MOST, MOST)
    return SLOPE_SHARE * np.clip(slope.log_odds(), -MOST, MOST) + MODEL_SHARE * bounded


def profile_evidence(
    rows: Rows, cells: np.ndarray, centre: np.ndarray, read: np.ndarray
) -> Profile | None:
    """Slope and fit of criterion profiles; ``None`` with a single criterion.

    ``cells`` (rows, C) with NaN, ``centre`` (rows,) each review's total of centred cells, ``read``
    (rows,) how far each is heard when it stands among the others that somebody is held against.
    """
    criteria = cells.shape[1]
    if criteria < 2:
        return None
    mean = column_means(cells)
    columns = [_column(rows, cells[:, c] - mean[c] - centre, read) for c in range(criteria)]
    followed = max(sum(c.products for c in columns) / max(sum(c.pairs for c in columns), 1), 1e-6)
    squares = sum(c.square for c in columns) / max(sum(c.count for c in columns), 1)
    noise = max(squares - followed, 0.1 * followed, 1e-6)
    return _profile(rows, columns, mean - mean.mean(), followed, noise)


@dataclass(frozen=True)
class _Column:
    """One criterion's centred contrasts (0 where missing) and the sums its variances need; ``heard``
    is 0 where missing, else how far the review is heard."""

    value: np.ndarray
    seen: np.ndarray
    heard: np.ndarray
    total: np.ndarray
    number: np.ndarray
    products: float
    pairs: float
    square: float
    count: float


def _column(rows: Rows, contrast: np.ndarray, read: np.ndarray) -> _Column:
    seen = np.isfinite(contrast)
    value = np.where(seen, contrast, 0.0)
    heard = np.where(seen, read, 0.0)
    spoken = heard * value
    total, number = rows.per_item(spoken), rows.per_item(heard)
    return _Column(
        value=value,
        seen=seen.astype(float),
        heard=heard,
        total=total,
        number=number,
        products=float((total**2).sum()) - float(spoken @ spoken),
        pairs=float((number**2).sum()) - float(heard @ heard),
        square=float(spoken @ value),
        count=float(heard.sum()),
    )


def _profile(
    rows: Rows, columns: list[_Column], level: np.ndarray, followed: float, noise: float
) -> Profile:
    free = (len(columns) - 1) / len(columns)  # contrasts of one review sum to zero
    slope = None
    reader = [0.0] * len(READER_NOISE)
    careless = [0.0] * len(CARELESS_PROFILE)
    for c, column in enumerate(columns):
        others = column.number[rows.item] - column.heard
        rest = others + noise / followed
        told = column.total[rows.item] - column.heard * column.value
        predicted = column.seen * told / rest
        doubt = noise / rest
        share = free * column.seen
        weight = share / (noise + doubt)
        one = _slope(rows, predicted, column.value, weight, noise + followed)
        slope = one if slope is None else slope + one
        miss = (column.value - predicted) ** 2
        flat = (column.value + column.seen * level[c]) ** 2
        for g, scale in enumerate(READER_NOISE):
            reader[g] = reader[g] + _log_normal(rows, miss, scale * noise + doubt, share)
        for o, scale in enumerate(CARELESS_PROFILE):
            variance = np.full(flat.size, scale * (noise + followed))
            careless[o] = careless[o] + _log_normal(rows, flat, variance, share)
    straight = np.log(STRAIGHT_READER) + careless[0]
    readers = np.logaddexp(
        straight, np.log(1 - STRAIGHT_READER) + _mixture(reader, READER_NOISE_USUAL)
    )
    return Profile(slope, readers - _mixture(careless))


def _slope(
    rows: Rows, predicted: np.ndarray, d: np.ndarray, weight: np.ndarray, typical: float
) -> Slope:
    """Regression within reviewers; ``typical`` variance counts as two more scores of their own."""
    weights = np.maximum(rows.per_reviewer(weight), 1e-300)
    x = predicted - (rows.per_reviewer(weight * predicted) / weights)[rows.reviewer]
    z = d - (rows.per_reviewer(weight * d) / weights)[rows.reviewer]
    seen = (weight > 0).astype(float)
    own = (rows.per_reviewer(seen * z * z) + 2 * typical) / (
        np.maximum(rows.per_reviewer(seen) - 1, 0) + 2
    )
    wx = weight * x
    return Slope(
        rows.per_reviewer(wx * z), rows.per_reviewer(wx * x), rows.per_reviewer(wx * wx) * own
    )


def _total_fit(
    rows: Rows, d: np.ndarray, predicted: np.ndarray, doubt: np.ndarray, parts: Components
) -> np.ndarray:
    """Marginal likelihood of the totals, reader against careless, own level integrated out."""
    leniency = parts.beta2 + 0.05 * parts.total
    reader = [
        _marginal(rows, d - predicted, scale * parts.sig2 + doubt, leniency)
        for scale in READER_NOISE
    ]
    careless = [
        _marginal(rows, d, np.full(d.size, scale * parts.total), parts.total)
        for scale in CARELESS_TOTAL
    ]
    return _mixture(reader, READER_NOISE_USUAL) - _mixture(careless)


def _marginal(rows: Rows, residual: np.ndarray, variance: np.ndarray, level: float) -> np.ndarray:
    """log N(residual; own level, variance) with own level ~ N(0, ``level``), per reviewer."""
    w = 1 / variance
    weight, sums = rows.per_reviewer(w), rows.per_reviewer(w * residual)
    squares = rows.per_reviewer(w * residual * residual)
    spread = rows.per_reviewer(np.log(w)) - np.log1p(weight * level)
    return 0.5 * (spread - squares + sums**2 / (weight + 1 / level))


def _log_normal(
    rows: Rows, squares: np.ndarray, variance: np.ndarray, share: np.ndarray
) -> np.ndarray:
    return -0.5 * rows.per_reviewer(share * (squares / variance + np.log(variance)))


def _mixture(logs: list[np.ndarray], shares: tuple[float, ...] = ()) -> np.ndarray:
    """Log of the mean of ``exp``, by ``shares`` where they are not equal."""
    if shares:
        logs = [log + np.log(share) for log, share in zip(logs, shares, strict=True)]
        return np.logaddexp.reduce(logs, axis=0)
    return np.logaddexp.reduce(logs, axis=0) - np.log(len(logs))


def _expit(x: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-np.clip(x, -700, 700)))
