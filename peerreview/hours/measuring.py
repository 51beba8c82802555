# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Active time from beats. The clock is the server's, a minute counts once, and only sums are kept.

A beat says: within the last minute somebody typed, scrolled or clicked here. Sending it more often, from
more tabs or again after a failure adds nothing, and gaps are not filled.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.cache import cache
from django.db import transaction

from peerreview.accounts.models import User
from peerreview.activities.models import Activity, Entry
from peerreview.artifacts import access as artifact_access
from peerreview.hours import minutes, queries
from peerreview.hours.models import ActiveDay, Place, Today
from peerreview.kernel import clock
from peerreview.kernel.errors import Closed, Missing
from peerreview.reviews import access as review_access
from peerreview.reviews.models import Review
from peerreview.studio import access as studio_access

ROW = "{place}:{key}"


def beat(*, person: User, place: str, of: UUID, now: datetime | None = None) -> bool:
    """Count the present minute in this place; whether it was new.

    Raises Missing unless the person is at work on the thing, Closed when they switched measuring off.
    """
    at = now or clock.now()
    # Asked first, since most of what a script would send ends here, at no cost.
    stamp = f"hours:{person.pk}:{place}:{of}:{at:%Y%m%d%H%M}"
    if not cache.add(stamp, 1, timeout=90):
        return False
    activity = _at_work(person, place, of)
    if not queries.is_measured(person.pk):
        raise Closed("not-measured", "")
    return _count(person, place, activity, at)


@transaction.atomic
def _count(person: User, place: str, activity: Activity | None, at: datetime) -> bool:
    day = queries.today(at)
    Today.objects.get_or_create(person=person, day=day)
    held = Today.objects.select_for_update().get(person=person, day=day)
    row = ROW.format(place=place, key=activity.uuid if activity else "")
    before = minutes.unpacked(held.marks)
    sheet = minutes.marked(before, row, minutes.minute_of(at))
    if sheet == before:
        return False
    held.marks = minutes.packed(sheet)
    held.save(update_fields=["marks"])
    old, new = minutes.sums(before), minutes.sums(sheet)
    for name, most in new.items():
        if most != old.get(name, 0):
            _keep(person, day, name, most, activity if name == row else None)
    return True


def _keep(person: User, day: Any, name: str, most: int, activity: Activity | None) -> None:
    place, _colon, key = name.partition(":")
    values: dict[str, Any] = {"minutes": most}
    if activity:
        values["activity"] = activity
    ActiveDay.objects.update_or_create(
        person=person, day=day, place=place, key=key, defaults=values
    )


def _at_work(person: User, place: str, of: UUID) -> Activity | None:
    if place == Place.EDITOR:
        draft = artifact_access.draft_for_owner(person, of)
        entry = Entry.objects.filter(artifact=draft.artifact_id).select_related("activity").first()
        return entry.activity if entry else None
    if place == Place.REVIEW:
        review = review_access.own_review(person, of)
        if review.state == Review.State.DRAFT:
            return review.submission.activity
    if place == Place.ROOM:
        session = studio_access.session_for_member(person, of)
        if not session.is_over and studio_access.seat_in(person, session):
            return None
    raise Missing("not-at-work", "")


def forget_sheets(*, now: datetime | None = None) -> int:
    """Drop which minutes they were, of days that are over; the sums stay."""
    over = Today.objects.filter(day__lt=queries.today(now or clock.now()))
    return over.delete()[0]
