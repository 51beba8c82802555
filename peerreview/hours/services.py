# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Stating what activities count for, granting it, one's own entries, and what is measured."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, BinaryIO
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from peerreview.accounts.models import User
from peerreview.activities.models import Activity
from peerreview.artifacts import checks, uploads
from peerreview.cohorts.models import Cohort
from peerreview.hours import lifecycle, notices, queries, rules, units
from peerreview.hours.events import HoursGranted, HoursStated, HoursTaken, HoursTermsSet
from peerreview.hours.models import (
    ActiveDay,
    Entry,
    Grant,
    Line,
    Measuring,
    Statement,
    Terms,
    Today,
)
from peerreview.kernel import clock, text
from peerreview.kernel.errors import Conflict, Invalid, NotAllowed
from peerreview.notifications.services import notify
from peerreview.outbox.services import emit

STATED_MOST = 200 * 60
SHOWN_KINDS = frozenset({"image", "pdf"})
PER_UNIT_MOST = Decimal(200)


# ---- stated -----------------------------------------------------------------------------------


@transaction.atomic
def state_hours(
    *, activity: Activity, minutes: int, needs_reviews: bool, by: User, now: datetime | None = None
) -> Statement | None:
    """Say what an activity counts for, 0 for nothing. What was granted before stays."""
    at = now or clock.now()
    if not rules.may_state(by, activity):
        raise NotAllowed("not-facilitator", _("Only who looks after the activity says this."))
    if not 0 <= minutes <= STATED_MOST:
        raise Invalid("hours", _("State between 0 and 200 hours."), field="hours")
    before = queries.statement_of(activity)
    if (
        (before.minutes, before.needs_reviews) == (minutes, needs_reviews)
        if before
        else not minutes
    ):
        return before
    if minutes:
        values = {"minutes": minutes, "needs_reviews": needs_reviews, "by": by, "at": at}
        before, _new = Statement.objects.update_or_create(activity=activity, defaults=values)
    elif before:
        before.delete()
        before = None
    emit(HoursStated(activity_id=activity.pk, minutes=minutes, by_id=by.pk), now=at)
    return before


@transaction.atomic
def settle(*, activity_id: int, person_id: int | None = None, now: datetime | None = None) -> None:
    """Grant stated hours to who is done, and take them from who is not any more. Again changes nothing."""
    at = now or clock.now()
    statement = Statement.objects.filter(activity=activity_id).select_related("activity").first()
    if statement is None:
        return
    done = queries.who_is_done(statement, only=person_id)
    held = Grant.objects.filter(activity=activity_id)
    if person_id is not None:
        held = held.filter(person=person_id)
    having = set(held.values_list("person_id", flat=True))
    for gone in sorted(having - done):
        held.filter(person=gone).delete()
        emit(HoursTaken(person_id=gone, activity_id=activity_id), now=at)
    for new in sorted(done - having):
        _grant(statement, new, at)


def _grant(statement: Statement, person_id: int, at: datetime) -> None:
    _row, is_new = Grant.objects.get_or_create(
        person_id=person_id,
        activity=statement.activity,
        defaults={"minutes": statement.minutes, "day": queries.today(at)},
    )
    if not is_new:
        return
    ids = {"person_id": person_id, "activity_id": statement.activity_id}
    emit(HoursGranted(**ids, minutes=statement.minutes), now=at)
    notify(
        to=[person_id],
        kind=notices.GRANTED,
        key=str(statement.activity.uuid),
        params={
            "activity": statement.activity.title,
            "hours": units.clock_words(statement.minutes),
        },
        link=reverse("hours"),
        now=at,
    )


@transaction.atomic
def set_terms(*, cohort: Cohort, per_unit: Decimal, by: User, now: datetime | None = None) -> Terms:
    """What the cohort takes for one unit. Claims made before keep theirs."""
    if not Decimal("0.5") <= per_unit <= PER_UNIT_MOST:
        message = _("One unit is between half an hour and 200 hours.")
        raise Invalid("per-unit", message, field="per_unit")
    before = Terms.objects.filter(cohort=cohort).first()
    if before and before.per_unit == per_unit:
        return before
    terms, _new = Terms.objects.update_or_create(cohort=cohort, defaults={"per_unit": per_unit})
    emit(HoursTermsSet(cohort_id=cohort.pk, per_unit=str(per_unit), by_id=by.pk), now=now)
    return terms


# ---- one's own entries ------------------------------------------------------------------------


FIRST_YEAR = 1950


@dataclass(frozen=True, kw_only=True)
class Said:
    """What somebody says that they did."""

    day: date
    minutes: int
    description: str
    url: str = ""


def declare(
    *,
    person: User,
    said: Said,
    uuid: UUID,
    file: BinaryIO | bytes | None = None,
    file_name: str = "",
    now: datetime | None = None,
) -> Entry:
    """Write an entry down; the same `uuid` again is the same entry. Raises Invalid by field."""
    said = _checked(said, queries.today(now or clock.now()))
    stored = _stored(file, file_name, uuid) if file else {}
    try:
        return _declare(person, said, uuid, stored, now or clock.now())
    except BaseException:
        if stored:
            uploads.discard(stored["file_key"])
        raise


@transaction.atomic
def _declare(person: User, said: Said, uuid: UUID, stored: dict[str, Any], at: datetime) -> Entry:
    values = {**vars(said), **stored, "person": person, "made_at": at}
    entry, is_new = Entry.objects.get_or_create(uuid=uuid, defaults=values)
    if entry.person_id != person.pk:
        raise Conflict("taken", _("This form was used before. Reload the page and try again."))
    if not is_new and stored:
        uploads.discard(stored["file_key"])
    return entry


@transaction.atomic
def amend(*, entry: Entry, said: Said, by: User, now: datetime | None = None) -> Entry:
    """Change an entry. What was claimed of it stays as it was claimed."""
    held = _own(entry, by)
    for name, value in vars(_checked(said, queries.today(now or clock.now()))).items():
        setattr(held, name, value)
    held.save(update_fields=["day", "minutes", "description", "url"])
    return held


@transaction.atomic
def remove(*, entry: Entry, by: User) -> None:
    """Take an entry back with its file. Raises Conflict while somebody is asked to approve it."""
    held = _own(entry, by)
    if Line.objects.filter(entry=held, claim__state__in=lifecycle.OPEN).exists():
        message = _("This is in a claim that waits for a decision. Withdraw the claim first.")
        raise Conflict("in-claim", message)
    key = held.file_key
    held.delete()
    if key:
        uploads.discard(key)


def _own(entry: Entry, by: User) -> Entry:
    held = Entry.objects.select_for_update(of=("self",)).get(pk=entry.pk)
    if held.person_id != by.pk:
        raise NotAllowed("not-yours", _("Only who wrote an entry changes it."))
    return held


def _checked(said: Said, today: date) -> Said:
    description = text.one_line(said.description)
    if len(description) < 3:
        raise Invalid("description", _("Say in a few words what you did."), field="description")
    if not 1 <= said.minutes <= units.ENTRY_MOST:
        raise Invalid("hours", _("Give between a minute and 24 hours for one day."), field="hours")
    if said.day > today:
        raise Invalid("day", _("This day is still to come. Give one that has begun."), field="day")
    if said.day.year < FIRST_YEAR:
        message = _("Give a day since %(year)d. Look at the year.") % {"year": FIRST_YEAR}
        raise Invalid("day", message, field="day")
    url = checks.clean_url(said.url) if said.url.strip() else ""
    return Said(day=said.day, minutes=said.minutes, description=description[:500], url=url)


def _stored(file: BinaryIO | bytes, name: str, uuid: UUID) -> dict[str, Any]:
    try:
        with uploads.prepared(file, name=name, key=uuid) as found:
            if found.kind not in SHOWN_KINDS:
                message = _("Add a picture or a PDF, such as a scan of what you were given.")
                raise Invalid("kind", message, field="file")
            return {
                "file_key": uploads.store(found),
                "file_name": found.name,
                "file_type": found.content_type,
                "file_size": found.size_bytes,
                "file_sha256": found.sha256,
            }
    except Invalid as error:
        raise Invalid(error.code, error.message, field="file") from error


# ---- what is measured -------------------------------------------------------------------------


@transaction.atomic
def set_measuring(*, person: User, is_on: bool, now: datetime | None = None) -> None:
    """Switch measuring on or off. What was measured stays until it is deleted."""
    values = {"is_on": is_on, "changed_at": now or clock.now()}
    Measuring.objects.update_or_create(person=person, defaults=values)


@transaction.atomic
def forget_measured(*, person: User, day: date | None = None) -> int:
    """Delete what was measured, of a day or all of it. What was claimed of it stays in the claim."""
    sums = ActiveDay.objects.filter(person=person)
    sheets = Today.objects.filter(person=person)
    if day:
        sums, sheets = sums.filter(day=day), sheets.filter(day=day)
    sheets.delete()
    return sums.delete()[0]
