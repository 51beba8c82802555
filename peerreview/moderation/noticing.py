# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Keeping signals: found in the background, looked at by people, settled with a note."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import DateTimeField, Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from peerreview.accounts.models import User
from peerreview.activities.models import Activity
from peerreview.kernel import clock
from peerreview.kernel.errors import Conflict, Invalid, NotAllowed
from peerreview.moderation import detecting, kinds, mailing, queries, rules, scenes, services
from peerreview.moderation.events import FacilitatorsDue, SignalSettled
from peerreview.moderation.models import Case, Signal, Watch
from peerreview.outbox.services import emit

# Reviews come in bursts: what changed is looked at once things have been quiet for so long, or
# this long after the first change.
QUIET = timedelta(seconds=30)
MAIL_EVERY = timedelta(days=1)
DUE_AT_ONCE = 20
State = Signal.State


def want(*, activity_id: int, now: datetime | None = None) -> None:
    """Have the signals of an activity found anew, soon. Again changes nothing."""
    Watch.objects.get_or_create(activity_id=activity_id)
    # Not only where nothing is wanted: the update must wait for a run that may not have seen this.
    asked = Coalesce("wanted_at", Value(now or clock.now(), output_field=DateTimeField()))
    Watch.objects.filter(activity=activity_id).update(wanted_at=asked)


def find_due(*, now: datetime | None = None) -> int:
    """Find the signals of activities where something changed; how many these were."""
    at = now or clock.now()
    due = Watch.objects.filter(wanted_at__lte=at - QUIET).order_by("wanted_at", "pk")
    activities = list(due.values_list("activity_id", flat=True)[:DUE_AT_ONCE])
    return sum(find(activity_id=activity_id, now=at) for activity_id in activities)


@transaction.atomic
def find(*, activity_id: int, now: datetime | None = None) -> bool:
    """Find the signals of an activity, and keep them. The same reviews give the same signals."""
    at = now or clock.now()
    activity = queries.activity_by_id(activity_id)
    if activity is None:
        return False
    Watch.objects.get_or_create(activity=activity)
    watch = Watch.objects.select_for_update(no_key=True).get(activity=activity)
    found = detecting.find(scenes.scene_of(activity))
    _keep(activity, found, at)
    watch.wanted_at, watch.found_at = None, at
    if _is_mail_due(activity, watch, at):
        new = Signal.objects.filter(activity=activity, state=State.NEW, is_current=True).count()
        emit(FacilitatorsDue(activity_id=activity.pk, new=new), now=at)
        mailing.tell_facilitators(activity=activity, new=new, now=at)
        watch.mailed_at = at
    watch.save(update_fields=["wanted_at", "found_at", "mailed_at"])
    return True


def _keep(activity: Activity, found: list[detecting.Found], at: datetime) -> None:
    known = {(row.kind, row.key): row for row in Signal.objects.filter(activity=activity)}
    fresh, again = [], []
    for each in found:
        row = known.pop((each.kind, each.key), None)
        (again if row else fresh).append(row := row or _new(activity, each, at))
        row.strength, row.facts, row.is_current = each.strength, each.facts, True
        row.people, row.reviews = list(each.people), list(each.reviews)
        row.submissions = list(each.submissions)
    for row in known.values():
        row.is_current = False
    Signal.objects.bulk_create(fresh)
    changed = ["strength", "facts", "is_current", "people", "reviews", "submissions"]
    Signal.objects.bulk_update([*again, *known.values()], changed, batch_size=500)


def _new(activity: Activity, found: detecting.Found, at: datetime) -> Signal:
    return Signal(activity=activity, kind=found.kind, key=found.key, found_at=at)


def _is_mail_due(activity: Activity, watch: Watch, at: datetime) -> bool:
    """At most once a day, and only when there is something its last mail did not know of."""
    if watch.mailed_at and at - watch.mailed_at < MAIL_EVERY:
        return False
    since = Q(found_at__gt=watch.mailed_at) if watch.mailed_at else Q()
    rows = Signal.objects.filter(since, activity=activity, state=State.NEW, is_current=True)
    return rows.exists()


# ---- Looking at them ------------------------------------------------------------------------


@transaction.atomic
def dismiss(*, signal: Signal, note: str, by: User, now: datetime | None = None) -> Signal:
    """There is nothing to it, and why; it is not shown as new again. Again changes nothing."""
    held = _locked(signal, by)
    if held.state == State.DISMISSED:
        return held
    _require_new(held)
    said = services.checked(note, field="note", missing=_("Note in a word what you found."))
    return _settle(held, State.DISMISSED, said, by, now or clock.now())


@transaction.atomic
def open_case(
    *, signal: Signal, kind: str, thing: UUID, by: User, now: datetime | None = None
) -> Case:
    """Make a case of one of the things the signal is about, so that its maker can answer."""
    at = now or clock.now()
    held = _locked(signal, by)
    if held.case is not None:
        return held.case
    _require_new(held)
    about = kinds.kind_named(kind).many([thing]).get(thing)
    if about is None or about.activity.pk != held.activity_id:
        raise Invalid("no-thing", _("Choose which review or work the case is about."))
    case = services.open_case(thing=about, now=at)
    held.case = case
    held.save(update_fields=["case"])
    _settle(held, State.CASE, "", by, at)
    return case


def _settle(signal: Signal, state: str, note: str, by: User, at: datetime) -> Signal:
    signal.state, signal.note, signal.settled_at, signal.settled_by = state, note, at, by
    signal.save(update_fields=["state", "note", "settled_at", "settled_by"])
    emit(
        SignalSettled(
            signal_id=signal.pk,
            activity_id=signal.activity_id,
            state=state,
            by_id=by.pk,
            note=note,
        ),
        now=at,
    )
    return signal


def _locked(signal: Signal, by: User) -> Signal:
    rows = Signal.objects.select_for_update(of=("self",), no_key=True)
    held = rows.select_related("activity__cohort", "case").get(pk=signal.pk)
    if not rules.moderates(by, held.activity):
        raise NotAllowed("not-moderator", _("Only moderators of this activity settle signals."))
    return held


def _require_new(signal: Signal) -> None:
    if signal.state != State.NEW:
        raise Conflict("settled", _("Somebody has settled this signal already."))
