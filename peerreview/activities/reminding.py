# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What the clock tells: that something has opened, that a date is near. Each once."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from peerreview.accounts.models import User
from peerreview.activities import notices, queries
from peerreview.activities.models import Activity, Extension
from peerreview.activities.stages import Act
from peerreview.kernel import clock
from peerreview.notifications.registry import Kind
from peerreview.notifications.services import first_time, notify

SOON = timedelta(days=1)
# Of a stage shorter than four days, the last quarter.
SHARE = 4
AT_ONCE = 50


def keep_time(*, now: datetime | None = None) -> None:
    """Tell what has opened since yesterday, and what must be handed in by tomorrow."""
    at = now or clock.now()
    newly = Activity.objects.filter(opens_at__lte=at, opens_at__gt=at - SOON, cohort__isnull=False)
    for activity in newly.order_by("opens_at", "pk")[:AT_ONCE]:
        tell_opened(activity=activity, act=Act.SUBMIT, now=at)
    for activity in due_soon(at, "submit_by"):
        tell_due(activity=activity, act=Act.SUBMIT, behind=_ids(_behind(activity)), now=at)
    _remind_of_extensions(at)


def due_soon(at: datetime, field: str) -> list[Activity]:
    """Activities whose date in that column is near, as nearness goes in them."""
    rows = Activity.objects.filter(
        **{f"{field}__gt": at, f"{field}__lte": at + SOON}, opens_at__lte=at
    ).order_by(field, "pk")
    return [row for row in rows[:AT_ONCE] if _is_near(row.opens_at, getattr(row, field), at)]


def _is_near(opens_at: datetime, due_at: datetime, at: datetime) -> bool:
    return at >= due_at - min(SOON, (due_at - opens_at) / SHARE)


def opened_key(activity: Activity, act: Act) -> str:
    """What stands for it having been told that the stage has begun."""
    return f"opened:{activity.uuid}:{act}"


@transaction.atomic
def tell_opened(*, activity: Activity, act: Act, now: datetime) -> int:
    """Tell those who take part that a stage has begun; how many. Again tells nobody."""
    if not first_time(key=opened_key(activity, act), now=now):
        return 0
    people = list(queries.participants(activity).values_list("pk", flat=True))
    return _tell(notices.OPENED, activity, act, people, f"{activity.uuid}:{act}", now)


@transaction.atomic
def tell_due(*, activity: Activity, act: Act, behind: Iterable[int], now: datetime) -> int:
    """Remind those who are behind and have no later date of their own; how many. Again, nobody."""
    due = activity.submit_by if act is Act.SUBMIT else activity.review_by
    key = f"{activity.uuid}:{act}:{due.isoformat()}"
    if not first_time(key=f"due:{key}", now=now):
        return 0
    later = Extension.objects.filter(activity=activity, act=act, until__gt=due)
    people = set(behind) - set(later.values_list("person_id", flat=True))
    return _tell(notices.DUE_SOON, activity, act, people, key, now)


def _remind_of_extensions(at: datetime) -> None:
    """People with a date of their own are reminded by that one."""
    own = Extension.objects.filter(act=Act.SUBMIT, until__gt=at, until__lte=at + SOON)
    for row in own.select_related("activity").order_by("until", "pk")[:AT_ONCE]:
        with transaction.atomic():
            key = f"{row.activity.uuid}:{row.act}:{row.until.isoformat()}"
            if first_time(key=f"due:{key}:{row.person_id}", now=at):
                behind = _behind(row.activity).filter(pk=row.person_id)
                _tell(notices.DUE_SOON, row.activity, Act.SUBMIT, _ids(behind), key, at)


def _behind(activity: Activity) -> QuerySet[User]:
    """Who takes part and has neither handed in nor is in the team of somebody who has."""
    live = activity.submissions.filter(queries.LIVE)
    mates = live.filter(coauthors__person__isnull=False).values("coauthors__person")
    return (
        queries.participants(activity).exclude(pk__in=live.values("author")).exclude(pk__in=mates)
    )


def _ids(people: QuerySet[User]) -> list[int]:
    return list(people.values_list("pk", flat=True))


def _tell(
    kind: Kind, activity: Activity, act: Act, people: Iterable[int], key: str, now: datetime
) -> int:
    told = notify(
        to=people,
        kind=kind,
        key=key,
        params={"activity": activity.title, "act": str(act)},
        link=reverse("activity", args=[activity.uuid]),
        now=now,
    )
    return len(told)
