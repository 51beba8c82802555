# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Reading endorsements."""

from datetime import datetime

from django.db.models import QuerySet

from endorsements import rules
from endorsements.models import Endorsement, Skill
from peerreview.accounts.models import User
from peerreview.artifacts.models import Version

MOST_WORKS = 20
RELATED = ("endorser", "recipient", "skill", "version")


def visible_of(person_id: int) -> QuerySet[Endorsement]:
    """Standing endorsements of a person that they do not hide, newest first."""
    return _standing().filter(recipient=person_id, hidden_at=None)


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


def skills() -> QuerySet[Skill]:
    """All skills by name."""
    return Skill.objects.order_by("name", "pk")


def relation_words(relation: str | None) -> str:
    """A relation as it is printed: "in the same cohort"; empty for none."""
    return str(Endorsement.Relation(relation).label) if relation else ""
