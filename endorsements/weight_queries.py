# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Reading what weighs, and what it weighs."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from endorsements.ledger import Standing
from endorsements.models import Endorsement, Skill
from endorsements.queries import ACCEPTED, accepted_by, visible_of

WEIGHS_AFTER_LEAVING = timedelta(days=90)


def counted(now: datetime) -> QuerySet[Endorsement]:
    """All that weigh: standing, and accepted by whom they are about. Hiding one again moves no figure:
    by going back and forth nobody learns what it weighs. So that nobody's standing falls the day
    a friend leaves, what leavers said and heard weighs on for a while."""
    stays = Q(left_at=None) | Q(left_at__gt=now - WEIGHS_AFTER_LEAVING)
    return Endorsement.objects.filter(ACCEPTED, stays)


def gone_since(then: datetime, now: datetime) -> QuerySet[Endorsement]:
    """What weighed until its giver was gone for long enough, between the two times."""
    left = {
        "left_at__gt": then - WEIGHS_AFTER_LEAVING,
        "left_at__lte": now - WEIGHS_AFTER_LEAVING,
    }
    rows = Endorsement.objects.filter(ACCEPTED, **left, recipient__is_active=True)
    return rows.select_related("skill").order_by("pk")


def standings_of(person_id: int) -> QuerySet[Standing]:
    """The latest standing of a person in each skill, by the skill's name; those of nothing left out."""
    return _latest_standings(person_id).exclude(strength=0, voices=0)


def weighed_skills_of(person_id: int) -> QuerySet[Standing]:
    """The latest standing in each skill in which something visible is said of the person."""
    return _latest_standings(person_id).filter(Exists(_said(visible_of(person_id))))


def own_skills_of(person_id: int) -> QuerySet[Standing]:
    """The same for the person, who knows what they hide."""
    return _latest_standings(person_id).filter(Exists(_said(accepted_by(person_id))))


def _said(rows: QuerySet[Endorsement]) -> QuerySet[Endorsement]:
    return rows.filter(skill=OuterRef("skill")).order_by()


def _latest_standings(person_id: int) -> QuerySet[Standing]:
    newest = Standing.objects.filter(person=OuterRef("person"), skill=OuterRef("skill"))
    rows = Standing.objects.filter(
        person=person_id, number=Subquery(newest.order_by("-number").values("number")[:1])
    )
    return rows.select_related("skill").order_by("skill__name", "pk")


def skill_named(uuid: UUID) -> Skill | None:
    """By its public id."""
    return Skill.objects.filter(uuid=uuid).first()
