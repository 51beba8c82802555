# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Who has which role: inviting, taking it on, giving it up, handing an issuer over."""

import hmac
from datetime import datetime, timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from badges.issuers import notices, queries, rules
from badges.issuers.models import Invitation, Role, Seat
from badges.issuers.rules import Act
from badges.models import Issuer
from peerreview.accounts.models import User
from peerreview.kernel import clock, ids
from peerreview.kernel.errors import Conflict, Invalid, Missing, NotAllowed
from peerreview.notifications.services import notify

OPEN_FOR = timedelta(days=14)
MOST_OPEN = 50
SALT = "badges.issuers.invitation"


def make_owner(issuer: Issuer, person: User, *, now: datetime) -> Seat:
    """The first owner, in the transaction that founds the issuer."""
    return Seat.objects.create(issuer=issuer, person=person, role=Role.OWNER, since=now)


# --- inviting ------------------------------------------------------------------------------------
def token_of(invitation: Invitation) -> str:
    """The secret in an invitation's address, made of the site's secret: the table does not hold it."""
    digest = salted_hmac(SALT, str(invitation.uuid), algorithm="sha256").hexdigest()[:32]
    return f"{invitation.uuid.hex}{digest}"


def invitation_with(token: str) -> Invitation:
    """The invitation a secret belongs to. Raises Missing."""
    try:
        found = queries.invitation(UUID(hex=token[:32]))
    except ValueError:
        found = None
    if found is None or not hmac.compare_digest(token_of(found).encode(), token.encode()):
        raise Missing("missing", _("There is no such invitation."))
    return found


@transaction.atomic
def invite(
    *, issuer: Issuer, role: str, by: User, email: str = "", now: datetime | None = None
) -> Invitation:
    """Ask somebody to take a role, by a link good for 14 days, once.

    With an address only the member who has it can take it, and is told. Asked again, the invitation
    there is. Raises Invalid by field, NotAllowed for who does not own the issuer.
    """
    at = now or clock.now()
    _refuse_others(issuer, by)
    address = _checked(role, email)
    _locked(issuer)
    still_open = queries.open_invitations(issuer, at)
    there = still_open.filter(role=role, email=address).first() if address else None
    if there:
        return there
    if still_open.count() >= MOST_OPEN:
        raise Conflict("too-many", _("Many invitations are open. Take some of them back first."))
    made = Invitation.objects.create(
        uuid=ids.new_uuid(),
        issuer=issuer,
        role=role,
        email=address,
        by=by,
        made_at=at,
        expires_at=at + OPEN_FOR,
    )
    _tell_invited(made, at)
    return made


def _checked(role: str, email: str) -> str:
    if role not in Role.values:
        raise Invalid("no-role", _("Choose a role."), field="role")
    address = email.strip().lower()
    if address:
        try:
            validate_email(address)
        except ValidationError as error:
            message = _("Write an e-mail address such as name@example.org.")
            raise Invalid("no-address", message, field="email") from error
    return address


def _tell_invited(made: Invitation, at: datetime) -> None:
    if not made.email:
        return
    members = User.objects.filter(email__iexact=made.email, is_active=True)
    notify(
        to=members.values_list("pk", flat=True),
        kind=notices.INVITED,
        key=str(made.uuid),
        params={"issuer": made.issuer.name},
        link=reverse("issuer-invitation", args=[token_of(made)]),
        now=at,
    )


@transaction.atomic
def take_back(*, invitation: Invitation, by: User, now: datetime | None = None) -> None:
    """The invitation can no longer be taken. Again changes nothing."""
    _refuse_others(invitation.issuer, by)
    still_open = Invitation.objects.filter(pk=invitation.pk, closed_at=None)
    still_open.update(closed_at=now or clock.now())


@transaction.atomic
def take(*, invitation: Invitation, by: User, now: datetime | None = None) -> Seat:
    """Take the role. Taken again by the same person, the seat there is.

    Raises NotAllowed for another member than was asked, Conflict for what is over.
    """
    at = now or clock.now()
    locked = Invitation.objects.select_for_update().select_related("issuer")
    held = locked.get(pk=invitation.pk)
    mine = Seat.objects.filter(issuer=held.issuer, person=by, role=held.role).first()
    if mine and held.taken_by_id == by.pk:
        return mine
    if held.closed_at or held.expires_at <= at:
        message = _("This invitation is over. Ask who invited you for a new one.")
        raise Conflict("over", message)
    if held.email and held.email != by.email.lower():
        message = _("This invitation is for another e-mail address than yours.")
        raise NotAllowed("another", message)
    held.taken_by, held.closed_at = by, at
    held.save(update_fields=["taken_by", "closed_at"])
    seat, _is_new = Seat.objects.get_or_create(
        issuer=held.issuer, person=by, role=held.role, defaults={"since": at}
    )
    return seat


# --- giving up and handing over ------------------------------------------------------------------
@transaction.atomic
def end_role(*, seat: Seat, by: User) -> None:
    """Take a role from somebody. Raises Conflict for the last owner's."""
    _refuse_others(seat.issuer, by)
    _locked(seat.issuer)
    _end(Seat.objects.filter(pk=seat.pk), seat.issuer)


@transaction.atomic
def leave(*, issuer: Issuer, by: User) -> None:
    """Give up every role one has. Raises Conflict for the last owner. Again changes nothing."""
    _locked(issuer)
    _end(Seat.objects.filter(issuer=issuer, person=by), issuer)


def _end(seats: object, issuer: Issuer) -> None:
    going = set(seats.values_list("pk", flat=True))
    owners = set(Seat.objects.filter(issuer=issuer, role=Role.OWNER).values_list("pk", flat=True))
    if owners and owners <= going:
        message = _("“%(name)s” would have no owner. Hand it over to somebody first.")
        raise Conflict("last-owner", message % {"name": issuer.name})
    seats.delete()


@transaction.atomic
def hand_over(*, issuer: Issuer, to: User, by: User, now: datetime | None = None) -> None:
    """Make somebody who has a role here the owner, and be none any more. Again changes nothing."""
    at = now or clock.now()
    _locked(issuer)
    if to.pk == by.pk:
        raise Invalid("self", _("Choose somebody else."), field="person")
    roles = queries.roles_of(to.pk, issuer)
    if not roles:
        message = _("Choose somebody who has a role here; invite them first.")
        raise Invalid("stranger", message, field="person")
    if Role.OWNER in roles and not rules.may(by, issuer, Act.MANAGE):
        return
    _refuse_others(issuer, by)
    Seat.objects.get_or_create(issuer=issuer, person=to, role=Role.OWNER, defaults={"since": at})
    Seat.objects.filter(issuer=issuer, person=by, role=Role.OWNER).delete()


def _locked(issuer: Issuer) -> Issuer:
    """Changes of roles take their turn, so that two last owners cannot both leave."""
    return Issuer.objects.select_for_update(no_key=True).get(pk=issuer.pk)


def _refuse_others(issuer: Issuer, by: User) -> None:
    if not rules.may(by, issuer, Act.MANAGE):
        raise NotAllowed("not-owner", _("Only an owner decides who has a role here."))
