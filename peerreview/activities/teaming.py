# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Teams: who starts the work names co-authors, each of whom confirms; or a facilitator sets the team."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from peerreview.accounts.models import User
from peerreview.activities import notices, queries, rules
from peerreview.activities.events import TeammateConfirmed, TeammateLeft, TeammateNamed
from peerreview.activities.models import Activity, Entry, Teammate
from peerreview.activities.services import start_entry
from peerreview.kernel import clock
from peerreview.kernel.errors import Conflict, Invalid, NotAllowed
from peerreview.notifications.services import notify
from peerreview.outbox.services import emit


@transaction.atomic
def name_teammate(
    *, activity: Activity, person: User, by: User, now: datetime | None = None
) -> Teammate:
    """Name a co-author of one's own work, who is asked to confirm. Naming again changes nothing."""
    now = now or clock.now()
    start_entry(activity=activity, by=by, now=now)
    entry = Entry.objects.get(activity=activity, author=by)
    there = entry.teammates.filter(person=person).first()
    if there is not None:
        return there
    _refuse_outsider(activity, person)
    _refuse_full(entry, adding=1)
    _refuse_taken(activity, person)
    mate = _name(entry, person, None, by, now)
    notify(
        to=[person.pk],
        kind=notices.TEAM_ASKED,
        key=f"{activity.uuid}:{mate.pk}",
        params={"activity": activity.title},
        link=reverse("activity", args=[activity.uuid]),
        now=now,
    )
    return mate


@transaction.atomic
def confirm(*, teammate: Teammate, by: User, now: datetime | None = None) -> Teammate:
    """Say yes to being a co-author, before the work is handed in. Again changes nothing."""
    if teammate.person_id != by.pk:
        raise NotAllowed("not-asked", _("Only who was asked can confirm this."))
    _lock(by)
    there = Teammate.objects.select_related("activity", "entry").get(pk=teammate.pk)
    if there.confirmed_at is None:
        _refuse_handed_in(there.entry)
        _refuse_taken(there.activity, by)
        there.confirmed_at = now or clock.now()
        there.save(update_fields=["confirmed_at"])
        emit(
            TeammateConfirmed(
                activity_id=there.activity_id, entry_id=there.entry_id, person_id=by.pk
            ),
            now=now,
        )
    return there


@transaction.atomic
def part(*, teammate: Teammate, by: User, now: datetime | None = None) -> None:
    """End or refuse a co-authorship before the work is handed in: oneself, who leads, or a facilitator."""
    activity = teammate.activity
    may = by.pk in {teammate.person_id, teammate.entry.author_id} or rules.may_manage(by, activity)
    if not may:
        raise NotAllowed("not-yours", _("Only the people of the team can change it."))
    _refuse_handed_in(teammate.entry)
    if Teammate.objects.filter(pk=teammate.pk).delete()[0]:
        _tell_left(teammate, by, now)


@transaction.atomic
def set_team(
    *,
    activity: Activity,
    lead: User,
    people: Iterable[User],
    by: User,
    now: datetime | None = None,
) -> list[Teammate]:
    """A facilitator sets a team whole: who leads, and the co-authors, who need not confirm."""
    now = now or clock.now()
    if not rules.may_manage(by, activity):
        raise NotAllowed("not-facilitator", _("Only who looks after the activity sets teams."))
    chosen = {person.pk: person for person in people if person.pk != lead.pk}
    for person in (lead, *chosen.values()):
        _refuse_outsider(activity, person)
    start_entry(activity=activity, by=lead, now=now)
    entry = Entry.objects.get(activity=activity, author=lead)
    for gone in entry.teammates.exclude(person__in=chosen).select_related("entry", "activity"):
        gone.delete()
        _tell_left(gone, by, now)
    kept = {mate.person_id: mate for mate in entry.teammates.all()}
    _refuse_full(entry, adding=len(chosen) - len(kept))
    return [_set(entry, person, kept.get(person.pk), by, now) for person in chosen.values()]


def _set(entry: Entry, person: User, there: Teammate | None, by: User, now: datetime) -> Teammate:
    if there is not None and there.confirmed_at is not None:
        return there
    _lock(person)
    _refuse_taken(entry.activity, person)
    if there is not None:
        there.delete()
    return _name(entry, person, now, by, now)


def _name(
    entry: Entry, person: User, confirmed_at: datetime | None, by: User, now: datetime
) -> Teammate:
    mate = Teammate.objects.create(
        activity=entry.activity,
        entry=entry,
        person=person,
        asked_at=now,
        confirmed_at=confirmed_at,
    )
    emit(
        TeammateNamed(
            activity_id=entry.activity_id,
            entry_id=entry.pk,
            person_id=person.pk,
            is_confirmed=confirmed_at is not None,
            by_id=by.pk,
        ),
        now=now,
    )
    return mate


def _tell_left(mate: Teammate, by: User, now: datetime | None) -> None:
    emit(
        TeammateLeft(
            activity_id=mate.activity_id,
            entry_id=mate.entry_id,
            person_id=mate.person_id,
            by_id=by.pk,
        ),
        now=now,
    )


def _lock(person: User) -> None:
    """What one person does to one activity happens one after another."""
    User.objects.select_for_update().get(pk=person.pk)


def _refuse_outsider(activity: Activity, person: User) -> None:
    if not activity.takes_teams:
        message = _("This activity takes the work of single people.")
        raise Invalid("no-teams", message, field="person")
    if not queries.participants(activity).filter(pk=person.pk).exists():
        message = _("%(name)s is not a learner here.") % {"name": person.display_name}
        raise Invalid("not-here", message, field="person")


def _refuse_full(entry: Entry, *, adding: int) -> None:
    most = entry.activity.team_size
    if 1 + entry.teammates.count() + adding > most:
        message = _("A team has at most %(most)d people here, whoever starts the work included.")
        raise Invalid("team-full", message % {"most": most}, field="person")


def _refuse_taken(activity: Activity, person: User) -> None:
    """In one team each, and in none with work of one's own handed in or a team of one's own."""
    named = {"name": person.display_name}
    if queries.live_submission(activity, person) is not None:
        message = _("%(name)s has handed in already.") % named
        raise Conflict("handed-in", message, field="person")
    leads = Teammate.objects.filter(activity=activity, entry__author=person)
    if leads.exists() or queries.leads_of(person, activity).exists():
        message = _("%(name)s is in another team here.") % named
        raise Conflict("in-team", message, field="person")


def _refuse_handed_in(entry: Entry) -> None:
    live = entry.activity.submissions.filter(author=entry.author_id, withdrawn_at=None)
    if live.exists():
        raise Conflict("handed-in", _("The work is handed in, so its authors stay as they are."))
