# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Reading who is here, what waits for a first review, who may be asked, and how long it takes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from peerreview.accounts.models import User
from peerreview.activities import stages
from peerreview.activities.models import Activity, Submission
from peerreview.activities.queries import LIVE, not_over, participants, reviewing_is_on, window_of
from peerreview.allocation import picks
from peerreview.allocation.calling import reachable
from peerreview.allocation.models import Assignment, Volunteer
from peerreview.allocation.planned import awaiting_plan
from peerreview.matching import eta, holders, policy
from peerreview.matching.models import Estimate, Presence, Step, Waits
from peerreview.reviews.models import Review

State = Assignment.State
LOOKED_AT = 100  # people considered for one rung, those left in peace longest
WAITS_READ = 300
LISTED = 10


# ---- Who is here ------------------------------------------------------------------------------


def here(now: datetime) -> QuerySet[Presence]:
    """Heart-beats that have not run out."""
    return Presence.objects.filter(seen_at__gte=now - policy.HERE)


def here_in(activity: Activity, now: datetime) -> int:
    """How many of those who take part are here."""
    return here(now).filter(person__in=participants(activity).order_by().values("pk")).count()


def is_here(person_id: int, now: datetime) -> bool:
    """Whether this person is."""
    return here(now).filter(pk=person_id).exists()


@dataclass(frozen=True)
class AtWork:
    """Of `begun` reviewers who have not handed in, how many are writing: as of the last full tick."""

    writing: int
    begun: int


def about(work: Submission) -> Q:
    """The drafts about one work."""
    return Q(submission=work)


def inside(activity: Activity) -> Q:
    """All drafts of an activity."""
    return Q(submission__activity=activity)


def at_work(drafts: Q, now: datetime) -> AtWork:
    """Of the drafts that a filter names; one query. Whoever has just begun counts as writing."""
    mark = policy.tick(now)
    held = Review.objects.filter(
        drafts, state=Review.State.DRAFT, assignment__state=State.LEASED
    ).aggregate(
        begun=Count("pk"),
        writing=Count("pk", filter=Q(saved_at__gte=mark - policy.SPELL)),
    )
    return AtWork(**held)


# ---- What waits -------------------------------------------------------------------------------


def waiting(now: datetime) -> QuerySet[Submission]:
    """Works nobody reviews or has reviewed, where reviews are taken now, the longest wait first."""
    open_now = (
        Activity.objects.filter(not_over(now), reviewing_is_on(now), opens_at__lte=now)
        .exclude(pk__in=awaiting_plan().order_by().values("pk"))
        .order_by()
    )
    return (
        Submission.objects.filter(LIVE, held_at=None, held_until=None, activity__in=open_now)
        .filter(reviews_done=0, reviews_leased=0)
        .select_related("activity__cohort", "activity__matching_waits", "version", "author")
        .order_by("submitted_at", "pk")
    )


def to_climb(now: datetime) -> QuerySet[Submission]:
    """Of these, works not every rung has been called for; those of which who looks after the activity
    knows come last."""
    steps = Step.objects.filter(submission=OuterRef("pk")).order_by()
    called = steps.values("submission").annotate(n=Count("pk")).values("n")
    return (
        waiting(now)
        .exclude(activity__matching_waits__is_on=False)
        .annotate(
            called=Coalesce(Subquery(called, output_field=IntegerField()), 0),
            is_known=Exists(steps.filter(rung=policy.Rung.FACILITATOR)),
        )
        .filter(called__lt=len(policy.Rung))
        .order_by("is_known", "submitted_at", "pk")
        .prefetch_related("matching_steps")
    )


def unanswered(activity: Activity, now: datetime) -> QuerySet[Submission]:
    """Works of the activity that still wait after the last rung."""
    last = Step.objects.filter(submission=OuterRef("pk"), rung=policy.Rung.FACILITATOR)
    return waiting(now).filter(Exists(last), activity=activity)


def waited(submission: Submission, now: datetime) -> timedelta:
    """For how long it could have been reviewed."""
    opened = stages.opens_at(window_of(submission.activity), stages.Act.REVIEW)
    return max(now - max(submission.submitted_at, opened), timedelta())


def ladder_of(activity: Activity) -> policy.Ladder | None:
    """The activity's waits; None where nobody is to be called."""
    waits = Waits.objects.filter(activity=activity).first()
    return (waits.ladder if waits.is_on else None) if waits else policy.DEFAULT


def waits_kept(activity: Activity) -> policy.Ladder:
    """The waits as set, whether or not they are used."""
    waits = Waits.objects.filter(activity=activity).first()
    return waits.ladder if waits else policy.DEFAULT


def steps_of(submission: Submission) -> list[Step]:
    """The rungs climbed for a work."""
    return list(Step.objects.filter(submission=submission))


# ---- Who may be asked -------------------------------------------------------------------------


def candidates(
    submission: Submission, rung: policy.Rung, now: datetime
) -> Sequence[policy.Candidate]:
    """People the work could be given to who are on the rung; one query, at most LOOKED_AT of them."""
    activity = submission.activity
    mine = Assignment.objects.filter(reviewer=OuterRef("pk"), submission__activity=activity)
    done = mine.filter(state=State.DONE).order_by().values("reviewer").annotate(n=Count("pk"))
    in_hand = Assignment.objects.filter(
        Q(state=State.LEASED) | Q(state=State.PLANNED, submission__activity=activity),
        reviewer=OuterRef("pk"),
    )
    offers = Volunteer.objects.filter(activity=activity, person=OuterRef("pk"), up_to__gt=0)
    is_willing = Q(Exists(offers))
    for people in holders.found():
        is_willing |= Q(pk__in=people)
    rows = (
        reachable(submission)
        .filter(~Exists(in_hand), Q(presence=None) | Q(presence__takes_calls=True))
        .annotate(
            done=Coalesce(Subquery(done.values("n"), output_field=IntegerField()), 0),
            is_willing=Case(
                When(is_willing, then=Value(1)), default=Value(0), output_field=IntegerField()
            ),
        )
        .filter(_on_rung(rung, activity, now))
        .order_by(F("presence__called_at").asc(nulls_first=True), "pk")
        .values_list(
            "pk", "done", "is_willing", "time_zone",
            "presence__seen_at", "presence__called_at", "presence__quiet_until",
        )
    )  # fmt: skip
    return [_candidate(activity, row, now) for row in rows[:LOOKED_AT]]


def _on_rung(rung: policy.Rung, activity: Activity, now: datetime) -> Q:
    found = {
        policy.Rung.HERE: Q(presence__seen_at__gte=now - policy.HERE),
        policy.Rung.OWING: Q(done__lt=activity.reviews_asked),
        policy.Rung.OFFERING: Q(is_willing=1),
    }
    return found[rung]


def _candidate(activity: Activity, row: tuple, now: datetime) -> policy.Candidate:
    pk, done, is_willing, zone, seen_at, called_at, quiet_until = row
    return policy.Candidate(
        person_id=pk,
        is_here=policy.is_here(seen_at, now),
        owes=max(activity.reviews_asked - done, 0),
        offers=bool(is_willing),
        called_at=called_at,
        quiet_until=quiet_until,
        hour=now.astimezone(ZoneInfo(zone)).hour,
    )


def begun_by(person: User) -> set[int]:
    """The reviews this person has begun and not handed in."""
    drafts = Review.objects.filter(reviewer=person, state=Review.State.DRAFT)
    return set(drafts.values_list("pk", flat=True))


# ---- How long it takes ------------------------------------------------------------------------


def waits_in(activity: Activity, now: datetime) -> list[eta.Wait]:
    """How long works had waited by `now` for their first review; the newest, in one query."""
    opened = stages.opens_at(window_of(activity), stages.Act.REVIEW)
    if now < opened:
        return []
    works = Submission.objects.filter(activity=activity, withdrawn_at=None, held_at=None)
    handed_in = ~Q(reviews__state=Review.State.DRAFT)
    rows = (
        works.filter(submitted_at__lt=now, revises=None)
        .annotate(first=Min("reviews__submitted_at", filter=handed_in))
        .order_by("-submitted_at", "-pk")
        .values_list("submitted_at", "first")
    )
    return [_wait(max(since, opened), first, now) for since, first in rows[:WAITS_READ]]


def _wait(since: datetime, first: datetime | None, now: datetime) -> eta.Wait:
    is_over = first is not None and first <= now
    return eta.Wait(
        minutes=max(((first if is_over else now) - since).total_seconds() / 60, 0.1),
        is_over=is_over,
        age=max((now - since).total_seconds() / 3600, 0.0),
        hour=since.hour + since.minute / 60,
    )


def wait_of(work: Submission, now: datetime) -> eta.Interval:
    """What to expect for a work, by what is known at `now`."""
    hour = work.submitted_at.hour + work.submitted_at.minute / 60
    return eta.interval(waits_in(work.activity, now), hour=hour)


def honesty_in(activity: Activity, now: datetime) -> eta.Honesty:
    """How often what authors were told held: over works that have their first review, and those whose
    told time has run out without. One query."""
    ran_out = Q(
        waited=None,
        until__lt=now,
        submission__withdrawn_at=None,
        submission__superseded_at=None,
    )
    counted = Estimate.objects.filter(activity=activity).aggregate(
        told=Count("pk", filter=Q(waited__isnull=False) | ran_out),
        inside=Count("pk", filter=Q(waited__gte=F("low"), waited__lte=F("high"))),
    )
    return eta.honesty(**counted)


def estimate_of(submission: Submission) -> Estimate | None:
    """What was told when this work was handed in."""
    return Estimate.objects.filter(submission=submission).first()


def calls_of(person_id: int) -> Presence | None:
    """How the person wants to be called; None where they never said."""
    return Presence.objects.filter(person=person_id).first()


def waiting_for(person: User, activity: Activity, now: datetime) -> int:
    """How many works of the activity that this person could be given nobody reviews yet."""
    reach = picks.candidates(activity, person).order_by().values("pk")
    return waiting(now).filter(activity=activity, pk__in=reach).count()
