# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""A studio as a room: how it stands for everybody in it, and what each is told.

Nothing here reads a ballot that is not revealed, except its owner's for their own tabs.
"""

from typing import Any

from peerreview.rooms import delivery, groups, stamps
from peerreview.rooms.messages import Point, Pointer, Remarked, Scene, Sealed, Snapshot
from peerreview.studio import lifecycle, presence, queries
from peerreview.studio.models import Ballot, Remark, Seat, Session

SAYING = frozenset({"say", "note"})


class Chair:
    """A person's place in a studio, seen by all in it."""

    def __init__(self, seat: Seat) -> None:
        self._seat = seat
        self.group = groups.studio_seat(seat.pk)

    def come(self) -> None:
        presence.sit(self._seat.pk)
        tell_scene(self._seat.session_id)

    def stay(self) -> None:
        presence.sit(self._seat.pk)

    def go(self) -> None:
        presence.rise(self._seat.pk)
        tell_scene(self._seat.session_id)


# --- how it stands -------------------------------------------------------------------------------
def snapshot_for(seat: Seat) -> Snapshot:
    """The studio as it is now, with the person's own ballots."""
    stamp = stamps.latest_of(groups.studio(seat.session_id))
    session = _session(seat.session_id)
    scene = scene_of(session)
    own = queries.own_ballots(seat)
    state = {
        "scene": scene,
        "remarks": [_remark(each) for each in queries.latest_remarks(session)],
        "own": {str(number): _ballot(ballot) for number, ballot in own.items()},
    }
    seats = ",".join(str(each["number"]) for each in scene["people"])
    version = f"{session.revision}.{seats}.{','.join(scene['here'])}"
    return Snapshot(room="studio", version=version, stamp=stamp, state=state)


def scene_of(session: Session) -> dict[str, Any]:
    """What everybody in the room may see, apart from what was said."""
    seats = [seat for seat in queries.seats_of(session) if seat.left_at is None]
    here = queries.here(session)
    return {
        "revision": session.revision,
        "phase": session.phase,
        "round": lifecycle.round_of(session.phase),
        "revealed": session.revealed,
        "agenda_at": session.agenda_at,
        "timer_ends_at": session.timer_ends_at and session.timer_ends_at.isoformat(),
        "facilitator": session.facilitator and str(session.facilitator.uuid),
        "presenter": session.presenter and str(session.presenter.uuid),
        "people": [
            {"seat": str(seat.uuid), "name": seat.person.display_name, "number": seat.number}
            for seat in seats
        ],
        "here": [str(seat.uuid) for seat in seats if seat.pk in here.seats],
        "sealed": here.sealed,
        "ratings": [
            {"round": each.round, "seat": str(each.seat.uuid), "is_late": each.is_late}
            | _ballot(each)
            for each in queries.revealed_ballots(session)
        ],
    }


def _session(session_id: int) -> Session:
    return Session.objects.select_related("facilitator", "presenter").get(pk=session_id)


def _ballot(ballot: Ballot) -> dict[str, Any]:
    return {"levels": ballot.levels, "words": ballot.words}


def _remark(remark: Remark) -> dict[str, Any]:
    return {
        "id": str(remark.uuid),
        "kind": remark.kind,
        "seat": str(remark.seat.uuid),
        "text": remark.text,
        "place": remark.place,
        "at": remark.at.isoformat(),
    }


# --- telling -------------------------------------------------------------------------------------
def tell_scene(session_id: int) -> None:
    """Show everybody in the room how it stands now."""
    stamp = stamps.next_of(groups.studio(session_id))
    session = Session.objects.select_related("facilitator", "presenter").filter(pk=session_id)
    for found in session:
        delivery.publish(groups.studio(session_id), Scene(stamp=stamp, scene=scene_of(found)))


def tell_act(session_id: int, seat_id: int, act: str, revision: int) -> None:
    """Show what that act changed: to all what all may see, to its doer their own ballot."""
    if act in SAYING:
        said = Remark.objects.select_related("seat").filter(
            seat__session=session_id, uuid__in=_ids_of(session_id, revision)
        )
        for remark in said:
            delivery.publish(groups.studio(session_id), Remarked(remark=_remark(remark)))
    if act == "seal":
        _tell_own(session_id, seat_id)
    tell_scene(session_id)


def _ids_of(session_id: int, revision: int) -> Any:
    acts = Session.objects.get(pk=session_id).acts.filter(revision=revision)
    # A remark's id is that of the act that made it.
    return list(acts.values_list("command_id", flat=True))


def _tell_own(session_id: int, seat_id: int) -> None:
    stamp = stamps.next_of(groups.studio(session_id))
    newest = Ballot.objects.filter(seat=seat_id).order_by("-round").first()
    if newest:
        sealed = Sealed(stamp=stamp, round=newest.round, ballot=_ballot(newest))
        delivery.publish(groups.studio_seat(seat_id), sealed)


def tell_pointer(seat: Seat, point: Point) -> None:
    """Show everybody where a person points. Nothing is read or stored."""
    pointer = Pointer(seat=str(seat.uuid), part=point.part, x=point.x, y=point.y, page=point.page)
    delivery.publish(groups.studio(seat.session_id), pointer)
