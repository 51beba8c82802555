# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The picture of a page is lettered as the site is, whatever is written."""

import re

from hypothesis import given
from hypothesis import strategies as st

from peerreview.portfolio import card, lettering
from peerreview.ui import drawing


def families(text: str, face: str) -> list[tuple[str, str]]:
    return re.findall(r'<tspan font-family="([^"]*)">([^<]*)</tspan>', lettering.spans(text, face))


def test_each_character_in_the_first_face_that_has_it() -> None:
    assert families("Łódź \U0001f30aΩ", lettering.SERIF) == [
        ("besley-latin-ext", "Ł"),
        ("besley-latin", "ód"),
        ("besley-latin-ext", "ź"),
        ("besley-latin", " "),
        ("DejaVu Sans", "Ω"),
    ]
    assert families("ab", lettering.SANS) == [("instrument-sans-latin", "ab")]


@given(st.text(max_size=30))
def test_nothing_is_drawn_that_no_face_has(text: str) -> None:
    known = {face.family: face.has for face in lettering.faces()}

    for family, run in families(text.replace("&", "").replace("<", ""), lettering.SANS):
        if "&" not in run:
            assert {ord(character) for character in run} <= known[family]


def test_the_ornament_is_whole_and_clear_of_the_words() -> None:
    left, width = 958, 5 * drawing_reach()

    assert left + width < card.WIDTH
    assert f"translate({left} " in card._svg("Name", "A claim", "Site")


def drawing_reach() -> float:
    numbers = " ".join(drawing.rosette("Name|A claim"))
    return max(abs(float(number)) for number in re.findall(r"-?[0-9]+\.[0-9]+", numbers))
