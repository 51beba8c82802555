# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What the room's page shows one person, gathered once for the page, its fragments and its errors."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from peerreview.accounts.models import User
from peerreview.artifacts.models import Version
from peerreview.artifacts.queries import shown_parts
from peerreview.kernel import clock, ids
from peerreview.rubrics import sheets
from peerreview.rubrics.queries import criteria_at_hand
from peerreview.studio import leading, lifecycle, queries, results, rules, sharing, words
from peerreview.studio.models import MOST, Ballot, Remark, Seat, Session


def room(
    seat: Seat, *, sheet: sheets.Sheet | None = None, typed: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """The room for the person of `seat`; `sheet` and `typed` are what they sent and could not be taken."""
    session = seat.session
    here = queries.here(session)
    own = queries.own_ballots(seat)
    number = lifecycle.round_of(session.phase)
    shown = results.results_of(session)
    seats = queries.seats_of(session)
    remarks = queries.latest_remarks(session)
    return {
        "session": session,
        "seat": seat,
        "now": words.now_for(
            session,
            seat=seat,
            here=here,
            own=own.get(number),
            apart=results.widest(shown),
            is_alone=words.is_alone(session, seats),
        ),
        "at": clock.now(),
        "people": [_person(session, each, here) for each in seats if each.left_at is None],
        "others": [each for each in seats if each.pk in here.seats and each.pk != seat.pk],
        "round": number,
        "own": own.get(number),
        "ballot": sheet or _sheet(session, own.get(number) or own.get(number - 1)),
        "ballot_state": _ballot_state(session, seat, own.get(number)),
        "results": shown,
        "comments": [each for each in remarks if each.kind == Remark.Kind.COMMENT],
        "notes": [each for each in remarks if each.kind == Remark.Kind.NOTE],
        "parts": {str(part.uuid): part.label for part in shown_parts(session.version)},
        "leads": rules.is_facilitator(seat, session),
        "may_take_over": _may_take_over(session, seat, here),
        "is_presenting": session.presenter_id == seat.pk,
        "missing": here.missing,
        "may_open": "open" in lifecycle.MOVES[session.phase] and not words.is_alone(session, seats),
        "may_reveal": here.ballots > 0,
        "hushed": rules.hushed(session.phase),
        "ending": words.ending(session, here=here, shown=shown, seats=seats),
        "timer_words": words.timer_words(session),
        "point": _point(session),
        "moves": lifecycle.MOVES[session.phase],
        "typed": typed or {},
        "text_most": sharing.TEXT_MAX_CHARS,
        "minutes_most": leading.MOST_MINUTES,
        "key": ids.new_uuid,
    }


def _person(session: Session, seat: Seat, here: queries.Here) -> dict[str, Any]:
    marks = []
    if session.facilitator_id == seat.pk:
        marks.append(_("facilitates"))
    if session.presenter_id == seat.pk:
        marks.append(_("presents"))
    if seat.pk not in here.seats:
        marks.append(_("away"))
    return {"seat": seat, "is_here": seat.pk in here.seats, "marks": ", ".join(marks)}


def _sheet(session: Session, ballot: Ballot | None) -> sheets.Sheet:
    criteria = criteria_at_hand(session.rubric_version)
    if ballot is None:
        return sheets.blank(criteria)
    entries = {
        key: sheets.Entry(value, ballot.words.get(key, "")) for key, value in ballot.levels.items()
    }
    return sheets.Sheet(criteria, entries)


def _ballot_state(session: Session, seat: Seat, own: Ballot | None) -> str:
    """open, sealed (it may still be changed), late (it may be added, marked), or "" for none to write."""
    if not lifecycle.may_rate(session.phase, came_in=seat.came_in):
        return ""
    if lifecycle.is_sealed(session.phase):
        return "sealed" if own else "open"
    return "" if own else "late"


def _may_take_over(session: Session, seat: Seat, here: queries.Here) -> bool:
    is_led = session.facilitator_id in here.seats
    return not is_led and session.facilitator_id != seat.pk


def _point(session: Session) -> dict[str, Any] | None:
    if not session.agenda:
        return None
    at = session.agenda_at
    return {**session.agenda[at], "number": at + 1, "is_last": at + 1 == len(session.agenda)}


def lobby(session: Session) -> dict[str, Any]:
    """Before one sits down: what it is about, who is there."""
    seats = [each for each in queries.seats_of(session) if each.left_at is None]
    return {"session": session, "seats": seats, "is_full": len(seats) >= MOST}


def record(session: Session, reader: User) -> dict[str, Any]:
    """What remains: both ratings, what changed, what was said and noted."""
    shown = results.results_of(session)
    owns = session.version.artifact.owner_id == reader.pk
    return {
        "session": session,
        "owns": owns,
        "again": _again(session, reader) if owns else None,
        "is_member": rules.is_in_group(reader, session),
        "seats": queries.seats_of(session),
        "results": shown,
        "changed": sum(1 for result in shown for each in result.said if each.moved),
        "notes": queries.remarks_of(session, Remark.Kind.NOTE),
        "comments": queries.remarks_of(session, Remark.Kind.COMMENT),
        "parts": {str(part.uuid): part.label for part in shown_parts(session.version)},
    }


def _again(session: Session, owner: User) -> Version | None:
    """The newest version of the work, to open once more."""
    return queries.works_of(owner).filter(artifact=session.version.artifact_id).first()
