# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The picture beside a link: always the same size, whatever the words are."""

import io

from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from peerreview.ui import card


def size_of(drawn: bytes) -> tuple[int, int]:
    with Image.open(io.BytesIO(drawn)) as image:
        image.load()
        assert image.format == "PNG"
        return image.size


@settings(max_examples=8)
@given(
    title=st.text(max_size=60),
    lines=st.lists(st.text(max_size=40), max_size=2),
    foot=st.text(max_size=20),
)
def test_any_words_become_a_card(title: str, lines: list[str], foot: str) -> None:
    assert size_of(card.draw(title=title, lines=lines, foot=foot)) == (card.WIDTH, card.HEIGHT)


def test_the_same_words_give_the_same_picture_and_others_another() -> None:
    first = card.draw(title="Generous reader", lines=["Held by Ana Kovačević"])
    again = card.draw(title="Generous reader", lines=["Held by Ana Kovačević"])
    other = card.draw(title="Generous reader", lines=["Held by Łukasz"])

    assert first == again != other
    assert len(first) < 120_000


def test_letters_of_all_scripts_are_drawn_with_a_font_that_has_them() -> None:
    names = [name for name, _run in _named("Łukasz Ждан ab")]

    assert names == ["besley-latin-ext", "besley-latin", "DejaVuSans", "besley-latin"]


def _named(line: str) -> list[tuple[str, str]]:
    return [
        (str(font.path).rsplit("/", 1)[-1].split("-wght")[0].split(".")[0], run)
        for font, run in card._runs(line, card.DISPLAY, 20)
    ]


def test_what_does_not_fit_is_cut_and_says_so() -> None:
    lines = card._folded("very " * 60, card.PLAIN, 40, 500, 2)

    assert len(lines) == 2
    assert lines[-1].endswith("…")
    assert all(card._length(line, card.PLAIN, 40) <= 500 for line in lines)
