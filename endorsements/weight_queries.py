# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Reading what weighs, and what it weighs."""

from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from endorsements.ledger import Standing
from endorsements.models import Endorsement, Skill
from endorsements.queries import VISIBLE, visible_of


def counted() -> QuerySet[Endorsement]:
    """All that weigh: standing, and let be seen by whom they are about."""
    return Endorsement.objects.filter(VISIBLE)


def standings_of(person_id: int) -> QuerySet[Standing]:
    """The latest standing of a person in each skill, by the skill's name; those of nothing left out."""
    return _latest_standings(person_id).exclude(strength=0, voices=0)


def weighed_skills_of(person_id: int) -> QuerySet[Standing]:
    """The latest standing in each skill in which something visible is said of the person."""
    said = visible_of(person_id).filter(skill=OuterRef("skill")).order_by()
    return _latest_standings(person_id).filter(Exists(said))


def _latest_standings(person_id: int) -> QuerySet[Standing]:
    newest = Standing.objects.filter(person=OuterRef("person"), skill=OuterRef("skill"))
    rows = Standing.objects.filter(
        person=person_id, number=Subquery(newest.order_by("-number").values("number")[:1])
    )
    return rows.select_related("skill").order_by("skill__name", "pk")


def skill_named(uuid: UUID) -> Skill | None:
    """By its public id."""
    return Skill.objects.filter(uuid=uuid).first()
