# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Pure: what changed between two texts, first by lines, inside changed lines by words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

# Comparing words takes time with the square of their number; longer passages are shown whole.
WORDS_MAX = 600
LINES_MAX = 4_000
_WORDS = re.compile(r"\s+|\w+|[^\w\s]")


class Kind(StrEnum):
    """What became of a stretch of text."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True)
class Stretch:
    """Text that stayed, came or went."""

    kind: Kind
    text: str


def of_texts(before: str, after: str) -> list[Stretch]:
    """The later text with what came and what went, in reading order.

    The SAME and REMOVED stretches together are `before`, the SAME and ADDED ones `after`.
    """
    one, other = before.splitlines(keepends=True), after.splitlines(keepends=True)
    if max(len(one), len(other)) > LINES_MAX:
        return _joined(_swap(before, after))
    found: list[Stretch] = []
    for tag, a, b, c, d in _steps(one, other):
        gone, come = "".join(one[a:b]), "".join(other[c:d])
        found += [Stretch(Kind.SAME, gone)] if tag == "equal" else _by_words(gone, come)
    return _joined(found)


def _by_words(gone: str, come: str) -> list[Stretch]:
    one, other = _WORDS.findall(gone), _WORDS.findall(come)
    if not one or not other or max(len(one), len(other)) > WORDS_MAX:
        return _swap(gone, come)
    found: list[Stretch] = []
    for tag, a, b, c, d in _steps(one, other):
        left, right = "".join(one[a:b]), "".join(other[c:d])
        found += [Stretch(Kind.SAME, left)] if tag == "equal" else _swap(left, right)
    return found


def _steps(one: Sequence[str], other: Sequence[str]) -> list[tuple[str, int, int, int, int]]:
    return SequenceMatcher(None, one, other, autojunk=False).get_opcodes()


def _swap(gone: str, come: str) -> list[Stretch]:
    return [Stretch(Kind.REMOVED, gone), Stretch(Kind.ADDED, come)]


def _joined(stretches: list[Stretch]) -> list[Stretch]:
    found: list[Stretch] = []
    for stretch in stretches:
        if not stretch.text:
            continue
        if found and found[-1].kind == stretch.kind:
            found[-1] = Stretch(stretch.kind, found[-1].text + stretch.text)
        else:
            found.append(stretch)
    return found


@dataclass(frozen=True)
class Content:
    """One part of a version: a text to compare, or a file or link known by its digest."""

    kind: str
    caption: str
    digest: str
    text: str = ""


@dataclass(frozen=True)
class PartChange:
    """A part beside its counterpart; either is None where there was or is none."""

    before: Content | None
    after: Content | None

    @property
    def is_same(self) -> bool:
        """Whether nothing of it changed."""
        return self.before == self.after

    @property
    def stretches(self) -> list[Stretch]:
        """The words that came and went, for texts."""
        texts = [part.text if part else "" for part in (self.before, self.after)]
        return of_texts(*texts)


def of_parts(before: Sequence[Content], after: Sequence[Content]) -> list[PartChange]:
    """The parts of two versions side by side: the same ones found by content, the rest by kind and order."""
    pairs: list[PartChange] = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            pairs += map(PartChange, before[a:b], after[c:d])
        else:
            pairs += _by_kind(list(before[a:b]), list(after[c:d]))
    return pairs


def _by_kind(gone: list[Content], come: list[Content]) -> list[PartChange]:
    pairs = []
    for new in come:
        old = next((each for each in gone if each.kind == new.kind), None)
        if old is not None:
            gone.remove(old)
        pairs.append(PartChange(old, new))
    return [*(PartChange(old, None) for old in gone), *pairs]
