# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Pure: a declared rule and the evidence give a verdict that explains itself.

A rule is a tree of JSON values. Branches: `{"all": [rule, …]}`, `{"any": [rule, …]}` and
`{"at_least": {"n": 2, "of": [rule, …]}}`. Leaves:

- `{"reviewers": {"independent": n}}`: at least n people reviewed the submission;
- `{"consensus": {"criteria": "all" | [key, …], "level": v, "probability": p}}`: for each of the
  criteria the probability that the true level is v or higher is at least p (a lower bound, so a
  lucky point estimate is not enough);
- `{"endorsements": {"people": n, "skill": name | null}}`: at least n people vouch.

Nothing answers a bare yes or no: a verdict says what there is, what is needed and who must act.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from statistics import NormalDist
from typing import Any

from badges.evidence import CriterionEvidence, Evidence

MAX_DEPTH = 4
MAX_RULES = 40
# Below this the reviews say that the level is not reached, rather than that more are needed.
UNLIKELY = 0.5
STRICTER = 1.645 / 1.2816  # in z, once reviews were added where it was close


class State(StrEnum):
    """MET; WAITING: somebody else must act; PARTLY or UNMET: the person can act."""

    MET = "met"
    WAITING = "waiting"
    PARTLY = "partly"
    UNMET = "unmet"


class CriteriaError(ValueError):
    """The rule is not one; `path` says where and the message what is expected there."""

    def __init__(self, path: str, message: str) -> None:
        super().__init__(f"{path or 'rule'}: {message}")
        self.path = path


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """How a rule stands: `have` of `need`, with `values` for the words and `parts` of a branch."""

    kind: str
    state: State
    have: float
    need: float
    values: dict[str, Any] = field(default_factory=dict)
    parts: tuple["Verdict", ...] = ()

    @property
    def is_met(self) -> bool:
        """Whether nothing is missing."""
        return self.state is State.MET

    def as_json(self) -> dict[str, Any]:
        """The verdict as JSON values."""
        return asdict(self)

    def leaves(self) -> Iterable["Verdict"]:
        """The leaves, in the order of the rule."""
        if not self.parts:
            yield self
        for part in self.parts:
            yield from part.leaves()


def verdict_from_json(data: Mapping[str, Any]) -> Verdict:
    """The inverse of `Verdict.as_json`."""
    return Verdict(
        kind=data["kind"],
        state=State(data["state"]),
        have=data["have"],
        need=data["need"],
        values=data["values"],
        parts=tuple(verdict_from_json(part) for part in data["parts"]),
    )


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
    if kind not in _LEAF_CHECKS:
        raise CriteriaError(here, f"expected one of all, any, at_least, {', '.join(_LEAF_CHECKS)}")
    _LEAF_CHECKS[kind](body, here)
    return 1


def _check_parts(parts: Any, *, path: str, depth: int) -> int:
    if not isinstance(parts, list) or not 1 <= len(parts) <= MAX_RULES:
        raise CriteriaError(path, f"expected a list of 1 to {MAX_RULES} rules")
    return sum(
        _check(part, path=f"{path}/{number}", depth=depth + 1) for number, part in enumerate(parts)
    )


def _check_at_least(body: Any, *, path: str, depth: int) -> int:
    _keys(body, {"n", "of"}, path)
    count = _check_parts(body["of"], path=f"{path}/of", depth=depth)
    _whole(body["n"], path=f"{path}/n", low=1, high=len(body["of"]))
    return count


def _check_reviewers(body: Any, path: str) -> None:
    _keys(body, {"independent"}, path)
    _whole(body["independent"], path=f"{path}/independent", low=1, high=50)


def _check_consensus(body: Any, path: str) -> None:
    _keys(body, {"criteria", "level", "probability"}, path)
    keys = body["criteria"]
    if keys != "all" and not _are_keys(keys):
        message = 'expected "all" or a list of criterion keys, each once'
        raise CriteriaError(f"{path}/criteria", message)
    _whole(body["level"], path=f"{path}/level", low=0, high=20)
    chance = body["probability"]
    if (
        isinstance(chance, bool)
        or not isinstance(chance, int | float)
        or not 0.5 <= chance <= 0.999
    ):
        raise CriteriaError(f"{path}/probability", "expected a number from 0.5 to 0.999")


def _are_keys(value: Any) -> bool:
    if not isinstance(value, list) or not value:
        return False
    return all(isinstance(key, str) and key for key in value) and len(set(value)) == len(value)


def _check_endorsements(body: Any, path: str) -> None:
    _keys(body, {"people", "skill"}, path)
    _whole(body["people"], path=f"{path}/people", low=1, high=50)
    skill = body["skill"]
    if skill is not None and not (isinstance(skill, str) and fold(skill)):
        raise CriteriaError(f"{path}/skill", "expected the name of a skill, or null for any")


_LEAF_CHECKS = {
    "reviewers": _check_reviewers,
    "consensus": _check_consensus,
    "endorsements": _check_endorsements,
}


def _keys(body: Any, expected: set[str], path: str) -> None:
    if not isinstance(body, dict) or set(body) != expected:
        raise CriteriaError(path, f"expected the keys {', '.join(sorted(expected))}")


def _whole(value: Any, *, path: str, low: int, high: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise CriteriaError(path, f"expected a whole number from {low} to {high}")


# --- reading a rule ------------------------------------------------------------------------------
def leaves(tree: Mapping[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """The (kind, body) of each leaf, in order."""
    kind, body = next(iter(tree.items()))
    if kind in _LEAF_CHECKS:
        return [(kind, body)]
    parts = body["of"] if kind == "at_least" else body
    return [leaf for part in parts for leaf in leaves(part)]


def looks_at_reviews(tree: Mapping[str, Any]) -> bool:
    """Whether the rule speaks of reviews of a submission at all."""
    return any(kind in {"reviewers", "consensus"} for kind, _ in leaves(tree))


def needs_submission(tree: Mapping[str, Any]) -> bool:
    """Whether nobody can meet the rule without a submission."""
    kind, body = next(iter(tree.items()))
    if kind in _LEAF_CHECKS:
        return kind != "endorsements"
    parts = body["of"] if kind == "at_least" else body
    without = sum(not needs_submission(part) for part in parts)
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


# --- judging -------------------------------------------------------------------------------------
def evaluate(tree: Mapping[str, Any], evidence: Evidence) -> Verdict:
    """How the rule stands on the evidence. The order of the evidence does not matter."""
    kind, body = next(iter(tree.items()))
    if kind in _LEAVES:
        return _LEAVES[kind](body, evidence)
    parts = body["of"] if kind == "at_least" else body
    judged = tuple(evaluate(part, evidence) for part in parts)
    return _branch(kind, judged, branch_need(kind, body))


def fold(skill: str) -> str:
    """A skill's name as it is compared: without regard to case and spacing."""
    return " ".join(skill.split()).casefold()


def asks_for(tree: Mapping[str, Any], skill: str) -> bool:
    """Whether an endorsement for this skill can count towards the rule."""
    return any(
        kind == "endorsements" and (body["skill"] is None or fold(body["skill"]) == fold(skill))
        for kind, body in leaves(tree)
    )


def _branch(kind: str, parts: tuple[Verdict, ...], need: int) -> Verdict:
    met = sum(part.is_met for part in parts)
    return Verdict(
        kind=kind, state=_branch_state(parts, met, need), have=met, need=need, parts=parts
    )


def _branch_state(parts: tuple[Verdict, ...], met: int, need: int) -> State:
    if met >= need:
        return State.MET
    waiting = sum(part.state is State.WAITING for part in parts)
    if met + waiting >= need:
        return State.WAITING
    begun = met or waiting or any(part.state is State.PARTLY for part in parts)
    return State.PARTLY if begun else State.UNMET


def _reviewers(body: dict[str, Any], evidence: Evidence) -> Verdict:
    have, need = evidence.independent_reviewers, body["independent"]
    short = State.WAITING if evidence.has_submission else State.UNMET
    return Verdict(
        kind="reviewers",
        state=State.MET if have >= need else short,
        have=have,
        need=need,
        values={"has_submission": evidence.has_submission},
    )


def _consensus(body: dict[str, Any], evidence: Evidence) -> Verdict:
    judged = [
        _criterion(item, body["level"], body["probability"])
        for item in evidence.criteria
        if body["criteria"] == "all" or item.key in body["criteria"]
    ]
    asked = len(judged) if body["criteria"] == "all" else len(body["criteria"])
    met = sum(item["is_met"] for item in judged)
    return Verdict(
        kind="consensus",
        state=_consensus_state(judged, met, asked, evidence),
        have=met,
        need=asked,
        values={
            "criteria": judged,
            "level": body["level"],
            "probability": body["probability"],
            "has_submission": evidence.has_submission,
        },
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
        "is_met": item.reviews > 0 and chance >= enough,
    }


def _consensus_state(judged: list[dict], met: int, asked: int, evidence: Evidence) -> State:
    if asked and met >= asked:
        return State.MET
    if not evidence.has_submission:
        return State.UNMET
    missing = [item for item in judged if not item["is_met"]]
    if any(item["reviews"] > 0 and item["chance"] < UNLIKELY for item in missing):
        return State.PARTLY if met else State.UNMET
    return State.WAITING


def _endorsements(body: dict[str, Any], evidence: Evidence) -> Verdict:
    have = len(
        {
            item.endorser
            for item in evidence.endorsements
            if body["skill"] is None or fold(item.skill) == fold(body["skill"])
        }
    )
    need = body["people"]
    state = State.MET if have >= need else State.PARTLY if have else State.UNMET
    return Verdict(
        kind="endorsements", state=state, have=have, need=need, values={"skill": body["skill"]}
    )


_LEAVES = {"reviewers": _reviewers, "consensus": _consensus, "endorsements": _endorsements}
