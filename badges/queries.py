# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Reading badges."""

import re
from collections.abc import Collection, Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from badges import criteria
from badges.evidence import Section
from badges.issuers import queries as roles
from badges.life_models import ReasonClass
from badges.models import (
    Achievement,
    Award,
    Batch,
    BatchItem,
    Credential,
    CriteriaVersion,
    Issuer,
    Progress,
    SignedEndorsement,
    SigningKey,
    StatusList,
)
from badges.sources import deeds, endorsements, reviews
from peerreview.accounts.models import User
from peerreview.accounts.rules import sheltered
from peerreview.kernel import clock
from peerreview.kernel.errors import Missing

LOOKED_AT = 500
# A verifier looks at no more of them, and a badge has to stay small enough to be sent.
MOST_EMBEDDED = 20
UUID_IN_TEXT = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
LOST_LATELY = timedelta(days=730)


def catalogue() -> QuerySet[Achievement]:
    """Every achievement, with its issuer and criteria (newest first)."""
    return Achievement.objects.select_related("issuer").prefetch_related(
        Prefetch("criteria_versions", CriteriaVersion.objects.order_by("-number"))
    )


def achievement_with_pk(achievement_id: int) -> Achievement:
    """The achievement that an event names."""
    return catalogue().get(pk=achievement_id)


def standing_for_skill(name: str, most: int) -> list[Achievement]:
    """The first achievements by name that stand for a skill of that name."""
    # The names lie in JSON, which not every database can search; what it finds is looked at here.
    rows = Achievement.objects.order_by("name", "pk")[:LOOKED_AT]
    return [row for row in rows if name in row.skills][:most]


def current_criteria(achievement: Achievement) -> CriteriaVersion:
    """The version of the rule that holds now."""
    return achievement.criteria_versions.order_by("-number")[0]


def tied_to(activity_uuid: UUID) -> QuerySet[Achievement]:
    """Achievements whose rule looks at submissions to the activity."""
    return catalogue().filter(criteria_versions__activity_uuid=activity_uuid).distinct()


def holders() -> QuerySet:
    """Ids of everyone who holds a badge that was not taken back."""
    held = Award.objects.filter(state=Award.State.CLAIMED)
    in_force = held.filter(Q(valid_until=None) | Q(valid_until__gt=clock.now()))
    return in_force.order_by().values("recipient")


def begun_by(person_id: int) -> set[int]:
    """Ids of the achievements the person has been considered for."""
    return set(
        Progress.objects.filter(person_id=person_id).values_list("achievement_id", flat=True)
    )


def candidate_ids(achievement: Achievement) -> list[int]:
    """People whose evidence could count under the rule that holds now."""
    rule = current_criteria(achievement)
    return candidates_for(rule.tree, rule.activity_uuid)


def candidates_for(tree: dict[str, Any], activity_uuid: UUID | None) -> list[int]:
    """People whose evidence could count: by the rule's activity, else by what it reads."""
    if activity_uuid:
        return reviews.people_with_submission(activity_uuid)
    wanted = criteria.reads(tree)
    found: set[int] = set()
    if wanted & {Section.ENDORSEMENTS, Section.STANDINGS}:
        found.update(endorsements.people_endorsed())
    if wanted & {Section.GIVEN, Section.CALIBRATION, Section.MENTORED}:
        found.update(deeds.people_who_reviewed())
    if Section.HELD in wanted:
        found.update(holders().values_list("recipient", flat=True))
    return sorted(found)


def awards_of(person_id: int) -> QuerySet[Award]:
    """A person's awards with what a page shows of them."""
    return (
        Award.objects.filter(recipient_id=person_id)
        .select_related("achievement__issuer", "criteria")
        .prefetch_related(current_credentials())
    )


def current_credentials() -> Prefetch:
    """For awards: the credential that counts now, as `Award.credential`."""
    return Prefetch(
        "credentials", Credential.objects.filter(is_current=True), to_attr="current_credentials"
    )


def offered_to(person_id: int) -> QuerySet[Award]:
    """What a person can claim now: offered, and still backed by the evidence."""
    met = Progress.objects.filter(person_id=person_id, is_met=True).values("achievement")
    return awards_of(person_id).filter(state=Award.State.OFFERED, achievement__in=met)


def waiting_awards(achievement: Achievement) -> QuerySet[Award]:
    """Ids of awards that are offered, still backed by the evidence, and in no batch yet."""
    met = Progress.objects.filter(achievement=achievement, is_met=True).values("person")
    return (
        Award.objects.filter(
            achievement=achievement,
            state=Award.State.OFFERED,
            recipient__in=met,
            batch_item=None,
        )
        .order_by("pk")
        .values_list("pk", flat=True)
    )


def waiting_people(achievement: Achievement) -> QuerySet[User]:
    """Whose awards these are, by name."""
    waiting = waiting_awards(achievement).values("recipient")
    return User.objects.filter(pk__in=waiting).order_by("display_name", "pk")


def batch(uuid: UUID) -> Batch | None:
    """A batch by its address."""
    return Batch.objects.select_related("achievement").filter(uuid=uuid).first()


def refused_items(batch: Batch) -> QuerySet[BatchItem]:
    """What of a batch could not be issued, and why."""
    found = batch.items.filter(state=BatchItem.State.REFUSED)
    return found.select_related("award__recipient").order_by("pk")


def held_by(person_id: int) -> QuerySet[Award]:
    """What a person has claimed, revoked ones too, newest first."""
    return (
        awards_of(person_id)
        .exclude(state=Award.State.OFFERED)
        .select_related("evidence")
        .order_by("-claimed_at", "-offered_at", "pk")
    )


def progress_of(person_id: int) -> QuerySet[Progress]:
    """What a person is on the way to: considered, not met, and nothing of it claimed."""
    held = held_by(person_id).order_by().values("achievement")
    return (
        Progress.objects.filter(person_id=person_id, is_met=False)
        .exclude(achievement__in=held)
        .select_related("achievement__issuer", "criteria")
    )


def issued_for(achievement: Achievement) -> QuerySet[Credential]:
    """The credentials of an achievement that count now, newest first."""
    return credentials().filter(award__achievement=achievement, is_current=True)


def credentials() -> QuerySet[Credential]:
    """Credentials with what a page shows of them."""
    return Credential.objects.select_related(
        "award__achievement__issuer", "award__recipient", "award__criteria", "award__evidence"
    )


def public_credentials_of(person_id: int) -> QuerySet[Credential]:
    """A person's badges that anyone may see."""
    standing = public_credentials().filter(award__recipient_id=person_id, revoked_at=None)
    return standing.filter(suspended_at=None)


def editions(person_id: int, uuids: Collection[str]) -> dict[str, int]:
    """The award each of these credentials of a person is of, newest first; earlier editions too."""
    rows = Credential.objects.filter(award__recipient_id=person_id, uuid__in=uuids)
    found = rows.order_by("-issued_at", "-pk").values_list("uuid", "award_id")
    return {str(uuid): award for uuid, award in found}


def listed_credentials_of(person_id: int) -> QuerySet[Credential]:
    """Those of them that a page under the person's name may list: one that names nobody would be named
    by it."""
    return public_credentials_of(person_id).exclude(award__printed_name="")


def public_credentials() -> QuerySet[Credential]:
    """What anyone may see: let be seen by its owner, who may be seen."""
    return credentials().filter(is_public=True).exclude(sheltered("award__recipient__"))


def public_credentials_between(first: UUID, last: UUID) -> list[Credential]:
    """Badges that anyone may see, by a span of their ids; two tell that there is more than one."""
    rows = public_credentials().filter(uuid__gte=first, uuid__lte=last)
    return list(rows[:2])


def credential_with_id(credential_id: str) -> Credential | None:
    """The credential of this site that carries the id, if any."""
    rows = Credential.objects.select_related("key__issuer")
    return rows.filter(credential_id=credential_id).first()


def issuer_with_slug(slug: str) -> Issuer | None:
    """An issuer by the last part of its address."""
    return Issuer.objects.filter(slug=slug).first()


def criteria_version(uuid: UUID, number: int) -> tuple[Achievement, CriteriaVersion]:
    """An achievement and one version of its rule. Raises Missing."""
    rule = (
        CriteriaVersion.objects.select_related("achievement__issuer")
        .filter(achievement__uuid=uuid, number=number)
        .first()
    )
    if rule is None:
        raise Missing("missing", _("There is no such badge."))
    return rule.achievement, rule


def status_list(uuid: UUID) -> StatusList | None:
    """A status list by its address."""
    return status_lists().filter(uuid=uuid).first()


def status_lists() -> QuerySet[StatusList]:
    """Every status list."""
    return StatusList.objects.select_related("key__issuer")


def issuers() -> QuerySet[Issuer]:
    """Every issuer."""
    return Issuer.objects.order_by("pk")


def criteria_versions() -> QuerySet[CriteriaVersion]:
    """Every version of every rule."""
    return CriteriaVersion.objects.select_related("achievement__issuer").order_by("pk")


def signing_key(public_multibase: str) -> SigningKey | None:
    """The key of one of our issuers with this public half, if it is one."""
    return SigningKey.objects.filter(public_multibase=public_multibase).first()


def credential_by_any_id(typed: str) -> Credential | None:
    """The public credential that a typed id, page address or bare UUID means, if any."""
    found = UUID_IN_TEXT.findall(typed)
    if not found:
        return None
    return public_credentials().filter(uuid=found[-1]).first()


# --- signed endorsements -------------------------------------------------------------------------
def signed_about(about: UUID) -> SignedEndorsement | None:
    """The signed form of an endorsement or backing."""
    return SignedEndorsement.objects.filter(about=about).first()


def signed_standing(abouts: Collection[UUID]) -> list[SignedEndorsement]:
    """The signed forms of these that were not revoked, oldest first."""
    rows = SignedEndorsement.objects.filter(about__in=abouts, revoked_at=None, is_shown=True)
    return list(rows.order_by("signed_at", "pk"))


def signed_for_reader(uuid: UUID) -> SignedEndorsement | None:
    """A signed endorsement that is served, revoked ones too; by its own id or of what it is about."""
    rows = SignedEndorsement.objects.filter(Q(uuid=uuid) | Q(about=uuid), is_shown=True)
    found = rows.first()
    return None if found and _is_of_sheltered(found.about) else found


def _is_of_sheltered(about: UUID) -> bool:
    cosigned = roles.cosignature(about)
    if cosigned:
        return cosigned.award.recipient.is_sheltered
    return endorsements.is_of_sheltered(about)


def signed_for_all() -> Iterator[SignedEndorsement]:
    """Every signed endorsement that is served, revoked ones too, by age."""
    rows = SignedEndorsement.objects.filter(is_shown=True).order_by("pk")
    return (row for row in rows.iterator(chunk_size=200) if not _is_of_sheltered(row.about))


def counted_in(award: Award) -> list[UUID]:
    """The ids of endorsements that the award's evidence counts, as many as a badge carries."""
    counted = award.evidence.facts["endorsements"][:MOST_EMBEDDED]
    return [UUID(fact["endorsement_uuid"]) for fact in counted]


def signed_with_id(credential_id: str) -> SignedEndorsement | None:
    """The signed endorsement of this site that carries the id, if any."""
    rows = SignedEndorsement.objects.select_related("key__issuer")
    return rows.filter(credential_id=credential_id).first()


def revoked_with_ids(credential_ids: list[str]) -> list[SignedEndorsement]:
    """Those of these ids that were signed here and revoked."""
    rows = SignedEndorsement.objects.filter(
        credential_id__in=credential_ids, revoked_at__isnull=False
    )
    return list(rows.order_by("revoked_at", "pk"))


def signed_by_any_id(typed: str) -> SignedEndorsement | None:
    """The signed endorsement that a pasted id or address names, if it is served."""
    found = UUID_IN_TEXT.findall(typed)
    return signed_for_reader(UUID(found[-1])) if found else None


def badges_lost() -> dict[int, int]:
    """How many badges were taken lately from whom."""
    taken = Credential.objects.exclude(reason_class=ReasonClass.REPLACED)
    rows = taken.filter(revoked_at__gt=clock.now() - LOST_LATELY)
    many = rows.order_by().values_list("award__recipient").annotate(Count("pk"))
    return dict(many)
