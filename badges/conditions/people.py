# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Pure: what is asked of others: that they vouch, that a facilitator agrees, that the group stands by it."""

from collections.abc import Mapping
from typing import Any

from badges.conditions.fields import fold, share, skill, whole
from badges.conditions.judging import Condition, Found, Measure
from badges.evidence import Evidence, GroupEvidence, Section
from badges.verdicts import State

MOST = 50


def _endorsements(body: Mapping[str, Any], evidence: Evidence) -> Found:
    counting = [item for item in evidence.endorsements if _is_for(body, item.skill)]
    people = {item.endorser for item in counting}
    measures = []
    if "people" in body:
        measures.append(Measure(what="people", have=len(people), need=body["people"]))
    if "assigned" in body:
        assigned = {item.endorser for item in counting if item.is_assigned}
        measures.append(Measure(what="assigned", have=len(assigned), need=body["assigned"]))
    measures.extend(_weighed(body, evidence))
    return Found(measures=tuple(measures), values={"skill": body["skill"], "people": len(people)})


def _weighed(body: Mapping[str, Any], evidence: Evidence) -> list[Measure]:
    found = [item for item in evidence.standings if _is_for(body, item.skill)]
    measures = []
    if "voices" in body:
        voices = max((item.voices for item in found), default=0)
        measures.append(Measure(what="voices", have=voices, need=body["voices"]))
    if "strength" in body:
        strength = round(max((item.strength for item in found), default=0.0), 4)
        need = body["strength"]
        measures.append(Measure(what="strength", have=strength, need=need, is_soft=True))
    return measures


def _is_for(body: Mapping[str, Any], name: str) -> bool:
    return body["skill"] is None or fold(body["skill"]) == fold(name)


def _facilitator(body: Mapping[str, Any], evidence: Evidence) -> Found:
    approvals = Measure(what="approvals", have=evidence.approvals, need=body["approve"])
    return Found(measures=(approvals,), short=State.WAITING, waiting_for="facilitators")


def _group(body: Mapping[str, Any], evidence: Evidence) -> Found:
    """One group speaks, in one skill; of several the one that comes nearest."""
    asked = body.get("skill")
    speaking = [
        _spoken_by(item, body)
        for item in evidence.group
        if asked is None or fold(asked) == fold(item.skill)
    ]
    # Where nobody has spoken yet there is nothing to measure a group by.
    found = max(speaking, key=_nearness, default=_spoken_by(None, body))
    short = next((item.what for item in found if not item.is_met), "")
    return Found(measures=found, values={"skill": asked, "short_of": short})


def _spoken_by(group: GroupEvidence | None, body: Mapping[str, Any]) -> tuple[Measure, ...]:
    """What is asked, and of a group that has spoken for the person how large it is."""
    inside, outside = (group.members_vouching, group.outside_vouching) if group else (0, 0)
    measures = [Measure(what="members vouching", have=inside, need=body["members_vouching"])]
    if body["outside"]:
        measures.append(Measure(what="outside vouching", have=outside, need=body["outside"]))
    if group:
        most = body["max_size"]
        measures.append(Measure(what="group size", have=group.size, need=most, is_ceiling=True))
    return tuple(measures)


def _nearness(measures: tuple[Measure, ...]) -> tuple[float, ...]:
    *voices, size = measures
    return (
        sum(item.is_met for item in measures),
        sum(min(item.have, item.need) for item in voices),
        *(item.have for item in voices),
        -size.have,
    )


OF_PEOPLE = {
    "endorsements": Condition(
        fields={
            "skill": skill(),
            "people": whole(1, MOST, initial=1, is_required=False),
            "assigned": whole(1, MOST, is_required=False),
            "voices": whole(1, MOST, is_required=False),
            "strength": share(0.05, 0.95, is_required=False),
        },
        one_of=("people", "assigned", "voices", "strength"),
        reads=frozenset({Section.ENDORSEMENTS}),
        reads_for=dict.fromkeys(("voices", "strength"), Section.STANDINGS),
        judge=_endorsements,
    ),
    "facilitator": Condition(
        fields={"approve": whole(1, 5, initial=1)},
        reads=frozenset({Section.APPROVALS}),
        judge=_facilitator,
    ),
    "group": Condition(
        fields={
            "max_size": whole(3, MOST, initial=12),
            "members_vouching": whole(1, MOST, initial=2),
            "outside": whole(0, MOST, initial=1),
            "skill": skill(is_required=False),
        },
        reads=frozenset({Section.GROUP}),
        judge=_group,
        is_monotone=False,
    ),
}
