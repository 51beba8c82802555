# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Considering a person for an achievement."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from badges import criteria, deciding, notices, rule_queries
from badges.events import AwardOffered
from badges.life_models import Refusal
from badges.models import Achievement, Award, CriteriaVersion, EvidenceSnapshot, Progress
from badges.sources.endorsements import EndorsementFact, alignments_of
from badges.sources.gathering import Gathered, gather
from badges.verdicts import Verdict
from peerreview.kernel import clock, hashing
from peerreview.notifications.services import notify
from peerreview.outbox.services import emit


@dataclass(frozen=True, kw_only=True)
class Known:
    """What was read of a person together with others: what is vouched, and the refusal that stands."""

    vouched: Sequence[EndorsementFact]
    refusal: Refusal | None


@transaction.atomic
def consider(*, person_id: int, achievement: Achievement, now: datetime | None = None) -> Progress:
    """Judge the person's evidence now; record what is decided; offer the award when it suffices.

    Idempotent: the same evidence gives the same progress, and an award is offered once. What has
    been claimed is never touched here. Where nobody is considered unasked, or the person wants
    feedback alone, nothing is read and nothing kept.
    """
    at = now or clock.now()
    rule = rule_queries.rule_for(person_id, achievement)
    if rule is None:
        return Progress(achievement=achievement, person_id=person_id, is_met=False, verdict={})
    gathered = evidence_for(person_id, achievement, rule.tree, rule.activity_uuid, at)
    verdict = _decided(person_id, achievement, rule, gathered, at)
    progress, _is_new = Progress.objects.update_or_create(
        achievement=achievement,
        person_id=person_id,
        defaults={
            "criteria": rule,
            "verdict": verdict.as_json(),
            "is_met": verdict.is_met,
            "look_again_on": next_look(verdict, at),
            "considered_at": at,
        },
    )
    if verdict.is_met and rule_queries.is_to_be_offered(person_id, achievement):
        _offer(person_id, achievement, rule, gathered, at)
    return progress


def evidence_for(
    person_id: int,
    achievement: Achievement | None,
    tree: dict[str, Any],
    activity_uuid: UUID | None,
    at: datetime,
    known: Known | None = None,
) -> Gathered:
    """What the rule's conditions read, and nothing else; `known` is not read again. None is a badge that
    is not there yet."""
    wanted = criteria.reads(tree)
    refusal = known.refusal if known else _refusal(person_id, achievement)
    own = rule_queries.own_evidence(person_id, achievement, wanted, at, refusal)
    today = at.astimezone(UTC).date().isoformat()
    vouched = known.vouched if known else None
    return gather(person_id, activity_uuid, wanted, {**own, "today": today}, vouched)


def _refusal(person_id: int, achievement: Achievement | None) -> Refusal | None:
    return rule_queries.refusal_of(person_id, achievement) if achievement else None


def _decided(
    person_id: int,
    achievement: Achievement,
    rule: CriteriaVersion,
    gathered: Gathered,
    at: datetime,
) -> Verdict:
    """The verdict, with what stood until now in mind. Two at once wait for each other here."""
    Progress.objects.select_for_update().filter(achievement=achievement, person=person_id).first()
    standing = deciding.latest(achievement, person_id)
    found = gathered.evidence()
    verdict = criteria.decide(rule.tree, found, deciding.before(standing, rule))
    deciding.record(
        achievement=achievement,
        person_id=person_id,
        rule=rule,
        found=found,
        verdict=verdict,
        standing=standing,
        at=at,
    )
    return verdict


def next_look(verdict: Verdict, at: datetime) -> date | None:
    """The day on which time alone may change it."""
    iso = criteria.next_look(verdict, at.date().isoformat())
    return date.fromisoformat(iso) if iso else None


def _offer(
    person_id: int,
    achievement: Achievement,
    rule: CriteriaVersion,
    gathered: Gathered,
    at: datetime,
) -> None:
    award, is_new = Award.objects.get_or_create(
        achievement=achievement,
        recipient_id=person_id,
        defaults={"criteria": rule, "offered_at": at},
    )
    if award.state == Award.State.OFFERED:
        keep_evidence(award, rule, gathered, at)
    if is_new:
        emit(
            AwardOffered(award_id=award.pk, achievement_id=achievement.pk, recipient_id=person_id),
            now=at,
        )
        _tell(award, at)


def _tell(award: Award, now: datetime) -> None:
    notify(
        to=[award.recipient_id],
        kind=notices.OFFERED,
        key=str(award.uuid),
        params={"badge": award.achievement.name},
        link=reverse("award-claim", args=[award.uuid]),
        now=now,
    )


def keep_evidence(award: Award, rule: CriteriaVersion, gathered: Gathered, at: datetime) -> None:
    """Take the snapshot an award rests on, in the caller's transaction."""
    # Until it is claimed an offer follows the evidence; from then on the snapshot stands.
    facts = facts_kept(gathered, rule, aligned(award.achievement), award.achievement.version)
    EvidenceSnapshot.objects.update_or_create(
        award=award, defaults={"facts": facts, "digest": hashing.digest(facts), "taken_at": at}
    )
    Award.objects.filter(pk=award.pk).update(criteria=rule)


def facts_kept(
    gathered: Gathered, rule: CriteriaVersion, aligned: list[dict[str, Any]], design: int
) -> dict[str, Any]:
    """What the snapshot of an offer has: the facts that count, what its skills are elsewhere, and the
    version of the badge's design."""
    return {**gathered.as_json(rule.tree), "alignments": aligned, "design": design}


def aligned(achievement: Achievement) -> list[dict[str, Any]]:
    """What the achievement's skills are in frameworks elsewhere."""
    return [asdict(fact) for fact in alignments_of(achievement.skills)]
