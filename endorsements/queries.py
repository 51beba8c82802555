# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Reading endorsements and requests. Skills are in skill_queries.py."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from endorsements import rules
from endorsements.models import Answer, Endorsement, Request, VisibilityChange
from peerreview.accounts.models import User
from peerreview.artifacts.models import Version

MOST_WORKS = 20
RELATED = ("endorser", "recipient", "skill", "version")
# Let be seen by their recipients, and not set aside by a moderator; not those whose skill became
# another that stands beside them.
ACCEPTED = Q(
    withdrawn_at=None,
    accepted_at__isnull=False,
    withheld_at=None,
    skill__merged_into=None,
    skill__withheld_at=None,
)
VISIBLE = ACCEPTED & Q(hidden_at=None)


def visible_of(person_id: int) -> QuerySet[Endorsement]:
    """Standing endorsements that a person accepted and does not hide, newest first."""
    return visible_of_each([person_id])


def visible_of_each(people: Collection[int]) -> QuerySet[Endorsement]:
    """The same of several people."""
    return all_visible().filter(recipient__in=people).select_related(*RELATED)


def accepted_by(person_id: int) -> QuerySet[Endorsement]:
    """Standing endorsements that a person accepted, with those they hide now, newest first."""
    return Endorsement.objects.filter(ACCEPTED, recipient=person_id).select_related(*RELATED)


def all_visible() -> QuerySet[Endorsement]:
    """Everybody's that stand, accepted and not hidden."""
    return Endorsement.objects.filter(VISIBLE)


def words_on(person_id: int) -> QuerySet[Endorsement]:
    """Those that cite work."""
    return visible_of(person_id).filter(evidence__gt=Endorsement.Evidence.NOTE)


def notes_to(person_id: int) -> QuerySet[Endorsement]:
    """Thank-you notes, which cite none."""
    return visible_of(person_id).filter(evidence=Endorsement.Evidence.NOTE)


def received_by(person_id: int) -> QuerySet[Endorsement]:
    """Standing endorsements of a person that have reached them, with those they hide."""
    return _standing().filter(recipient=person_id, opened_at__isnull=False)


def waiting_for(person_id: int) -> QuerySet[Endorsement]:
    """Those on which the person has yet to say whether others may read them."""
    return received_by(person_id).filter(accepted_at=None, hidden_at=None)


def unopened_of(person_id: int) -> QuerySet[Endorsement]:
    """Those kept from the person until they may read the reviews of the work."""
    return _standing().filter(recipient=person_id, opened_at=None)


def people_unopened(version_ids: list[int]) -> list[int]:
    """Ids of the people from whom something about these versions is kept so far."""
    rows = _standing().filter(version__in=version_ids, opened_at=None).order_by("recipient_id")
    return list(rows.values_list("recipient_id", flat=True).distinct())


def given_by(person_id: int) -> QuerySet[Endorsement]:
    """Standing endorsements a person gave."""
    return _standing().filter(endorser=person_id)


def standing_with(uuid: UUID) -> Endorsement | None:
    """One that stands, is accepted and shown, by its id."""
    return Endorsement.objects.filter(VISIBLE, uuid=uuid).select_related(*RELATED).first()


def of_review(review_uuid: UUID) -> Endorsement | None:
    """What stands of what its reviewer said when asked after the review."""
    return _standing().filter(review_uuid=review_uuid).first()


def has_answered(review_uuid: UUID) -> bool:
    """Whether the reviewer has answered if they vouch."""
    return Answer.objects.filter(review_uuid=review_uuid).exists()


def _standing() -> QuerySet[Endorsement]:
    return Endorsement.objects.filter(withdrawn_at=None).select_related(*RELATED)


def given_since(person_id: int, since: datetime) -> int:
    """How many they gave since then, withdrawn ones included."""
    return Endorsement.objects.filter(endorser=person_id, given_at__gt=since).count()


def changes_since(person_id: int, since: datetime) -> int:
    """How often they hid or showed endorsements since then."""
    return VisibilityChange.objects.filter(person=person_id, at__gt=since).count()


def work_to_point_at(endorser: User, recipient: User) -> list[Version]:
    """The recipient's newest finished work that the endorser may see and know to be theirs."""
    newest = Version.objects.filter(artifact__owner=recipient, frozen_at__isnull=False)
    newest = newest.select_related("artifact").order_by("-frozen_at", "pk")[:MOST_WORKS]
    return [version for version in newest if rules.may_point_at(endorser, recipient, version)]


def endorsed_people() -> list[int]:
    """Ids of all with a standing endorsement that they accepted and do not hide."""
    rows = Endorsement.objects.filter(VISIBLE)
    return list(rows.order_by("recipient_id").values_list("recipient_id", flat=True).distinct())


def relation_words(relation: str | None) -> str:
    """A relation as it is printed: "in the same cohort"; empty for none."""
    return str(Endorsement.Relation(relation).label) if relation else ""


# ---- Requests ---------------------------------------------------------------------------------


def requests_to(person_id: int) -> QuerySet[Request]:
    """What a person is asked for, and has not answered, newest first."""
    open_ones = Request.objects.filter(asked=person_id, state=Request.State.OPEN)
    return open_ones.filter(asker__is_active=True).select_related("asker", "skill", "version")


def requests_by(person_id: int) -> QuerySet[Request]:
    """Whom a person asked, newest first."""
    return Request.objects.filter(asker=person_id).select_related("asked", "skill", "version")


def asked_since(person_id: int, since: datetime) -> int:
    """How many they asked since then."""
    return Request.objects.filter(asker=person_id, asked_at__gt=since).count()


def open_requests_by(person_id: int) -> int:
    """How many of theirs wait for an answer."""
    return Request.objects.filter(asker=person_id, state=Request.State.OPEN).count()
