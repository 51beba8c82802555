# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Conditions of every kind: what changes a verdict, what never does, and that it explains itself."""

import json
from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from badges import criteria, evidence, words
from badges.condition_words import RULES, STANDS
from badges.conditions.own import HOURS_KINDS
from badges.criteria import CONDITIONS, CriteriaError, State, check, evaluate
from badges.evidence import (
    CalibrationEvidence,
    CriterionEvidence,
    EndorsementEvidence,
    Evidence,
    GivenEvidence,
    ReviewEvidence,
    Section,
    StandingEvidence,
)
from tests.badges import evidencing
from tests.badges.evidencing import FIELDS, SECTIONS, evidences, rules

TODAY = "2026-06-01"


def section_of(name: str) -> Section:
    return Section(SECTIONS.get(name, name))


changes = st.lists(
    st.sampled_from(sorted(FIELDS)).flatmap(lambda name: st.tuples(st.just(name), FIELDS[name])),
    max_size=12,
)


@given(rules)
def test_every_kind_of_rule_is_one(tree: dict[str, Any]) -> None:
    check(json.loads(json.dumps(tree)))


@given(rules, changes)
def test_step_by_step_comes_to_what_it_is_from_scratch(
    tree: dict[str, Any], happened: list[tuple[str, Any]]
) -> None:
    found, verdict = Evidence(), evaluate(tree, Evidence())
    for name, value in happened:
        found = replace(found, **{name: value})
        if section_of(name) in criteria.reads(tree):
            verdict = evaluate(tree, found)

    assert verdict == evaluate(tree, found)


@given(rules, evidences, st.randoms())
def test_in_whatever_order_it_became_known(
    tree: dict[str, Any], found: Evidence, dice: Any
) -> None:
    values = {item.name: getattr(found, item.name) for item in fields(found)}
    shuffled = {
        name: tuple(dice.sample(value, len(value))) if isinstance(value, tuple) else value
        for name, value in values.items()
        if name != "criteria"
    }
    again = replace(found, **shuffled)

    ours, theirs = evaluate(tree, found), evaluate(tree, again)

    assert [(leaf.kind, leaf.state) for leaf in ours.leaves()] == [
        (leaf.kind, leaf.state) for leaf in theirs.leaves()
    ]


@given(rules, evidences, evidences)
def test_more_of_it_never_takes_a_monotone_rule_away(
    tree: dict[str, Any], less: Evidence, other: Evidence
) -> None:
    more = _both(less, other)

    if criteria.is_monotone(tree) and evaluate(tree, less).is_met:
        assert evaluate(tree, more).is_met


def _both(one: Evidence, other: Evidence) -> Evidence:
    """All that is in either; the day stays."""
    hours = {
        kind: max(dict(one.hours).get(kind, 0), dict(other.hours).get(kind, 0))
        for kind in HOURS_KINDS
    }
    return replace(
        one,
        has_submission=one.has_submission or other.has_submission,
        independent_reviewers=max(one.independent_reviewers, other.independent_reviewers),
        reviews=one.reviews + other.reviews,
        endorsements=one.endorsements + other.endorsements,
        standings=one.standings + other.standings,
        approvals=max(one.approvals, other.approvals),
        given=one.given + other.given,
        reflection=max(one.reflection, other.reflection),
        held=one.held + other.held,
        hours=tuple(hours.items()),
        identity=max(one.identity, other.identity),
        mentored=max(one.mentored, other.mentored),
    )


@given(rules, evidences)
def test_the_explanation_agrees_with_the_decision(tree: dict[str, Any], found: Evidence) -> None:
    verdict = evaluate(tree, found)

    for leaf in verdict.leaves():
        assert leaf.is_met == all(item["is_met"] for item in leaf.because)
        assert bool(leaf.waiting_for) == (leaf.state is State.WAITING)
    lines = [line for line in words.verdict_lines(verdict) if line.kind != "heading"]
    assert [line.state for line in lines] == [leaf.state.value for leaf in verdict.leaves()]
    assert all(line.sentence for line in lines)
    assert all(line.next_step for line in lines if line.state != "met")


@given(rules)
def test_every_rule_can_be_read(tree: dict[str, Any]) -> None:
    said = words.narrative(tree, None)

    assert said.count("- ") >= len(criteria.leaves(tree))


@given(rules, evidences, evidences)
def test_what_stood_only_ever_helps(tree: dict[str, Any], before: Evidence, now: Evidence) -> None:
    earlier = evaluate(tree, before)

    assert evaluate(tree, now, earlier).is_met or not evaluate(tree, now).is_met


@given(rules, evidences)
def test_evidence_survives_storage_and_names_nobody(tree: dict[str, Any], found: Evidence) -> None:
    stored = json.loads(json.dumps(evidence.as_json(found)))

    again = evaluate(tree, evidence.from_json(stored))

    assert again.state is evaluate(tree, found).state
    assert {row["endorser"] for row in stored["endorsements"]} <= {"p0", "p1", "p2", "p3"}


def test_every_condition_has_words() -> None:
    assert set(CONDITIONS) - {"reviewers", "consensus", "endorsements"} == set(RULES)
    assert set(RULES) | {"refusal"} == set(STANDS)


@pytest.mark.parametrize(
    "tree",
    [
        {"reviewers": {"independent": 2, "reliability": 2}},
        {"reviewers": {"independent": 2, "assigned": 0}},
        {"flags": {"open": -1}},
        {"flags": {}},
        {"endorsements": {"skill": None}},
        {"endorsements": {"skill": None, "strength": "much"}},
        {"facilitator": {"approve": 0}},
        {"group": {"max_size": 2, "members_vouching": 1, "outside": 0}},
        {"gave": {"helpful_reviews": 3}},
        {"reflection": {"min_chars": 5}},
        {"holds": {"of": [], "at_least": 1}},
        {"holds": {"of": ["x"], "at_least": 1}},
        {"holds": {"of": [evidencing.BADGES[0]] * 2, "at_least": 1}},
        {"hours": {"kind": "slept", "at_least": 2}},
        {"identity": {"at_least": "famous"}},
        {"dates": {}},
        {"dates": {"from": "2026-13-01"}},
        {"dates": {"from": "tomorrow"}},
        {"dates": {"from": 20260101}},
    ],
)
def test_what_is_no_condition_is_refused(tree: dict[str, Any]) -> None:
    with pytest.raises(CriteriaError):
        check(tree)


def _of_level(chance: float, reviews: int = 3, today: str = TODAY) -> Evidence:
    item = CriterionEvidence(
        key="a", title="A", level_titles=("No", "Yes"), reviews=reviews, at_least=(1, chance)
    )
    return Evidence(has_submission=True, criteria=(item,), today=today)


LEVEL = {"all": [{"consensus": {"criteria": "all", "level": 1, "probability": 0.9}}]}


def test_what_was_met_stays_while_it_is_near() -> None:
    met = evaluate(LEVEL, _of_level(0.92))

    assert evaluate(LEVEL, _of_level(0.8), met).is_met
    assert not evaluate(LEVEL, _of_level(0.8)).is_met
    assert not evaluate(LEVEL, _of_level(0.8, reviews=0), met).is_met


def test_a_fall_has_two_weeks_of_grace_and_no_more() -> None:
    met = evaluate(LEVEL, _of_level(0.92))

    fallen = evaluate(LEVEL, _of_level(0.7, today="2026-06-02"), met)
    later = evaluate(LEVEL, _of_level(0.7, today="2026-06-15"), fallen)
    over = evaluate(LEVEL, _of_level(0.7, today="2026-06-16"), later)

    assert (fallen.is_met, later.is_met, over.is_met) == (True, True, False)
    assert criteria.next_look(fallen, "2026-06-02") == "2026-06-16"
    assert not evaluate(LEVEL, _of_level(0.2), met).is_met


def test_a_word_taken_back_counts_no_more_at_once() -> None:
    tree = {"all": [{"endorsements": {"skill": None, "people": 2}}]}
    two = tuple(EndorsementEvidence(endorser=who, skill="x", relation="") for who in "ab")
    met = evaluate(tree, Evidence(endorsements=two))

    assert not evaluate(tree, Evidence(endorsements=two[:1]), met).is_met


def _leaf(tree: dict[str, Any], **found: Any) -> State:
    return evaluate(tree, Evidence(**{"today": TODAY, **found})).state


def test_who_reviewed_may_be_asked() -> None:
    tree = {"reviewers": {"independent": 2, "reliability": 0.6, "outside_group": 1}}
    good = ReviewEvidence(is_assigned=True, is_outside=True, reliability=0.8)
    poor = replace(good, is_outside=False, reliability=None)
    some = {"has_submission": True, "independent_reviewers": 2}

    assert _leaf(tree, **some, reviews=(good, good)) is State.MET
    assert _leaf(tree, **some, reviews=(good, poor)) is State.WAITING


def test_weight_and_voices_may_be_asked_and_are_not_told() -> None:
    tree = {"endorsements": {"skill": "Writing", "strength": 0.5, "voices": 2}}
    strong = StandingEvidence(skill="writing", strength=0.512, voices=2)
    verdict = evaluate(tree, Evidence(standings=(replace(strong, strength=0.4912),)))

    assert _leaf(tree, standings=(strong,)) is State.MET
    assert "0.49" not in json.dumps(verdict.as_json())
    assert "Weight of what they say: not enough yet" in words.verdict_lines(verdict)[0].because


def test_an_open_flag_waits_for_a_moderator() -> None:
    tree = {"flags": {"open": 0}}

    assert _leaf(tree, has_submission=True, open_flags=1) is State.WAITING
    assert _leaf(tree, has_submission=True) is State.MET


def test_the_day_is_waited_for_but_lateness_is_not() -> None:
    tree = {"dates": {"until": "2026-05-01", "not_before": "2026-07-01"}}

    assert _leaf(tree, submitted="2026-04-30", has_submission=True) is State.WAITING
    assert _leaf(tree, submitted="2026-05-02", has_submission=True) is State.UNMET
    assert _leaf(tree, submitted="2026-04-30", today="2026-07-01") is State.MET
    waiting = evaluate(tree, Evidence(submitted="2026-04-30", today=TODAY))
    assert criteria.next_look(waiting, TODAY) == "2026-07-01"


def test_reviews_for_those_who_review_one_in_turn_are_not_of_use() -> None:
    tree = {"reviewing": {"assigned": 2, "groups": 2, "days": 2, "used": 0.6}}
    one = GivenEvidence(day="2026-05-01", group="a", is_assigned=True, was_used=True)
    two = GivenEvidence(day="2026-05-02", group="b", is_assigned=True, was_used=True)

    assert _leaf(tree, given=(one, two)) is State.MET
    assert _leaf(tree, given=(replace(one, is_mutual=True), replace(two, is_mutual=True))) is (
        State.PARTLY
    )


def test_calibration_grows_old() -> None:
    tree = {"calibrated": {"exemplars": 4, "agreement": 0.6, "within_days": 365}}
    new = CalibrationEvidence(day="2026-01-01", exemplars=4, agreement=0.7)

    assert _leaf(tree, calibration=(new,)) is State.MET
    assert _leaf(tree, calibration=(replace(new, day="2024-01-01"),)) is State.UNMET


def test_a_group_that_is_too_large_does_not_vouch() -> None:
    tree = {"group": {"max_size": 12, "members_vouching": 2, "outside": 1}}
    small = evidence.GroupEvidence(skill="Writing", size=5, members_vouching=2, outside_vouching=1)

    assert _leaf(tree, group=(small,)) is State.MET
    assert _leaf(tree, group=(replace(small, size=13),)) is not State.MET
    assert _leaf(tree) is State.UNMET


def test_one_group_vouches_in_one_skill_and_what_is_short_is_said() -> None:
    tree = {"group": {"max_size": 12, "members_vouching": 2, "outside": 1, "skill": "writing"}}
    inside = evidence.GroupEvidence(skill="Writing", size=5, members_vouching=2)
    other = replace(inside, skill="Drawing", outside_vouching=1)
    crowd = replace(inside, size=20, outside_vouching=1)

    def next_step(*groups: evidence.GroupEvidence) -> str:
        return words.verdict_lines(evaluate(tree, Evidence(group=groups)))[0].next_step

    # What two groups, or two skills, have together is no more than what the better one has.
    assert _leaf(tree, group=(inside, other)) is State.PARTLY
    assert _leaf(tree, group=(inside, replace(other, skill="Writing"))) is State.MET
    assert "from outside" in next_step(inside, other)
    assert "larger" in next_step(crowd)
    tree["group"]["outside"] = 0
    [line] = words.verdict_lines(evaluate(tree, Evidence()))
    assert "outside" not in " ".join([line.sentence, *line.because])
    assert "can vouch" in next_step()
