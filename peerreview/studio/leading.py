# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What the facilitator does: open a ballot, reveal it, keep time and agenda, hand over, end."""

from datetime import timedelta
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from peerreview.kernel.errors import Conflict, Invalid
from peerreview.studio import agendas, lifecycle, presence, queries, rules, telling
from peerreview.studio.models import FEWEST, Seat
from peerreview.studio.turns import Turn, act

MOST_MINUTES = 120


class NotAllSealed(Conflict):
    """Somebody in the room has not sealed; `missing` is how many."""

    def __init__(self, missing: int) -> None:
        message = ngettext(
            "%(count)d person in the room has not sealed yet. Wait, or go on without them.",
            "%(count)d people in the room have not sealed yet. Wait, or go on without them.",
            missing,
        )
        super().__init__("not-all-sealed", message % {"count": missing})
        self.missing = missing


@act("open")
def open_ballot(turn: Turn) -> None:
    """Everybody rates now, each for themselves: the first round, or the second after the talk.

    Raises Conflict as long as somebody is alone.
    """
    _keep_time(turn)
    if turn.before == lifecycle.GATHERING:
        if len(queries.seat_ids(turn.session)) < FEWEST:
            message = _("A studio is for two people or more. Wait until somebody joins you.")
            raise Conflict("too-few", message)
        telling.begun(turn.session, now=turn.now)


@act("reveal")
def reveal(turn: Turn, *, go_on: bool = False) -> None:
    """Show all ballots of the round at once. Raises NotAllSealed, unless told to `go_on`.

    Nothing is revealed while nobody has sealed.
    """
    number = lifecycle.round_of(turn.before)
    sealed = queries.sealed_in(turn.session, number)
    if not sealed:
        raise Conflict("none-sealed", _("Nobody has sealed a ballot yet."))
    here = presence.seated(queries.seat_ids(turn.session))
    if (missing := len(here - sealed)) and not go_on:
        raise NotAllSealed(missing)
    turn.session.revealed = number
    _keep_time(turn)


@act("end")
def end(turn: Turn) -> None:
    """Nothing changes any more; what was sealed and never revealed stays so."""
    turn.session.ended_at = turn.now
    turn.session.timer_ends_at, turn.session.timer_note = None, ""
    telling.recorded(turn.session, by_id=turn.seat.person_id, now=turn.now)


@act("timer")
def set_timer(turn: Turn, *, minutes: int) -> None:
    """Run a timer from now; 0 stops it."""
    if not 0 <= minutes <= MOST_MINUTES:
        message = _("Choose between 1 and %(most)s minutes.")
        raise Invalid("minutes", message % {"most": MOST_MINUTES}, field="minutes")
    _run_timer(turn, minutes)


@act("agenda")
def go_to(turn: Turn, *, item: int) -> None:
    """Go to an item of the agenda, counted from 0; its minutes run from now."""
    if not 0 <= item < len(turn.session.agenda):
        raise Invalid("no-item", _("The agenda has no such point."), field="item")
    turn.session.agenda_at = item
    _run_timer(turn, turn.session.agenda[item]["minutes"])


@act("hand_over")
def hand_over(turn: Turn, *, to: UUID) -> None:
    """Let somebody else lead who sits here."""
    seat = Seat.objects.filter(session=turn.session, uuid=to, left_at=None).first()
    if seat is None or not presence.seated([seat.pk]):
        raise Invalid("no-seat", _("Choose somebody who is in the room."), field="to")
    turn.session.facilitator = seat


@act("take_over")
def take_over(turn: Turn) -> None:
    """Lead, when nobody does: whoever says so first. Raises Conflict while the facilitator is there."""
    if rules.is_facilitator(turn.seat, turn.session):
        return
    if not rules.is_headless(turn.session):
        raise Conflict("is-led", _("Somebody facilitates already."))
    turn.session.facilitator = turn.seat


def _run_timer(turn: Turn, minutes: int) -> None:
    turn.session.timer_ends_at = turn.now + timedelta(minutes=minutes) if minutes else None
    turn.session.timer_note = ""


def _keep_time(turn: Turn) -> None:
    """A phase begins: the agenda goes to its point, unless it is there; a timer of before stops."""
    session = turn.session
    session.timer_note = ""
    at = agendas.point_for(session.agenda, session.phase, session.agenda_at)
    if at is not None and at == session.agenda_at:
        return
    was_running = session.timer_ends_at is not None and session.timer_ends_at > turn.now
    _run_timer(turn, 0)
    if at is not None:
        session.agenda_at = at
        _run_timer(turn, session.agenda[at]["minutes"])
    if session.timer_ends_at:
        session.timer_note = session.TimerNote.STARTED
    elif was_running:
        session.timer_note = session.TimerNote.STOPPED
