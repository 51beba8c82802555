# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Small plots of one judgement beside another: `{% load comparing %}`."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django import template

from peerreview.ui import drawing

register = template.Library()

START, END = 16, 184
WIDEST = 1.5  # levels at either end of a leaning


@register.inclusion_tag("components/beside.html")
def beside(
    levels: int,
    own: int | None,
    others: Sequence[int],
    *,
    words: str,
    own_label: str,
    others_label: str,
) -> dict[str, Any]:
    """Levels from the lowest to the highest, `own` marked below the line and the `others` above it.

    `words` says the same in a sentence. Values count from 0.
    """

    def x(value: float) -> float:
        return drawing.along(value, 0, max(levels - 1, 1), start=START, end=END)

    stacks = [
        {"x": x(value), "y": 20 - 9 * place}
        for value, count in Counter(others).items()
        for place in range(min(count, 2))
    ]
    return {
        "steps": [x(step) for step in range(levels)],
        "own": None if own is None else x(own),
        "stacks": stacks,
        "counts": [{"x": x(v), "n": n} for v, n in Counter(others).items() if n > 2],
        "words": words,
        "own_label": own_label,
        "others_label": others_label,
    }


@register.inclusion_tag("components/leaning.html")
def leaning(
    value: float, low: float, high: float, *, words: str, against: str, widest: float = WIDEST
) -> dict[str, Any]:
    """How strict or lenient somebody is against what `against` names, in the middle; with the band it may lie in.

    All in levels, or in whatever else `widest`, the value at either end, is given in.
    """

    def x(levels: float) -> float:
        held = min(max(levels, -widest), widest)
        return drawing.along(held, -widest, widest, start=START, end=END)

    return {
        "at": x(value),
        "middle": x(0),
        "band": (x(low), round(x(high) - x(low), 2)),
        "words": words,
        "against": against,
    }
