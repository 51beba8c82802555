# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What leads to a page of an activity: pairs of label and address."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

Crumb = tuple[str, str]


def above(cohort: Any) -> list[Crumb]:
    """To a page of this cohort's activities; without a cohort, of challenges."""
    if cohort is None or cohort.is_between:
        return [(_("Challenges"), reverse("challenges"))]
    return [(cohort.name, reverse("cohort", args=[cohort.uuid]))]


def inside(activity: Any) -> list[Crumb]:
    """To a page inside an activity."""
    return [*above(activity.cohort), (activity.title, reverse("activity", args=[activity.uuid]))]
