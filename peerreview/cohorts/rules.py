# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Who may do what in a cohort."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from types import MappingProxyType
from typing import Any

from django.db.models import QuerySet

from peerreview.cohorts.models import Cohort, Membership

_known: ContextVar[Mapping[tuple[int, int], Membership | None]] = ContextVar(
    "_known", default=MappingProxyType({})
)


@contextmanager
def knowing_seat(user: Any, cohort: Cohort | None, role: str | None) -> Iterator[None]:
    """Within, the person's seat in the cohort is taken to be the one with this role (None: no seat).

    For a transaction that has just read it beside something else, so that it is not read again.
    """
    if cohort is None:
        yield
        return
    seat = Membership(cohort=cohort, user=user, role=role) if role else None
    token = _known.set({**_known.get(), (user.pk, cohort.pk): seat})
    try:
        yield
    finally:
        _known.reset(token)


def seat_of(user: Any, cohort: Cohort) -> Membership | None:
    """The person's present membership; None for strangers and those who left."""
    if not user.is_authenticated:
        return None
    if (user.pk, cohort.pk) in _known.get():
        return _known.get()[user.pk, cohort.pk]
    seats = Membership.objects.filter(cohort=cohort, user=user, left_at=None)
    return seats.select_related("cohort").first()


def is_member(user: Any, cohort: Cohort) -> bool:
    """Whether they belong to it now."""
    return seat_of(user, cohort) is not None


def is_facilitator(user: Any, cohort: Cohort) -> bool:
    """Whether they facilitate it now. Nobody facilitates a study group."""
    seat = seat_of(user, cohort)
    return seat is not None and seat.is_facilitator


def may_tend(user: Any, cohort: Cohort) -> bool:
    """Describe it, see and renew the invitation: facilitators, and every equal of a study group."""
    seat = seat_of(user, cohort)
    return seat is not None and seat.may_tend


def members_of(cohort: Cohort) -> QuerySet[Membership]:
    """Seats of those who are in it now and no guests, with their people, who came first in front."""
    seats = Membership.objects.filter(cohort=cohort, left_at=None)
    return (
        seats.exclude(role=Membership.Role.GUEST).select_related("user").order_by("joined_at", "pk")
    )


def convener_of(cohort: Cohort) -> Membership | None:
    """The seat of who convenes a study group: whom it was handed to, else its founder, else who has been
    there longest."""
    seats = list(members_of(cohort))
    for wanted in (cohort.convener_id, cohort.created_by_id):
        for seat in seats:
            if seat.user_id == wanted:
                return seat
    return seats[0] if seats else None


def may_convene(user: Any, cohort: Cohort) -> bool:
    """Hand on convening, archive and open again, take a member out at once: who convenes a study group."""
    seat = seat_of(user, cohort)
    if seat is None or seat.is_guest or not cohort.is_study_group:
        return False
    convener = convener_of(cohort)
    return convener is not None and convener.user_id == user.pk


def may_change_roles(user: Any, cohort: Cohort) -> bool:
    """Promote, demote and remove people, and see their addresses."""
    return is_facilitator(user, cohort)
