# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What a socket may ask to be done: one service each, answered when it has committed."""

from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext as _

from peerreview.kernel.errors import DomainError
from peerreview.reviews import drafting, errors
from peerreview.rooms import doors
from peerreview.rooms.protocol import Ack, Change, Error, Overtaken


def change(
    door: doors.Door, session_key: str | None, uuid: UUID | None, command: Change
) -> Ack | Error | Overtaken:
    """Make the change, asking anew whether this session may. Raises Shut when it may not.

    The same command again gives the same Ack. A change that cannot be made gives an Error.
    """
    seat = doors.enter(door, session_key, uuid)
    command_id = str(command.id)
    with translation.override(seat.person.language):
        if seat.review is None:
            return Error(id=command_id, code="no-commands", message=_("Nothing changes here."))
        try:
            edit = drafting.change_draft(
                review=seat.review,
                by=seat.person,
                command_id=command.id,
                field=command.field,
                value=command.value,
                base_revision=command.base,
            )
        except errors.Overtaken as error:
            return Overtaken(
                id=command_id, field=command.field, value=error.value, revision=error.revision
            )
        except DomainError as error:
            return Error(id=command_id, code=error.code, message=str(error))
    return Ack(id=command_id, revision=edit.revision)
