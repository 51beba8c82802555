# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Judging many again at once. What comes out is what considering each alone gives
(`assessing.consider`), for those for whom that changes nothing; it says nothing of the others.

Each is judged anew, on evidence read now. Only the reading and writing is done for all together.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from badges import assessing, criteria, deciding, queries, rule_queries
from badges.models import Achievement, Award, CriteriaVersion, EvidenceSnapshot, Progress
from badges.rule_models import Decision, Pursuit
from badges.sources.gathering import Gathered, vouched_for
from peerreview.kernel import hashing


def confirm(achievement: Achievement, awards: Sequence[Award], *, now: datetime) -> list[Award]:
    """Those of these offered awards that the evidence bears out as it stands: the same verdict by the
    same rule on the same facts as are on record. In the caller's transaction, which from then on keeps
    considering away from them. The rest is to be considered one by one.

    `awards` come with their `evidence` and `criteria`.
    """
    if queries.current_criteria(achievement).opt_in != CriteriaVersion.OptIn.SUGGEST:
        return []
    people = [award.recipient_id for award in awards]
    said = Pursuit.objects.filter(achievement=achievement, person__in=people)
    own_wish = set(said.values_list("person_id", flat=True))
    locked = Progress.objects.select_for_update().filter(achievement=achievement, person__in=people)
    progress = {row.person_id: row for row in locked.order_by("pk")}
    standing = deciding.latest_of(achievement, people)
    gathered = _gathered(achievement, awards, now)
    aligned = assessing.aligned(achievement)
    found = [
        award
        for award, facts in zip(awards, gathered, strict=True)
        if award.recipient_id not in own_wish
        and _is_same(
            award,
            facts,
            aligned,
            progress.get(award.recipient_id),
            standing.get(award.recipient_id),
            now,
        )
    ]
    _note(achievement, found, now)
    return found


def _gathered(achievement: Achievement, awards: Sequence[Award], now: datetime) -> list[Gathered]:
    rules = {award.criteria_id: award.criteria for award in awards}
    wanted = frozenset().union(*(criteria.reads(rule.tree) for rule in rules.values()))
    people = [award.recipient_id for award in awards]
    vouched = vouched_for(people, wanted)
    refusals = rule_queries.refusals_among(achievement, people)
    return [
        assessing.evidence_for(
            award.recipient_id,
            achievement,
            rules[award.criteria_id].tree,
            rules[award.criteria_id].activity_uuid,
            now,
            assessing.Known(
                vouched=vouched[award.recipient_id], refusal=refusals.get(award.recipient_id)
            ),
        )
        for award in awards
    ]


def _is_same(
    award: Award,
    gathered: Gathered,
    aligned: list[dict[str, Any]],
    progress: Progress | None,
    standing: Decision | None,
    now: datetime,
) -> bool:
    if progress is None or standing is None:
        return False
    rule, found = award.criteria, gathered.evidence()
    verdict = criteria.evaluate(rule.tree, found, deciding.before(standing, rule))
    kept = assessing.facts_kept(gathered, rule, aligned, award.achievement.version)
    return (
        verdict.is_met
        and (progress.criteria_id, progress.is_met) == (rule.pk, True)
        and progress.look_again_on == assessing.next_look(verdict, now)
        and hashing.digest(progress.verdict) == hashing.digest(verdict.as_json())
        and deciding.stands(standing, rule, found, verdict)
        and award.evidence.digest == hashing.digest(kept)
    )


def _note(achievement: Achievement, found: Sequence[Award], now: datetime) -> None:
    """What considering each would write: that it was looked at, and when."""
    people = [award.recipient_id for award in found]
    Progress.objects.filter(achievement=achievement, person__in=people).update(considered_at=now)
    EvidenceSnapshot.objects.filter(award__in=found).update(taken_at=now)
