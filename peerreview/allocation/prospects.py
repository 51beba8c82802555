# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Reading what forecasts and advice are made from: the day's work, offers, how it went before."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, QuerySet

from peerreview.accounts.models import User
from peerreview.activities.models import Activity, Submission
from peerreview.allocation import policy
from peerreview.allocation.models import Assignment, Forecast, Volunteer
from peerreview.cohorts.models import Cohort

State = Assignment.State
PAST_AT_MOST = 20
DROPOUT_MOST = 0.8


def to_forecast(now: datetime) -> QuerySet[Activity]:
    """Activities that are being reviewed, have an end, and no forecast of today."""
    handed_in = Submission.objects.filter(
        activity=OuterRef("pk"), withdrawn_at=None, superseded_at=None
    )
    of_today = Forecast.objects.filter(activity=OuterRef("pk"), day=now.date())
    return (
        Activity.objects.filter(opens_at__lte=now, review_by__gte=now)
        .filter(Exists(handed_in), ~Exists(of_today))
        .order_by("review_by", "pk")
    )


def offers_in(activity: Activity) -> QuerySet[Volunteer]:
    """Who offered to do more in the activity."""
    return Volunteer.objects.filter(activity=activity, up_to__gt=0)


def offer_of(activity: Activity, person: User) -> Volunteer | None:
    """What this person offered."""
    return Volunteer.objects.filter(activity=activity, person=person).first()


def is_invited(activity: Activity, person: User) -> bool:
    """Whether this person was asked for more than they have done since."""
    offer = offer_of(activity, person)
    if offer is None or not offer.invited:
        return False
    done = Assignment.objects.filter(
        submission__activity=activity, reviewer=person, state=State.DONE
    ).count()
    return done < activity.reviews_asked + offer.invited


def forecasts_of(activity: Activity) -> QuerySet[Forecast]:
    """All there were, the newest first."""
    return Forecast.objects.filter(activity=activity).order_by("-day", "-pk")


@dataclass(frozen=True)
class Experience:
    """How it went in earlier activities: the reviews asked of people, and those not written."""

    activities: int
    asked: int
    written: int

    @property
    def dropout(self) -> float:
        """The share of reviews asked for that were not written; capped, or no number would do."""
        return min(1 - self.written / self.asked, DROPOUT_MOST)


def experience_of(cohort: Cohort | None, now: datetime) -> Experience | None:
    """Of the cohort's last finished activities; None where there is none. Three queries."""
    if cohort is None:
        return None
    past = Activity.objects.filter(cohort=cohort, review_by__lt=now).order_by("-review_by")
    asked_each = dict(past.values_list("pk", "reviews_asked")[:PAST_AT_MOST])
    authors = Submission.objects.filter(
        activity__in=asked_each, withdrawn_at=None, superseded_at=None
    )
    handed_in = authors.order_by().values("activity").annotate(n=Count("pk"))
    asked = {row["activity"]: row["n"] * asked_each[row["activity"]] for row in handed_in}
    if not sum(asked.values()):
        return None
    done = (
        Assignment.objects.filter(submission__activity__in=asked, state=State.DONE)
        .order_by()
        .values("submission__activity", "reviewer")
        .annotate(n=Count("pk"))
    )
    written = sum(min(row["n"], asked_each[row["submission__activity"]]) for row in done)
    return Experience(len(asked), sum(asked.values()), min(written, sum(asked.values())))


def advised(experience: Experience | None, needed: int) -> int:
    """How many reviews to ask of each so that each work gets `needed`."""
    usual = 1 - policy.PRIOR_RATE
    return policy.asked_for(needed, experience.dropout if experience else usual)
