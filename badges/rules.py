# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Who may do what with badges."""

from django.conf import settings

from badges.issuers import queries as issuers
from badges.issuers import rules as roles
from badges.issuers.rules import Act
from badges.models import Achievement, Award, Credential, Issuer
from peerreview.accounts.models import User


def may_define(user: User, *, facilitates: bool, issuer: Issuer | None = None) -> bool:
    """For another issuer: who has the role. For the site: staff, who has the role there, and where the
    site is set so, facilitators of cohorts."""
    if not user.is_authenticated:
        return False
    if issuer is not None and not roles.is_of_site(issuer):
        return roles.may(user, issuer, Act.DESIGN)
    if user.is_staff or issuers.sits_for_site(user, Act.DESIGN):
        return True
    return facilitates and settings.SITE_BADGES == "facilitators"


def may_found(user: User, *, kind: str, leads: bool) -> bool:
    """Found an issuer: an organisation, staff and facilitators; for a cohort or study group, who leads it."""
    if not user.is_authenticated or kind == Issuer.Kind.SITE:
        return False
    return leads or (kind == Issuer.Kind.ORGANISATION and user.is_staff)


def may_manage(user: User, issuer: Issuer) -> bool:
    """Its profile, people and keys: its owners; staff for the site itself."""
    return roles.may(user, issuer, Act.MANAGE)


def may_claim(user: User, award: Award) -> bool:
    """Only the person it was offered to."""
    return user.is_authenticated and award.recipient_id == user.pk


def may_see_credential(user: User, credential: Credential) -> bool:
    """Anyone with the link while it is public; its owner and who issued it always."""
    is_owner = user.is_authenticated and credential.award.recipient_id == user.pk
    return is_open(credential) or is_owner or may_revoke(user, credential)


def is_withheld(user: User, credential: Credential) -> bool:
    """Whether its files are kept from the person: suspended, or an edition that was replaced."""
    is_owner = user.is_authenticated and credential.award.recipient_id == user.pk
    is_out = credential.suspended_at is not None or credential.is_replaced
    return is_out and not is_owner and not may_revoke(user, credential)


def is_open(credential: Credential) -> bool:
    """Whether anyone may see it: its owner lets it be seen, and may be seen."""
    return credential.is_public and not credential.award.recipient.is_sheltered


def may_issue(user: User, achievement: Achievement) -> bool:
    """Who answers for an achievement: staff, who awards for its issuer, and, where the site is that,
    who defined it."""
    return _answers(user, achievement, Act.AWARD)


def may_change_rule(user: User, achievement: Achievement) -> bool:
    """Change and try its rule, name an assessor: staff, who designs for its issuer, and who defined it
    where that is the site."""
    return _answers(user, achievement, Act.DESIGN)


def may_assess(user: User, achievement: Achievement) -> bool:
    """Approve, decide on appeals: the assessing body's people and nobody else; without a body staff,
    who awards or assesses for the issuer, and who defined it where that is the site."""
    if not user.is_authenticated:
        return False
    standing = issuers.standing_assessment(achievement)
    if standing:
        return roles.may_speak_for(user, standing.body)
    return _answers(user, achievement, Act.ASSESS)


def _answers(user: User, achievement: Achievement, act: Act) -> bool:
    if not user.is_authenticated:
        return False
    is_own = achievement.created_by_id == user.pk and roles.is_of_site(achievement.issuer)
    return user.is_staff or is_own or roles.may(user, achievement.issuer, act)


def may_revoke(user: User, credential: Credential) -> bool:
    """Who answers for its achievement."""
    return may_issue(user, credential.award.achievement)


def may_accept(user: User, tended_by: User | None, issuer: Issuer | None) -> bool:
    """Whether a word about a thing becomes public: its holder, who defined it, and, for a badge or an
    issuer, the issuer's owners and staff."""
    if not user.is_authenticated:
        return False
    if tended_by == user:
        return True
    return issuer is not None and (user.is_staff or may_manage(user, issuer))
