# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What apps above tell activities: whether reviews of an activity have begun."""

from collections.abc import Callable

from peerreview.activities.models import Activity

# activity -> whether some review of work in it was begun
Predicate = Callable[[Activity], bool]
_predicates: list[Predicate] = []


def reviews_begun(predicate: Predicate) -> Predicate:
    """Register a way to know that reviewing has begun."""
    _predicates.append(predicate)
    return predicate


def has_reviews(activity: Activity) -> bool:
    """Whether any app knows of a review, drafts included."""
    return any(predicate(activity) for predicate in _predicates)
