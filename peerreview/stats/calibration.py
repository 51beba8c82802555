# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""How far a person's ratings of exemplars lie from the reference, said no more surely than they allow.

A handful of ratings is little evidence, and those of one exemplar are not independent: who finds
a work good finds everything about it good. So the mean difference is shrunk towards none with the
precision of that many *independent* ratings, its uncertainty is kept beside it, and a tendency is
told only when it is both large enough to matter and larger than its uncertainty.
"""

import math
from dataclasses import dataclass

import numpy as np

VERSION = "calibration-1"

PRIOR_SD = 0.5  # levels by which people usually differ in leniency
PRIOR_NOISE = 0.7  # levels by which one rating usually misses
NOISE_WEIGHT = 6.0  # ratings that the usual noise counts for
SAME_WORK = 0.3  # correlation between a person's misses on one exemplar
LEAST_RATINGS = 4  # no tendency is told from fewer
TELL = 0.25  # levels; less is not worth telling
Z95 = 1.959964


@dataclass(frozen=True)
class Bias:
    """Own minus reference, in levels; above 0 is lenient. `mean` and `distance` are NaN without ratings.

    `shrunk` ± `sd` is what to believe; `distance` the mean absolute difference.
    """

    mean: float
    shrunk: float
    sd: float
    distance: float
    count: int

    @property
    def low(self) -> float:
        """The lower end of the 95 % interval."""
        return self.shrunk - Z95 * self.sd

    @property
    def high(self) -> float:
        """The upper end of the 95 % interval."""
        return self.shrunk + Z95 * self.sd

    @property
    def direction(self) -> int | None:
        """+1 lenient, -1 strict, 0 neither as far as can be told; None when there is too little to tell."""
        if self.count < LEAST_RATINGS:
            return None
        is_told = abs(self.shrunk) >= TELL and abs(self.shrunk) > self.sd
        return int(math.copysign(1, self.shrunk)) if is_told else 0


def tolerance(levels: int) -> int:
    """How many levels off is still within: one; none where there are but two, which are opposites."""
    return 1 if levels > 2 else 0


def is_within(own: int, reference: int, levels: int) -> bool:
    """Whether a rating is near enough to the reference."""
    return abs(own - reference) <= tolerance(levels)


def bias(differences: np.ndarray) -> Bias:
    """The tendency in `differences` (exemplars × criteria, own minus reference, NaN where not rated)."""
    table = np.atleast_2d(np.asarray(differences, dtype=float))
    rated = np.isfinite(table)
    count = int(rated.sum())
    if not count:
        return Bias(math.nan, 0.0, PRIOR_SD, math.nan, 0)
    values = table[rated]
    mean = float(values.mean())
    var = _noise(values) * _design_effect(rated.sum(axis=1)) / count
    weight = PRIOR_SD**2 / (PRIOR_SD**2 + var)
    return Bias(
        mean=mean,
        shrunk=weight * mean,
        sd=math.sqrt(weight * var),
        distance=float(np.abs(values).mean()),
        count=count,
    )


def _noise(values: np.ndarray) -> float:
    """Variance of one rating, shrunk towards the usual one."""
    squares = float(((values - values.mean()) ** 2).sum())
    return (NOISE_WEIGHT * PRIOR_NOISE**2 + squares) / (NOISE_WEIGHT + values.size - 1)


def _design_effect(per_work: np.ndarray) -> float:
    """By how much ratings that come in works tell less than as many single ones (Kish)."""
    mean_size = float((per_work**2).sum() / per_work.sum())
    return 1 + (mean_size - 1) * SAME_WORK


def leanings(differences: np.ndarray) -> np.ndarray:
    """Per criterion the mean difference where it goes one way on every exemplar; NaN elsewhere.

    One exemplar shows no habit, so at least two must have been rated.
    """
    table = np.atleast_2d(np.asarray(differences, dtype=float))
    found = np.full(table.shape[1], np.nan)
    for column in range(table.shape[1]):
        values = table[np.isfinite(table[:, column]), column]
        if values.size > 1 and (np.all(values > 0) or np.all(values < 0)):
            found[column] = values.mean()
    return found
