# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""A round of the group, out of what activities and allocation have: a rubric, dates, who takes part."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from peerreview.accounts.models import User
from peerreview.activities import reminding
from peerreview.activities import services as activities
from peerreview.activities.models import Activity, Submission
from peerreview.activities.stages import Act
from peerreview.allocation import planning
from peerreview.allocation.models import Plan
from peerreview.cohorts import rules as cohort_rules
from peerreview.cohorts.models import Cohort
from peerreview.groups import notices, rules
from peerreview.groups.events import ExchangeStarted
from peerreview.groups.models import Exchange, Expected, Place
from peerreview.groups.services import require_equal
from peerreview.kernel import clock
from peerreview.kernel.errors import Invalid
from peerreview.notifications.services import first_time, notify
from peerreview.outbox.services import emit
from peerreview.rubrics.models import RubricVersion

DAYS_MOST = 90


@transaction.atomic
def start_exchange(
    *,
    group: Cohort,
    title: str,
    brief: str,
    rubric_version: RubricVersion,
    days_to_make: int,
    days_to_review: int,
    people: Collection[User],
    is_blind: bool = True,
    by: User,
    key: UUID | None = None,
    now: datetime | None = None,
) -> Exchange:
    """Begin a round that counts on these members. Up to five read each other; more stand in a circle,
    drawn by lot when all have handed in or the time is over, and read three each.

    The same key again is the same exchange. Raises NotAllowed, Invalid naming the field.
    """
    at = now or clock.now()
    require_equal(by, group)
    members = {seat.user_id for seat in cohort_rules.members_of(group)}
    chosen = sorted({person.pk for person in people} & members)
    if len(chosen) < rules.EXCHANGE_FEWEST:
        raise Invalid("few", _("Choose at least two who take part."), field="people")
    for field, days in (("days_to_make", days_to_make), ("days_to_review", days_to_review)):
        if not 1 <= days <= DAYS_MOST:
            raise Invalid("days", _("Choose between 1 and 90 days."), field=field)
    shape = rules.shape_of_exchange(len(chosen))
    submit_by = at + timedelta(days=days_to_make)
    activity = activities.open_activity(
        kind=shape.kind,
        cohort=group,
        title=title,
        brief=brief,
        rubric_version=rubric_version,
        blindness=Activity.Blindness.DOUBLE if is_blind else Activity.Blindness.OPEN,
        reviews_needed=shape.each,
        reviews_asked=shape.each,
        opens_at=at,
        submit_by=submit_by,
        review_by=submit_by + timedelta(days=days_to_review),
        by=by,
        uuid=key,
        now=at,
    )
    exchange, is_new = Exchange.objects.get_or_create(activity=activity, defaults={"group": group})
    if is_new:
        if set(chosen) == members:
            # All are told by the group; the clock need not tell them once more that it has opened.
            first_time(key=reminding.opened_key(activity, Act.SUBMIT), now=at)
        _begin(exchange, chosen, by, at, by_lot=shape.by_lot)
    return exchange


def _begin(exchange: Exchange, chosen: list[int], by: User, at: datetime, *, by_lot: bool) -> None:
    if by_lot:
        planning.draw_lots(activity=exchange.activity, by=by, now=at)
    rows = [Expected(exchange=exchange, person_id=person) for person in chosen]
    Expected.objects.bulk_create(rows)
    started = ExchangeStarted(
        cohort_id=exchange.group_id,
        activity_id=exchange.activity_id,
        expected=len(chosen),
        by_id=by.pk,
    )
    emit(started, now=at)
    notify(
        to=set(chosen) - {by.pk},
        kind=notices.EXCHANGE,
        key=str(exchange.activity.uuid),
        params={"activity": exchange.activity.title, "group": exchange.group.name},
        link=reverse("activity", args=[exchange.activity.uuid]),
        now=at,
    )


def draw_when_all_are_in(*, activity_id: int, now: datetime | None = None) -> Plan | None:
    """Nobody waits for the date when everybody has handed in: the lots are drawn at once. Only
    activities of groups that draw lots; again gives the plan there is."""
    activity = (
        Activity.objects.filter(
            pk=activity_id, allocation_setup__method="plan", allocation_plan=None
        )
        .select_related("cohort")
        .first()
    )
    if activity is None:
        return None
    counted_on = set(
        Expected.objects.filter(exchange__activity=activity).values_list("person_id", flat=True)
    )
    if activity.cohort is not None and activity.cohort.is_between:
        counted_on = _all_places(activity)
    live = Submission.objects.filter(activity=activity, withdrawn_at=None, superseded_at=None)
    handed_in = set(live.values_list("author_id", flat=True))
    if not counted_on or not counted_on <= handed_in:
        return None
    return planning.publish_plan(activity=activity, by=None, now=now)


def _all_places(activity: Activity) -> set[int]:
    """Who takes part in a swap; nobody as long as a place is free."""
    places = Place.objects.filter(swap__activity=activity)
    taken = set(places.values_list("person_id", flat=True))
    works = activity.group_swap.offer.works
    return taken if len(taken) >= 2 * works else set()
