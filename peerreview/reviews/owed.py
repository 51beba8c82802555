# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What a person can review now, and what is asked of them."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Greatest

from peerreview.accounts.models import User
from peerreview.activities.models import Activity, Submission, Teammate
from peerreview.activities.queries import extended_until, not_over, reviewing_is_on
from peerreview.activities.stages import Act
from peerreview.allocation import rules
from peerreview.allocation.conflicts import BINDING_STATES
from peerreview.allocation.models import Assignment
from peerreview.allocation.planned import awaiting_plan
from peerreview.allocation.solver import SURPLUS
from peerreview.calibration import queries as calibration
from peerreview.cohorts.models import Membership

State = Assignment.State
OWED_FIRST = Case(When(owed__gt=0, then=Value(0)), default=Value(1), output_field=IntegerField())


@dataclass(frozen=True)
class Opening:
    """An activity in which a person can review.

    `waiting` counts work that still needs reviews, `spare` what may have one more than it needs:
    only what this person may be given. Rules about pairs may make either less.
    """

    activity: Activity
    done: int
    asked: int
    waiting: int
    spare: int
    has_duty: bool

    @property
    def owed(self) -> int:
        """How many of the reviews asked for are still to be written."""
        return max(self.asked - self.done, 0)

    @property
    def can_begin(self) -> bool:
        """Whether there is work to review other than what they are at already."""
        return self.waiting > 0 or self.spare > 0

    @property
    def can_go_on(self) -> bool:
        """Whether there is something to review: begun, waiting, or welcome."""
        return self.has_duty or self.can_begin

    @property
    def is_pressing(self) -> bool:
        """Whether to remind of what is owed: not while the only work there is is at hand."""
        return self.owed > 0 and (self.can_begin or not self.has_duty)


def openings(user: User, now: datetime) -> QuerySet[Activity]:
    """Activities in which this person may review at this time, what is owed and ends soonest first."""
    return (
        _with_counts(Activity.objects.select_related("cohort"), user)
        .filter(_may_review(user), _is_ready(user, now))
        .annotate(my_review_until=Subquery(extended_until(user, Act.REVIEW)))
        .filter(
            not_over(now) | Q(my_review_until__gte=now), reviewing_is_on(now), opens_at__lte=now
        )
        .annotate(owed=Greatest(F("reviews_asked") - F("my_done"), 0))
        .order_by(OWED_FIRST, F("review_by").asc(nulls_last=True), "-owed", "pk")
    )


def to_begin(user: User, now: datetime) -> QuerySet[Activity]:
    """The openings to point somebody to: where they owe reviews and can write them, then where they
    owe some and have handed in, then where work lacks reviewers; without those where they hold a
    duty already."""
    can_begin = Q(waiting__gt=0) | Q(spare__gt=0)
    debts_first = Case(
        When(Q(owed__gt=0) & Q(waiting__gt=0), then=Value(0)),
        When(owed__gt=0, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    own = Submission.objects.filter(
        activity=OuterRef("pk"), author=user, withdrawn_at=None, superseded_at=None
    )
    return (
        openings(user, now)
        .annotate(has_entered=Exists(own))
        .filter(Q(waiting__gt=0) | Q(owed__gt=0) & (can_begin | Q(has_entered=True)), my_duties=0)
        .order_by(debts_first, F("review_by").asc(nulls_last=True), "-owed", "pk")
    )


def opening_now(activity: Activity, user: User, now: datetime) -> Opening | None:
    """The opening in one activity; None when this person may not review there at this time."""
    if not rules.may_review(user, activity) or not rules.is_open_for_reviewing(activity, now, user):
        return None
    return opening(_with_counts(Activity.objects.filter(pk=activity.pk), user).get())


def opening(row: Activity) -> Opening:
    """An opening from a row of `openings`."""
    return Opening(
        activity=row,
        done=row.my_done,
        asked=row.reviews_asked,
        waiting=row.waiting,
        spare=row.spare,
        has_duty=row.my_duties > 0,
    )


def _may_review(user: User) -> Q:
    """The rule of `allocation.rules.may_review` as a filter (a test holds the two together)."""
    seats = Membership.objects.filter(user=user, left_at=None)
    facilitated = seats.filter(role=Membership.Role.FACILITATOR).values("cohort")
    names_are_open = Q(blindness=Activity.Blindness.OPEN)
    in_cohort = Q(cohort__in=seats.values("cohort")) & (names_are_open | ~Q(cohort__in=facilitated))
    return in_cohort | (Q(cohort=None) & _may_review_challenge(user))


def _is_ready(user: User, now: datetime) -> Q:
    """Not where they have to calibrate first, unless they had begun before."""
    held_up = [activity.pk for activity in calibration.held_up(user, now)]
    begun = Assignment.objects.filter(reviewer=user, submission__activity=OuterRef("pk")).exclude(
        state=State.DECLINED
    )
    return ~Q(pk__in=held_up) | Q(Exists(begun)) if held_up else Q()


def _may_review_challenge(user: User) -> Q:
    names_are_open = Q(blindness=Activity.Blindness.OPEN)
    if user.is_staff:
        return names_are_open
    own = Q(created_by=user)
    entered = Submission.objects.filter(author=user, withdrawn_at=None, superseded_at=None).values(
        "activity"
    )
    return (own & names_are_open) | (~own & Q(pk__in=entered))


def _with_counts(activities: QuerySet[Activity], user: User) -> QuerySet[Activity]:
    mine = Assignment.objects.filter(reviewer=user, submission__activity=OuterRef("pk"))
    reached = Assignment.objects.filter(reviewer=user, submission__activity=OuterRef("activity"))
    my_team = Teammate.objects.filter(person=user, confirmed_at__isnull=False)
    open_to_me = (
        Submission.objects.filter(
            activity=OuterRef("pk"),
            withdrawn_at=None,
            superseded_at=None,
            held_at=None,
            held_until=None,
        )
        .exclude(author=user)
        .exclude(pk__in=my_team.values("entry"))
        .exclude(author__in=reached.values("submission__author"))
        .filter(Q(activity__kind=Activity.Kind.EXCHANGE) | ~Exists(_reviewed_me(user)))
        .exclude(activity__in=awaiting_plan().order_by().values("pk"))
        .annotate(load=F("reviews_done") + F("reviews_leased"))
    )
    needed = OuterRef("reviews_needed")
    return activities.annotate(
        my_done=_count(mine.filter(state=State.DONE), "submission__activity"),
        my_duties=_count(
            mine.filter(state__in=[State.LEASED, State.PLANNED], submission__withdrawn_at=None),
            "submission__activity",
        ),
        waiting=_count(open_to_me.filter(load__lt=needed), "activity"),
        spare=_count(open_to_me.filter(load__gte=needed, load__lt=needed + SURPLUS), "activity"),
    )


def _reviewed_me(user: User) -> QuerySet[Assignment]:
    """What bars a mutual pair, as `allocation.picks` has it: the author was to review my work."""
    in_cohort = Q(submission__activity__cohort=OuterRef("activity__cohort")) & ~Q(
        submission__activity__kind=Activity.Kind.EXCHANGE
    )
    return Assignment.objects.filter(
        Q(submission__activity=OuterRef("activity")) | in_cohort,
        submission__author=user,
        reviewer=OuterRef("author"),
        state__in=sorted(BINDING_STATES),
    )


def _count(rows: QuerySet, group: str) -> Coalesce:
    counted = rows.order_by().values(group).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
