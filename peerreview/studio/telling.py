# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Who is told of a studio, each once; never whoever did it, nor who may not follow the link."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse

from peerreview.cohorts.models import Membership
from peerreview.notifications.registry import Kind
from peerreview.notifications.services import notify
from peerreview.studio import notices, presence, queries
from peerreview.studio.models import Seat, Session


def opened(session: Session, *, by_id: int, now: datetime) -> None:
    """To the group: there is a room."""
    _tell(session, notices.OPENED, "studio", _members(session) - {by_id}, now)


def begun(session: Session, *, now: datetime) -> None:
    """To those of the group who are not in the room: the first rating is open."""
    seats = dict(Seat.objects.filter(session=session, left_at=None).values_list("pk", "person_id"))
    in_room = {seats[pk] for pk in presence.seated(seats)}
    _tell(session, notices.BEGUN, "studio", _members(session) - in_room, now)


def recorded(session: Session, *, by_id: int | None, now: datetime) -> None:
    """To who took part and is still in the group, and to whose work it is."""
    took_part = set(queries.took_part(session)) & _members(session)
    owner = session.version.artifact.owner_id
    _tell(session, notices.RECORDED, "studio-record", (took_part | {owner}) - {by_id}, now)


def _members(session: Session) -> set[int]:
    present = Membership.objects.filter(cohort=session.group_id, left_at=None)
    return set(present.values_list("user_id", flat=True))


def _tell(session: Session, kind: Kind, page: str, people: Iterable[int], now: datetime) -> None:
    notify(
        to=people,
        kind=kind,
        key=str(session.uuid),
        params={"work": session.version.title, "group": session.group.name},
        link=reverse(page, args=[session.uuid]),
        now=now,
    )
