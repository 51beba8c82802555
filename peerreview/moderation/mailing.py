# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Telling facilitators that there is something to look at, and where. Nobody is named."""

from datetime import datetime

from django.urls import reverse

from peerreview.accounts.models import User
from peerreview.activities.models import Activity
from peerreview.cohorts.models import Membership
from peerreview.cohorts.queries import facilitators_of
from peerreview.moderation import notices
from peerreview.moderation.models import Case
from peerreview.notifications.services import notify


def tell_facilitators(*, activity: Activity, new: int, now: datetime) -> int:
    """Tell each facilitator of the activity; how many these were."""
    told = notify(
        to=_facilitators(activity),
        kind=notices.SIGNALS,
        key=f"{activity.uuid}:{now.isoformat()}",
        params={"activity": activity.title, "count": new},
        link=reverse("signals", args=[activity.uuid]),
        now=now,
    )
    return len(told)


def tell_of_case(case: Case) -> int:
    """Tell who looks after a case that belongs to no activity, once; how many these were."""
    told = notify(
        to=_who_looks_after(case),
        kind=notices.CASE_WAITS,
        key=str(case.uuid),
        link=reverse("cases-to-rule"),
        now=case.opened_at,
    )
    return len(told)


def _who_looks_after(case: Case) -> list[int]:
    people = User.objects.filter(is_staff=True, is_active=True)
    if case.cohort is not None:
        seats = facilitators_of(case.cohort)
        people = User.objects.filter(pk__in=seats.order_by().values("user"))
    return list(people.exclude(pk=case.accused_id).values_list("pk", flat=True))


def _facilitators(activity: Activity) -> list[int]:
    if activity.cohort_id is None:
        return [activity.created_by_id]
    seats = Membership.objects.filter(
        cohort=activity.cohort_id, left_at=None, role=Membership.Role.FACILITATOR
    )
    return list(seats.values_list("user_id", flat=True))
