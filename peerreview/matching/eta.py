# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Pure: how long until the first review comes, as an interval, from how long it took others.

Waits that are over and waits that go on are counted by the product-limit estimate of Kaplan and
Meier (1958), so that a work still waiting is not taken for one that never waited. To them come
`PRIOR_WEIGHT` imaginary works whose waits spread widely around three hours: with few data the interval
is wide, with many they do not matter. What came lately and at a like hour of the day counts more.
The interval is meant to hold for `SHARE` of the works; `coverage` says for how many it did.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import exp, inf, sqrt
from statistics import NormalDist

SHARE = 0.8
PRIOR_WEIGHT = 3.0
# Of the logarithm: one in ten within a quarter of an hour, one in ten after 39 hours.
PRIOR_MIDDLE, PRIOR_SPREAD = 180.0, 2.0
PRIOR_POINTS = 24
HALF_LIFE = 72.0  # hours after which a wait counts half
NIGHT_SHARE, HOURS_ALIKE = 0.35, 3.0
# Too few to say more than a guess: the words say so.
FEW = 5
_Z = 1.96


@dataclass(frozen=True)
class Wait:
    """A work's wait for its first review in minutes; `is_over` says whether that has come. `age`
    hours ago it was handed in, at `hour` of the day (UTC)."""

    minutes: float
    is_over: bool
    age: float = 0.0
    hour: float = 0.0


@dataclass(frozen=True)
class Interval:
    """Minutes from handing in to the first review: for `SHARE` of the works within `low` to
    `high`, for half of them by `middle`. `basis` is how many reviews that came it rests on."""

    low: float
    middle: float
    high: float
    basis: int

    @property
    def is_guess(self) -> bool:
        """Whether it rests on too few works to be relied upon."""
        return self.basis < FEW


def interval(waits: Sequence[Wait], *, hour: float = 0.0, elapsed: float = 0.0) -> Interval:
    """What to expect for a work handed in at that `hour` that has waited `elapsed` minutes."""
    points = [(wait.minutes, wait.is_over, _weight(wait, hour)) for wait in waits]
    points += _prior(elapsed)
    curve = _survival(points, elapsed)
    tail = (1 - SHARE) / 2
    low, middle, high = (_when(curve, share) for share in (tail, 0.5, 1 - tail))
    return Interval(low, middle, high, sum(wait.is_over for wait in waits))


def _weight(wait: Wait, hour: float) -> float:
    apart = abs((wait.hour - hour + 12) % 24 - 12)
    alike = NIGHT_SHARE + (1 - NIGHT_SHARE) * exp(-((apart / HOURS_ALIKE) ** 2) / 2)
    return alike * 0.5 ** (wait.age / HALF_LIFE)


def _prior(elapsed: float) -> list[tuple[float, bool, float]]:
    """Evenly spread quantiles. One that has waited long is likely to wait as long again."""
    usual = NormalDist(0.0, PRIOR_SPREAD)
    shares = [(number + 0.5) / PRIOR_POINTS for number in range(PRIOR_POINTS)]
    middle = max(PRIOR_MIDDLE, elapsed)
    weight = PRIOR_WEIGHT / PRIOR_POINTS
    return [(middle * exp(usual.inv_cdf(share)), True, weight) for share in shares]


def _survival(
    points: Iterable[tuple[float, bool, float]], elapsed: float
) -> list[tuple[float, float]]:
    """Steps (minutes, share of works that wait longer), among those that waited past `elapsed`."""
    ordered = sorted(point for point in points if point[0] > elapsed)
    at_risk = sum(weight for _, _, weight in ordered)
    left, steps = 1.0, []
    for minutes, is_over, weight in ordered:
        if is_over and at_risk > 0:
            left *= max(1 - weight / at_risk, 0.0)
            steps.append((minutes, left))
        at_risk -= weight
    return steps


def _when(steps: Sequence[tuple[float, float]], share: float) -> float:
    """When so large a share has its review."""
    found = (minutes for minutes, left in steps if 1 - left >= share - 1e-9)
    return next(found, steps[-1][0] if steps else inf)


@dataclass(frozen=True)
class Honesty:
    """How the intervals did: of `told` works whose wait is over, or over the promised, `inside` got
    their review within what was told. `low` to `high` is where the true share lies (Wilson, 95 %)."""

    told: int
    inside: int
    low: float
    high: float

    @property
    def share(self) -> float:
        """The measured share; compare with `SHARE`."""
        return self.inside / self.told if self.told else 0.0

    @property
    def verdict(self) -> str:
        """few, honest, or by which side it is off: bold (too narrow) or timid (too wide)."""
        if self.told < FEW:
            return "few"
        if self.high < SHARE:
            return "bold"
        return "timid" if self.low > SHARE else "honest"


def honesty(*, told: int, inside: int) -> Honesty:
    """The measured coverage with its uncertainty."""
    if not told:
        return Honesty(0, 0, 0.0, 1.0)
    share = inside / told
    centre = share + _Z**2 / (2 * told)
    reach = _Z * sqrt(share * (1 - share) / told + _Z**2 / (4 * told**2))
    whole = 1 + _Z**2 / told
    return Honesty(told, inside, max((centre - reach) / whole, 0), min((centre + reach) / whole, 1))
