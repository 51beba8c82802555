# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""From an address or a code to a cohort."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from peerreview.cohorts.models import Cohort, Membership
from peerreview.kernel import ids
from peerreview.kernel.errors import Missing, NotAllowed


def seat_of_member(user: Any, uuid: UUID) -> Membership:
    """The reader's own seat, with its cohort. Strangers learn nothing."""
    seats = Membership.objects.filter(cohort__uuid=uuid, user=user, left_at=None)
    seat = seats.select_related("cohort").first()
    if seat is None or seat.cohort.is_between:
        raise Missing("no-cohort", _("There is no cohort here that you may see."))
    return seat


def seat_of_tender(user: Any, uuid: UUID) -> Membership:
    """The seat of somebody who looks after the cohort."""
    seat = seat_of_member(user, uuid)
    if not seat.may_tend:
        raise NotAllowed("not-facilitator", _why_not(seat))
    return seat


def _why_not(seat: Membership) -> str:
    if seat.cohort.is_archived:
        return _("This group is archived: it can be read and no longer changed.")
    if seat.is_guest:
        return _("You are a guest here. Ask a member of the group.")
    return _("Only facilitators may do this.")


def seat_of_member_of_group(user: Any, uuid: UUID) -> Membership:
    """The seat of somebody who is in a study group, guests included."""
    seat = seat_of_member(user, uuid)
    if not seat.cohort.is_study_group:
        raise Missing("no-group", _("There is no study group here that you may see."))
    return seat


def seat_of_equal(user: Any, uuid: UUID) -> Membership:
    """The seat of a member of a study group that is not archived; guests and readers are told why not."""
    seat = seat_of_member_of_group(user, uuid)
    if not seat.may_tend:
        raise NotAllowed("not-member", _why_not(seat))
    return seat


def seat_of_facilitator(user: Any, uuid: UUID) -> Membership:
    """The seat of a facilitator."""
    seat = seat_of_member(user, uuid)
    if not seat.is_facilitator:
        raise NotAllowed("not-facilitator", _("Only facilitators may do this."))
    return seat


def member_for_facilitator(user: Any, uuid: UUID, person: UUID) -> Membership:
    """Another member's seat, for a facilitator."""
    cohort = seat_of_facilitator(user, uuid).cohort
    seats = Membership.objects.filter(cohort=cohort, user__uuid=person, left_at=None)
    seat = seats.select_related("cohort", "user").first()
    if seat is None:
        raise Missing("no-member", _("This person is not in the cohort any more."))
    return seat


def cohort_by_code(code: str) -> Cohort:
    """The cohort an invitation is for; who has the code may read what it is."""
    cohort = Cohort.objects.filter(join_code=ids.clean_code(code)).first()
    if cohort is None:
        message = _("No cohort has this code. Check it, or ask the person who invited you.")
        raise Missing("unknown-code", message, field="code")
    return cohort
