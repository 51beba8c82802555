# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The site's faces for pictures. The library that draws them reads no compressed and no variable fonts,
and looks for a character in the named family alone: so plain fonts are made, and text is split by face."""

import atexit
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

from peerreview.ui import paper

SERIF, SANS = "besley", "instrument-sans"
WEIGHTS = {SERIF: 650, SANS: 400}
ALL_ELSE = "DejaVuSans.ttf"  # Greek, Cyrillic, Hebrew, Arabic and more
FAMILY, FULL_NAME, BETTER_FAMILY = 1, 4, 16  # in a font's table of names


@dataclass(frozen=True)
class Face:
    """A font as a file: the name it goes by, and the characters it has."""

    family: str
    path: str
    has: frozenset[int]


@lru_cache(maxsize=1)
def faces() -> tuple[Face, ...]:
    """All of them; made once a process, which takes a second or two."""
    made = Path(mkdtemp(prefix="faces-"))
    atexit.register(rmtree, made, ignore_errors=True)
    found = [
        _made(made, f"{name}-{part}", weight)
        for name, weight in WEIGHTS.items()
        for part in ("latin", "latin-ext")
    ]
    other = paper.FACES / ALL_ELSE
    return (*found, Face("DejaVu Sans", str(other), _characters(TTFont(other))))


def _made(folder: Path, name: str, weight: int) -> Face:
    font = TTFont(paper.FACES / f"{name}-wght-normal.woff2")
    font.flavor = None
    instancer.instantiateVariableFont(font, {"wght": weight}, inplace=True)
    font["OS/2"].usWeightClass = 400  # each is the only one of its family
    for record in font["name"].names:
        if record.nameID in (FAMILY, FULL_NAME, BETTER_FAMILY):
            record.string = name
    font.save(folder / f"{name}.ttf")
    return Face(name, str(folder / f"{name}.ttf"), _characters(font))


def _characters(font: TTFont) -> frozenset[int]:
    return frozenset(font.getBestCmap())


def spans(text: str, face: str) -> SafeString:
    """The text as SVG `tspan`s, each in the first font that has it; what no font has is left out."""
    order = [each for each in faces() if each.family.startswith(face) or each.family not in _ours()]
    runs: list[tuple[str, str]] = []
    for character in text:
        family = next((each.family for each in order if ord(character) in each.has), "")
        if not family:
            continue
        if runs and runs[-1][0] == family:
            runs[-1] = (family, runs[-1][1] + character)
        else:
            runs.append((family, character))
    return format_html_join("", '<tspan font-family="{}">{}</tspan>', runs)


def _ours() -> frozenset[str]:
    return frozenset(each.family for each in faces() if each.family.startswith((SERIF, SANS)))
