# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""A person's own record of reviewing: for nobody else, no rank, no grade."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

import numpy as np
from django.db.models import Avg, Count, F, Max, OuterRef, Prefetch, QuerySet, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from peerreview.accounts.models import User
from peerreview.activities.models import Activity
from peerreview.activities.queries import stage_of, window_of
from peerreview.activities.stages import Act, Stage, is_late
from peerreview.calibration import words as calibration_words
from peerreview.calibration.models import Clearance
from peerreview.reviews.models import Review, Score
from peerreview.reviews.wording import Habits, Written, habits, written
from peerreview.stats import calibration as stats

LATEST = 100


@dataclass(frozen=True)
class ActivityRecord:
    """What somebody gave in one activity. `bias` is against the others who reviewed the same work;
    None while that may not be told or there is nobody to compare with."""

    activity: Activity
    given: int
    in_time: int
    typical_time: timedelta | None
    clearance: str
    bias: stats.Bias | None
    against_others: str

    @property
    def typical_words(self) -> str:
        """The time from opening a review to handing it in, roughly."""
        minutes = max(round(self.typical_time.total_seconds() / 60), 1) if self.typical_time else 0
        if minutes < 90:
            return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}
        hours = round(minutes / 60)
        if hours < 48:
            return ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours}
        days = round(hours / 24)
        return ngettext("%(n)s day", "%(n)s days", days) % {"n": days}


@dataclass(frozen=True)
class ReviewRecord:
    """One review with what was written in it."""

    review: Review
    written: Written


def activities_of(user: User) -> QuerySet[Activity]:
    """Where this person has handed in reviews, the latest first, with `given` and `clearance`."""
    mine = _mine(user).filter(submission__activity=OuterRef("pk")).order_by()
    per_activity = mine.values("submission__activity")
    how = Clearance.objects.filter(activity=OuterRef("pk"), person=user).values("state")[:1]
    return (
        Activity.objects.annotate(
            given=Subquery(per_activity.annotate(n=Count("pk")).values("n")),
            last=Subquery(per_activity.annotate(last=Max("submitted_at")).values("last")),
            clearance=Subquery(how),
        )
        .filter(given__gt=0)
        .select_related("cohort")
        .order_by("-last", "-pk")
    )


def _mine(user: User) -> QuerySet[Review]:
    return Review.objects.filter(reviewer=user).exclude(state=Review.State.DRAFT)


def by_activity(user: User, activities: Sequence[Activity], now: datetime) -> list[ActivityRecord]:
    """The record in each of these activities (rows of `activities_of`); three queries for all."""
    times = _times(user, activities)
    told = [activity for activity in activities if _may_compare(activity, now)]
    differences = _differences(user, told)
    return [_record(one, times[one.pk], differences.get(one.pk)) for one in activities]


def _record(
    activity: Activity, times: list[tuple[datetime, datetime]], differences: np.ndarray | None
) -> ActivityRecord:
    window = window_of(activity)
    bias = stats.bias(differences) if differences is not None else None
    return ActivityRecord(
        activity=activity,
        given=activity.given,
        in_time=sum(not is_late(window, Act.REVIEW, done) for _begun, done in times),
        typical_time=median(done - begun for begun, done in times) if times else None,
        clearance=activity.clearance or "",
        bias=bias if bias and bias.direction is not None else None,
        against_others=against_others(bias) if bias else "",
    )


def _times(user: User, activities: Sequence[Activity]) -> dict[int, list]:
    found = defaultdict(list)
    rows = _mine(user).filter(submission__activity__in=[one.pk for one in activities])
    for activity_id, begun, done in rows.values_list(
        "submission__activity_id", "started_at", "submitted_at"
    ):
        found[activity_id].append((begun, done))
    return found


def _may_compare(activity: Activity, now: datetime) -> bool:
    """Nobody is told where they stand while others still judge; a challenge without end never stops."""
    return activity.review_by is None or stage_of(activity, now) is Stage.ENDED


def _differences(user: User, activities: Sequence[Activity]) -> dict[int, np.ndarray]:
    """Own level minus the mean of the others on the same work and criterion, as tables by activity."""
    counted = Score.objects.filter(
        review__submission__activity__in=[one.pk for one in activities],
        review__state=Review.State.SUBMITTED,
        level__isnull=False,
    ).order_by()
    mine = counted.filter(review__reviewer=user).values_list(
        "review__submission__activity_id", "review__submission_id", "criterion_id", "level__value"
    )
    reviewed = _mine(user).order_by().values("submission")
    others = {
        (submission, criterion): mean
        for submission, criterion, mean in counted.filter(review__submission__in=reviewed)
        .exclude(review__reviewer=user)
        .values("review__submission_id", "criterion_id")
        .annotate(mean=Avg("level__value"))
        .values_list("review__submission_id", "criterion_id", "mean")
    }
    found: dict[int, dict[int, list[float]]] = defaultdict(lambda: defaultdict(list))
    for activity_id, submission, criterion, value in mine:
        if (submission, criterion) in others:
            found[activity_id][submission].append(value - float(others[submission, criterion]))
    return {activity_id: _table(rows) for activity_id, rows in found.items()}


def _table(rows: dict[int, list[float]]) -> np.ndarray:
    table = np.full((len(rows), max(map(len, rows.values()))), np.nan)
    for number, values in enumerate(rows.values()):
        table[number, : len(values)] = values
    return table


def against_others(bias: stats.Bias) -> str:
    """Strictness beside the others who reviewed the same work, kindly; empty when it cannot be told."""
    direction = bias.direction
    if direction is None:
        return ""
    if direction == 0:
        return _("You rate much like the others who reviewed the same work.")
    size = calibration_words.how_much(bias.shrunk)
    if direction > 0:
        return _("You tend to rate %(size)s higher than others who reviewed the same work.") % {
            "size": size
        }
    return _("You tend to rate %(size)s lower than others who reviewed the same work.") % {
        "size": size
    }


def reviews_of(user: User) -> QuerySet[Review]:
    """What this person has handed in, the newest first, with the words in it at hand."""
    scores = Score.objects.exclude(comment="").only("review_id", "comment")
    return (
        _mine(user)
        .select_related("submission__activity", "submission__version")
        .prefetch_related(Prefetch("scores", queryset=scores, to_attr="commented"))
        .order_by(F("submitted_at").desc(), "-pk")
    )


def records(reviews: Sequence[Review]) -> list[ReviewRecord]:
    """Rows of `reviews_of` with what was written."""
    return [ReviewRecord(review, _written(review)) for review in reviews]


def habits_of(user: User) -> Habits | None:
    """What is typical of this person's latest reviews; two queries."""
    return habits(_written(review) for review in reviews_of(user)[:LATEST])


def _written(review: Review) -> Written:
    return written([*(score.comment for score in review.commented), review.overall])
