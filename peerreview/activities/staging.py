# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Setting stages, closing and reopening them. The only place that changes dates of an activity."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from peerreview.accounts.models import User
from peerreview.activities import checks, registry, reminding, rules
from peerreview.activities.events import ResultsReleased, StageSet
from peerreview.activities.models import Activity
from peerreview.activities.stages import Act, Span, Window, closes_at, is_released
from peerreview.activities.windows import COLUMNS, columns_of, window_of
from peerreview.kernel import clock
from peerreview.kernel.errors import Conflict, Invalid, NotAllowed
from peerreview.outbox.services import emit

RELEASES_AT_ONCE = 50


@transaction.atomic
def set_stage(
    *,
    activity: Activity,
    act: Act,
    is_on: bool,
    opens_at: datetime | None = None,
    due_at: datetime | None = None,
    closes_at: datetime | None = None,
    grace_seconds: int | None = None,
    by: User,
    now: datetime | None = None,
) -> Activity:
    """Set one stage whole: its switch, its opening, its soft and its hard date, its grace.

    A date that is not given is none; grace not given stays. The opening of SUBMIT is the
    activity's own, so none given leaves it. The same values again change nothing and tell nobody.
    Raises NotAllowed for who does not look after the activity, Invalid naming the field.
    """
    grace = window_of(activity).span(act).grace_seconds if grace_seconds is None else grace_seconds
    span = Span(
        is_on=is_on, opens_at=opens_at, due_at=due_at, closes_at=closes_at, grace_seconds=grace
    )
    return _set(activity, {act: span}, by, now or clock.now())


@transaction.atomic
def set_stages(
    *, activity: Activity, spans: Mapping[Act, Span], by: User, now: datetime | None = None
) -> Activity:
    """Set several stages at once: all, or none when they contradict each other together.

    As `set_stage`, but an Invalid names its field with its stage: "review-due_at".
    """
    return _set(activity, spans, by, now or clock.now(), names_stage=True)


def _set(
    activity: Activity,
    spans: Mapping[Act, Span],
    by: User,
    now: datetime,
    *,
    names_stage: bool = False,
) -> Activity:
    there = _locked(activity, by)
    before = after = window_of(there)
    for act, span in spans.items():
        after = after.with_span(act, **vars(span))
        if act is Act.SUBMIT:
            # Its opening is the activity's own.
            after = replace(after, opens_at=span.opens_at or after.opens_at)
            after = after.with_span(act, opens_at=None)
    changed = [act for act in spans if after.span(act) != before.span(act)]
    if before.opens_at != after.opens_at and Act.SUBMIT not in changed:
        changed.append(Act.SUBMIT)
    for act in changed:
        try:
            _refuse(there, before, after, act, now)
        except Invalid as error:
            field = f"{act}-{error.field}" if names_stage else error.field
            raise Invalid(error.code, error.message, field=field) from error
    if changed:
        _store(there, after)
    for act in changed:
        emit(_stage_set(there, act, after, by), now=now)
    activity.refresh_from_db()
    return activity


def _refuse(activity: Activity, before: Window, after: Window, act: Act, now: datetime) -> None:
    checks.refuse_contradictory_stage(before, after, act, now)
    if act is Act.REVIEW and not after.span(act).is_on and registry.has_reviews(activity):
        message = _("Reviews have begun, so reviewing stays. You can close it, or move its dates.")
        raise Invalid("is_on", message, field="is_on")


@transaction.atomic
def close_now(*, activity: Activity, act: Act, by: User, now: datetime | None = None) -> Activity:
    """End a stage at once, for everybody. Closing the reviewing closes handing in with it.

    Raises Invalid when it has not opened yet, Conflict when it is over already.
    """
    now = now or clock.now()
    there = _locked(activity, by)
    window = window_of(there)
    if act not in {Act.SUBMIT, Act.REVIEW}:
        raise Invalid("act", _("Switch this stage off instead."), field="act")
    if now <= window.opens_at:
        raise Invalid("not-open", _("It has not opened yet. Move its opening instead."))
    end = closes_at(window, act)
    if end is not None and end <= now:
        raise Conflict("closed", _("It is closed already."))
    after = window
    for each in (act,) if act is Act.SUBMIT else (Act.SUBMIT, Act.REVIEW):
        span = window.span(each)
        if span.hard_end is None or span.hard_end > now:
            due = min(span.due_at or now, now)
            # Closed is closed: the grace is for who clicks at a date they were told.
            after = after.with_span(each, due_at=due, closes_at=None, grace_seconds=0)
            emit(_stage_set(there, each, after, by), now=now)
    _store(there, after)
    activity.refresh_from_db()
    return activity


def reopen(
    *, activity: Activity, act: Act, until: datetime, by: User, now: datetime | None = None
) -> Activity:
    """Open a stage that is over again, until a new date; who hands in by then is not late."""
    span = window_of(activity).span(act)
    grace = span.grace_seconds or activity.grace_seconds
    return set_stage(
        activity=activity,
        act=act,
        is_on=True,
        opens_at=span.opens_at,
        due_at=until,
        grace_seconds=grace,
        by=by,
        now=now,
    )


def release_due(*, now: datetime | None = None) -> int:
    """Announce the activities whose results have become open to all; how many. Each once: who moves
    the date after that moves what people see, and nobody is told again."""
    at = now or clock.now()
    waiting = Activity.objects.filter(
        Q(review_by__isnull=False) | Q(stage_settings__results__opens_at__isnull=False),
        released_at=None,
        opens_at__lte=at,
    )
    due = [row for row in waiting.order_by("pk") if is_released(window_of(row), at)]
    return sum(_release(activity, at) for activity in due[:RELEASES_AT_ONCE])


@transaction.atomic
def _release(activity: Activity, now: datetime) -> int:
    is_first = Activity.objects.filter(pk=activity.pk, released_at=None).update(released_at=now)
    if is_first:
        emit(ResultsReleased(activity_id=activity.pk), now=now)
        reminding.tell_opened(activity=activity, act=Act.SEE_RESULTS, now=now)
    return is_first


def _locked(activity: Activity, by: User) -> Activity:
    if not rules.may_manage(by, activity):
        raise NotAllowed("not-facilitator", _("Only who looks after the activity sets its stages."))
    return Activity.objects.select_for_update().get(pk=activity.pk)


def _store(activity: Activity, window: Window) -> None:
    for name, value in columns_of(window).items():
        setattr(activity, name, value)
    activity.save(update_fields=COLUMNS)


def _stage_set(activity: Activity, act: Act, window: Window, by: User) -> StageSet:
    span = window.span(act)
    if act is Act.SUBMIT:
        span = replace(span, opens_at=window.opens_at)
    plain = {"opens_at": "", "due_at": "", "closes_at": "", **span.to_json()}
    return StageSet(activity_id=activity.pk, act=str(act), by_id=by.pk, **plain)
