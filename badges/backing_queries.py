# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Reading who vouches for badges, issuers, and badges held."""

from uuid import UUID

from django.db.models import Q, QuerySet

from badges.issuers import queries as roles
from badges.issuers.rules import Act
from badges.models import Achievement, Backing, Credential, Issuer
from peerreview.accounts.models import User


def backings_of(achievement: Achievement) -> QuerySet[Backing]:
    """Public words for what a badge means and for its issuer, oldest first."""
    about = Q(kind=Backing.Kind.ACHIEVEMENT, target=achievement.uuid) | Q(
        kind=Backing.Kind.ISSUER, target=achievement.issuer.uuid
    )
    return _public_backings().filter(about)


def backings_of_issuer(issuer: Issuer) -> QuerySet[Backing]:
    """Public words for an issuer, oldest first."""
    return _public_backings().filter(kind=Backing.Kind.ISSUER, target=issuer.uuid)


def backings_of_credential(credential: Credential) -> QuerySet[Backing]:
    """Public words for a badge somebody holds, oldest first; given to an earlier edition, too."""
    editions = Credential.objects.filter(award=credential.award_id).values("uuid")
    return _public_backings().filter(kind=Backing.Kind.CREDENTIAL, target__in=editions)


def _public_backings() -> QuerySet[Backing]:
    rows = Backing.objects.filter(withdrawn_at=None, accepted_at__isnull=False)
    return rows.select_related("endorser").order_by("given_at", "pk")


def backings_by(person_id: int) -> QuerySet[Backing]:
    """What a person gave and has not withdrawn, newest first."""
    rows = Backing.objects.filter(endorser=person_id, withdrawn_at=None)
    return rows.select_related("endorser").order_by("-given_at", "pk")


def backings_waiting_for(user: User) -> QuerySet[Backing]:
    """What waits for this person's word: of badges they answer for, or hold; of issuers they own, and
    of all for staff."""
    owned = roles.issuers_where(user, Act.MANAGE)
    own = Q(created_by=user, issuer__kind=Issuer.Kind.SITE) | Q(issuer__in=owned)
    answered = Achievement.objects.all() if user.is_staff else Achievement.objects.filter(own)
    theirs = Q(kind=Backing.Kind.ACHIEVEMENT, target__in=answered.values("uuid"))
    theirs |= Q(kind=Backing.Kind.ISSUER, target__in=owned.values("uuid"))
    held = Credential.objects.filter(award__recipient=user).values("uuid")
    theirs |= Q(kind=Backing.Kind.CREDENTIAL, target__in=held)
    if user.is_staff:
        theirs |= Q(kind=Backing.Kind.ISSUER)
    rows = Backing.objects.filter(
        theirs, withdrawn_at=None, accepted_at=None, declined_at=None
    ).exclude(endorser=user)
    return rows.select_related("endorser").order_by("-given_at", "pk")


def names_of_backed(backings: list[Backing]) -> dict[UUID, str]:
    """The names of what these are about, by its id; three queries however many there are."""
    wanted = {row.target for row in backings}
    names = dict(Achievement.objects.filter(uuid__in=wanted).values_list("uuid", "name"))
    names |= dict(Issuer.objects.filter(uuid__in=wanted).values_list("uuid", "name"))
    held = Credential.objects.filter(uuid__in=wanted)
    return names | dict(held.values_list("uuid", "award__achievement__name"))
