# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Geometry of drawings, for any seed and any name."""

import re
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from peerreview.ui import drawing

NUMBER = re.compile(r"-?\d+\.\d+")


@given(st.text())
def test_an_engraving_stays_between_its_circles(seed: str) -> None:
    strands = drawing.rosette(seed, inner=19, outer=39)

    assert len(strands) == 6
    for strand in strands:
        ends = re.findall(r"[MT](-?\d+\.\d+) (-?\d+\.\d+)", strand)
        radii = [(float(x) ** 2 + float(y) ** 2) ** 0.5 for x, y in ends]
        assert all(17 <= radius <= 40 for radius in radii)


def test_an_engraving_belongs_to_its_seed() -> None:
    assert drawing.rosette("a badge") == drawing.rosette("a badge")
    different = {drawing.rosette(str(number)) for number in range(400)}
    assert len(different) == 40


def test_a_smooth_curve_passes_through_the_middles_between_its_points() -> None:
    square = [(0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0)]

    assert drawing.smooth(square) == "M0.00 2.00Q0.00 0.00 2.00 0.00T4.00 2.00T2.00 4.00T0.00 2.00Z"


def test_every_shape_fits_its_box() -> None:
    for shape in (*drawing.SHAPES, "unheard of"):
        numbers = [float(number) for number in NUMBER.findall(drawing.rim(shape))]
        assert min(numbers) >= -54
        assert max(numbers) <= 50


@given(st.text())
def test_initials_are_one_or_two_letters(name: str) -> None:
    assert 1 <= len(drawing.initials(name)) <= 6  # one letter may grow in upper case: ﬃ is FFI
    assert drawing.initials(name) == drawing.initials(name).upper()


def test_initials_are_taken_from_the_first_and_last_word() -> None:
    assert drawing.initials("Ana María de la Cruz") == "AC"
    assert drawing.initials("Plato") == "P"
    assert drawing.initials("  ") == "?"


@given(st.text(), st.integers(1, 12))
def test_a_hue_is_one_of_those_there_are(text: str, hues: int) -> None:
    assert 0 <= drawing.hue_of(text, hues) < hues


@given(st.lists(st.floats(0, 10), min_size=2).map(sorted))
def test_a_higher_score_is_never_drawn_further_left(scores: list[float]) -> None:
    places = [drawing.along(score, 1, 5, start=10, end=182) for score in scores]

    assert all(left <= right for left, right in pairwise(places))
    assert all(10 <= place <= 182 for place in places)


def test_a_scale_of_one_level_has_one_place() -> None:
    assert drawing.along(1, 1, 1, start=10, end=182) == 10
