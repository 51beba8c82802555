# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""From ids in addresses to badges a person may see or act on."""

from uuid import UUID

from django.utils.translation import gettext as _

from badges import backing_queries, editions, queries, rules
from badges.issuers import queries as issuers
from badges.issuers.rules import Act
from badges.models import (
    Achievement,
    Award,
    Backing,
    Batch,
    Credential,
    Issuer,
    SignedEndorsement,
)
from badges.sources import deeds, endorsements, reviews
from peerreview.accounts.models import User
from peerreview.kernel.errors import Missing, NotAllowed


def achievement_for_reader(uuid: UUID) -> Achievement:
    """Achievements are public."""
    achievement = queries.catalogue().filter(uuid=uuid).first()
    if achievement is None:
        raise Missing("missing", _("There is no such badge."))
    return achievement


def award_for_claimer(user: User, uuid: UUID) -> Award:
    """The person's own award; nobody else learns that it exists."""
    award = queries.awards_of(user.pk).select_related("evidence").filter(uuid=uuid).first()
    if award is None:
        raise Missing("missing", _("There is no such badge to claim."))
    return editions.as_awarded(award)


def credential_for_reader(user: User, uuid: UUID) -> Credential:
    """A public credential, or one's own."""
    credential = queries.credentials().filter(uuid=uuid).first()
    if credential is None or not rules.may_see_credential(user, credential):
        raise Missing("missing", _("There is no such badge, or its owner keeps it private."))
    editions.as_awarded(credential.award)
    return credential


def credential_to_keep(user: User, uuid: UUID) -> Credential:
    """A credential whose files the person may have: of one that is suspended, or that a newer edition
    took the place of, only who holds it or answers for it."""
    credential = credential_for_reader(user, uuid)
    if rules.is_withheld(user, credential):
        message = _(
            "This badge does not count now, and its files are not given out. Its page says why."
        )
        raise Missing("withheld", message)
    return credential


def credential_for_owner(user: User, uuid: UUID) -> Credential:
    """One's own credential."""
    credential = credential_for_reader(user, uuid)
    if credential.award.recipient_id != user.pk:
        raise NotAllowed("not-yours", _("Only the owner of a badge decides who sees it."))
    return credential


def credential_for_issuer(user: User, uuid: UUID) -> Credential:
    """A credential the person may revoke."""
    credential = credential_for_reader(user, uuid)
    if not rules.may_revoke(user, credential):
        raise NotAllowed("not-issuer", _("Only who issued this badge can revoke it."))
    return credential


def batch_for_issuer(user: User, uuid: UUID) -> Batch:
    """A batch of a badge the person answers for; nobody else learns that it exists."""
    found = queries.batch(uuid)
    if found is None or not rules.may_issue(user, found.achievement):
        raise Missing("missing", _("There is no such batch."))
    return found


def issuer_for_reader(slug: str) -> Issuer:
    """Issuers are public."""
    issuer = queries.issuer_with_slug(slug)
    if issuer is None:
        raise Missing("missing", _("There is no such issuer."))
    return issuer


def may_design(user: User) -> bool:
    """Whether to offer the person the form for a new badge: for the site, or an issuer of theirs."""
    return may_design_for_site(user) or _designs_elsewhere(user)


def may_design_for_site(user: User) -> bool:
    """Whether the person may open badges of the site itself."""
    return rules.may_define(user, facilitates=deeds.facilitates(user.pk))


def refuse_unless_of_site(user: User) -> None:
    """Raises NotAllowed for who may open no badges of the site itself."""
    if not may_design_for_site(user):
        raise NotAllowed("not-facilitator", _("Only facilitators open badges of this site."))


def _designs_elsewhere(user: User) -> bool:
    return user.is_authenticated and issuers.issuers_where(user, Act.DESIGN).exists()


def known_skills() -> list[str]:
    """Names of skills, for filling in."""
    return endorsements.skill_names()


def activities_for_designer(user: User) -> list[reviews.ActivityFact]:
    """The activities a badge of theirs may rest on. Raises NotAllowed for who may define none."""
    activities = reviews.activities_to_tie(user.pk)
    may = may_design_for_site(user)
    if not may and not _designs_elsewhere(user):
        raise NotAllowed("not-facilitator", _("Only facilitators design badges."))
    return activities


def signed_for_reader(uuid: UUID) -> SignedEndorsement:
    """A signed endorsement that its recipient lets be read; revoked ones say so."""
    found = queries.signed_for_reader(uuid)
    if found is None:
        message = _(
            "There is no signed endorsement here that you may see. A new one takes a moment to be signed."
        )
        raise Missing("missing", message)
    return found


def backing_to_accept(user: User, uuid: UUID) -> Backing:
    """One that waits for this person's word."""
    found = backing_queries.backings_waiting_for(user).filter(uuid=uuid).first()
    if found is None:
        raise Missing("missing", _("Nothing here waits for your word."))
    return found


def backing_given(user: User, uuid: UUID) -> Backing:
    """One that the person gave."""
    found = Backing.objects.filter(endorser=user, uuid=uuid).first()
    if found is None:
        raise Missing("missing", _("There is nothing here that you gave."))
    return found
