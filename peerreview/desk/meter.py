# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The blind agreement meter: read from drafts, for who looks after the activity and nobody else.

What leaves this module are counts and steps. Who may ask is decided by `access`, for the page and
for the room alike.
"""

from dataclasses import dataclass

from django.db.models import Count, Q

from peerreview.activities.models import Activity
from peerreview.allocation.models import Assignment
from peerreview.desk import metering
from peerreview.reviews.models import Review, Score
from peerreview.rubrics.queries import criteria_of

SCORES_MOST = 10_000


@dataclass(frozen=True)
class Line:
    """One criterion by its title; `reading` is None while too few drafts are begun."""

    title: str
    reading: metering.Reading | None


@dataclass(frozen=True)
class Meter:
    """All criteria; `missing` is how many drafts more there must be before anything is told."""

    drafts: int
    missing: int
    lines: tuple[Line, ...]


def meter_of(activity: Activity) -> Meter:
    """The meter as it stands, from drafts that something was written in. Two queries, and the rubric."""
    begun = Review.objects.filter(
        submission__activity=activity,
        submission__withdrawn_at=None,
        state=Review.State.DRAFT,
        revision__gt=0,
        assignment__state=Assignment.State.LEASED,
    )
    counted = Count("pk", filter=Q(scores__isnull=False), distinct=True)
    drafts = begun.aggregate(n=counted)["n"]
    missing = max(metering.SHOWN_FROM - drafts, 0)
    if missing:
        return Meter(drafts, missing, ())
    rows = list(
        Score.objects.filter(review__in=begun.values("pk"))
        .order_by()
        .values_list("criterion", "review__submission", "level__value", "cannot_judge")[
            :SCORES_MOST
        ]
    )
    lines = []
    for criterion in criteria_of(activity.rubric_version):
        values = [level.value for level in criterion.levels.all()]
        own = [row for row in rows if row[0] == criterion.pk]
        reading = metering.read(
            [(work, level) for _, work, level, _ in own if level is not None],
            unjudged=sum(cannot for *_, cannot in own),
            drafts=drafts,
            width=max(values) - min(values) if values else 0,
        )
        lines.append(Line(criterion.title, reading))
    return Meter(drafts, missing, tuple(lines))
