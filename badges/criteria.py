# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Pure: a declared rule and the evidence give a verdict that explains itself.

A rule is a tree of JSON values. Branches: `{"all": [rule, …]}`, `{"any": [rule, …]}` and
`{"at_least": {"n": 2, "of": [rule, …]}}`. Leaves are the conditions of `badges/conditions/`, as
`{"reviewers": {"independent": 3}}` or
`{"consensus": {"criteria": "all" | [key, …], "level": v, "probability": p}}`: for each of the
criteria the probability that the true level is v or higher is at least p (a lower bound, so a
lucky point estimate is not enough).

Nothing answers a bare yes or no: a verdict says what there is, what is needed and who must act.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from badges.conditions.fields import CriteriaError, fold
from badges.conditions.judging import GRACE_DAYS, Condition, verdict
from badges.conditions.own import OF_ONES_OWN
from badges.conditions.people import OF_PEOPLE
from badges.conditions.work import OF_WORK, bound
from badges.evidence import Evidence, Section, day_of
from badges.verdicts import State, Verdict, verdict_from_json

__all__ = [
    "CONDITIONS",
    "CriteriaError",
    "State",
    "Verdict",
    "asks_for",
    "bound",
    "branch_need",
    "check",
    "decide",
    "evaluate",
    "fold",
    "is_monotone",
    "leaves",
    "looks_at_reviews",
    "needs_submission",
    "next_look",
    "prerequisites",
    "reads",
    "required_level",
    "verdict_from_json",
]

MAX_DEPTH = 4
MAX_RULES = 40
CONDITIONS: dict[str, Condition] = {**OF_WORK, **OF_PEOPLE, **OF_ONES_OWN}
ABOUT_REVIEWS = {"reviewers", "consensus", "flags"}


# --- checking a rule -----------------------------------------------------------------------------
def check(tree: Any) -> None:
    """Raise CriteriaError unless `tree` is a rule."""
    count = _check(tree, path="", depth=0)
    if count > MAX_RULES:
        raise CriteriaError("", f"at most {MAX_RULES} rules")


def _check(tree: Any, *, path: str, depth: int) -> int:
    if depth > MAX_DEPTH:
        raise CriteriaError(path, f"nested more than {MAX_DEPTH} levels deep")
    if not isinstance(tree, dict) or len(tree) != 1:
        raise CriteriaError(path, "expected an object with one key")
    kind, body = next(iter(tree.items()))
    here = f"{path}/{kind}"
    if kind in {"all", "any"}:
        return _check_parts(body, path=here, depth=depth)
    if kind == "at_least":
        return _check_at_least(body, path=here, depth=depth)
    if kind not in CONDITIONS:
        raise CriteriaError(here, f"expected one of all, any, at_least, {', '.join(CONDITIONS)}")
    CONDITIONS[kind].check(body, here)
    return 1


def _check_parts(parts: Any, *, path: str, depth: int) -> int:
    if not isinstance(parts, list) or not 1 <= len(parts) <= MAX_RULES:
        raise CriteriaError(path, f"expected a list of 1 to {MAX_RULES} rules")
    return sum(
        _check(part, path=f"{path}/{number}", depth=depth + 1) for number, part in enumerate(parts)
    )


def _check_at_least(body: Any, *, path: str, depth: int) -> int:
    if not isinstance(body, dict) or set(body) != {"n", "of"}:
        raise CriteriaError(path, "expected the keys n, of")
    count = _check_parts(body["of"], path=f"{path}/of", depth=depth)
    asked, most = body["n"], len(body["of"])
    if isinstance(asked, bool) or not isinstance(asked, int) or not 1 <= asked <= most:
        raise CriteriaError(f"{path}/n", f"expected a whole number from 1 to {most}")
    return count


# --- reading a rule ------------------------------------------------------------------------------
def leaves(tree: Mapping[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """The (kind, body) of each leaf, in order."""
    kind, body = next(iter(tree.items()))
    if kind in CONDITIONS:
        return [(kind, body)]
    return [leaf for part in parts_of(kind, body) for leaf in leaves(part)]


def parts_of(kind: str, body: Any) -> list[dict[str, Any]]:
    """The rules in a branch."""
    return body["of"] if kind == "at_least" else body


def reads(tree: Mapping[str, Any]) -> frozenset[Section]:
    """The evidence the rule looks at; nothing else can change its verdict."""
    return frozenset().union(*(CONDITIONS[kind].reads_of(body) for kind, body in leaves(tree)))


def is_monotone(tree: Mapping[str, Any]) -> bool:
    """Whether more evidence never takes the rule away once it is met."""
    return all(CONDITIONS[kind].is_monotone for kind, _ in leaves(tree))


def prerequisites(tree: Mapping[str, Any]) -> list[str]:
    """The ids of badges that count towards the rule, each once, in its order."""
    found = [uuid for kind, body in leaves(tree) if kind == "holds" for uuid in body["of"]]
    return list(dict.fromkeys(found))


def looks_at_reviews(tree: Mapping[str, Any]) -> bool:
    """Whether the rule speaks of reviews of a submission at all."""
    return any(kind in ABOUT_REVIEWS for kind, _ in leaves(tree))


def asks_approval(tree: Mapping[str, Any]) -> bool:
    """Whether the rule asks that somebody approves."""
    return approvals_asked(tree) > 0


def approvals_asked(tree: Mapping[str, Any]) -> int:
    """How many who answer for the badge must approve of somebody, at most; 0 where nobody is asked."""
    return max((body["approve"] for kind, body in leaves(tree) if kind == "facilitator"), default=0)


def needs_submission(tree: Mapping[str, Any]) -> bool:
    """Whether nobody can meet the rule without a submission."""
    kind, body = next(iter(tree.items()))
    if kind in CONDITIONS:
        return kind in ABOUT_REVIEWS
    without = sum(not needs_submission(part) for part in parts_of(kind, body))
    return without < branch_need(kind, body)


def branch_need(kind: str, body: Any) -> int:
    """How many parts of a branch must hold."""
    return body["n"] if kind == "at_least" else len(body) if kind == "all" else 1


def required_level(tree: Mapping[str, Any], criterion_key: str) -> tuple[int, float] | None:
    """The highest (level value, probability) the rule asks of a criterion, or None."""
    asked = [
        (body["level"], body["probability"])
        for kind, body in leaves(tree)
        if kind == "consensus" and (body["criteria"] == "all" or criterion_key in body["criteria"])
    ]
    return max(asked, default=None)


def asks_for(tree: Mapping[str, Any], skill: str) -> bool:
    """Whether an endorsement for this skill can count towards the rule."""
    return any(
        kind == "endorsements" and (body["skill"] is None or fold(body["skill"]) == fold(skill))
        for kind, body in leaves(tree)
    )


# --- judging -------------------------------------------------------------------------------------
def evaluate(tree: Mapping[str, Any], evidence: Evidence, before: Verdict | None = None) -> Verdict:
    """How the rule stands on the evidence. The order of the evidence does not matter.

    `before` is the verdict on the same rule that stood until now: what was met by it stays met while
    it is near, and for a time of grace, so that nothing flaps.
    """
    kind, body = next(iter(tree.items()))
    if kind in CONDITIONS:
        return verdict(kind, CONDITIONS[kind].judge(body, evidence), before, evidence.today)
    parts = parts_of(kind, body)
    stood = before.parts if before and len(before.parts) == len(parts) else (None,) * len(parts)
    judged = tuple(
        evaluate(part, evidence, earlier) for part, earlier in zip(parts, stood, strict=True)
    )
    return _branch(kind, judged, branch_need(kind, body))


def decide(tree: Mapping[str, Any], evidence: Evidence, before: Verdict | None = None) -> Verdict:
    """How a person stands: the rule, and whether somebody who answers for the badge refuses it."""
    stood = before.parts[0] if before and before.kind == "refused" else before
    judged = evaluate(tree, evidence, stood)
    if not evidence.refused:
        return judged
    refusal = Verdict(
        kind="refusal", state=State.UNMET, have=0, need=1, values={"day": evidence.refused}
    )
    # How far the rule is met is told as before; met it is not while the refusal stands.
    return Verdict(
        kind="refused",
        state=State.UNMET,
        have=judged.have if judged.parts else int(judged.is_met),
        need=judged.need if judged.parts else 1,
        parts=(judged, refusal),
    )


def _branch(kind: str, parts: tuple[Verdict, ...], need: int) -> Verdict:
    met = sum(part.is_met for part in parts)
    state = _branch_state(parts, met, need)
    waited_for = dict.fromkeys(part.waiting_for for part in parts if part.waiting_for)
    return Verdict(
        kind=kind,
        state=state,
        have=met,
        need=need,
        unit="parts",
        waiting_for=next(iter(waited_for), "") if state is State.WAITING else "",
        parts=parts,
    )


def _branch_state(parts: tuple[Verdict, ...], met: int, need: int) -> State:
    if met >= need:
        return State.MET
    waiting = sum(part.state is State.WAITING for part in parts)
    if met + waiting >= need:
        return State.WAITING
    begun = met or waiting or any(part.state is State.PARTLY for part in parts)
    return State.PARTLY if begun else State.UNMET


def next_look(verdict: Verdict, today: str) -> str:
    """The next day (ISO) on which time alone may change the verdict; empty when there is none."""
    days = [
        day
        for leaf in verdict.leaves()
        for day in (leaf.values.get("not_before", ""), _grace_ends(leaf))
        if day > today
    ]
    return min(days, default="")


def _grace_ends(leaf: Verdict) -> str:
    lapsed = day_of(leaf.values.get("lapsed", ""))
    return (lapsed + timedelta(days=GRACE_DAYS)).isoformat() if lapsed else ""
