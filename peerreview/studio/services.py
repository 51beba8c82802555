# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Starting a session, taking a seat and leaving it. What happens inside is in leading and sharing."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from peerreview.accounts.models import User
from peerreview.artifacts import services as artifacts
from peerreview.artifacts.models import Version
from peerreview.cohorts.models import Cohort
from peerreview.kernel import clock, ids
from peerreview.kernel.errors import Closed, Conflict, NotAllowed
from peerreview.outbox.services import emit
from peerreview.rubrics.models import RubricVersion
from peerreview.studio import presence, queries, rules, telling, turns
from peerreview.studio.events import SeatChanged, SessionEnded, SessionStarted
from peerreview.studio.models import MOST, Ballot, Seat, Session


@transaction.atomic
def start(
    *,
    group: Cohort,
    version: Version,
    rubric_version: RubricVersion,
    by: User,
    agenda: Sequence[dict[str, Any]] = (),
    key: UUID | None = None,
    now: datetime | None = None,
) -> Session:
    """Open one's own work to a study group; the same key again gives the same session.

    A draft is frozen, so that what was rated stays what it was; its owner goes on in a new version.
    Raises NotAllowed, Conflict for work in a blind review, Invalid for an empty or untitled one.
    """
    at = now or clock.now()
    key = key or ids.new_uuid()
    there = Session.objects.filter(uuid=key).select_related("version__artifact").first()
    if there:
        if there.version.artifact.owner_id != by.pk:
            raise Conflict("key-taken", _("Please try again."))
        return there
    rules.require_group(by, group)
    if version.artifact.owner_id != by.pk:
        raise NotAllowed("not-owner", _("You can open work of your own."))
    rules.require_showable(version, at)
    frozen = artifacts.freeze(version=version, by=by, now=at)
    session = Session.objects.create(
        uuid=key,
        group=group,
        version=frozen,
        rubric_version=rubric_version,
        agenda=list(agenda),
        started_at=at,
    )
    started = SessionStarted(
        session_id=session.pk, group_id=group.pk, version_id=frozen.pk, by_id=by.pk
    )
    emit(started, now=at)
    session.facilitator = join(session=session, by=by, now=at)
    session.save(update_fields=["facilitator"])
    telling.opened(session, by_id=by.pk, now=at)
    return session


@transaction.atomic
def join(*, session: Session, by: User, now: datetime | None = None) -> Seat:
    """Take a seat, or the one had before. Again changes nothing. Raises Closed, Conflict when full."""
    at = now or clock.now()
    held = turns.locked(session.pk)
    if held.is_over:
        raise Closed("ended", _("This session has ended. Its record keeps what was said."))
    seat = Seat.objects.filter(session=held, person=by).first()
    if seat and seat.left_at is None:
        return seat
    _refuse_full(held)
    if seat is None:
        last = held.seats.aggregate(last=Max("number"))["last"] or 0
        seat = Seat(session=held, person=by, number=last + 1, came_in=held.phase, joined_at=at)
    seat.left_at = None
    seat.save()
    _tell(seat, "came", at)
    return seat


def _refuse_full(session: Session) -> None:
    if session.seats.filter(left_at=None).count() >= MOST:
        message = _("This room is full: %(most)s people are in it. Wait until somebody leaves.")
        raise Conflict("room-full", message % {"most": MOST})


@transaction.atomic
def leave(*, seat: Seat, now: datetime | None = None) -> None:
    """Give the seat up. What one sealed and said stays; nobody leads until somebody takes over."""
    at = now or clock.now()
    session = turns.locked(seat.session_id)
    if not Seat.objects.filter(pk=seat.pk, left_at=None).update(left_at=at):
        return
    presence.rise(seat.pk)
    if session.presenter_id == seat.pk:
        Session.objects.filter(pk=session.pk).update(presenter=None)
    _tell(seat, "left", at)


def leave_group(*, group_id: int, person_id: int, now: datetime | None = None) -> None:
    """Give up the seats in a group's open sessions, for who is in the group no more."""
    seats = Seat.objects.filter(session__group=group_id, session__ended_at=None, left_at=None)
    for seat in seats.filter(person=person_id).select_related("session__group", "person"):
        if not rules.is_in_group(seat.person, seat.session):
            leave(seat=seat, now=now)


def _tell(seat: Seat, change: str, now: datetime) -> None:
    emit(
        SeatChanged(
            session_id=seat.session_id, seat_id=seat.pk, user_id=seat.person_id, change=change
        ),
        now=now,
    )


@transaction.atomic
def leave_all(*, person: User, now: datetime) -> None:
    """For who deletes their account: their seats are given up, what nobody saw of theirs goes, and a
    session they led goes to whoever has sat there longest, or ends."""
    for seat in Seat.objects.filter(person=person).select_related("session").order_by("pk"):
        Ballot.objects.filter(seat=seat, round__gt=seat.session.revealed).delete()
        if not seat.session.is_over:
            leave(seat=seat, now=now)
            _pass_on(seat, now)


def _pass_on(seat: Seat, now: datetime) -> None:
    session = turns.locked(seat.session_id)
    if session.facilitator_id != seat.pk:
        return
    session.facilitator = queries.longest_seated(session)
    if session.facilitator is None:
        session.phase, session.ended_at = Session.Phase.ENDED, now
        emit(SessionEnded(session_id=session.pk, version_id=session.version_id), now=now)
        telling.recorded(session, by_id=seat.person_id, now=now)
    session.save(update_fields=["facilitator", "phase", "ended_at"])
