# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Reading roles, invitations and who assesses what."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.db.models.functions import Lower

from badges.issuers import rules
from badges.issuers.models import Assessment, Cosignature, Invitation, Role, Seat
from badges.models import Achievement, Issuer
from peerreview.accounts.models import User

State = Assessment.State


# --- roles ---------------------------------------------------------------------------------------
def seats_of(issuer: Issuer) -> QuerySet[Seat]:
    """Who has which role, by name."""
    rows = Seat.objects.filter(issuer=issuer).select_related("person")
    return rows.order_by(Lower("person__display_name"), "person_id", "role")


def people_of(issuer: Issuer) -> QuerySet[User]:
    """Who has any role, by name."""
    seats = Seat.objects.filter(issuer=issuer).values("person")
    return User.objects.filter(pk__in=seats).order_by(Lower("display_name"), "pk")


def roles_by_person(issuer: Issuer, people: Iterable[User]) -> dict[int, list[Seat]]:
    """The seats of these people, by their ids; one query."""
    found: dict[int, list[Seat]] = defaultdict(list)
    rows = Seat.objects.filter(issuer=issuer, person__in=[one.pk for one in people])
    for seat in rows.order_by("since", "pk"):
        found[seat.person_id].append(seat)
    return dict(found)


def roles_of(person_id: int, issuer: Issuer) -> set[str]:
    """What somebody does for an issuer."""
    return set(
        Seat.objects.filter(issuer=issuer, person_id=person_id).values_list("role", flat=True)
    )


def owner_ids(issuer: Issuer) -> list[int]:
    """Who owns it, longest first."""
    return _with_roles(issuer, {Role.OWNER})


def issuers_where(user: User, act: rules.Act) -> QuerySet[Issuer]:
    """The issuers for which a role of theirs allows the act."""
    seats = Seat.objects.filter(person=user, role__in=rules.ALLOWED[act]).values("issuer")
    return Issuer.objects.filter(pk__in=seats)


def sits_for_site(user: User, act: rules.Act) -> bool:
    """Whether a role for the site itself allows it."""
    seats = Seat.objects.filter(person=user.pk, issuer__kind=Issuer.Kind.SITE)
    return seats.filter(role__in=rules.ALLOWED[act]).exists()


def issuers_of(user: User) -> QuerySet[Issuer]:
    """The issuers for which they have any role."""
    return Issuer.objects.filter(pk__in=Seat.objects.filter(person=user).values("issuer"))


def has_a_role(user: User) -> bool:
    """Whether they have a role for any issuer."""
    return Seat.objects.filter(person=user.pk).exists()


def speaks_for_any(user: User) -> bool:
    """Whether they assess on any issuer's behalf."""
    return Seat.objects.filter(person=user.pk, role__in=rules.ON_BEHALF).exists()


def seat(issuer: Issuer, uuid: UUID) -> Seat | None:
    """A seat by its id."""
    return Seat.objects.select_related("person").filter(issuer=issuer, uuid=uuid).first()


def _with_roles(issuer: Issuer | int, roles: Iterable[str]) -> list[int]:
    rows = Seat.objects.filter(issuer=issuer, role__in=list(roles), person__is_active=True)
    return list(dict.fromkeys(rows.order_by("since", "pk").values_list("person", flat=True)))


# --- invitations ---------------------------------------------------------------------------------
def invitation(uuid: UUID) -> Invitation | None:
    """An invitation, taken or not."""
    return Invitation.objects.select_related("issuer", "by").filter(uuid=uuid).first()


def open_invitations(issuer: Issuer, at: datetime) -> QuerySet[Invitation]:
    """Those that can still be taken, newest first."""
    rows = Invitation.objects.filter(issuer=issuer, closed_at=None, expires_at__gt=at)
    return rows.select_related("by")


# --- who assesses --------------------------------------------------------------------------------
def standing_assessment(achievement: Achievement | int) -> Assessment | None:
    """The body that assesses an achievement now, having accepted."""
    rows = Assessment.objects.filter(achievement=achievement, state=State.ACCEPTED)
    return rows.select_related("body").first()


def current_assessment(achievement: Achievement) -> Assessment | None:
    """The body that assesses it or is asked to."""
    rows = Assessment.objects.filter(achievement=achievement, state__in=Assessment.STANDING)
    return rows.select_related("body").first()


def assessment(uuid: UUID) -> Assessment | None:
    """One by its id."""
    rows = Assessment.objects.select_related("body", "achievement__issuer", "asked_by")
    return rows.filter(uuid=uuid).first()


def assessors_of(achievement: Achievement) -> list[int]:
    """Ids of the people whose approvals and decisions on appeals count for an achievement.

    The assessing body's owners and assessors; without a body those of the issuer who award or assess;
    of an issuer nobody has a role for, who defined the achievement.
    """
    standing = standing_assessment(achievement)
    if standing:
        return speakers_of(standing.body)
    found = _with_roles(achievement.issuer, rules.ALLOWED[rules.Act.ASSESS])
    own = [achievement.created_by_id] if achievement.created_by_id else []
    return found or own


def speakers_of(body: Issuer) -> list[int]:
    """Ids of who assesses on a body's behalf."""
    return _with_roles(body, rules.ON_BEHALF)


def assessments_by(body: Issuer) -> QuerySet[Assessment]:
    """What a body was asked to assess and has not declined, newest first."""
    rows = Assessment.objects.filter(body=body).exclude(state=State.DECLINED)
    return rows.select_related("achievement__issuer", "body", "asked_by")


def assessed_by(body: Issuer) -> QuerySet[Assessment]:
    """What a body assesses now."""
    return assessments_by(body).filter(state=State.ACCEPTED)


def questions_for(user: User) -> QuerySet[Assessment]:
    """What bodies the person speaks for were asked and have not answered."""
    bodies = Seat.objects.filter(person=user, role__in=rules.ON_BEHALF).values("issuer")
    return Assessment.objects.filter(body__in=bodies, state=State.ASKED)


def history_of(achievement: Achievement) -> QuerySet[Assessment]:
    """Which bodies were asked to assess an achievement, newest first."""
    rows = Assessment.objects.filter(achievement=achievement).select_related("body")
    return rows.order_by("-asked_at", "pk")


# --- co-signatures -------------------------------------------------------------------------------
def cosignature(uuid: UUID) -> Cosignature | None:
    """One by its id, with what its signed form speaks of."""
    return _cosignatures().filter(uuid=uuid).first()


def cosignature_of(award_id: int) -> Cosignature | None:
    """That of an award, if a body co-signed it."""
    return _cosignatures().filter(award=award_id).first()


def cosignatures_by(body: Issuer) -> QuerySet[Cosignature]:
    """What a body co-signed, newest first."""
    return _cosignatures().filter(assessment__body=body)


def _cosignatures() -> QuerySet[Cosignature]:
    return Cosignature.objects.select_related(
        "assessment__body", "award__achievement__issuer", "award__evidence", "award__recipient"
    )


def known_bodies(achievement: Achievement) -> QuerySet[Issuer]:
    """Who can be asked to assess an achievement: issuers somebody owns, but for its own."""
    owned = Seat.objects.filter(role=Role.OWNER).values("issuer")
    return Issuer.objects.filter(Q(pk__in=owned)).exclude(pk=achievement.issuer_id)
