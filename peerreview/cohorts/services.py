# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Founding, joining and leaving; roles and invitations."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from peerreview.accounts import services as accounts
from peerreview.accounts.models import User
from peerreview.cohorts import queries, rules
from peerreview.cohorts.events import (
    CohortCreated,
    CohortDescribed,
    InvitationChanged,
    MemberJoined,
    MemberLeft,
    RoleChanged,
)
from peerreview.cohorts.models import STUDY_GROUP_MOST, Cohort, Membership
from peerreview.kernel import clock, ids, text
from peerreview.kernel.errors import Closed, Conflict, Invalid, Missing, NotAllowed
from peerreview.outbox.services import emit

DESCRIPTION_MOST = 10_000


@transaction.atomic
def create_cohort(
    *,
    name: str,
    description: str = "",
    kind: str = Cohort.Kind.COHORT,
    time_zone: str = "UTC",
    by: User,
    uuid: UUID | None = None,
    now: datetime | None = None,
) -> Cohort:
    """Found a cohort, which `by` facilitates, or a study group, where all are equal.

    The same `uuid` again is the same act again: it gives the cohort that was made the first time.
    """
    at = now or clock.now()
    if kind not in (Cohort.Kind.COHORT, Cohort.Kind.STUDY_GROUP):
        raise Invalid("unknown-kind", _("Choose a cohort or a study group."), field="kind")
    values = _clean(name=name, description=description, time_zone=time_zone)
    cohort, is_new = Cohort.objects.get_or_create(
        uuid=uuid or ids.new_uuid(),
        defaults={**values, "kind": kind, "created_by": by, "created_at": at},
    )
    if not is_new:
        return _made_before(cohort, by)
    equals = cohort.is_study_group
    role = Membership.Role.LEARNER if equals else Membership.Role.FACILITATOR
    Membership.objects.create(cohort=cohort, user=by, role=role, joined_at=at)
    emit(CohortCreated(cohort_id=cohort.pk, by_id=by.pk), now=at)
    emit(MemberJoined(cohort_id=cohort.pk, user_id=by.pk, role=role), now=at)
    return cohort


def _made_before(cohort: Cohort, by: User) -> Cohort:
    if cohort.created_by_id != by.pk:
        raise Conflict("taken", _("This form was used before. Reload the page and try again."))
    return cohort


@transaction.atomic
def hold_minors(
    *, cohort: Cohort, holds_minors: bool, by: User, now: datetime | None = None
) -> Cohort:
    """Say whether the learners of a cohort are under age. Who is there, and who comes, is sheltered from
    then on; taking it back unshelters nobody, since that is not a cohort's to say."""
    _refuse_unless(rules.may_change_roles(by, cohort))
    _lock(cohort)
    cohort.holds_minors = holds_minors
    cohort.save(update_fields=["holds_minors"])
    if holds_minors:
        seats = Membership.objects.filter(
            cohort=cohort, left_at=None, role=Membership.Role.LEARNER, user__is_under_age=False
        )
        for seat in seats.select_related("user").order_by("pk"):
            accounts.shelter(user=seat.user, now=now)
    return cohort


def _shelter_if_needed(seat: Membership, now: datetime | None) -> None:
    if seat.cohort.holds_minors and not seat.is_facilitator:
        accounts.shelter(user=seat.user, now=now)


def _clean(*, name: str, description: str, time_zone: str) -> dict[str, str]:
    name = text.one_line(name)
    if not name:
        raise Invalid("no-name", _("Give it a name that people will recognise."), field="name")
    if len(name) > 120:
        raise Invalid("long-name", _("Keep the name to 120 characters."), field="name")
    if time_zone not in clock.zone_names():
        raise Invalid("unknown-zone", _("Choose a time zone from the list."), field="time_zone")
    source = text.plain(description).strip()
    if len(source) > DESCRIPTION_MOST:
        message = _("Keep the description to %(most)d characters.") % {"most": DESCRIPTION_MOST}
        raise Invalid("long-description", message, field="description")
    return {
        "name": name,
        "description_source": source,
        "description_html": str(text.render_markdown(source)),
        "time_zone": time_zone,
    }


@transaction.atomic
def describe_cohort(
    *,
    cohort: Cohort,
    name: str,
    description: str,
    time_zone: str,
    by: User,
    now: datetime | None = None,
) -> Cohort:
    """Change name, description and time zone."""
    _refuse_unless(rules.may_tend(by, cohort))
    for field, value in _clean(name=name, description=description, time_zone=time_zone).items():
        setattr(cohort, field, value)
    cohort.save(update_fields=["name", "description_source", "description_html", "time_zone"])
    emit(CohortDescribed(cohort_id=cohort.pk, by_id=by.pk), now=now)
    return cohort


@transaction.atomic
def join_with_code(*, code: str, by: User, now: datetime | None = None) -> Membership:
    """Join as a learner. Joining again changes nothing; who had left is let in again.

    Raises Missing for an unknown code, Closed when joining is closed, Conflict when it is full.
    """
    at = now or clock.now()
    # The lock makes the count of a full study group true until we have sat down.
    cohort = Cohort.objects.select_for_update().filter(join_code=ids.clean_code(code)).first()
    if cohort is None:
        message = _("No cohort has this code. Check it, or ask the person who invited you.")
        raise Missing("unknown-code", message, field="code")
    seat = Membership.objects.filter(cohort=cohort, user=by).first()
    if seat and seat.left_at is None:
        return seat
    _refuse_unless_open(cohort)
    seat = seat or Membership(cohort=cohort, user=by)
    # Who was a facilitator before they left does not become one again by knowing the code.
    seat.role, seat.joined_at, seat.left_at = Membership.Role.LEARNER, at, None
    seat.save()
    _shelter_if_needed(seat, at)
    emit(MemberJoined(cohort_id=cohort.pk, user_id=by.pk, role=seat.role), now=at)
    return seat


@transaction.atomic
def seat(*, cohort: Cohort, user: User, role: str, now: datetime | None = None) -> bool:
    """Give a person a seat they were invited to by name; whether they had none.

    Who sits there already keeps the role they have: an invitation demotes and promotes nobody.
    """
    at = now or clock.now()
    if role not in Membership.Role.values:
        raise Invalid("unknown-role", _("Choose learner or facilitator."), field="role")
    taken = Membership.objects.filter(cohort=cohort, user=user).first()
    if taken and taken.left_at is None:
        return False
    taken = taken or Membership(cohort=cohort, user=user)
    taken.role, taken.joined_at, taken.left_at = role, at, None
    taken.save()
    _shelter_if_needed(taken, at)
    emit(MemberJoined(cohort_id=cohort.pk, user_id=user.pk, role=role), now=at)
    return True


def _refuse_unless_open(cohort: Cohort) -> None:
    if cohort.is_archived:
        message = _("“%(name)s” is archived. Ask the person who invited you to open it again.")
        raise Closed("archived", message % {"name": cohort.name}, field="code")
    if not cohort.is_joinable:
        message = _("“%(name)s” takes no new people at present. Ask the person who invited you.")
        raise Closed("joining-closed", message % {"name": cohort.name}, field="code")
    if cohort.is_study_group and queries.member_count(cohort) >= STUDY_GROUP_MOST:
        message = _(
            "“%(name)s” is full: a study group has at most %(most)d people. "
            "Found another one, or ask for a cohort."
        )
        values = {"name": cohort.name, "most": STUDY_GROUP_MOST}
        raise Conflict("group-full", message % values, field="code")


@transaction.atomic
def leave_cohort(*, cohort: Cohort, by: User, now: datetime | None = None) -> None:
    """Leave. Who has left already stays so; the last facilitator has to stay."""
    _lock(cohort)
    seat = Membership.objects.filter(cohort=cohort, user=by, left_at=None).first()
    if seat:
        _refuse_last_facilitator(seat)
        _vacate(seat, by=by, now=now)


@transaction.atomic
def leave_all(*, user: User, now: datetime | None = None) -> None:
    """Leave every cohort, for who deletes their account. Raises Conflict where others would be left
    without a facilitator; a cohort of which one is the only member closes."""
    for seat in Membership.objects.filter(user=user, left_at=None).select_related("cohort"):
        _lock(seat.cohort)
        if queries.member_count(seat.cohort) > 1:
            _refuse_leaving_headless(seat)
        else:
            set_joining(cohort=seat.cohort, is_joinable=False, by=user, now=now)
        _vacate(seat, by=user, now=now)


def _refuse_leaving_headless(seat: Membership) -> None:
    try:
        _refuse_last_facilitator(seat)
    except Conflict as error:
        message = _("“%(name)s” needs a facilitator. Make somebody else one there first.")
        raise Conflict(error.code, message % {"name": seat.cohort.name}) from error


@transaction.atomic
def remove_member(*, cohort: Cohort, user: User, by: User, now: datetime | None = None) -> None:
    """Take a person out, and renew the code so that the old invitation does not let them back in."""
    _refuse_unless(rules.may_change_roles(by, cohort))
    _lock(cohort)
    seat = Membership.objects.filter(cohort=cohort, user=user, left_at=None).first()
    if seat is None:
        return
    _refuse_last_facilitator(seat)
    renew_code(cohort=cohort, by=by, now=now)
    _vacate(seat, by=by, now=now)


@transaction.atomic
def change_role(
    *, cohort: Cohort, user: User, role: str, by: User, now: datetime | None = None
) -> Membership:
    """Make a member facilitator or learner; the last facilitator cannot be made a learner."""
    _refuse_unless(rules.may_change_roles(by, cohort))
    if role not in (Membership.Role.LEARNER, Membership.Role.FACILITATOR):
        raise Invalid("unknown-role", _("Choose learner or facilitator."), field="role")
    _lock(cohort)
    seat = Membership.objects.filter(cohort=cohort, user=user, left_at=None).first()
    if seat is None:
        raise Missing("no-member", _("This person is not in the cohort any more."))
    if seat.role == role:
        return seat
    _refuse_last_facilitator(seat)
    seat.role = role
    seat.save(update_fields=["role"])
    _shelter_if_needed(seat, now)
    emit(RoleChanged(cohort_id=cohort.pk, user_id=user.pk, role=role, by_id=by.pk), now=now)
    return seat


@transaction.atomic
def renew_code(*, cohort: Cohort, by: User, now: datetime | None = None) -> Cohort:
    """A new code; links and codes given out before stop working."""
    _refuse_unless(rules.may_tend(by, cohort))
    cohort.join_code = ids.short_code()
    cohort.save(update_fields=["join_code"])
    _announce_invitation(cohort, by, now)
    return cohort


@transaction.atomic
def set_joining(
    *, cohort: Cohort, is_joinable: bool, by: User, now: datetime | None = None
) -> Cohort:
    """Open or close joining by link and code."""
    _refuse_unless(rules.may_tend(by, cohort))
    if cohort.is_joinable != is_joinable:
        cohort.is_joinable = is_joinable
        cohort.save(update_fields=["is_joinable"])
        _announce_invitation(cohort, by, now)
    return cohort


def _announce_invitation(cohort: Cohort, by: User, now: datetime | None) -> None:
    # The code itself is a key and stays out of the trail.
    emit(
        InvitationChanged(cohort_id=cohort.pk, is_joinable=cohort.is_joinable, by_id=by.pk), now=now
    )


def _refuse_unless(allowed: bool) -> None:
    if not allowed:
        raise NotAllowed("not-allowed", _("Only those who run this may do that."))


def _lock(cohort: Cohort) -> None:
    """Serialise changes of who is in it, so that two facilitators cannot both be the second last."""
    Cohort.objects.select_for_update().get(pk=cohort.pk)


def _refuse_last_facilitator(seat: Membership) -> None:
    if seat.role != Membership.Role.FACILITATOR:
        return
    if not queries.facilitators_of(seat.cohort).exclude(pk=seat.pk).exists():
        message = _("A cohort needs a facilitator. Make somebody else one first.")
        raise Conflict("last-facilitator", message)


def _vacate(seat: Membership, *, by: User, now: datetime | None) -> None:
    seat.left_at = now or clock.now()
    seat.save(update_fields=["left_at"])
    emit(MemberLeft(cohort_id=seat.cohort_id, user_id=seat.user_id, by_id=by.pk), now=now)
