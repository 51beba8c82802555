# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Into a room: from a session and an address to a seat, by the same access functions as the pages.

Everything here asks the database and is called off the event loop. A seat is proof of a right at
one moment; consumers ask for a new one before each command and every half minute.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from importlib import import_module
from uuid import UUID

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import translation
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from peerreview.accounts.models import User
from peerreview.activities import access as activities
from peerreview.allocation.models import Assignment
from peerreview.desk import access as desk_access
from peerreview.kernel.errors import DomainError, Missing
from peerreview.reviews import access as reviews
from peerreview.reviews.models import Review
from peerreview.rooms import commands, groups, protocol, snapshots, studio
from peerreview.rooms.messages import Answer, Change, Command, Error, Point, Snapshot, StudioAct
from peerreview.rooms.services import Desk, Place
from peerreview.studio import access as studios


class Shut(Exception):
    """The door does not open; `code` is the socket's close code."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


Act = Callable[[Command], Answer]


@dataclass(frozen=True)
class Seat:
    """A right to be in a room: whom it was given to, what they hear, how they look around, and which
    commands they may give. `place` is where they are seen to be by others, None where nobody is.

    `own` are the groups of the person and their sign-in; `heard` those of the room. `point` tells the
    room where the person points, where that is possible; it must not wait. While `mark` is the same, a
    look would show the same, but for who is present; empty means that only a look can tell.
    """

    person: User
    heard: tuple[str, ...]
    look: Callable[[], Snapshot]
    acts: Mapping[type[Command], Act] = field(default_factory=dict)
    place: Place | None = None
    point: Callable[[Point], None] | None = None
    mark: str = ""
    own: tuple[str, ...] = ()

    @property
    def groups(self) -> tuple[str, ...]:
        """All that the socket listens to."""
        return (*self.own, *self.heard)


Door = Callable[[User, UUID | None], Seat]


def enter(door: Door, session_key: str | None, uuid: UUID | None) -> Seat:
    """A seat for whoever the session belongs to. Raises Shut with 4401, 4403 or 4404."""
    person = person_of(session_key)
    if person is None:
        raise Shut(protocol.SIGNED_OUT)
    try:
        seat = door(person, uuid)
    except (Missing, Http404):
        raise Shut(protocol.UNKNOWN) from None
    except (DomainError, PermissionDenied):
        raise Shut(protocol.NOT_ALLOWED) from None
    own = (groups.person(person.pk), groups.session(session_key))
    return replace(seat, own=own)


def obey(door: Door, session_key: str | None, uuid: UUID | None, command: Command) -> Answer:
    """Do what is asked, asking anew whether this session may. Raises Shut when it may not.

    The same command again gives the same answer. What cannot be done gives an Error.
    """
    seat = enter(door, session_key, uuid)
    with translation.override(seat.person.language):
        act = seat.acts.get(type(command))
        if act is None:
            message = _("Nothing changes here.")
            return Error(id=str(command.id), code="no-commands", message=message)
        try:
            return act(command)
        except DomainError as error:
            return Error(id=str(command.id), code=error.code, message=str(error))


def person_of(session_key: str | None) -> User | None:
    """Whose session this is now, read afresh; None when it ended, or the password changed since."""
    if not session_key:
        return None
    session = import_module(settings.SESSION_ENGINE).SessionStore(session_key)
    person = User.objects.filter(pk=session.get(SESSION_KEY), is_active=True).first()
    if person is None:
        return None
    signed = session.get(HASH_SESSION_KEY, "")
    valid = [person.get_session_auth_hash(), *person.get_session_auth_fallback_hash()]
    # Django's own get_user would renew the session's key here, which a socket cannot tell a browser.
    return person if any(constant_time_compare(signed, each) for each in valid) else None


def review(person: User, uuid: UUID | None) -> Seat:
    """A reviewer's own review: their tabs, and those who review the same submission."""
    found = reviews.own_review(person, uuid)
    heard = (groups.review(found.pk), groups.activity(found.submission.activity_id))
    if found.assignment.state != Assignment.State.DECLINED:
        heard += (groups.reviewers(found.submission_id),)
    return Seat(
        person,
        heard,
        partial(snapshots.of_review, found),
        acts={Change: partial(commands.change, found, person)},
        place=Desk(found),
        mark=_mark_of(found),
    )


def _mark_of(found: Review) -> str:
    activity = found.submission.activity
    states = (found.state, found.assignment.state, activity.blindness, activity.rubric_version_id)
    return f"{found.revision}.{'.'.join(map(str, states))}"


def submission(person: User, uuid: UUID | None) -> Seat:
    """An author's own submission."""
    found = activities.submission_for_author(person, uuid)
    heard = (groups.author(found.pk), groups.activity(found.activity_id))
    return Seat(person, heard, partial(snapshots.of_submission, found.pk))


def board(person: User, uuid: UUID | None) -> Seat:
    """The board of an activity that the person may read."""
    found = activities.activity_for_reader(person, uuid)
    heard = (groups.board(found.pk), groups.activity(found.pk))
    if found.cohort_id:
        heard += (groups.cohort_boards(found.cohort_id),)
    return Seat(person, heard, partial(snapshots.of_board, found.pk))


def in_studio(person: User, uuid: UUID | None) -> Seat:
    """The seat a person has taken in a studio of their group."""
    found = studios.seat_for_member(person, uuid)
    session = found.session
    heard = (groups.studio(session.pk), groups.studio_seat(found.pk))
    return Seat(
        person,
        (*heard, groups.cohort_studios(session.group_id)),
        partial(studio.snapshot_for, found),
        acts={StudioAct: partial(commands.act_in_studio, found)},
        place=studio.Chair(found),
        point=partial(studio.tell_pointer, found),
    )


def desk(person: User, uuid: UUID | None) -> Seat:
    """The desk of an activity, for who looks after it: by the same rule as its pages."""
    found = desk_access.activity_for_facilitator(person, uuid)
    heard = (groups.desk(found.pk), groups.board(found.pk))
    if found.cohort_id:
        heard += (groups.cohort_boards(found.cohort_id),)
    return Seat(person, heard, lambda: snapshots.of_desk(found.pk))


def me(person: User, uuid: UUID | None) -> Seat:
    """What is for this person alone, on any page."""
    return Seat(person, (), snapshots.of_person)
