# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""From addresses and forms to issuers, roles, invitations and assessments one may act on."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from badges import access, rules, services, waiting
from badges.issuers import queries as issuers
from badges.issuers import rules as roles
from badges.issuers.models import Assessment, Cosignature, Invitation, Seat
from badges.models import Achievement, Issuer, Progress
from badges.sources import deeds
from peerreview.accounts.models import User
from peerreview.kernel import clock
from peerreview.kernel.errors import Invalid, Missing, NotAllowed

Kind = Issuer.Kind


def issuer_to_manage(user: User, slug: str) -> Issuer:
    """An issuer the person owns."""
    found = access.issuer_for_reader(slug)
    if not rules.may_manage(user, found):
        raise NotAllowed("not-owner", _("Only an owner changes this issuer."))
    return found


def issuer_with_role(user: User, slug: str) -> Issuer:
    """An issuer the person has any role for."""
    found = access.issuer_for_reader(slug)
    if not rules.may_manage(user, found) and not issuers.roles_of(user.pk, found):
        raise NotAllowed("no-role", _("Only people with a role for this issuer see its people."))
    return found


def issuer_to_speak_for(user: User, slug: str) -> Issuer:
    """A body the person assesses for."""
    found = access.issuer_for_reader(slug)
    if not roles.may_speak_for(user, found):
        message = _("Only owners and assessors of this issuer see what waits for it.")
        raise NotAllowed("not-assessor", message)
    return found


def logo_of(slug: str) -> Issuer:
    """An issuer that has a logo."""
    found = access.issuer_for_reader(slug)
    if not found.logo:
        raise Missing("no-picture", _("There is no picture here."))
    return found


# --- founding and designing ----------------------------------------------------------------------
def places_to_found(user: User) -> list[tuple[str, str]]:
    """For whom the person may found an issuer: values and labels. Raises NotAllowed for none."""
    led = deeds.groups_led(user)
    facilitates = any(not group.is_study_group for group in led)
    found = []
    if rules.may_found(user, kind=Kind.ORGANISATION, leads=facilitates):
        found.append((str(Kind.ORGANISATION), _("An organisation")))
    for group in led:
        kind = Kind.GROUP if group.is_study_group else Kind.COHORT
        label = (
            _("The study group “%(name)s”") if group.is_study_group else _("The cohort “%(name)s”")
        )
        found.append((f"{kind}:{group.uuid}", label % {"name": group.name}))
    if not found:
        message = _(
            "Facilitators found organisations; who leads a cohort or study group founds its issuer."
        )
        raise NotAllowed("not-facilitator", message)
    return found


def may_found(user: User) -> bool:
    """Whether to offer founding."""
    return user.is_authenticated and (user.is_staff or bool(deeds.groups_led(user)))


def place_from(value: str) -> tuple[str, UUID | None]:
    """The kind and cohort in a value of `places_to_found`."""
    kind, _colon, uuid = value.partition(":")
    return kind, UUID(uuid) if uuid else None


def issuers_to_design_for(user: User) -> list[Issuer]:
    """Whose badges the person may define: the site's for staff and facilitators, and their issuers'."""
    own = list(issuers.issuers_where(user, roles.Act.DESIGN).exclude(kind=Kind.SITE))
    if rules.may_define(user, facilitates=deeds.facilitates(user.pk)):
        return [services.site_issuer(), *own]
    return own


# --- people --------------------------------------------------------------------------------------
def seat_of_issuer(issuer: Issuer, uuid: str) -> Seat:
    """A role that a form names."""
    found = _by_uuid(lambda each: issuers.seat(issuer, each), uuid)
    return _there(found, _("They do not have this role any more."))


def member_of_issuer(issuer: Issuer, uuid: str) -> User:
    """Somebody with a role, whom a form names."""
    found = _by_uuid(lambda each: issuers.people_of(issuer).filter(uuid=each).first(), uuid)
    return _there(found, _("Choose somebody who has a role here; invite them first."))


def invitation_of_issuer(issuer: Issuer, uuid: str) -> Invitation:
    """An open invitation that a form names."""
    rows = issuers.open_invitations(issuer, clock.now())
    found = _by_uuid(lambda each: rows.filter(uuid=each).first(), uuid)
    return _there(found, _("This invitation is taken or over."))


# --- assessing -----------------------------------------------------------------------------------
def assessment_of_body(body: Issuer, uuid: str) -> Assessment:
    """What a body was asked, which a form names."""
    found = _by_uuid(lambda each: issuers.assessments_by(body).filter(uuid=each).first(), uuid)
    return _there(found, _("This is no longer asked of you."))


def cosignature_of_body(body: Issuer, uuid: str) -> Cosignature:
    """A co-signature of a body, which a form names."""
    found = _by_uuid(lambda each: issuers.cosignatures_by(body).filter(uuid=each).first(), uuid)
    return _there(found, _("There is no such signature."))


def progress_of_body(body: Issuer, user: User, number: str) -> Progress:
    """Somebody who waits for the body's approval, by the number in a form: no id of theirs."""
    is_number = number.isascii() and number.isdigit() and len(number) < 16
    rows = waiting.waiting_for(body, user).filter(pk=int(number)) if is_number else None
    return _there(rows and rows.first(), _("They do not work towards this badge."))


def work_of_body(user: User, body: Issuer, uuid: UUID) -> Any:
    """A work that waits for the body's approval, to be shown to who speaks for it. Raises Missing."""
    found = deeds.work_to_read(user, uuid)
    if not waiting.waits_for(body, found.pk):
        raise Missing("missing", _("No such work waits for this body."))
    return found


def body_to_ask(achievement: Achievement, slug: str) -> Issuer:
    """An issuer that can be asked to assess, by the name in a form."""
    found = issuers.known_bodies(achievement).filter(slug=slug).first()
    return _there(found, _("Choose one of the issuers."), field="body")


def _by_uuid(look: Callable[[UUID], Any], uuid: str) -> Any:
    try:
        return look(UUID(uuid))
    except ValueError:
        return None


def _there(found: Any, message: str, *, field: str | None = None) -> Any:
    if found is None:
        raise Invalid("gone", message, field=field)
    return found
