# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What apps above tell allocation: the two sides of an activity in which each reviews the other's work."""

from collections.abc import Callable

from peerreview.activities.models import Activity

# activity -> the people of both sides, or None where there are no sides
Sides = Callable[[Activity], tuple[frozenset[int], frozenset[int]] | None]
_known: list[Sides] = []


def sides_when(sides: Sides) -> Sides:
    """Register a way to know the sides."""
    _known.append(sides)
    return sides


def sides_of(activity: Activity) -> tuple[frozenset[int], frozenset[int]] | None:
    """The two sides; only an exchange between groups has any, so nothing else is asked."""
    if activity.cohort is None or not activity.cohort.is_between:
        return None
    return next((found for sides in _known if (found := sides(activity))), None)
