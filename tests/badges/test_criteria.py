# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Rules judge evidence: whatever the order, never worse for more of it, and they survive storage."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from badges import criteria
from badges.criteria import CriteriaError, State, check, evaluate, verdict_from_json
from badges.evidence import CriterionEvidence, EndorsementEvidence, Evidence

KEYS = ("argument", "form", "sources")
SKILLS = ("Giving feedback", "giving  FEEDBACK", "Writing")

leaves = st.one_of(
    st.builds(lambda n: {"reviewers": {"independent": n}}, st.integers(1, 6)),
    st.builds(
        lambda keys, level, chance: {
            "consensus": {"criteria": keys, "level": level, "probability": chance}
        },
        st.one_of(st.just("all"), st.lists(st.sampled_from(KEYS), min_size=1, unique=True)),
        st.integers(0, 3),
        st.floats(0.5, 0.999),
    ),
    st.builds(
        lambda n, skill: {"endorsements": {"people": n, "skill": skill}},
        st.integers(1, 4),
        st.one_of(st.none(), st.sampled_from(SKILLS)),
    ),
)


def _branches(parts: st.SearchStrategy) -> st.SearchStrategy:
    lists = st.lists(parts, min_size=1, max_size=3)
    return st.one_of(
        lists.map(lambda found: {"all": found}),
        lists.map(lambda found: {"any": found}),
        lists.flatmap(
            lambda found: st.integers(1, len(found)).map(
                lambda n: {"at_least": {"n": n, "of": found}}
            )
        ),
    )


rules = st.one_of(leaves, _branches(leaves), _branches(_branches(leaves)))
chances = st.lists(st.floats(0, 1), min_size=3, max_size=3).map(
    lambda found: (1.0, *sorted(found, reverse=True))
)
criterion_evidence = st.builds(
    CriterionEvidence,
    key=st.sampled_from(KEYS),
    title=st.just("A criterion"),
    level_titles=st.just(("None", "Some", "Good", "Great")),
    reviews=st.integers(0, 5),
    at_least=chances,
)
endorsements = st.builds(
    EndorsementEvidence,
    endorser=st.sampled_from("abcdef"),
    skill=st.sampled_from(SKILLS),
    relation=st.just("cohort"),
)
evidences = st.builds(
    Evidence,
    has_submission=st.booleans(),
    independent_reviewers=st.integers(0, 7),
    criteria=st.lists(
        criterion_evidence, min_size=3, max_size=3, unique_by=lambda item: item.key
    ).map(tuple),
    endorsements=st.lists(endorsements, max_size=5).map(tuple),
)


@given(rules)
def test_every_generated_rule_is_one(tree: dict[str, Any]) -> None:
    check(tree)

    assert json.loads(json.dumps(tree)) == tree


@given(rules, evidences)
def test_the_order_of_the_evidence_does_not_matter(tree: dict[str, Any], found: Evidence) -> None:
    turned = replace(
        found, criteria=found.criteria[::-1], endorsements=tuple(reversed(found.endorsements))
    )

    ours, theirs = evaluate(tree, found), evaluate(tree, turned)

    assert [(leaf.state, leaf.have) for leaf in ours.leaves()] == [
        (leaf.state, leaf.have) for leaf in theirs.leaves()
    ]
    assert ours.state is theirs.state


@given(rules, evidences, endorsements, st.integers(0, 3), st.floats(0, 1))
def test_more_evidence_never_takes_a_met_rule_away(
    tree: dict[str, Any],
    found: Evidence,
    another: EndorsementEvidence,
    reviews: int,
    surer: float,
) -> None:
    more = replace(
        found,
        independent_reviewers=found.independent_reviewers + reviews,
        endorsements=(*found.endorsements, another),
        criteria=tuple(
            replace(
                item,
                reviews=item.reviews + reviews,
                at_least=tuple(max(chance, surer) for chance in item.at_least),
            )
            for item in found.criteria
        ),
    )

    assert not evaluate(tree, found).is_met or evaluate(tree, more).is_met


@given(rules, evidences)
def test_a_verdict_survives_storage(tree: dict[str, Any], found: Evidence) -> None:
    verdict = evaluate(tree, found)

    assert verdict_from_json(json.loads(json.dumps(verdict.as_json()))) == verdict


@given(rules)
def test_nobody_meets_a_rule_with_nothing(tree: dict[str, Any]) -> None:
    assert not evaluate(tree, Evidence()).is_met


@given(rules, st.lists(endorsements, max_size=6).map(tuple))
def test_who_needs_a_submission_does_not_get_there_without(
    tree: dict[str, Any], given_: tuple[EndorsementEvidence, ...]
) -> None:
    without = evaluate(tree, Evidence(endorsements=given_))

    assert not (criteria.needs_submission(tree) and without.is_met)


@pytest.mark.parametrize(
    "tree",
    [
        None,
        [],
        "all",
        3,
        {},
        {"all": []},
        {"all": {}},
        {"any": "x"},
        {"none": []},
        {"all": [{}]},
        {"all": [None]},
        {"all": [], "any": []},
        {"reviewers": 3},
        {"reviewers": {}},
        {"reviewers": {"independent": 0}},
        {"reviewers": {"independent": True}},
        {"reviewers": {"independent": "3"}},
        {"reviewers": {"independent": 2.0}},
        {"reviewers": {"independent": 51}},
        {"reviewers": {"independent": 3, "extra": 1}},
        {"consensus": {"criteria": "some", "level": 1, "probability": 0.9}},
        {"consensus": {"criteria": [], "level": 1, "probability": 0.9}},
        {"consensus": {"criteria": ["a", "a"], "level": 1, "probability": 0.9}},
        {"consensus": {"criteria": [""], "level": 1, "probability": 0.9}},
        {"consensus": {"criteria": [["a"]], "level": 1, "probability": 0.9}},
        {"consensus": {"criteria": "all", "level": -1, "probability": 0.9}},
        {"consensus": {"criteria": "all", "level": 1, "probability": 1}},
        {"consensus": {"criteria": "all", "level": 1, "probability": 0.4}},
        {"consensus": {"criteria": "all", "level": 1, "probability": float("nan")}},
        {"consensus": {"criteria": "all", "level": 1, "probability": True}},
        {"consensus": {"criteria": "all", "level": 1, "probability": "0.9"}},
        {"endorsements": {"people": 1}},
        {"endorsements": {"people": 1, "skill": 3}},
        {"endorsements": {"people": 1, "skill": " "}},
        {"at_least": {"n": 1}},
        {"at_least": {"n": 2, "of": [{"reviewers": {"independent": 1}}]}},
        {"at_least": {"n": 0, "of": [{"reviewers": {"independent": 1}}]}},
        {"all": [{"reviewers": {"independent": 1}}] * 41},
        {"all": [{"all": [{"all": [{"all": [{"all": [{"reviewers": {"independent": 1}}]}]}]}]}]},
    ],
)
def test_what_is_no_rule_is_refused(tree: Any) -> None:
    with pytest.raises(CriteriaError):
        check(tree)


def test_the_reviews_say_whether_more_are_needed_or_better_work() -> None:
    tree = {"consensus": {"criteria": "all", "level": 1, "probability": 0.9}}

    def judged(*reviewed: tuple[int, float]) -> State:
        found = tuple(
            CriterionEvidence(
                key=str(n),
                title="",
                level_titles=("No", "Yes"),
                reviews=count,
                at_least=(1, chance),
            )
            for n, (count, chance) in enumerate(reviewed)
        )
        return evaluate(tree, Evidence(has_submission=True, criteria=found)).state

    assert judged((3, 0.95), (3, 0.9)) is State.MET
    assert judged((3, 0.95), (3, 0.8)) is State.WAITING
    assert judged((3, 0.95), (3, 0.2)) is State.PARTLY
    assert judged((3, 0.1), (3, 0.2)) is State.UNMET
    assert judged((0, 0.5), (0, 0.5)) is State.WAITING


def test_after_added_reviews_more_is_asked_of_their_certainty() -> None:
    tree = {"consensus": {"criteria": "all", "level": 1, "probability": 0.9}}

    def state(chance: float, *, is_extended: bool) -> State:
        item = CriterionEvidence(
            key="a",
            title="",
            level_titles=("No", "Yes"),
            reviews=4,
            at_least=(1, chance),
            is_extended=is_extended,
        )
        return evaluate(tree, Evidence(has_submission=True, criteria=(item,))).state

    assert state(0.92, is_extended=False) is State.MET
    assert state(0.92, is_extended=True) is State.WAITING
    assert state(0.951, is_extended=True) is State.MET
    assert criteria.bound(0.9, is_extended=True) == pytest.approx(0.95, abs=1e-3)


@given(st.floats(0.5, 0.999))
def test_the_stricter_bound_is_never_laxer(probability: float) -> None:
    assert probability <= criteria.bound(probability, is_extended=True) < 1


def test_one_person_vouching_twice_is_one_person() -> None:
    tree = {"endorsements": {"people": 2, "skill": None}}
    twice = tuple(
        EndorsementEvidence(endorser="ben", skill=skill, relation="cohort")
        for skill in ("Writing", "Reading")
    )

    verdict = evaluate(tree, Evidence(endorsements=twice))

    assert (verdict.state, verdict.have) == (State.PARTLY, 1)
