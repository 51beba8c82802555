# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What only who convenes a study group does, and what binds two groups together without being seen."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from peerreview.accounts.models import User
from peerreview.cohorts import rules, services
from peerreview.cohorts.events import CohortCreated, ConvenerChanged, GroupArchived, MemberLeft
from peerreview.cohorts.models import Cohort, Membership
from peerreview.kernel import clock, ids
from peerreview.kernel.errors import Missing, NotAllowed
from peerreview.outbox.services import emit


@transaction.atomic
def hand_on(*, cohort: Cohort, to: User, by: User, now: datetime | None = None) -> Cohort:
    """Somebody else convenes from now on. Handing it to who has it changes nothing."""
    held = Cohort.objects.select_for_update().get(pk=cohort.pk)
    require_convener(by, held)
    if not rules.members_of(held).filter(user=to).exists():
        raise Missing("no-member", _("This person is not a member of the group."), field="to")
    present = rules.convener_of(held)
    if present is None or present.user_id != to.pk:
        held.convener = to
        held.save(update_fields=["convener"])
        emit(ConvenerChanged(cohort_id=held.pk, user_id=to.pk, by_id=by.pk), now=now)
    cohort.convener = held.convener
    return cohort


@transaction.atomic
def set_archived(
    *, cohort: Cohort, is_archived: bool, by: User, now: datetime | None = None
) -> Cohort:
    """Close the group for everything but reading, or open it again."""
    held = Cohort.objects.select_for_update().get(pk=cohort.pk)
    require_convener(by, held)
    if held.is_archived != is_archived:
        held.archived_at = (now or clock.now()) if is_archived else None
        held.save(update_fields=["archived_at"])
        emit(GroupArchived(cohort_id=held.pk, is_archived=is_archived, by_id=by.pk), now=now)
    cohort.archived_at = held.archived_at
    return cohort


def require_convener(by: User, cohort: Cohort) -> None:
    """NotAllowed for everybody else."""
    if not rules.may_convene(by, cohort):
        raise NotAllowed("not-convener", _("Only who convenes the group may do this."))


@transaction.atomic
def take_out(*, cohort: Cohort, user: User, by: User, now: datetime | None = None) -> bool:
    """Take a member or guest out of a study group and renew its code; whether they were in it.

    Who may is for the caller to decide: one of the group alone, or two who agree.
    """
    held = Cohort.objects.select_for_update().get(pk=cohort.pk)
    seat = Membership.objects.filter(cohort=held, user=user, left_at=None).first()
    if seat is None:
        return False
    seat.left_at = now or clock.now()
    seat.save(update_fields=["left_at"])
    services.renew_code(cohort=held, by=by, now=now)
    emit(MemberLeft(cohort_id=held.pk, user_id=user.pk, by_id=by.pk), now=now)
    return True


@transaction.atomic
def bind(
    *, name: str, people: Iterable[User], by: User, uuid: UUID | None = None,
    now: datetime | None = None,
) -> Cohort:  # fmt: skip
    """Seat people of two groups where work can go between them and they do not see each other."""
    at = now or clock.now()
    cohort, is_new = Cohort.objects.get_or_create(
        uuid=uuid or ids.new_uuid(),
        defaults={
            "kind": Cohort.Kind.BETWEEN, "name": name, "is_joinable": False,
            "created_by": by, "created_at": at,
        },
    )  # fmt: skip
    if is_new:
        emit(CohortCreated(cohort_id=cohort.pk, by_id=by.pk), now=at)
    for person in people:
        services.seat(cohort=cohort, user=person, role=Membership.Role.LEARNER, now=at)
    return cohort
