# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Pure: how much was written, and whether it seems to name a next step.

A guess from the words themselves, in the languages of the site. It is told to the writer only, as
a guess; nothing is decided by it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median

_WORD = re.compile(r"\w+(?:['’-]\w+)*")
_NEXT_STEP = re.compile(
    r"\b(?:could|try|consider|next|instead|suggest|recommend|might|perhaps|would (?:help|be|make|like)"
    r"|podr[ií]as?|prueba|intenta|considera|siguiente|en vez de|sugiero|recomiendo|quiz[aá]s?)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Written:
    """What one review holds in words."""

    words: int
    comments: int
    names_next_step: bool


@dataclass(frozen=True)
class Habits:
    """What somebody's reviews hold as a rule; shares in [0, 1]."""

    reviews: int
    typical_words: int
    with_next_step: float


def written(comments: Iterable[str]) -> Written:
    """The words of a review, from its comments."""
    given = [comment for comment in comments if comment.strip()]
    return Written(
        words=sum(len(_WORD.findall(comment)) for comment in given),
        comments=len(given),
        names_next_step=any(_NEXT_STEP.search(comment) for comment in given),
    )


def habits(reviews: Iterable[Written]) -> Habits | None:
    """What is typical of them; None when there are none."""
    found = list(reviews)
    if not found:
        return None
    return Habits(
        reviews=len(found),
        typical_words=round(median(one.words for one in found)),
        with_next_step=sum(one.names_next_step for one in found) / len(found),
    )
