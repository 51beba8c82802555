# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What each role may do for an issuer: one table, which `badges.rules` asks."""

from enum import StrEnum
from typing import Any

from badges.issuers.models import Role, Seat
from badges.models import Issuer


class Act(StrEnum):
    """What can be done for an issuer."""

    MANAGE = "manage"  # profile, people, keys, being an assessor elsewhere
    DESIGN = "design"  # achievements and their rules
    AWARD = "award"  # issue to many, revoke, approve, refuse
    ASSESS = "assess"  # approve, decide on appeals


ALLOWED: dict[Act, frozenset[str]] = {
    Act.MANAGE: frozenset({Role.OWNER}),
    Act.DESIGN: frozenset({Role.OWNER, Role.DESIGNER}),
    Act.AWARD: frozenset({Role.OWNER, Role.AWARDER}),
    Act.ASSESS: frozenset({Role.OWNER, Role.AWARDER, Role.ASSESSOR}),
}
# Who assesses elsewhere on the body's behalf: issuing the body's own badges is another trust.
ON_BEHALF: frozenset[str] = frozenset({Role.OWNER, Role.ASSESSOR})


def may(user: Any, issuer: Issuer, act: Act) -> bool:
    """Whether a role of theirs allows it; staff own what the site itself issues."""
    if not user.is_authenticated:
        return False
    if user.is_staff and is_of_site(issuer):
        return True
    seats = Seat.objects.filter(issuer=issuer, person=user.pk, role__in=ALLOWED[act])
    return seats.exists()


def is_of_site(issuer: Issuer) -> bool:
    """Whether it is the site itself: there, who defined an achievement answers for it, too."""
    return issuer.kind == Issuer.Kind.SITE


def may_speak_for(user: Any, body: Issuer) -> bool:
    """Whether they assess on the body's behalf what others issue."""
    if not user.is_authenticated:
        return False
    return Seat.objects.filter(issuer=body, person=user.pk, role__in=ON_BEHALF).exists()
