# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Who may see what somebody brought along."""

from typing import Any

from badges.backpack.models import KeptBadge
from peerreview.accounts import rules as people


def may_read(user: Any, badge: KeptBadge) -> bool:
    """Its owner; others while it is shown, holds, and they may see the owner's profile."""
    if user.is_authenticated and badge.owner_id == user.pk:
        return True
    return may_be_shown(badge) and badge.is_shown and people.may_see_person(user, badge.owner)


def may_be_shown(badge: KeptBadge) -> bool:
    """Nobody adorns themselves with what was revoked, or issued to somebody else."""
    return badge.holds and badge.holder != KeptBadge.Holder.OTHER
