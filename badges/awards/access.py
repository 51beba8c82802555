# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""From ids in addresses to awards, refusals, appeals and cases one may see or act on."""

from uuid import UUID

from django.utils.translation import gettext as _

from badges import rule_access, rules
from badges.awards import queries
from badges.awards.models import Reconsideration, Seat
from badges.life_models import Refusal
from badges.models import Achievement, Award
from peerreview.accounts.models import User
from peerreview.kernel.errors import Missing, NotAllowed


def award_for_owner(user: User, uuid: UUID) -> Award:
    """A claimed award of one's own; nobody else learns that it exists."""
    found = queries.award(uuid)
    if found is None or found.recipient_id != user.pk or found.credential is None:
        raise Missing("missing", _("There is no such badge of yours."))
    return found


def award_for_parties(user: User, uuid: UUID) -> Award:
    """A claimed award, for who holds it and who answers for the badge."""
    found = queries.award(uuid)
    if found is None or found.credential is None or not _is_party(user, found):
        raise Missing("missing", _("There is no such badge."))
    return found


def award_for_issuer(user: User, uuid: UUID) -> Award:
    """A claimed award of a badge one answers for."""
    found = award_for_parties(user, uuid)
    if not rules.may_issue(user, found.achievement):
        raise NotAllowed("not-issuer", _("Only who answers for this badge does this."))
    return found


def _is_party(user: User, award: Award) -> bool:
    return award.recipient_id == user.pk or rules.may_issue(user, award.achievement)


def person_to_refuse(user: User, uuid: UUID, person: UUID) -> tuple[Achievement, User]:
    """A badge one may refuse, and somebody on the way to it."""
    achievement = rule_access.achievement_to_approve(user, uuid)
    return achievement, rule_access.person_on_the_way(achievement, str(person))


def refusal_for_person(user: User, uuid: UUID) -> Refusal:
    """A refusal of something to oneself."""
    found = queries.refusals().filter(uuid=uuid, person=user).first()
    if found is None:
        raise Missing("missing", _("There is no such refusal."))
    return found


def seat(user: User, uuid: UUID) -> Seat:
    """One's seat in an appeal; nobody else learns that there is one."""
    found = queries.seat_of(user.pk, uuid)
    if found is None:
        raise Missing("missing", _("There is no such appeal."))
    return found


def case_for_parties(user: User, uuid: UUID) -> Reconsideration:
    """A case, for who holds the badge and who answers for it."""
    found = queries.cases().filter(uuid=uuid).first()
    if found is None or not _is_party(user, found.award):
        raise Missing("missing", _("There is no such badge."))
    return found
