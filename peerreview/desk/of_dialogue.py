# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Ratings that authors gave their reviews, on the board."""

from collections.abc import Sequence

from django.db.models import Count
from django.utils.translation import gettext_lazy, ngettext

from peerreview.activities import attention
from peerreview.activities.attention import Cell
from peerreview.activities.models import Activity
from peerreview.activities.stages import Act
from peerreview.activities.windows import window_of
from peerreview.dialogue.models import Rating


def _is_on(activity: Activity) -> bool:
    return window_of(activity).has(Act.BACK_EVALUATE)


def _back_evaluated(activity: Activity, user_ids: Sequence[int]) -> dict[int, Cell]:
    rows = Rating.objects.filter(review__submission__activity=activity, by__in=user_ids)
    counted = rows.order_by().values_list("by").annotate(n=Count("pk"))
    return {
        person: Cell(
            label=ngettext("%(n)d review", "%(n)d reviews", count) % {"n": count}, tone="done"
        )
        for person, count in counted
    }


attention.offer_column(
    "back-evaluated", gettext_lazy("Rated back"), is_on=_is_on,
    cells=_back_evaluated, order=30,
)  # fmt: skip
