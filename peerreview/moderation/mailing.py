# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Telling facilitators that there is something to look at, and where. Nobody is named."""

from datetime import datetime

from django.urls import reverse

from peerreview.activities.models import Activity
from peerreview.cohorts.models import Membership
from peerreview.moderation import notices
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


def _facilitators(activity: Activity) -> list[int]:
    if activity.cohort_id is None:
        return [activity.created_by_id]
    seats = Membership.objects.filter(
        cohort=activity.cohort_id, left_at=None, role=Membership.Role.FACILITATOR
    )
    return list(seats.values_list("user_id", flat=True))
