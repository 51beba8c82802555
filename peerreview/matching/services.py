# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Being here, reviewing now, what authors are told, and how people want to be called."""

from datetime import datetime, timedelta
from math import floor

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from peerreview.accounts.models import User
from peerreview.activities.models import Activity, Submission
from peerreview.allocation import services as allocation
from peerreview.allocation.policy import PickOrder
from peerreview.kernel import clock
from peerreview.kernel.errors import Invalid, NotAllowed
from peerreview.matching import policy, queries, rules
from peerreview.matching.events import CallsChosen, WaitsSet
from peerreview.matching.models import Estimate, Presence, Waits
from peerreview.outbox.services import emit
from peerreview.reviews import drafting, owed
from peerreview.reviews.models import Review

QUIET_HOURS_MOST = 24 * 7
PLACES_LOOKED_AT = 12


# ---- Being here ---------------------------------------------------------------------------------


def beat(*, person: User, now: datetime | None = None) -> bool:
    """The person is here. Written at most every `policy.BEAT`; whether it was."""
    at = now or clock.now()
    rows = Presence.objects.filter(person=person)
    seen = rows.values_list("seen_at", flat=True).first()
    if seen is not None and at - seen < policy.BEAT:
        return False
    if rows.update(seen_at=at):
        return True
    try:
        with transaction.atomic():
            Presence.objects.create(person=person, seen_at=at)
    except IntegrityError:
        return False  # another tab came first this very moment
    return True


def leave(*, person: User) -> None:
    """The person is not here any longer."""
    Presence.objects.filter(person=person).update(seen_at=None)


@transaction.atomic
def choose_calls(
    *, person: User, takes_calls: bool, quiet_hours: int = 0, now: datetime | None = None
) -> Presence:
    """Whether the person is asked for reviews, and for how many hours not. Again changes nothing.

    Raises Invalid for another number of hours than 0 to a week.
    """
    if not 0 <= quiet_hours <= QUIET_HOURS_MOST:
        message = _("Choose a number of hours from 0 to %(most)d.") % {"most": QUIET_HOURS_MOST}
        raise Invalid("quiet-hours", message, field="quiet_hours")
    at = now or clock.now()
    row, _is_new = Presence.objects.get_or_create(person=person)
    was = row.takes_calls
    row.takes_calls = takes_calls
    row.quiet_until = at + timedelta(hours=quiet_hours) if quiet_hours and takes_calls else None
    row.save(update_fields=["takes_calls", "quiet_until"])
    if was != takes_calls:
        emit(CallsChosen(person_id=person.pk, takes_calls=takes_calls), now=at)
    return row


# ---- Reviewing now ------------------------------------------------------------------------------


def review_now(
    *, person: User, activity: Activity | None = None, now: datetime | None = None
) -> Review | None:
    """A review of what needs this person most: in the activity, or wherever they may review. What
    they have in hand comes first. None when there is nothing for them.

    The pick is allocation's, so it is never their own, never a pair twice, never mutual.
    """
    at = now or clock.now()
    beat(person=person, now=at)
    places = [activity] if activity else _places(person, at)
    for place in places:
        given = allocation.next_assignment(
            activity=place, reviewer=person, order=PickOrder.NOW, now=at
        )
        if given:
            return drafting.open_review(assignment=given, now=at)
    return None


def _places(person: User, at: datetime) -> list[Activity]:
    """Where they may review: what they have begun, then where they owe and work waits."""
    openings = [owed.opening(row) for row in owed.openings(person, at)[:PLACES_LOOKED_AT]]
    able = [each for each in openings if each.can_go_on]
    able.sort(key=lambda each: (not each.has_duty, not each.waiting, not each.owed))
    return [each.activity for each in able]


# ---- What authors are told ----------------------------------------------------------------------


@transaction.atomic
def estimate(*, submission_id: int, now: datetime | None = None) -> Estimate | None:
    """What to tell the author of the wait for a first review, by what was known when they handed in
    (or at `now`); kept as told. Again gives the same."""
    there = Estimate.objects.filter(pk=submission_id).first()
    work = Submission.objects.select_related("activity").filter(pk=submission_id).first()
    if there or work is None or work.revises_id:
        return there
    found = queries.wait_of(work, now or work.submitted_at)
    row, _is_new = Estimate.objects.get_or_create(
        submission=work,
        defaults={
            "activity": work.activity,
            "low": floor(found.low),
            "middle": round(found.middle, 1),
            "high": round(found.high, 1),
            "basis": found.basis,
            "made_at": work.submitted_at,
            "until": work.submitted_at + timedelta(minutes=found.high),
        },
    )
    return row


@transaction.atomic
def settle(*, submission_id: int) -> None:
    """Note how long the first review took. Again changes nothing."""
    row = Estimate.objects.filter(pk=submission_id, waited=None).first()
    first = (
        Review.objects.filter(submission=submission_id, submitted_at__isnull=False)
        .order_by("submitted_at")
        .values_list("submitted_at", flat=True)
        .first()
    )
    if row and first:
        waited = max((first - row.made_at).total_seconds() / 60, 0.0)
        Estimate.objects.filter(pk=row.pk, waited=None).update(waited=waited)


# ---- Waits --------------------------------------------------------------------------------------


@transaction.atomic
def set_waits(
    *,
    activity: Activity,
    ladder: policy.Ladder,
    is_on: bool,
    by: User,
    now: datetime | None = None,
) -> Waits:
    """An activity's own waits. Again changes nothing.

    Raises NotAllowed, and Invalid when a rung would be called before the one below it.
    """
    if not rules.may_set_waits(by, activity):
        raise NotAllowed("not-facilitator", _("Only who looks after this activity can change it."))
    if not ladder.is_in_order:
        message = _("Each wait must be at least as long as the one before, and a week at most.")
        raise Invalid("waits", message, field="facilitator")
    at = now or clock.now()
    chosen = {rung.value: getattr(ladder, rung) for rung in policy.Rung}
    row, is_new = Waits.objects.select_for_update().get_or_create(
        activity=activity, defaults={"is_on": is_on, **chosen, "changed_at": at}
    )
    if not is_new and (row.ladder, row.is_on) == (ladder, is_on):
        return row
    Waits.objects.filter(pk=row.pk).update(is_on=is_on, changed_at=at, **chosen)
    emit(WaitsSet(activity_id=activity.pk, is_on=is_on, by_id=by.pk, **chosen), now=at)
    row.refresh_from_db()
    return row
