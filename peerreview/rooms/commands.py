# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What a socket may ask to be done: one service each, answered when it has committed.

A door puts those of its room into the seat it gives (`doors.Seat.acts`). A DomainError that leaves
here becomes an Error with its code and sentence.
"""

from peerreview.accounts.models import User
from peerreview.reviews import drafting, errors
from peerreview.reviews.models import Review
from peerreview.rooms.messages import Ack, Change, Overtaken, StudioAct
from peerreview.studio import commands as studio
from peerreview.studio.models import Seat


def change(review: Review, by: User, command: Change) -> Ack | Overtaken:
    """Make the change. The same command again gives the same Ack."""
    command_id = str(command.id)
    try:
        edit = drafting.change_draft(
            review=review,
            by=by,
            command_id=command.id,
            field=command.field,
            value=command.value,
            base_revision=command.base,
        )
    except errors.Overtaken as error:
        return Overtaken(
            id=command_id, field=command.field, value=error.value, revision=error.revision
        )
    return Ack(id=command_id, revision=edit.revision)


def act_in_studio(seat: Seat, command: StudioAct) -> Ack:
    """Do it in the studio. The same act again gives the same Ack."""
    done = studio.perform(seat=seat, command_id=command.id, act=command.act, fields=command.fields)
    return Ack(id=str(command.id), revision=done.revision)
