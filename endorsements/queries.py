# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Reading endorsements."""

from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from endorsements import rules
from endorsements.ledger import Standing
from endorsements.models import Endorsement, Skill
from peerreview.accounts.models import User
from peerreview.artifacts.models import Version

MOST_WORKS = 20
RELATED = ("endorser", "recipient", "skill", "version")


def visible_of(person_id: int) -> QuerySet[Endorsement]:
    """Standing endorsements of a person that they do not hide, newest first."""
    return _standing().filter(recipient=person_id, hidden_at=None)


def counted() -> QuerySet[Endorsement]:
    """All that weigh: standing, and not hidden by whom they are about."""
    return Endorsement.objects.filter(pk__in=_standing().filter(hidden_at=None).values("pk"))


def received_by(person_id: int) -> QuerySet[Endorsement]:
    """Standing endorsements of a person, with those they hide."""
    return _standing().filter(recipient=person_id)


def given_by(person_id: int) -> QuerySet[Endorsement]:
    """Standing endorsements a person gave."""
    return _standing().filter(endorser=person_id)


def _standing() -> QuerySet[Endorsement]:
    return Endorsement.objects.filter(withdrawn_at=None).select_related(*RELATED)


def given_since(person_id: int, since: datetime) -> int:
    """How many they gave since then, withdrawn ones included."""
    return Endorsement.objects.filter(endorser=person_id, given_at__gt=since).count()


def work_to_point_at(endorser: User, recipient: User) -> list[Version]:
    """The recipient's newest finished work that the endorser may see and know to be theirs."""
    newest = Version.objects.filter(artifact__owner=recipient, frozen_at__isnull=False)
    newest = newest.select_related("artifact").order_by("-frozen_at", "pk")[:MOST_WORKS]
    return [version for version in newest if rules.may_point_at(endorser, recipient, version)]


def endorsed_people() -> list[int]:
    """Ids of all with a standing endorsement that they do not hide."""
    rows = Endorsement.objects.filter(withdrawn_at=None, hidden_at=None)
    return list(rows.order_by("recipient_id").values_list("recipient_id", flat=True).distinct())


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


def skills() -> QuerySet[Skill]:
    """All skills by name."""
    return Skill.objects.order_by("name", "pk")


def relation_words(relation: str | None) -> str:
    """A relation as it is printed: "in the same cohort"; empty for none."""
    return str(Endorsement.Relation(relation).label) if relation else ""
