# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""From an act's name and the fields of its form, by socket or by HTTP, to the service that does it."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from peerreview.kernel.errors import Invalid
from peerreview.rubrics import sheets
from peerreview.rubrics.queries import criteria_at_hand
from peerreview.studio import leading, places, sharing
from peerreview.studio.models import Act, Seat

Fields = Mapping[str, str]


def perform(
    *, seat: Seat, command_id: UUID, act: str, fields: Fields, now: datetime | None = None
) -> Act:
    """Do it. Raises the service's errors, Invalid for an act or values there are not."""
    service, read = _service(act)
    return service(seat=seat, command_id=command_id, now=now, **read(seat, command_id, fields))


Reader = Callable[[Seat, UUID, Fields], dict[str, Any]]


def _service(act: str) -> tuple[Callable[..., Act], Reader]:
    if act not in _ACTS:
        raise Invalid("unknown-act", _("There is nothing like this to do here. Reload the page."))
    return _ACTS[act]


def sheet_of(seat: Seat, fields: Fields) -> sheets.Sheet:
    """The ballot as it was filled in."""
    return sheets.read(criteria_at_hand(seat.session.rubric_version), fields)


def _nothing(seat: Seat, command_id: UUID, fields: Fields) -> dict[str, Any]:
    return {}


def _sealing(seat: Seat, command_id: UUID, fields: Fields) -> dict[str, Any]:
    return {"round": _number(fields, "round"), "sheet": sheet_of(seat, fields)}


def _saying(seat: Seat, command_id: UUID, fields: Fields) -> dict[str, Any]:
    values = {"uuid": command_id, "said": fields.get("text", "")}
    return {**values, "place": places.from_fields(fields)}


def _noting(seat: Seat, command_id: UUID, fields: Fields) -> dict[str, Any]:
    return {"uuid": command_id, "said": fields.get("text", "")}


def _revealing(seat: Seat, command_id: UUID, fields: Fields) -> dict[str, Any]:
    return {"go_on": fields.get("go_on") == "yes"}


def _timing(seat: Seat, command_id: UUID, fields: Fields) -> dict[str, Any]:
    return {"minutes": _number(fields, "minutes")}


def _going(seat: Seat, command_id: UUID, fields: Fields) -> dict[str, Any]:
    return {"item": _number(fields, "item")}


def _handing(seat: Seat, command_id: UUID, fields: Fields) -> dict[str, Any]:
    try:
        return {"to": UUID(fields.get("to", ""))}
    except ValueError:
        message = _("Choose somebody who is in the room.")
        raise Invalid("no-seat", message, field="to") from None


def _presenting(seat: Seat, command_id: UUID, fields: Fields) -> dict[str, Any]:
    return {"is_on": fields.get("is_on") == "yes"}


def _number(fields: Fields, name: str) -> int:
    value = fields.get(name, "")
    if not (value.isascii() and value.isdigit() and len(value) < 6):
        raise Invalid("no-number", _("Write a whole number."), field=name)
    return int(value)


_ACTS: dict[str, tuple[Callable[..., Act], Reader]] = {
    "open": (leading.open_ballot, _nothing),
    "seal": (sharing.seal, _sealing),
    "reveal": (leading.reveal, _revealing),
    "end": (leading.end, _nothing),
    "say": (sharing.say, _saying),
    "note": (sharing.note, _noting),
    "present": (sharing.present, _presenting),
    "timer": (leading.set_timer, _timing),
    "agenda": (leading.go_to, _going),
    "hand_over": (leading.hand_over, _handing),
    "take_over": (leading.take_over, _nothing),
}
