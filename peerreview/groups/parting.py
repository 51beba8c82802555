# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Leaving a group, and being taken out of one."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from peerreview.accounts.models import User
from peerreview.cohorts import convening
from peerreview.cohorts import rules as cohort_rules
from peerreview.cohorts import services as cohorts
from peerreview.cohorts.models import Cohort, Membership
from peerreview.groups import notices
from peerreview.groups.events import RemovalAsked, RemovalSetAside, RemovalSettled
from peerreview.groups.models import Removal, Share
from peerreview.groups.services import require_equal, take_back
from peerreview.kernel import clock, text
from peerreview.kernel.errors import Conflict, Invalid, Missing, NotAllowed
from peerreview.notifications.services import notify
from peerreview.outbox.services import emit

REASON_LEAST = 10


@transaction.atomic
def leave(
    *, group: Cohort, by: User, keeps_sharing: bool, to: User | None = None,
    now: datetime | None = None,
) -> None:  # fmt: skip
    """Leave; what one shared stays readable for the group, or goes along. Who convenes hands that on
    before, to who is asked for or to who has been there longest."""
    at = now or clock.now()
    convener = cohort_rules.convener_of(group)
    if convener is not None and convener.user_id == by.pk:
        _hand_on_before_leaving(group, by, to, at)
    if not keeps_sharing:
        for share in Share.objects.filter(group=group, by=by, taken_back_at=None):
            take_back(share=share, by=by, now=at)
    cohorts.leave_cohort(cohort=group, by=by, now=at)


def _hand_on_before_leaving(group: Cohort, by: User, to: User | None, at: datetime) -> None:
    if to is None:
        next_seat = cohort_rules.members_of(group).exclude(user=by).first()
        to = next_seat.user if next_seat else None
    if to is not None:
        hand_on(group=group, to=to, by=by, now=at)


@transaction.atomic
def hand_on(*, group: Cohort, to: User, by: User, now: datetime | None = None) -> None:
    """Hand convening on, and tell who has it now."""
    at = now or clock.now()
    convening.hand_on(cohort=group, to=to, by=by, now=at)
    notify(
        to=[to.pk] if to.pk != by.pk else [],
        kind=notices.CONVENER,
        key=f"{group.uuid}:{at.isoformat()}",
        params={"group": group.name},
        link=reverse("cohort", args=[group.uuid]),
        now=at,
    )


# ---- Taking somebody out ----------------------------------------------------------------------


@transaction.atomic
def ask_removal(
    *, group: Cohort, person: User, reason: str, by: User, now: datetime | None = None
) -> Removal:
    """Ask that somebody be taken out. Done at once for who convenes and for guests, else when a second
    member agrees. Asking for what another has asked agrees to it. Raises NotAllowed, Invalid, Missing."""
    at = now or clock.now()
    require_equal(by, group)
    Cohort.objects.select_for_update().get(pk=group.pk)
    seat = cohort_rules.seat_of(person, group)
    if seat is None:
        raise Missing("no-member", _("This person is not in the group any more."))
    if person.pk == by.pk:
        raise Conflict("self", _("To go yourself, leave the group."))
    there = Removal.objects.filter(group=group, person=person, settled_at=None).first()
    if there:
        return agree(removal=there, by=by, now=at)
    removal = Removal.objects.create(
        group=group, person=person, by=by, reason=_reason(reason), asked_at=at
    )
    emit(
        RemovalAsked(
            removal_uuid=str(removal.uuid), cohort_id=group.pk, person_id=person.pk, by_id=by.pk
        ),
        now=at,
    )
    if seat.is_guest or cohort_rules.may_convene(by, group):
        return _carry_out(removal, by, at)
    _ask_the_others(removal, at)
    return removal


def _reason(reason: str) -> str:
    reason = text.one_line(reason)
    if len(reason) < REASON_LEAST:
        message = _("Say why, in a sentence that this person can read.")
        raise Invalid("no-reason", message, field="reason")
    if len(reason) > 500:
        raise Invalid("long", _("Keep this to 500 characters."), field="reason")
    return reason


def _ask_the_others(removal: Removal, at: datetime) -> None:
    others = cohort_rules.members_of(removal.group).exclude(
        user__in=[removal.by_id, removal.person_id]
    )
    notify(
        to=others.values_list("user_id", flat=True),
        kind=notices.REMOVAL,
        key=str(removal.uuid),
        params={"group": removal.group.name},
        link=reverse("group-removal", args=[removal.uuid]),
        now=at,
    )


@transaction.atomic
def agree(*, removal: Removal, by: User, now: datetime | None = None) -> Removal:
    """The second member agrees. Who asked and whom it is about cannot; settled already changes nothing."""
    at = now or clock.now()
    held = Removal.objects.select_for_update(of=("self",)).select_related("group", "person")
    removal = held.get(pk=removal.pk)
    require_equal(by, removal.group)
    if removal.settled_at or by.pk == removal.by_id:
        return removal
    if by.pk == removal.person_id:
        raise NotAllowed("about-you", _("This is about you: the others decide."))
    return _carry_out(removal, by, at)


def _carry_out(removal: Removal, by: User, at: datetime) -> Removal:
    convener = cohort_rules.convener_of(removal.group)
    if convener is not None and convener.user_id == removal.person_id:
        _pass_on_from(removal)
    removal.seconded_by = by if by.pk != removal.by_id else None
    removal.settled_at, removal.is_done = at, True
    removal.save(update_fields=["seconded_by", "settled_at", "is_done"])
    convening.take_out(cohort=removal.group, user=removal.person, by=by, now=at)
    _tell_settled(removal, by, at)
    notify(
        to=[removal.person_id],
        kind=notices.REMOVED,
        key=str(removal.uuid),
        params={"group": removal.group.name, "reason": removal.reason},
        link=reverse("group-removed", args=[removal.uuid]),
        now=at,
    )
    return removal


def _pass_on_from(removal: Removal) -> None:
    others = cohort_rules.members_of(removal.group).exclude(user=removal.person_id)
    heir = others.first()
    Cohort.objects.filter(pk=removal.group_id).update(convener=heir.user_id if heir else None)


@transaction.atomic
def set_aside(*, removal: Removal, is_set_aside: bool, now: datetime | None = None) -> None:
    """After a second look: who was taken out has their place again, in a full group too; or, when that
    is taken back, has it no longer. Again changes nothing."""
    at = now or clock.now()
    rows = Removal.objects.select_for_update(of=("self",)).select_related("group", "person", "by")
    held = rows.get(pk=removal.pk)
    if not held.is_done or (held.set_aside_at is not None) == is_set_aside:
        return
    held.set_aside_at = at if is_set_aside else None
    held.save(update_fields=["set_aside_at"])
    if is_set_aside:
        _put_back(held, at)
    else:
        convening.take_out(cohort=held.group, user=held.person, by=held.by, now=at)
    emit(
        RemovalSetAside(
            removal_uuid=str(held.uuid),
            cohort_id=held.group_id,
            person_id=held.person_id,
            is_set_aside=is_set_aside,
        ),
        now=at,
    )


def _put_back(removal: Removal, at: datetime) -> None:
    had = Membership.objects.filter(cohort=removal.group, user=removal.person).first()
    role = had.role if had else Membership.Role.LEARNER
    cohorts.seat(cohort=removal.group, user=removal.person, role=role, now=at)


@transaction.atomic
def drop(*, removal: Removal, by: User, now: datetime | None = None) -> Removal:
    """Who asked takes it back."""
    at = now or clock.now()
    removal = Removal.objects.select_for_update().get(pk=removal.pk)
    if by.pk != removal.by_id:
        raise NotAllowed("not-yours", _("Only who asked takes it back."))
    if removal.settled_at is None:
        removal.settled_at = at
        removal.save(update_fields=["settled_at"])
        _tell_settled(removal, by, at)
    return removal


def _tell_settled(removal: Removal, by: User, at: datetime) -> None:
    emit(
        RemovalSettled(
            removal_uuid=str(removal.uuid),
            cohort_id=removal.group_id,
            person_id=removal.person_id,
            is_done=removal.is_done,
            by_id=by.pk,
        ),
        now=at,
    )
