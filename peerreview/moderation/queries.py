# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Reading cases, appeals and signals."""

from datetime import datetime, timedelta

from django.db.models import Count, Prefetch, Q, QuerySet

from peerreview.accounts.models import User
from peerreview.activities.models import Activity, Submission
from peerreview.cohorts.models import Cohort, Membership
from peerreview.moderation.models import Appeal, Case, Flag, FreshReview, Signal, Watch

UNDECIDED = (Appeal.State.OPEN, Appeal.State.IN_REVIEW)
_FLAGS = Prefetch("flags", queryset=Flag.objects.select_related("by").order_by("made_at", "pk"))
_FRESH = Prefetch(
    "fresh", queryset=FreshReview.objects.select_related("assignment__review").order_by("pk")
)


def cases() -> QuerySet[Case]:
    """Cases with what their pages show."""
    return Case.objects.select_related(
        "activity__cohort", "activity__rubric_version", "cohort", "accused", "hidden_by", "ruled_by"
    ).prefetch_related(_FLAGS)


def cases_in(activity: Activity, *, state: str = "") -> QuerySet[Case]:
    """The cases of an activity, the unsettled first, then the newest."""
    rows = cases().filter(activity=activity)
    if state:
        rows = rows.filter(state=state)
    return rows.annotate(is_closed=Q(state=Case.State.CLOSED)).order_by(
        "is_closed", "-opened_at", "-pk"
    )


def cases_elsewhere(user: User) -> QuerySet[Case]:
    """Cases outside of activities that this person looks after, the unsettled first."""
    rows = cases().filter(activity=None)
    if not user.is_staff:
        rows = rows.filter(cohort__in=_facilitated(user))
    return rows.annotate(is_closed=Q(state=Case.State.CLOSED)).order_by(
        "is_closed", "-opened_at", "-pk"
    )


def waiting_elsewhere(user: User) -> int:
    """How many cases outside of activities wait for this person's ruling; not those they have a part in.
    One query."""
    waiting = cases_elsewhere(user).exclude(state=Case.State.CLOSED)
    return waiting.exclude(accused=user).exclude(flags__by=user).count()


def facilitates(user: User) -> bool:
    """Whether this person looks after some cohort."""
    return _facilitated(user).exists()


def _facilitated(user: User) -> QuerySet:
    seats = Membership.objects.filter(user=user, left_at=None, role=Membership.Role.FACILITATOR)
    return seats.order_by().values("cohort")


def cohort_over(one_id: int, other_id: int) -> Cohort | None:
    """A cohort both are in that somebody else facilitates and neither of them; the oldest."""
    both = [one_id, other_id]
    present = Membership.objects.filter(left_at=None)
    led_by_them = present.filter(user__in=both, role=Membership.Role.FACILITATOR).values("cohort")
    led = present.filter(role=Membership.Role.FACILITATOR).exclude(user__in=both).values("cohort")
    shared = Q(pk__in=present.filter(user=one_id).values("cohort")) & Q(
        pk__in=present.filter(user=other_id).values("cohort")
    )
    found = Cohort.objects.filter(shared, pk__in=led).exclude(pk__in=led_by_them)
    return found.order_by("pk").first()


def cases_with(user: User) -> QuerySet[Case]:
    """Cases in which this person is a party, the newest first."""
    flagged = Flag.objects.filter(by=user).values("case")
    return cases().filter(Q(accused=user) | Q(pk__in=flagged)).order_by("-opened_at", "-pk")


def cases_against(user: User) -> QuerySet[Case]:
    """Cases that wait for this person's answer, the oldest first."""
    return cases().filter(accused=user, state=Case.State.OPEN).order_by("opened_at", "pk")


def flags_since(user: User, now: datetime) -> int:
    """How many flags this person raised in the day before now."""
    return Flag.objects.filter(by=user, made_at__gt=now - timedelta(days=1)).count()


def appeals() -> QuerySet[Appeal]:
    """Appeals with what their pages show."""
    return Appeal.objects.select_related(
        "criterion",
        "decided_by",
        "submission__author",
        "submission__version",
        "submission__activity__cohort",
        "submission__activity__rubric_version",
    ).prefetch_related(_FRESH, "criterion__levels")


def appeals_in(activity: Activity, *, state: str = "") -> QuerySet[Appeal]:
    """The appeals of an activity, the undecided first, then the oldest."""
    rows = appeals().filter(submission__activity=activity)
    if state:
        rows = rows.filter(state=state)
    return rows.annotate(is_decided=~Q(state__in=UNDECIDED)).order_by("is_decided", "made_at", "pk")


def appeals_of(submission: Submission) -> list[Appeal]:
    """What was appealed of one submission."""
    return list(appeals().filter(submission=submission).order_by("made_at", "pk"))


def signals_in(activity: Activity, *, kind: str = "") -> QuerySet[Signal]:
    """The signals to look at, the strongest first; not those that are no longer found."""
    rows = Signal.objects.filter(activity=activity, state=Signal.State.NEW, is_current=True)
    return (rows.filter(kind=kind) if kind else rows).order_by("-strength", "pk")


def signals_settled(activity: Activity) -> QuerySet[Signal]:
    """The signals somebody has looked at, the last first."""
    rows = Signal.objects.filter(activity=activity).exclude(state=Signal.State.NEW)
    return rows.select_related("settled_by", "case").order_by("-settled_at", "-pk")


def found_at(activity: Activity) -> datetime | None:
    """When signals were last looked for."""
    return Watch.objects.filter(activity=activity).values_list("found_at", flat=True).first()


def signal_counts(activity: Activity) -> dict[str, int]:
    """How many there are to look at, of each kind."""
    rows = Signal.objects.filter(activity=activity, is_current=True, state=Signal.State.NEW)
    return dict(rows.order_by().values_list("kind").annotate(n=Count("pk")))


def case_counts(activity: Activity) -> dict[str, int]:
    """How many cases there are in each state."""
    rows = Case.objects.filter(activity=activity).order_by()
    return dict(rows.values_list("state").annotate(n=Count("pk")))


def appeal_counts(activity: Activity) -> dict[str, int]:
    """How many appeals there are in each state."""
    rows = Appeal.objects.filter(submission__activity=activity).order_by()
    return dict(rows.values_list("state").annotate(n=Count("pk")))


def activity_by_id(activity_id: int) -> Activity | None:
    """The activity that an event names."""
    found = Activity.objects.select_related("cohort", "rubric_version", "created_by")
    return found.filter(pk=activity_id).first()
