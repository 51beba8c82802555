# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Who may do what with badges."""

from badges.models import Achievement, Award, Credential
from peerreview.accounts.models import User


def may_define(user: User, *, facilitates: bool) -> bool:
    """Facilitators and staff define achievements."""
    return user.is_authenticated and (user.is_staff or facilitates)


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
    """Who answers for an achievement: staff, and who defined it."""
    return user.is_authenticated and (user.is_staff or achievement.created_by_id == user.pk)


def may_revoke(user: User, credential: Credential) -> bool:
    """Who answers for its achievement."""
    return may_issue(user, credential.award.achievement)


def may_accept(user: User, tended_by: User | None, kind: str) -> bool:
    """Whether a word about a thing becomes public: its holder, who defined it, and, but for what is
    held by somebody, staff."""
    if not user.is_authenticated:
        return False
    return tended_by == user or (user.is_staff and kind != "credential")
