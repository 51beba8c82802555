# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Pure: a name (of a skill, a badge, an issuer) folded so that names which look alike have one key.

NFKC_Casefold (Unicode 16, §3.13, toNFKC_Casefold) without the Latin marks, then a small skeleton in
the manner of UTS #39: letters of Cyrillic, Greek and extended Latin, and digits, that pass for a
Latin letter become it. Spaces and punctuation go, but + and # stay: C, C++ and C# are three skills.
"""

# ruff: noqa: RUF001  look-alikes are what this file is about

import re
import unicodedata

_LETTERS = {
    "a": "аαɑ",
    "b": "вβьƅ",
    "c": "сϲ",
    "d": "ԁđ",
    "e": "еεєҽ",
    "g": "ɡց",
    "h": "һнħհ",
    "j": "јϳ",
    "k": "кκĸ",
    # Capital I, small l and the digit 1 are one stroke in many fonts; so is the dotless i.
    "l": "i1ıіιłӏ|ǀ",
    "m": "мμ",
    "n": "ηпո",
    "o": "0оοøօσ",
    "p": "рρ",
    "q": "ԛ",
    "s": "ѕ",
    "t": "тτŧ",
    "u": "υսʋ",
    "v": "νѵ",
    "w": "ԝωա",
    "x": "хχ×",
    "y": "уγүʏ",
    "z": "ζᴢ",
    "ae": "æ",
    "oe": "œ",
    "and": "&",
}
_SKELETON = str.maketrans(
    {look_alike: letter for letter, many in _LETTERS.items() for look_alike in many}
)
# In small letters these three look like n, u and v.
_GREEK_CAPITALS = str.maketrans("ΗΥΝ", "HYN")
_LATIN_IN_GREEK = set("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ")
_LOOK_LIKE_LATIN = {"CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC", "LISU", "GEORGIAN"}
# Letters and marks that show nothing (Default_Ignorable_Code_Point, of these categories).
_UNSEEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
_PAIRS = (("rn", "m"), ("vv", "w"))
_KEPT = "+#"


def fold(name: str) -> str:
    """The key of a name; empty when it has no letter or digit. Folding twice changes nothing."""
    name = unicodedata.normalize("NFKC", _UNSEEN.sub("", name))
    name = re.sub(r"\w+", _latin_capitals, name)
    letters = _without_latin_marks(_nfkc_casefold(name)).translate(_SKELETON)
    key = "".join(ch for ch in letters if ch in _KEPT or unicodedata.category(ch)[0] in "LNM")
    for pair, letter in _PAIRS:
        key = key.replace(pair, letter)
    return key if any(ch not in _KEPT for ch in key) else ""


def mixes_alphabets(name: str) -> bool:
    """Whether one word has Latin letters and letters of an alphabet that passes for Latin."""
    return any(
        "LATIN" in scripts and scripts & _LOOK_LIKE_LATIN
        for scripts in map(_scripts, re.findall(r"\w+", unicodedata.normalize("NFKC", name)))
    )


def _scripts(word: str) -> set[str]:
    return {unicodedata.name(ch, "").split(" ")[0] for ch in word if ch.isalpha()}


def _latin_capitals(word: re.Match[str]) -> str:
    found = word.group()
    passes = all(ch in _LATIN_IN_GREEK or ch.isascii() for ch in found)
    return found.translate(_GREEK_CAPITALS) if passes else found


def _nfkc_casefold(name: str) -> str:
    once = unicodedata.normalize("NFKC", unicodedata.normalize("NFD", name).casefold())
    return unicodedata.normalize("NFKC", once.casefold())


def _without_latin_marks(text: str) -> str:
    # Only the combining diacritics block: in other scripts marks are vowels, and carry meaning.
    parts = unicodedata.normalize("NFD", text)
    return "".join(ch for ch in parts if not "\u0300" <= ch <= "\u036f")
