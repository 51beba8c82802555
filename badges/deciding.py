# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The record of decisions: appended when something changed, and computed again from what it has."""

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from badges import criteria, evidence
from badges.evidence import Evidence
from badges.models import Achievement, CriteriaVersion
from badges.rule_models import Decision
from badges.verdicts import Verdict, verdict_from_json
from peerreview.kernel import hashing

# The ids of an achievement, a person, and the version of the rule.
Under = tuple[int, int, int]


@dataclass(frozen=True, kw_only=True)
class Replayed:
    """A decision computed again. `fault` says what differs; empty, it is the same."""

    decision: Decision
    fault: str


def latest(achievement: Achievement, person_id: int) -> Decision | None:
    """The decision that stands."""
    return latest_of(achievement, [person_id]).get(person_id)


def latest_of(achievement: Achievement, people: Collection[int]) -> dict[int, Decision]:
    """The decisions that stand for several people, by their ids."""
    rows = Decision.objects.filter(achievement=achievement, person__in=people)
    return {row.person_id: row for row in rows.select_related("criteria").order_by("number")}


def behind(wanted: Collection[Under]) -> dict[Under, Decision]:
    """The latest decisions that these are met: what credentials refer to."""
    rows = Decision.objects.filter(
        achievement__in={each[0] for each in wanted},
        person__in={each[1] for each in wanted},
        criteria__in={each[2] for each in wanted},
        is_met=True,
    )
    return {
        (row.achievement_id, row.person_id, row.criteria_id): row for row in rows.order_by("number")
    }


def _all(achievement_id: int, person_id: int) -> Any:
    rows = Decision.objects.filter(achievement_id=achievement_id, person_id=person_id)
    return rows.select_related("criteria").order_by("-number")


def before(standing: Decision | None, rule: CriteriaVersion) -> Verdict | None:
    """The verdict that stood until now, if it was on the same rule."""
    if standing is None or standing.criteria_id != rule.pk:
        return None
    return verdict_from_json(standing.verdict)


def record(
    *,
    achievement: Achievement,
    person_id: int,
    rule: CriteriaVersion,
    found: Evidence,
    verdict: Verdict,
    standing: Decision | None,
    at: datetime,
) -> Decision:
    """Append the decision, unless it is the one that stands; in the caller's transaction."""
    facts, said = _stored(evidence.as_json(found)), _stored(verdict.as_json())
    if standing and _says_the_same(standing, rule, facts, said):
        return standing
    return Decision.objects.create(
        achievement=achievement,
        person_id=person_id,
        number=standing.number + 1 if standing else 1,
        criteria=rule,
        evidence=facts,
        evidence_digest=hashing.digest(facts),
        verdict=said,
        is_met=verdict.is_met,
        earlier=standing.digest if standing else "",
        digest=_digest(rule, facts, said, standing.digest if standing else "", at),
        at=at,
    )


def stands(standing: Decision, rule: CriteriaVersion, found: Evidence, verdict: Verdict) -> bool:
    """Whether the decision is the one that would be recorded now."""
    return _says_the_same(standing, rule, evidence.as_json(found), verdict.as_json())


def _stored(value: Any) -> Any:
    """As it comes back out of the database."""
    return json.loads(json.dumps(value))


def _says_the_same(standing: Decision, rule: CriteriaVersion, facts: Any, said: Any) -> bool:
    undated = [{**one, "today": ""} for one in (standing.evidence, facts)]
    same = hashing.digest(undated[0]) == hashing.digest(undated[1])
    return same and standing.criteria_id == rule.pk and _says(standing.verdict) == _says(said)


def _says(verdict: dict[str, Any]) -> str:
    """What a verdict says, whatever order its reasons are in: rows of evidence are kept sorted, so that
    a rubric's order is not in the record."""
    return hashing.digest(_sorted_reasons(verdict))


def _sorted_reasons(verdict: dict[str, Any]) -> dict[str, Any]:
    values = verdict["values"]
    rows = values.get("criteria")
    if isinstance(rows, list):
        values = {**values, "criteria": sorted(rows, key=hashing.digest)}
    return {
        **verdict,
        "because": sorted(verdict.get("because", ()), key=hashing.digest),
        "values": values,
        "parts": [_sorted_reasons(part) for part in verdict["parts"]],
    }


def _digest(rule: CriteriaVersion, facts: Any, said: Any, earlier: str, at: datetime) -> str:
    content = {
        "criteria": rule.digest,
        "evidence": hashing.digest(facts),
        "verdict": said,
        "earlier": earlier,
        "at": at.isoformat(),
    }
    return hashing.digest(content)


def replay(decision: Decision) -> Replayed:
    """Judge again what the decision was made on, and compare."""
    rule = decision.criteria
    prior = _all(decision.achievement_id, decision.person_id).filter(number=decision.number - 1)
    standing = prior.first()
    found = evidence.from_json(decision.evidence)
    again = criteria.decide(rule.tree, found, before(standing, rule)).as_json()
    checks = (
        ("evidence", hashing.digest(decision.evidence) == decision.evidence_digest),
        ("verdict", _says(_stored(again)) == _says(decision.verdict)),
        ("is_met", (decision.verdict["state"] == "met") == decision.is_met),
        ("earlier", decision.earlier == (standing.digest if standing else "")),
        (
            "digest",
            decision.digest
            == _digest(rule, decision.evidence, decision.verdict, decision.earlier, decision.at),
        ),
    )
    return Replayed(decision=decision, fault=", ".join(name for name, holds in checks if not holds))


def replay_all(decision_id: int | None = None) -> Iterator[Replayed]:
    """Replay one decision, or all, oldest first."""
    rows = Decision.objects.select_related("criteria").order_by("pk")
    if decision_id is not None:
        rows = rows.filter(pk=decision_id)
    return (replay(row) for row in rows.iterator(chunk_size=500))


def forget(achievement: Achievement, person_id: int) -> None:
    """A person wants no trace of it: nothing was issued, so nothing leans on the record."""
    Decision.objects.filter(achievement=achievement, person_id=person_id).delete()
