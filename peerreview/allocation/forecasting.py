# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Looking ahead once a day: will there be reviews enough? If not: the order of picks changes, those
who offered to do more are invited, and facilitators are asked."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from math import ceil

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from peerreview.accounts.models import User
from peerreview.activities import rules as activity_rules
from peerreview.activities.models import Activity
from peerreview.allocation import notices, policy, prospects, queries
from peerreview.allocation.events import FinisherInvited, ReviewsForecast, Volunteered
from peerreview.allocation.models import Forecast, Volunteer
from peerreview.kernel import clock
from peerreview.kernel.errors import Invalid, NotAllowed
from peerreview.notifications.services import notify
from peerreview.outbox.services import emit

FORECASTS_AT_ONCE = 20


@transaction.atomic
def volunteer(
    *, activity: Activity, person: User, up_to: int, by: User, now: datetime | None = None
) -> None:
    """Offer up to two reviews beyond one's own, to be asked for when there are too few; 0 takes it
    back. The same again changes nothing. Raises NotAllowed, and Invalid for other numbers."""
    if person.pk != by.pk or not activity_rules.may_take_part(person, activity):
        raise NotAllowed(
            "not-yours", _("You can offer this only for yourself, where you take part.")
        )
    if not isinstance(up_to, int) or not 0 <= up_to <= policy.EXTRA_MOST:
        message = _("Choose a number from 0 to %(most)d.") % {"most": policy.EXTRA_MOST}
        raise Invalid("up-to", message, field="up_to")
    there = Volunteer.objects.filter(activity=activity, person=person)
    was = there.values_list("up_to", flat=True).first() or 0
    if up_to == was:
        return
    at = now or clock.now()
    Volunteer.objects.update_or_create(
        activity=activity,
        person=person,
        defaults={"up_to": up_to},
        create_defaults={"up_to": up_to, "since": at},
    )
    emit(Volunteered(activity_id=activity.pk, person_id=person.pk, up_to=up_to), now=at)


def forecast_all(*, now: datetime | None = None) -> int:
    """Forecast every activity in review that has none of today, some at a time; how many."""
    at = now or clock.now()
    due = list(prospects.to_forecast(at)[:FORECASTS_AT_ONCE])
    for activity in due:
        take_forecast(activity=activity, now=at)
    return len(due)


@transaction.atomic
def take_forecast(*, activity: Activity, now: datetime | None = None) -> Forecast:
    """The forecast of the day for an activity, and what follows from it; made once a day."""
    at = now or clock.now()
    Activity.objects.select_for_update().get(pk=activity.pk)
    there = Forecast.objects.filter(activity=activity, day=at.date()).first()
    if there:
        return there
    duties, rate = queries.duties_in(activity, at)
    left = activity.review_by - at if activity.review_by else None
    missing = queries.missing_reviews(activity)
    found = policy.forecast(duties, rate, missing=missing, left=left)
    Activity.objects.filter(pk=activity.pk).update(pick_order=found.order, forecast_at=at)
    activity.pick_order, activity.forecast_at = str(found.order), at
    invited, lacking = _ask_for_more(activity, duties, found, at)
    row = Forecast.objects.create(
        activity=activity,
        day=at.date(),
        at=at,
        supply=round(found.supply, 2),
        deficit=ceil(round(found.deficit, 9)),
        reviewers=sum(duty.is_active and duty.remaining > 0 for duty in duties),
        completion=round(rate, 3),
        mode=str(found.order),
        invited=invited,
        asks_facilitators=lacking > 0,
    )
    _tell(row, at)
    return row


def _tell(row: Forecast, at: datetime) -> None:
    emit(
        ReviewsForecast(
            activity_id=row.activity_id,
            supply=row.supply,
            deficit=row.deficit,
            mode=str(row.mode),
            invited=row.invited,
            asks_facilitators=row.asks_facilitators,
        ),
        now=at,
    )


def _ask_for_more(
    activity: Activity, duties: Sequence[policy.Duty], found: policy.Forecast, at: datetime
) -> tuple[int, int]:
    """Invite those who offered and have finished; how many, and how many reviews stay for
    facilitators. Nobody is asked before the end is near."""
    if found.order != policy.PickOrder.FEWEST:
        return 0, 0
    offers = {each.person_id: each for each in prospects.offers_in(activity)}
    offering = [
        _with_offer(duty, offers[duty.reviewer_id]) for duty in duties if duty.reviewer_id in offers
    ]
    # They have said that they will, so every invitation counts.
    chosen = policy.finishers(offering, found.deficit, opt_in=1.0)
    for duty in chosen:
        _invite(activity, offers[duty.reviewer_id], at)
    return len(chosen), policy.for_facilitators(offering, found.deficit, opt_in=1.0)


def _with_offer(duty: policy.Duty, offer: Volunteer) -> policy.Duty:
    """Who offers one counts as having been asked for one already, of the most that may be asked."""
    return replace(duty, is_active=True, invited=offer.invited + policy.EXTRA_MOST - offer.up_to)


def _invite(activity: Activity, offer: Volunteer, at: datetime) -> None:
    Volunteer.objects.filter(pk=offer.pk).update(invited=offer.invited + 1, invited_at=at)
    emit(FinisherInvited(activity_id=activity.pk, person_id=offer.person_id), now=at)
    notify(
        to=[offer.person_id],
        kind=notices.INVITED,
        key=f"{activity.uuid}:{offer.invited + 1}",
        params={"activity": activity.title},
        link=reverse("activity", args=[activity.uuid]),
        now=at,
    )
