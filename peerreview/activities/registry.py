# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What apps above tell activities: whether reviews of one have begun, and which they list themselves."""

from collections.abc import Callable

from django.db.models import QuerySet

from peerreview.activities.models import Activity

# activity -> whether some review of work in it was begun
Predicate = Callable[[Activity], bool]
_predicates: list[Predicate] = []


# cohort's activities -> those that no app above lists on the cohort's page
Narrowing = Callable[[QuerySet[Activity]], QuerySet[Activity]]
_narrowings: list[Narrowing] = []


def listed_elsewhere(narrow: Narrowing) -> Narrowing:
    """Register what leaves out activities that another panel of the cohort's page lists."""
    _narrowings.append(narrow)
    return narrow


def not_listed_elsewhere(activities: QuerySet[Activity]) -> QuerySet[Activity]:
    """Those that only the list of activities shows."""
    for narrow in _narrowings:
        activities = narrow(activities)
    return activities


def reviews_begun(predicate: Predicate) -> Predicate:
    """Register a way to know that reviewing has begun."""
    _predicates.append(predicate)
    return predicate


def has_reviews(activity: Activity) -> bool:
    """Whether any app knows of a review, drafts included."""
    return any(predicate(activity) for predicate in _predicates)
