# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""From an id in an address to a session one may be in, or read about. Strangers get a 404."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from peerreview.cohorts.models import Cohort
from peerreview.kernel.errors import Missing
from peerreview.studio import queries, rules
from peerreview.studio.models import Seat, Session


def _missing() -> Missing:
    return Missing("no-studio", _("There is no such studio, or you may not see it."))


def _sessions() -> QuerySet[Session]:
    return Session.objects.select_related(
        "group", "version__artifact", "rubric_version", "facilitator__person", "presenter__person"
    )


def group_for_member(user: Any, uuid: str) -> Cohort | None:
    """A study group the person is in now, by what an address says; None when it names none."""
    if not uuid:
        return None
    try:
        return queries.study_groups_of(user).get(uuid=UUID(uuid))
    except (ValueError, Cohort.DoesNotExist):
        message = _("There is no such study group, or you are not in it.")
        raise Missing("no-group", message) from None


def session_for_member(user: Any, uuid: UUID) -> Session:
    """A session of a group the person is in now."""
    session = _sessions().filter(uuid=uuid).first()
    if session is None or not rules.is_in_group(user, session):
        raise _missing()
    return session


def session_for_reader(user: Any, uuid: UUID) -> Session:
    """A session whose record the person may read."""
    session = _sessions().filter(uuid=uuid).first()
    if session is None or not rules.may_read_record(user, session):
        raise _missing()
    return session


def seat_in(user: Any, session: Session) -> Seat | None:
    """The person's seat, unless they have none or left it."""
    seat = Seat.objects.filter(session=session, person=user, left_at=None).first()
    if seat:
        seat.session, seat.person = session, user
    return seat


def seat_for_member(user: Any, uuid: UUID) -> Seat:
    """The person's seat in a session they are in, with both at hand."""
    seat = seat_in(user, session_for_member(user, uuid))
    if seat is None:
        raise Missing("no-seat", _("Join the room first."))
    return seat
