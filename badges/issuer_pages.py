# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What pages about issuers show: plain values, ready for templates."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Case, Count, QuerySet, When
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from badges import backing_queries, bodies, criteria, keys, log, pages, queries, rules
from badges.issuers import queries as issuers
from badges.issuers import rules as roles
from badges.issuers import services as seats
from badges.issuers.models import Assessment, Cosignature, Invitation, Role
from badges.models import Achievement, Award, Issuer, LogEntry, SigningKey
from peerreview.accounts.models import User

ROLE_WORDS = {
    Role.OWNER: _(
        "Changes the profile, decides who has which role, renews the keys; and all below."
    ),
    Role.DESIGNER: _("Defines badges and their criteria."),
    Role.AWARDER: _("Approves, issues to many, revokes."),
    Role.ASSESSOR: _("Approves people’s work and decides appeals; sees nothing else."),
}
MOST_BODIES = 200
KEY_ACTS = (LogEntry.Act.KEY_PUBLISHED, LogEntry.Act.KEY_RETIRED)


def directory() -> QuerySet[Issuer]:
    """Every issuer with how many badges it has, the site first."""
    site_first = Case(When(kind=Issuer.Kind.SITE, then=0), default=1)
    rows = Issuer.objects.annotate(badges=Count("achievements"))
    return rows.order_by(site_first, Lower("name"), "pk")


def public(user: User, issuer: Issuer) -> dict[str, Any]:
    """Who an issuer is: its name for programs, its keys in words, who vouches, what it assesses."""
    current = keys.current_key(issuer)
    return {
        "issuer": issuer,
        "did": keys.issuer_id(current),
        "has_did_document": settings.SITE_IS_PUBLIC,
        "key": current,
        "retired_keys": issuer.keys.exclude(retired_at=None).filter(kind=keys.ED25519).count(),
        "may_manage": rules.may_manage(user, issuer),
        "my_roles": my_roles(user, issuer),
        "may_speak": roles.may_speak_for(user, issuer),
        "backings": backing_queries.backings_of_issuer(issuer)[: pages.MOST_BACKINGS],
        "may_back": user.is_authenticated and user.pk not in issuers.owner_ids(issuer),
        "may_design": user.is_authenticated and roles.may(user, issuer, roles.Act.DESIGN),
    }


def my_roles(user: User, issuer: Issuer) -> list[str]:
    """What the reader is there, in words."""
    if not user.is_authenticated:
        return []
    held = issuers.roles_of(user.pk, issuer)
    return [str(role.label) for role in Role if role in held]


def badges_of(issuer: Issuer) -> QuerySet[Achievement]:
    """What an issuer awards, by name."""
    return queries.catalogue().filter(issuer=issuer)


def people(issuer: Issuer, shown: Iterable[User]) -> list[dict[str, Any]]:
    """People with a role, each with their roles; one query for all."""
    listed = list(shown)
    held = issuers.roles_by_person(issuer, listed)
    return [
        {
            "person": person,
            "seats": held.get(person.pk, []),
            "is_owner": any(seat.role == Role.OWNER for seat in held.get(person.pk, [])),
        }
        for person in listed
    ]


def invitations(shown: Iterable[Invitation]) -> list[dict[str, Any]]:
    """Open invitations with the address to pass on."""
    return [
        {
            "row": row,
            "url": f"{settings.SITE_URL}{reverse('issuer-invitation', args=[seats.token_of(row)])}",
        }
        for row in shown
    ]


def role_words() -> list[tuple[str, Any]]:
    """Each role and what it may do."""
    return [(str(role.label), ROLE_WORDS[role]) for role in Role]


def keys_of(issuer: Issuer) -> QuerySet[SigningKey]:
    """Every key, the newest first."""
    return issuer.keys.order_by("-number")


def key_log(issuer: Issuer) -> QuerySet[LogEntry]:
    """What the public log says of its keys, the newest first."""
    rows = log.entries().filter(act__in=KEY_ACTS, issuer=keys.issuer_name(issuer))
    return rows.order_by("-number")


def asks_approval(achievement: Achievement) -> bool:
    """Whether the rule that holds now asks that somebody approves."""
    return criteria.asks_approval(queries.current_criteria(achievement).tree)


def cosigned(award_id: int) -> Cosignature | None:
    """The body's signature for an award, if one assessed it."""
    return issuers.cosignature_of(award_id)


def body_behind(award: Award) -> Issuer | None:
    """The body that an award would name if it were claimed now."""
    standing = bodies.assessment_behind(award)
    return standing.body if standing else None


def is_of_body(about: UUID) -> bool:
    """Whether what is signed about this id is a body's own word for an award."""
    return issuers.cosignature(about) is not None


def assessor(user: User, achievement: Achievement) -> dict[str, Any]:
    """The body that assesses a badge, for its page."""
    current = issuers.current_assessment(achievement)
    is_standing = current is not None and current.state == Assessment.State.ACCEPTED
    return {
        "assessed_by": current.body if is_standing else None,
        "may_name_assessor": rules.may_change_rule(user, achievement),
    }
