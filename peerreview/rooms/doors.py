# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Into a room: from a session and an address to a seat, by the same access functions as the pages.

Everything here asks the database and is called off the event loop. A seat is proof of a right at
one moment; consumers ask for a new one before each command and every half minute.
"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from uuid import UUID

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.crypto import constant_time_compare

from peerreview.accounts.models import User
from peerreview.activities import access as activities
from peerreview.allocation.models import Assignment
from peerreview.desk import access as desk_access
from peerreview.kernel.errors import DomainError, Missing
from peerreview.reviews import access as reviews
from peerreview.reviews.models import Review
from peerreview.rooms import groups, protocol, snapshots


class Shut(Exception):
    """The door does not open; `code` is the socket's close code."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Seat:
    """A right to be in a room: whom it was given to, what they hear, and how they look around.

    `review` is the reviewer's own review in a review room, else None.
    """

    person: User
    groups: tuple[str, ...]
    look: Callable[[], protocol.Snapshot]
    review: Review | None = None


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
    return Seat(person, (*seat.groups, *own), seat.look, seat.review)


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
    heard = (groups.review(found.pk),)
    if found.assignment.state != Assignment.State.DECLINED:
        heard += (groups.reviewers(found.submission_id),)
    return Seat(person, heard, lambda: snapshots.of_review(found), found)


def submission(person: User, uuid: UUID | None) -> Seat:
    """An author's own submission."""
    found = activities.submission_for_author(person, uuid)
    heard = (groups.author(found.pk),)
    return Seat(person, heard, lambda: snapshots.of_submission(found.pk))


def board(person: User, uuid: UUID | None) -> Seat:
    """The board of an activity that the person may read."""
    found = activities.activity_for_reader(person, uuid)
    heard = (groups.board(found.pk),)
    if found.cohort_id:
        heard += (groups.cohort_boards(found.cohort_id),)
    return Seat(person, heard, lambda: snapshots.of_board(found.pk))


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
