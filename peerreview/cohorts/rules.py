# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Who may do what in a cohort."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from types import MappingProxyType
from typing import Any

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


def may_change_roles(user: Any, cohort: Cohort) -> bool:
    """Promote, demote and remove people, and see their addresses."""
    return is_facilitator(user, cohort)
