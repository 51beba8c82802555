# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Considering a person for an achievement."""

from dataclasses import asdict
from datetime import datetime

from django.db import transaction
from django.urls import reverse

from badges import criteria, notices, queries
from badges.events import AwardOffered
from badges.models import Achievement, Award, CriteriaVersion, EvidenceSnapshot, Progress
from badges.sources.endorsements import alignments_of
from badges.sources.gathering import Gathered, gather
from peerreview.kernel import clock, hashing
from peerreview.notifications.services import notify
from peerreview.outbox.services import emit


@transaction.atomic
def consider(*, person_id: int, achievement: Achievement, now: datetime | None = None) -> Progress:
    """Judge the person's evidence now; offer the award when it suffices.

    Idempotent: the same evidence gives the same progress, and an award is offered once. What has
    been claimed is never touched here.
    """
    at = now or clock.now()
    rule = queries.current_criteria(achievement)
    gathered = gather(person_id, rule.activity_uuid)
    verdict = criteria.evaluate(rule.tree, gathered.evidence())
    progress, _is_new = Progress.objects.update_or_create(
        achievement=achievement,
        person_id=person_id,
        defaults={
            "criteria": rule,
            "verdict": verdict.as_json(),
            "is_met": verdict.is_met,
            "considered_at": at,
        },
    )
    if verdict.is_met:
        _offer(person_id, achievement, rule, gathered, at)
    return progress


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
        _keep_evidence(award, rule, gathered, at)
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


def _keep_evidence(award: Award, rule: CriteriaVersion, gathered: Gathered, at: datetime) -> None:
    # Until it is claimed an offer follows the evidence; from then on the snapshot stands.
    aligned = [asdict(fact) for fact in alignments_of(award.achievement.skills)]
    facts = {**gathered.as_json(rule.tree), "alignments": aligned}
    EvidenceSnapshot.objects.update_or_create(
        award=award, defaults={"facts": facts, "digest": hashing.digest(facts), "taken_at": at}
    )
    Award.objects.filter(pk=award.pk).update(criteria=rule)
