# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Pure: what is asked of the work and of its reviews."""

from collections.abc import Mapping
from statistics import NormalDist
from typing import Any

from badges.conditions.fields import day, keys_or_all, share, whole
from badges.conditions.judging import Condition, Found, Measure
from badges.evidence import CriterionEvidence, Evidence, Section
from badges.verdicts import State

# Below this the reviews say that the level is not reached, rather than that more are needed.
UNLIKELY = 0.5
STRICTER = 1.645 / 1.2816  # in z, once reviews were added where it was close
MOST = 50


def _reviewers(body: Mapping[str, Any], evidence: Evidence) -> Found:
    measures = [
        Measure(what="independent", have=evidence.independent_reviewers, need=body["independent"])
    ]
    if "reliability" in body:
        sure = [row for row in evidence.reviews if (row.reliability or 0) >= body["reliability"]]
        measures.append(Measure(what="reliable", have=len(sure), need=body["independent"]))
    if "assigned" in body:
        have = sum(row.is_assigned for row in evidence.reviews)
        measures.append(Measure(what="assigned", have=have, need=body["assigned"]))
    if "outside_group" in body:
        have = sum(row.is_outside for row in evidence.reviews)
        measures.append(Measure(what="outside", have=have, need=body["outside_group"]))
    return Found(
        measures=tuple(measures),
        short=State.WAITING if evidence.has_submission else State.UNMET,
        waiting_for="reviewers" if evidence.has_submission else "",
        have=evidence.independent_reviewers,
        need=body["independent"],
        unit="independent",
        values={"has_submission": evidence.has_submission},
    )


def _consensus(body: Mapping[str, Any], evidence: Evidence) -> Found:
    judged = [
        _criterion(item, body["level"], body["probability"])
        for item in evidence.criteria
        if body["criteria"] == "all" or item.key in body["criteria"]
    ]
    asked = len(judged) if body["criteria"] == "all" else len(body["criteria"])
    met = sum(item["is_met"] for item in judged)
    short = _short(judged, met, evidence)
    return Found(
        measures=_chances(judged, asked),
        short=short,
        waiting_for="reviewers" if short is State.WAITING else "",
        have=met,
        need=asked,
        unit="criteria",
        values={
            "criteria": judged,
            "level": body["level"],
            "probability": body["probability"],
            "has_submission": evidence.has_submission,
        },
    )


def _chances(judged: list[dict[str, Any]], asked: int) -> tuple[Measure, ...]:
    """A measure for each criterion, and one that none is missing; without a review none is near."""
    counted = sum(item["reviews"] > 0 for item in judged)
    return (
        Measure(what="criteria reviewed", have=counted, need=max(asked, 1)),
        *(
            Measure(
                what=f"chance:{item['key']}",
                have=item["chance"],
                need=item["enough"],
                is_soft=True,
            )
            for item in judged
        ),
    )


def bound(probability: float, *, is_extended: bool) -> float:
    """The probability that is enough. Who asks for more reviews where it is close has more chances
    to be right by luck, so then as much is asked at z = 1.64 as otherwise at 1.28 (90 % becomes 95 %).
    """
    if not is_extended:
        return probability
    normal = NormalDist()
    return normal.cdf(normal.inv_cdf(probability) * STRICTER)


def _criterion(item: CriterionEvidence, level: int, probability: float) -> dict[str, Any]:
    chance = item.at_least[level] if level < len(item.at_least) else 0.0
    enough = bound(probability, is_extended=item.is_extended)
    titles = item.level_titles
    return {
        "key": item.key,
        "title": item.title,
        "level_title": titles[level] if level < len(titles) else "",
        "reviews": item.reviews,
        "chance": round(chance, 4),
        "enough": round(enough, 4),
        "is_met": item.reviews > 0 and round(chance, 4) >= round(enough, 4),
    }


def _short(judged: list[dict[str, Any]], met: int, evidence: Evidence) -> State:
    if not evidence.has_submission:
        return State.UNMET
    missing = [item for item in judged if not item["is_met"]]
    if any(item["reviews"] > 0 and item["chance"] < UNLIKELY for item in missing):
        return State.PARTLY if met else State.UNMET
    return State.WAITING


def _flags(body: Mapping[str, Any], evidence: Evidence) -> Found:
    flags = Measure(what="flags", have=evidence.open_flags, need=body["open"], is_ceiling=True)
    work = Measure(what="work", have=int(evidence.has_submission), need=1)
    if not evidence.has_submission:
        return Found(measures=(work, flags), short=State.UNMET)
    return Found(
        measures=(flags, work), short=State.WAITING, waiting_for="moderators", values={"work": True}
    )


def _dates(body: Mapping[str, Any], evidence: Evidence) -> Found:
    """`from` and `until` are for the day the work was handed in, or today; `not_before` for today."""
    on = evidence.submitted or evidence.today
    is_early = bool(on) and on < body.get("from", "")
    is_late = bool(on) and on > body.get("until", "9999-12-31")
    waits = not evidence.today or evidence.today < body.get("not_before", "")
    in_time = Measure(what="in time", have=int(bool(on) and not is_early and not is_late), need=1)
    begun = Measure(what="begun", have=int(not waits), need=1)
    can_wait = waits and in_time.is_met
    return Found(
        measures=(in_time, begun),
        short=State.WAITING if can_wait else State.UNMET,
        waiting_for="day" if can_wait else "",
        values={"is_early": is_early, "is_late": is_late, **dict(body)},
    )


OF_WORK = {
    "reviewers": Condition(
        fields={
            "independent": whole(1, MOST, initial=3),
            "reliability": share(0.1, 0.95, is_required=False),
            "assigned": whole(1, MOST, is_required=False),
            "outside_group": whole(1, MOST, is_required=False),
        },
        reads=frozenset({Section.SUBMISSION}),
        reads_for=dict.fromkeys(("reliability", "assigned", "outside_group"), Section.REVIEWS),
        judge=_reviewers,
    ),
    "consensus": Condition(
        fields={
            "criteria": keys_or_all(),
            "level": whole(0, 20, initial=1),
            "probability": share(0.5, 0.999, initial=0.9),
        },
        reads=frozenset({Section.SUBMISSION}),
        judge=_consensus,
        is_monotone=False,
    ),
    "flags": Condition(
        fields={"open": whole(0, 5, initial=0)},
        reads=frozenset({Section.SUBMISSION, Section.FLAGS}),
        judge=_flags,
        is_monotone=False,
    ),
    "dates": Condition(
        fields={"from": day(), "until": day(), "not_before": day()},
        one_of=("from", "until", "not_before"),
        reads=frozenset({Section.SUBMISSION, Section.CALENDAR}),
        judge=_dates,
        is_monotone=False,
    ),
}
