# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Geometry of drawings: engraved rosettes, badge rims, positions on a scale. Pure; units are the
user units of a 100 by 100 view box with its centre at the origin."""

import hashlib
from functools import lru_cache
from math import cos, sin, tau

Point = tuple[float, float]

SHAPES = ("round", "scalloped", "hexagon", "shield", "star")
COLOURS = ("brass", "green", "indigo", "plum", "red")


def path(points: list[Point]) -> str:
    """A closed SVG path through the points."""
    steps = " ".join(f"{x:.1f} {y:.1f}" for x, y in points)
    return f"M{steps}Z"


def smooth(points: list[Point]) -> str:
    """A closed curve that the points pull on (a uniform quadratic B-spline), free of corners.

    It runs through the middles between points. `T` takes as control point the last one mirrored in
    the last middle, which is the next of the points, so the middles alone say it all.
    """
    pairs = zip([points[-1], *points], points, strict=False)
    middles = [((x0 + x1) / 2, (y0 + y1) / 2) for (x0, y0), (x1, y1) in pairs]
    (start_x, start_y), (pull_x, pull_y) = middles[0], points[0]
    ends = "T".join(f"{x:.2f} {y:.2f}" for x, y in [*middles[1:], middles[0]])
    return f"M{start_x:.2f} {start_y:.2f}Q{pull_x:.2f} {pull_y:.2f} {ends}Z"


def polar(radius: float, angle: float) -> Point:
    """The point at `angle` radians clockwise from the top."""
    return radius * sin(angle), -radius * cos(angle)


@lru_cache(maxsize=512)
def rosette(
    seed: str, *, inner: float = 19, outer: float = 39, strands: int = 6
) -> tuple[str, ...]:
    """Paths of an engraver's rosette: waves around a ring, as on bank notes.

    The same seed always gives the same rosette, so a badge is recognisable by its engraving.
    """
    digest = hashlib.sha256(seed.encode()).digest()
    petals, inset = 7 + digest[0] % 8, 0.2 + digest[1] % 5 / 10
    middle, swing = (inner + outer) / 2, (outer - inner) / 2
    return tuple(
        smooth(
            _wave(
                middle, swing * (1 - inset * (strand % 2)), petals, strand * tau / petals / strands
            )
        )
        for strand in range(strands)
    )


def _wave(middle: float, swing: float, petals: int, shift: float) -> list[Point]:
    steps = petals * 6
    angles = [step * tau / steps for step in range(steps)]
    return [polar(middle + swing * cos(petals * (angle + shift)), angle) for angle in angles]


def rim(shape: str, *, radius: float = 48) -> str:
    """The outline of a badge; an unknown shape is round."""
    if shape == "hexagon":
        return path([polar(radius, turn * tau / 6) for turn in range(6)])
    if shape == "star":
        spikes = 24
        return path(
            [polar(radius - 4 * (i % 2), i * tau / (2 * spikes)) for i in range(2 * spikes)]
        )
    if shape == "scalloped":
        angles = [step * tau / 240 for step in range(240)]
        return path([polar(radius - 3 * (1 - abs(sin(8 * a))) ** 2 * 1.4, a) for a in angles])
    if shape == "shield":
        return _shield(radius)
    return path([polar(radius, step * tau / 90) for step in range(90)])


def _shield(radius: float) -> str:
    r = radius
    return (
        f"M{-r * 0.86:.1f} {-r * 0.86:.1f}Q0 {-r * 1.12:.1f} {r * 0.86:.1f} {-r * 0.86:.1f}"
        f"V{r * 0.12:.1f}Q{r * 0.86:.1f} {r * 0.72:.1f} 0 {r:.1f}"
        f"Q{-r * 0.86:.1f} {r * 0.72:.1f} {-r * 0.86:.1f} {r * 0.12:.1f}Z"
    )


def hue_of(text: str, hues: int = 6) -> int:
    """A number below `hues` that is always the same for the same text."""
    return hashlib.sha256(text.encode()).digest()[0] % hues


def initials(name: str) -> str:
    """One or two letters that stand for a name: its first word's and its last word's."""
    words = [word for word in name.split() if word[0].isalnum()]
    if not words:
        return "?"
    chosen = words[:1] if len(words) == 1 else [words[0], words[-1]]
    return "".join(word[0] for word in chosen).upper()


def along(value: float, low: float, high: float, *, start: float, end: float) -> float:
    """Where `value` of the range low..high lies between `start` and `end`; outside is clamped."""
    if high <= low:
        return start
    share = min(max((value - low) / (high - low), 0), 1)
    return round(start + share * (end - start), 2)
