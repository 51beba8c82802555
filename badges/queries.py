# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Reading badges."""

import re
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from badges.models import (
    Achievement,
    Award,
    Batch,
    BatchItem,
    Credential,
    CriteriaVersion,
    Issuer,
    Progress,
    SigningKey,
    StatusList,
)
from badges.sources import endorsements, reviews
from peerreview.kernel.errors import Missing

UUID_IN_TEXT = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


def catalogue() -> QuerySet[Achievement]:
    """Every achievement, with its issuer and criteria (newest first)."""
    return Achievement.objects.select_related("issuer").prefetch_related(
        Prefetch("criteria_versions", CriteriaVersion.objects.order_by("-number"))
    )


def achievement_with_pk(achievement_id: int) -> Achievement:
    """The achievement that an event names."""
    return catalogue().get(pk=achievement_id)


def current_criteria(achievement: Achievement) -> CriteriaVersion:
    """The version of the rule that holds now."""
    return achievement.criteria_versions.order_by("-number")[0]


def tied_to(activity_uuid: UUID) -> QuerySet[Achievement]:
    """Achievements whose rule looks at submissions to the activity."""
    return catalogue().filter(criteria_versions__activity_uuid=activity_uuid).distinct()


def holders() -> QuerySet:
    """Ids of everyone who holds a badge that was not taken back."""
    return Award.objects.filter(state=Award.State.CLAIMED).order_by().values("recipient")


def begun_by(person_id: int) -> set[int]:
    """Ids of the achievements the person has been considered for."""
    return set(
        Progress.objects.filter(person_id=person_id).values_list("achievement_id", flat=True)
    )


def candidate_ids(achievement: Achievement) -> list[int]:
    """People whose evidence could count: by the rule's activity, else by endorsements."""
    rule = current_criteria(achievement)
    if rule.activity_uuid:
        return reviews.people_with_submission(rule.activity_uuid)
    return endorsements.people_endorsed()


def awards_of(person_id: int) -> QuerySet[Award]:
    """A person's awards with what a page shows of them."""
    return Award.objects.filter(recipient_id=person_id).select_related(
        "achievement__issuer", "credential", "criteria"
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
    """All credentials of an achievement, newest first."""
    return credentials().filter(award__achievement=achievement)


def credentials() -> QuerySet[Credential]:
    """Credentials with what a page shows of them."""
    return Credential.objects.select_related(
        "award__achievement__issuer", "award__recipient", "award__criteria", "award__evidence"
    )


def public_credentials_of(person_id: int) -> QuerySet[Credential]:
    """A person's badges that anyone may see."""
    return credentials().filter(award__recipient_id=person_id, is_public=True, revoked_at=None)


def credential_with_id(credential_id: str) -> Credential | None:
    """The credential of this site that carries the id, if any."""
    return credentials().filter(credential_id=credential_id).first()


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
    return credentials().filter(uuid=found[-1], is_public=True).first()
