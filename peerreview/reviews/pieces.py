# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What reviewers may show of their reviewing: that they do it, never how much, and words of their own.

Never whose work it was. Words of a review are offered only where its author knows who reviewed: an
author who met them again on somebody's page would learn it.
"""

from collections.abc import Collection
from typing import Any

from django.db.models import Max, Min, QuerySet
from django.db.models.functions import TruncDate
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from peerreview.activities.models import Activity
from peerreview.activities.rules import names_are_revealed
from peerreview.portfolio import registry
from peerreview.reviews.models import Review

DAYS_TO_BE_REGULAR = 3
FEWEST_LETTERS, MOST_LETTERS = 40, 600


def _handed_in(person: Any) -> QuerySet[Review]:
    return Review.objects.filter(
        reviewer=person, state=Review.State.SUBMITTED, hidden_at=None, submission__withdrawn_at=None
    )


def author_knows_reviewer(activity: Activity) -> bool:
    """Whether every author there may be told who wrote a review."""
    return activity.blindness == Activity.Blindness.OPEN or names_are_revealed(activity)


@registry.offer(
    registry.Kind(
        name="reviewing",
        label=gettext_lazy("Reviewing"),
        help=gettext_lazy(
            "That you review others’ work, and since when. How often is nobody’s business."
        ),
        icon="messages-square",
        most=1,
        order=38,
    )
)
def regularly(person: Any, keys: Collection[str] | None) -> list[registry.Piece]:
    """For who reviewed on several days."""
    if keys is not None and "regularly" not in keys:
        return []
    rows = _handed_in(person).annotate(day=TruncDate("submitted_at")).order_by()
    found = rows.aggregate(first=Min("submitted_at"), last=Max("submitted_at"))
    days = rows.values("day").distinct()[:DAYS_TO_BE_REGULAR]
    if len(days) < DAYS_TO_BE_REGULAR:
        return []
    title = _("Reviews regularly since %(year)s") % {"year": found["first"].year}
    latest = date_format(found["last"], "YEAR_MONTH_FORMAT")
    about = _("Most recently in %(month)s") % {"month": latest}
    return [registry.Piece(key="regularly", title=title, about=about)]


@registry.offer(
    registry.Kind(
        name="excerpt",
        label=gettext_lazy("From written reviews"),
        help=gettext_lazy(
            "Up to three of your own reviews, as you wrote them. Only from activities in which authors know who reviewed."
        ),
        icon="quote",
        most=3,
        order=60,
    )
)
def excerpts(person: Any, keys: Collection[str] | None) -> list[registry.Piece]:
    """What they wrote on a work as a whole, the newest first."""
    rows = _handed_in(person).select_related("submission__activity__cohort")
    if keys is not None:
        rows = rows.filter(uuid__in=keys)
    # Those without enough words are left out below, where letters are counted as people do.
    rows = rows.exclude(overall="").order_by("-submitted_at", "-pk")[: registry.MOST_OFFERED]
    return [_piece(row) for row in rows if _may_be_shown(row)]


def _may_be_shown(row: Review) -> bool:
    is_long = len(row.overall.strip()) >= FEWEST_LETTERS
    return is_long and author_knows_reviewer(row.submission.activity)


def _where(activity: Activity) -> str:
    """The name of a study group is its own, and whoever is in it did not choose to be on this page."""
    if activity.cohort is None:
        return _("for “%(activity)s”") % {"activity": activity.title}
    if activity.cohort.is_study_group:
        return _("in a study group")
    return _("in “%(cohort)s”") % {"cohort": activity.cohort.name}


def _piece(row: Review) -> registry.Piece:
    activity = row.submission.activity
    return registry.Piece(
        key=str(row.uuid),
        title=_("A review, %(month)s")
        % {"month": date_format(row.submitted_at, "YEAR_MONTH_FORMAT")},
        about=_where(activity),
        said=row.overall[:MOST_LETTERS],
    )
