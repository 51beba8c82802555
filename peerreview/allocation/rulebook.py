# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Pure: which rules of who reviews whom can stand beside each other, and beside what has happened."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

from peerreview.allocation.conflicts import BINDING_STATES, Tie

MUST, SHOULD, MUST_NOT = "must", "should", "must_not"


class Fault(StrEnum):
    """Why a rule cannot be made."""

    SELF = "self"
    AGAINST_MUST_NOT = "against-must-not"
    AGAINST_WISH = "against-wish"
    DIFFERENT_WISH = "different-wish"
    MUTUAL_RULE = "mutual-rule"
    CONFLICT = "conflict"
    MUTUAL = "mutual"
    ALREADY_DONE = "already-done"
    AT_WORK = "at-work"
    GIVEN_BACK = "given-back"
    TOO_MANY_BY = "too-many-by"
    TOO_MANY_FOR = "too-many-for"


@dataclass(frozen=True)
class Pair:
    """A rule: this person must, should or must not review that one."""

    kind: str
    reviewer_id: int
    author_id: int


@dataclass(frozen=True)
class Limits:
    """How many a person can be made to review, and by how many one can be made to be reviewed."""

    by_reviewer: int
    for_author: int


def fault_in(
    new: Pair,
    *,
    rules: Collection[Pair],
    ties: Iterable[Tie],
    conflicts: Collection[frozenset[int]],
    limits: Limits,
) -> Fault | None:
    """The first reason why `new` cannot be, or None. `rules` are those whose scope meets its own."""
    if new.reviewer_id == new.author_id:
        return Fault.SELF
    against = _against_rules(new, rules)
    is_conflict = frozenset({new.reviewer_id, new.author_id}) in conflicts
    if against is None and new.kind != MUST_NOT and is_conflict:
        against = Fault.CONFLICT
    return against or _against_ties(new, ties) or _over_limit(new, rules, limits)


def _against_rules(new: Pair, rules: Collection[Pair]) -> Fault | None:
    for rule in rules:
        is_same = (rule.reviewer_id, rule.author_id) == (new.reviewer_id, new.author_id)
        is_back = (rule.author_id, rule.reviewer_id) == (new.reviewer_id, new.author_id)
        if is_same and rule.kind != new.kind:
            return _difference(new.kind, rule.kind)
        if is_back and rule.kind == new.kind == MUST:
            return Fault.MUTUAL_RULE
    return None


def _difference(new: str, there: str) -> Fault:
    if there == MUST_NOT:
        return Fault.AGAINST_MUST_NOT
    return Fault.AGAINST_WISH if new == MUST_NOT else Fault.DIFFERENT_WISH


_STANDS_AGAINST = {
    "done": Fault.ALREADY_DONE,
    "leased": Fault.AT_WORK,
    "planned": Fault.AT_WORK,
    "declined": Fault.GIVEN_BACK,
}


def _against_ties(new: Pair, ties: Iterable[Tie]) -> Fault | None:
    for tie in ties:
        is_same = (tie.reviewer_id, tie.author_id) == (new.reviewer_id, new.author_id)
        if is_same and tie.is_here and (fault := _against_same(new, tie)):
            return fault
        is_back = (tie.author_id, tie.reviewer_id) == (new.reviewer_id, new.author_id)
        if is_back and new.kind == MUST and tie.state in BINDING_STATES:
            return Fault.MUTUAL
    return None


def _against_same(new: Pair, tie: Tie) -> Fault | None:
    fault = _STANDS_AGAINST.get(tie.state)
    # Not to review again what was given back is what happens anyway.
    return None if new.kind == MUST_NOT and fault == Fault.GIVEN_BACK else fault


def _over_limit(new: Pair, rules: Collection[Pair], limits: Limits) -> Fault | None:
    if new.kind != MUST:
        return None
    others = {(rule.reviewer_id, rule.author_id) for rule in rules if rule.kind == MUST}
    others.discard((new.reviewer_id, new.author_id))
    if sum(by == new.reviewer_id for by, _ in others) >= limits.by_reviewer:
        return Fault.TOO_MANY_BY
    if sum(of == new.author_id for _, of in others) >= limits.for_author:
        return Fault.TOO_MANY_FOR
    return None
