# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Climbing: for a work that nobody reviews yet, the people of each rung are asked, once."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.urls import reverse

from peerreview.accounts.models import User
from peerreview.activities.models import Activity, Submission
from peerreview.allocation import rules as allocation_rules
from peerreview.cohorts.queries import facilitators_of
from peerreview.kernel import clock
from peerreview.matching import notices, policy, queries
from peerreview.matching.events import FacilitatorCalled, ReviewerCalled, RungCalled
from peerreview.matching.models import Call, Presence, Step
from peerreview.notifications.registry import Kind
from peerreview.notifications.services import notify
from peerreview.outbox.services import emit

AT_ONCE = 50
ALL = tuple(policy.Rung)


def climb(*, now: datetime | None = None) -> int:
    """Call every rung that is due, of the works that wait longest; how many people were asked."""
    at = now or clock.now()
    works = list(queries.to_climb(at)[:AT_ONCE])
    return sum(_climb_one(work, at) for work in works)


def climb_for(
    *, submission_id: int, rungs: Collection[policy.Rung] = ALL, now: datetime | None = None
) -> int:
    """The same for one work, and only these rungs."""
    at = now or clock.now()
    work = queries.to_climb(at).filter(pk=submission_id).first()
    return _climb_one(work, at, rungs) if work else 0


def _climb_one(work: Submission, at: datetime, rungs: Collection[policy.Rung] = ALL) -> int:
    waits = getattr(work.activity, "matching_waits", None)
    ladder = waits.ladder if waits else policy.DEFAULT
    climbed = {step.rung: at - step.at for step in work.matching_steps.all()}
    due = ladder.due(queries.waited(work, at), climbed)
    for rung in (rung for rung in due if rung in rungs):
        called = call(submission=work, rung=rung, now=at)
        if called != 0:
            # Or somebody else has just called it: then the next rung has to wait, too.
            return called or 0
    return 0


@transaction.atomic
def call(*, submission: Submission, rung: policy.Rung, now: datetime | None = None) -> int | None:
    """Ask the people of one rung; how many. A rung is called once for a work: None when it was. One
    on which there is nobody now is not called yet."""
    at = now or clock.now()
    people = _people(submission, rung, at)
    if not people:
        return 0
    step, is_new = Step.objects.get_or_create(
        submission=submission, rung=rung, defaults={"at": at, "called": len(people)}
    )
    if not is_new:
        return None
    for person in people:
        _ask(step, person, submission, at)
    emit(
        RungCalled(
            submission_id=submission.pk,
            activity_id=submission.activity_id,
            rung=str(rung),
            called=len(people),
        ),
        now=at,
    )
    return len(people)


def _people(submission: Submission, rung: policy.Rung, at: datetime) -> list[User]:
    if rung is policy.Rung.FACILITATOR:
        return _facilitators(submission.activity)[: policy.CALLED_MOST[rung]]
    activity = submission.activity
    chosen = policy.whom(queries.candidates(submission, rung, at), rung, at)
    people = User.objects.in_bulk([each.person_id for each in chosen])
    able = [people[each.person_id] for each in chosen]
    return [
        person
        for person in able
        if allocation_rules.may_review(person, activity)
        and allocation_rules.is_open_for_reviewing(activity, at, person)
    ]


def _facilitators(activity: Activity) -> list[User]:
    if activity.cohort is None:
        return [activity.created_by]
    seats = facilitators_of(activity.cohort).select_related("user")
    return [seat.user for seat in seats.order_by("pk") if seat.user.is_active]


def _ask(step: Step, person: User, submission: Submission, at: datetime) -> None:
    made = Call.objects.create(step=step, person=person, at=at)
    ids = {"call_id": made.pk, "activity_id": submission.activity_id, "person_id": person.pk}
    if step.rung == policy.Rung.FACILITATOR:
        emit(FacilitatorCalled(submission_id=submission.pk, **ids), now=at)
        _tell(made, notices.UNANSWERED, "desk-now", submission.activity)
        return
    # Whoever has no row was never here; from now on it says when they were called.
    Presence.objects.update_or_create(person=person, defaults={"called_at": at})
    emit(ReviewerCalled(rung=step.rung, **ids), now=at)
    is_here = step.rung == policy.Rung.HERE
    kind = notices.CALLED_HERE if is_here else notices.CALLED
    _tell(made, kind, "review-now", submission.activity)


def _tell(call: Call, kind: Kind, page: str, activity: Activity) -> None:
    notify(
        to=[call.person_id],
        kind=kind,
        key=f"call-{call.pk}",
        params={"activity": activity.title},
        link=reverse(page, args=[activity.uuid]),
        now=call.at,
    )
