# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Reading duties."""

from datetime import datetime, timedelta

from django.db.models import Count, F, Max, Q, QuerySet, Sum
from django.db.models.functions import Greatest

from peerreview.accounts.models import User
from peerreview.activities.models import Activity, Submission
from peerreview.activities.queries import leads_of, teams_in
from peerreview.allocation import policy
from peerreview.allocation.conflicts import Tie
from peerreview.allocation.models import Assignment

State = Assignment.State


def open_duties(reviewer: User) -> QuerySet[Assignment]:
    """Duties this person holds now, the oldest first; those of withdrawn work are none."""
    return Assignment.objects.filter(
        reviewer=reviewer, state=State.LEASED, submission__withdrawn_at=None
    ).select_related("submission__activity")


def open_duty(*, activity: Activity, reviewer: User) -> Assignment | None:
    """The duty this person holds in the activity."""
    return open_duties(reviewer).filter(submission__activity=activity).first()


def duty(assignment_id: int) -> Assignment:
    """A duty with its submission and activity."""
    return Assignment.objects.select_related("submission__activity").get(pk=assignment_id)


def ties_of(*, activity: Activity, reviewer: User) -> list[Tie]:
    """Every assignment that joins this person, or their team here, to another as reviewer or author.

    In a cohort all its activities count, since people there meet again; a challenge stands alone.
    An exchange is mutual by its nature: there one's own reviews alone count, and elsewhere it does not.
    """
    ours = {reviewer.pk, *_lead_of(activity, reviewer)}
    concerned = Q(reviewer=reviewer) | Q(submission__author__in=ours)
    rows = Assignment.objects.filter(_scope(activity)).filter(
        Q(reviewer=reviewer) if activity.kind == Activity.Kind.EXCHANGE else concerned
    )
    columns = rows.values_list(
        "reviewer_id", "submission__author_id", "state", "submission__activity_id"
    )
    return [
        Tie(by, author, state, is_here=activity_id == activity.pk)
        for by, author, state, activity_id in columns.order_by()
    ]


def _scope(activity: Activity) -> Q:
    if not activity.cohort_id or activity.kind == Activity.Kind.EXCHANGE:
        return Q(submission__activity=activity)
    return Q(submission__activity__cohort=activity.cohort_id) & ~Q(
        submission__activity__kind=Activity.Kind.EXCHANGE
    )


def _lead_of(activity: Activity, reviewer: User) -> list[int]:
    return list(leads_of(reviewer, activity)) if activity.takes_teams else []


def teams_around(activity: Activity) -> list[frozenset[int]]:
    """The teams that `conflicts` keeps apart; read only where teams are possible."""
    return teams_in(activity) if activity.takes_teams else []


def done_count(*, activity: Activity, reviewer: User) -> int:
    """How many reviews this person has handed in here."""
    return Assignment.objects.filter(
        submission__activity=activity, reviewer=reviewer, state=State.DONE
    ).count()


def lapsed(now: datetime) -> QuerySet[Assignment]:
    """Duties whose lease has run out."""
    return Assignment.objects.filter(state=State.LEASED, lease_until__lt=now).order_by(
        "lease_until", "pk"
    )


def aliases_taken(submission: Submission) -> set[str]:
    """Pseudonyms in use towards the author of this submission."""
    return set(submission.assignments.order_by().values_list("alias", flat=True))


def missing_reviews(activity: Activity) -> int:
    """How many reviews live submissions of the activity still lack, those being written included."""
    live = Submission.objects.filter(activity=activity, withdrawn_at=None, superseded_at=None)
    lacking = Greatest(activity.reviews_needed - F("reviews_done"), 0)
    return live.aggregate(n=Sum(lacking))["n"] or 0


def duties_in(activity: Activity, now: datetime) -> tuple[list[policy.Duty], float]:
    """What is asked of each author with live work, and the share of duties that become reviews here;
    two queries. For `policy.forecast`; a facilitator's reviews beyond duty are not counted on."""
    worked = {row["reviewer"]: row for row in _work(activity)}
    authors = Submission.objects.filter(activity=activity, withdrawn_at=None, superseded_at=None)
    duties = []
    for author, handed_in in authors.order_by().values_list("author", "submitted_at"):
        row = worked.get(author, {})
        seen = [at for at in (handed_in, row.get("taken"), row.get("handed_in")) if at]
        duties.append(
            policy.Duty(
                reviewer_id=author,
                asked=activity.reviews_asked,
                done=row.get("written", 0),
                is_active=policy.is_expected(max(seen), now),
            )
        )
    written = sum(row["written"] for row in worked.values())
    lost = sum(row["lost"] for row in worked.values())
    return duties, policy.completion_rate(written=written, lost=lost)


def _work(activity: Activity) -> QuerySet:
    done = Q(state=State.DONE)
    return (
        Assignment.objects.filter(submission__activity=activity)
        .order_by()
        .values("reviewer")
        .annotate(
            written=Count("pk", filter=done),
            lost=Count("pk", filter=Q(state__in=[State.EXPIRED, State.DECLINED])),
            taken=Max("leased_at"),
            handed_in=Max("ended_at", filter=done),
        )
    )


def to_forecast(now: datetime) -> QuerySet[Activity]:
    """Activities whose reviewing ends soon and whose forecast is a day old."""
    a_day_old = Q(forecast_at=None) | Q(forecast_at__lte=now - timedelta(days=1))
    return Activity.objects.filter(
        a_day_old, opens_at__lte=now, review_by__gte=now, review_by__lte=now + policy.LATE
    ).order_by("review_by", "pk")
