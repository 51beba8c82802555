# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Names that look alike have one key."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerreview.kernel.folding import fold, mixes_alphabets

LOOK_ALIKES = [
    ("Python", "Pуthon"),
    ("Python", "Рython"),
    ("Python", "Ｐｙｔｈｏｎ"),
    ("Python", "𝐏𝐲𝐭𝐡𝐨𝐧"),
    ("Python", "pyt\u200bhon"),
    ("Python", "PYTHON"),
    ("Python", "Py-thon"),
    ("Python", "  Py thon. "),
    ("HTML", "ΗTML"),
    ("HTML", "НТМL"),
    ("AI", "Al"),
    ("AI", "A1"),
    ("SQL", "ЅQL"),
    ("Web 2.0", "Web 2.O"),
    ("modern art", "modem art"),
    ("writing", "vvriting"),
    ("Research & design", "Research and design"),
    ("résumé", "resume"),
    ("Øre", "Ore"),
    ("straße", "STRASSE"),
    ("ﬁnance", "finance"),
    ("scope", "ѕсоре"),
    ("HYMN", "ΗΥΜΝ"),
]
DIFFERENT = [
    ("C", "C++"),
    ("C", "C#"),
    ("C++", "C#"),
    ("Java", "JavaScript"),
    ("Writing", "Reading"),
    ("写作", "阅读"),
    ("हिन्दी", "हिन्द"),
]


@pytest.mark.parametrize(("name", "look_alike"), LOOK_ALIKES)
def test_fold_gives_look_alikes_one_key(name, look_alike):
    assert fold(name) == fold(look_alike) != ""


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_fold_tells_different_skills_apart(one, other):
    assert fold(one) != fold(other)


@pytest.mark.parametrize(
    "name", ["", " ", "...", "🎨", "+", "#", "\u200b", "++##", "\u3164\u115f", "\ufe0f"]
)
def test_fold_of_no_letters_is_empty(name):
    assert fold(name) == ""


def test_mixes_alphabets_finds_a_foreign_letter_in_a_word():
    assert mixes_alphabets("Pуthon")
    assert mixes_alphabets("good Pуthon")
    for honest in ("Python", "λ-calculus", "Python 入門", "русский язык", "Ελληνικά", "C++"):
        assert not mixes_alphabets(honest)


@given(st.text(max_size=80))
def test_folding_twice_changes_nothing(name):
    assert fold(fold(name)) == fold(name)


@given(st.text(max_size=80))
def test_a_key_has_no_spaces_case_or_punctuation(name):
    for ch in fold(name):
        assert ch in "+#" or unicodedata.category(ch)[0] in "LNM"


@given(st.text(alphabet=st.characters(codec="latin-1"), max_size=60))
def test_fold_does_not_see_case_or_compatibility_forms(name):
    assert fold(name.upper()) == fold(name)
    assert fold(unicodedata.normalize("NFKD", name)) == fold(name)


@given(
    st.text(max_size=40),
    st.integers(0, 40),
    st.sampled_from(" -_.,·\u200b\u00ad\u2060\u3164\ufe0f'’/"),
)
def test_fold_does_not_see_what_is_put_between(name, at, extra):
    # Not between letters that decompose differently apart: at a plain place of the name's own.
    at = min(at, len(name))
    if unicodedata.combining((name[at:] or "a")[0]):
        return
    assert fold(name[:at] + extra + name[at:]) == fold(name)


SWAPS = str.maketrans("aceopxyijs", "асеорхуіјѕ")


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz ", min_size=1, max_size=40))
def test_fold_does_not_see_cyrillic_in_place_of_latin(name):
    assert fold(name.translate(SWAPS)) == fold(name)
