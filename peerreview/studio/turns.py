# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What every act in a session has in common: one at a time, once for its id, possible now, remembered.

An act is a function of a Turn and its own values, made a service by `act`. The service takes
`seat`, `command_id` and `now` besides, runs in one transaction with the session locked, and returns the
Act; the same id again returns the same Act and does nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from peerreview.kernel import clock
from peerreview.kernel.errors import Conflict, Missing
from peerreview.outbox.services import emit
from peerreview.studio import rules
from peerreview.studio.events import Acted, RatingsRevealed, SessionEnded
from peerreview.studio.models import Act, Seat, Session

KEPT = ("phase", "revealed", "revision", "agenda_at", "timer_ends_at", "timer_note", "facilitator",
        "presenter", "ended_at")  # fmt: skip


@dataclass(frozen=True)
class Turn:
    """Somebody's turn: the locked session, who acts, when, and the phase it was in before."""

    session: Session
    seat: Seat
    now: datetime
    before: str


def act(kind: str) -> Callable[[Callable[..., None]], Callable[..., Act]]:
    """Make a service of a function that changes `turn.session` or adds to it."""

    def decorate(change: Callable[..., None]) -> Callable[..., Act]:
        @wraps(change)
        @transaction.atomic
        def service(
            *, seat: Seat, command_id: UUID, now: datetime | None = None, **values: Any
        ) -> Act:
            session = locked(seat.session_id)
            done = Act.objects.filter(session=session, command_id=command_id).first()
            if done:
                return _same(done, seat, kind)
            turn = Turn(session, _sitting(seat), now or clock.now(), session.phase)
            session.phase = rules.require_act(session, turn.seat, kind)
            change(turn, **values)
            return _remember(turn, kind, command_id)

        return service

    return decorate


def locked(session_id: int) -> Session:
    """The session, held until the transaction ends."""
    rows = Session.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("group", "version__artifact", "rubric_version").get(pk=session_id)


def _same(done: Act, seat: Seat, kind: str) -> Act:
    if (done.seat_id, done.kind) != (seat.pk, kind):
        message = _("This form was used before. Reload the page and try again.")
        raise Conflict("taken", message)
    return done


def _sitting(seat: Seat) -> Seat:
    # Read again under the lock: they may have left in another tab.
    found = Seat.objects.filter(pk=seat.pk, left_at=None).select_related("person").first()
    if found is None:
        raise Missing("no-seat", _("Join the room first."))
    return found


def _remember(turn: Turn, kind: str, command_id: UUID) -> Act:
    session = turn.session
    session.revision += 1
    session.save(update_fields=KEPT)
    done = Act.objects.create(
        session=session,
        seat=turn.seat,
        command_id=command_id,
        kind=kind,
        revision=session.revision,
        at=turn.now,
    )
    emit(
        Acted(
            session_id=session.pk,
            seat_id=turn.seat.pk,
            user_id=turn.seat.person_id,
            act=kind,
            revision=session.revision,
        ),
        now=turn.now,
    )
    _announce(turn, kind)
    return done


def _announce(turn: Turn, kind: str) -> None:
    session = turn.session
    about = {"session_id": session.pk, "version_id": session.version_id}
    if kind == "reveal":
        emit(RatingsRevealed(**about, round=session.revealed), now=turn.now)
    elif kind == "end":
        emit(SessionEnded(**about), now=turn.now)
