# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Reading sessions. Ballots that are not revealed leave this module for their owner alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet

from peerreview.accounts.models import User
from peerreview.artifacts.models import Artifact, Version
from peerreview.artifacts.queries import artifacts_of
from peerreview.cohorts.models import Cohort, Membership
from peerreview.studio import lifecycle, presence
from peerreview.studio.models import Ballot, Remark, Seat, Session

REMARKS_SHOWN = 100


@dataclass(frozen=True)
class Here:
    """Who is in the room now, by seat, and how many of those have sealed in the present round; with those
    who are away, `ballots`."""

    seats: frozenset[int]
    sealed: int
    ballots: int

    @property
    def missing(self) -> int:
        """How many in the room have not sealed."""
        return len(self.seats) - self.sealed


@dataclass(frozen=True)
class FirstRating:
    """What somebody thought before they heard the others, for who builds on it: levels by criterion key."""

    session: UUID
    person_id: int
    version_id: int
    rubric_version_id: int
    levels: Mapping[str, int]
    sealed_at: datetime


def seats_of(session: Session) -> list[Seat]:
    """Everybody who sits or sat there, in the order they came, with their people."""
    return list(session.seats.select_related("person").order_by("number"))


def seat_ids(session: Session) -> list[int]:
    """Ids of the seats that were not given up."""
    return list(session.seats.filter(left_at=None).order_by("number").values_list("pk", flat=True))


def sealed_in(session: Session, number: int) -> set[int]:
    """Ids of the seats with a ballot in that round."""
    ballots = Ballot.objects.filter(seat__session=session, round=number)
    return set(ballots.values_list("seat_id", flat=True))


def here(session: Session) -> Here:
    """Who is here, and how many of them have sealed."""
    seats = presence.seated(seat_ids(session))
    sealed = sealed_in(session, lifecycle.round_of(session.phase))
    return Here(frozenset(seats), len(seats & sealed), len(sealed))


def took_part(session: Session) -> list[int]:
    """Ids of the people who sit or sat there."""
    return list(session.seats.values_list("person_id", flat=True))


def longest_seated(session: Session) -> Seat | None:
    """Who has sat there longest and still does."""
    return session.seats.filter(left_at=None).order_by("joined_at", "pk").first()


def revealed_ballots(session: Session) -> list[Ballot]:
    """The ballots of the rounds that everybody may see, with their seats' people, in a fixed order."""
    ballots = Ballot.objects.filter(seat__session=session, round__lte=session.revealed)
    return list(ballots.select_related("seat__person").order_by("round", "seat__number"))


def own_ballots(seat: Seat) -> dict[int, Ballot]:
    """The person's own ballots by round, revealed or not."""
    return {ballot.round: ballot for ballot in seat.ballots.all()}


def remarks_of(session: Session, kind: str | None = None) -> QuerySet[Remark]:
    """What was said, oldest first; of one kind, or all."""
    remarks = Remark.objects.filter(seat__session=session).select_related("seat__person")
    return (remarks.filter(kind=kind) if kind else remarks).order_by("at", "pk")


def latest_remarks(session: Session) -> list[Remark]:
    """The newest that a room shows, oldest first."""
    return list(remarks_of(session).reverse()[:REMARKS_SHOWN])[::-1]


def first_ratings(session: Session) -> list[FirstRating]:
    """The first round as evidence: revealed, and sealed before the reveal. No assigned review."""
    if session.revealed < 1:
        return []
    ballots = Ballot.objects.filter(seat__session=session, round=1, is_late=False)
    return [
        FirstRating(
            session=session.uuid,
            person_id=ballot.seat.person_id,
            version_id=session.version_id,
            rubric_version_id=session.rubric_version_id,
            levels=ballot.levels,
            sealed_at=ballot.sealed_at,
        )
        for ballot in ballots.select_related("seat").order_by("pk")
    ]


# --- lists ---------------------------------------------------------------------------------------
def sessions_for(user: User) -> QuerySet[Session]:
    """Of one's study groups and about one's own works: open ones first, then the newest."""
    groups = Membership.objects.filter(user=user, left_at=None).values("cohort")
    found = Session.objects.filter(Q(group__in=groups) | Q(version__artifact__owner=user))
    return _listed(found)


def of_group(group: Cohort) -> QuerySet[Session]:
    """Of one study group, in the same order."""
    return _listed(Session.objects.filter(group=group))


def about(artifact: Artifact) -> QuerySet[Session]:
    """About any version of a work, in the same order."""
    return _listed(Session.objects.filter(version__artifact=artifact))


def _listed(sessions: QuerySet[Session]) -> QuerySet[Session]:
    return sessions.select_related("group", "version__artifact__owner").order_by(
        F("ended_at").desc(nulls_first=True), "-started_at", "-pk"
    )


def study_groups_of(user: User) -> QuerySet[Cohort]:
    """The study groups one may open a studio in, by name."""
    mine = Membership.objects.filter(user=user, left_at=None).exclude(role=Membership.Role.GUEST)
    groups = Cohort.objects.filter(kind=Cohort.Kind.STUDY_GROUP, archived_at=None)
    return groups.filter(pk__in=mine.values("cohort")).order_by("name", "pk")


def works_of(user: User) -> QuerySet[Version]:
    """The newest version of each of one's works that has a title."""
    return artifacts_of(user).exclude(title="")


def may_read_version(user: Any, version_id: int) -> bool:
    """Whether the version was opened to a study group that the person is in now."""
    groups = Membership.objects.filter(user=user, left_at=None).values("cohort")
    return Session.objects.filter(version=version_id, group__in=groups).exists()


def open_for(user: User) -> QuerySet[Session]:
    """Sessions of one's study groups that have not ended, newest first."""
    groups = Membership.objects.filter(user=user, left_at=None).values("cohort")
    return _listed(Session.objects.filter(group__in=groups, ended_at=None))
