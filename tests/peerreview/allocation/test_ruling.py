# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Rules of who reviews whom: what a pick does with them, and what contradicts them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerreview.allocation import rulebook
from peerreview.allocation.conflicts import Tie
from peerreview.allocation.models import Rule
from peerreview.allocation.ruling import (
    declare_conflict,
    make_rule,
    remove_rule,
    withdraw_conflict,
)
from peerreview.allocation.services import decline, finish, next_assignment
from peerreview.kernel.errors import Invalid, NotAllowed
from peerreview.outbox.models import Message
from tests.peerreview.reviewing import NOW, activity_in, cohort_of, duty, learner, submission_by

NAMES = ("Ann", "Bob", "Cy", "Di", "Ed")


@pytest.fixture
def people(db):
    return {name: learner(name) for name in NAMES}


@pytest.fixture
def activity(people, fran):
    activity = activity_in(cohort_of(*people.values(), facilitator=fran))
    for minutes, person in enumerate(people.values()):
        submission_by(person, activity, minutes=minutes)
    return activity


def rule(activity, fran, kind, reviewer, author, **more) -> Rule:
    return make_rule(
        activity=activity, kind=kind, reviewer=reviewer, author=author, by=fran, **more
    )


def authors_given(activity, reviewer) -> list[str]:
    given = []
    while assignment := next_assignment(activity=activity, reviewer=reviewer, now=NOW):
        finish(assignment=assignment, now=NOW)
        given.append(assignment.submission.author.display_name)
    return given


def test_must_comes_first_and_must_not_never(activity, people, fran):
    rule(activity, fran, "must", people["Ann"], people["Ed"])
    rule(activity, fran, "must_not", people["Ann"], people["Bob"])

    first = duty(people["Ann"], activity)

    assert first.submission.author == people["Ed"]
    assert first.reason == "Who looks after this activity decided that you review it."
    assert authors_given(activity, people["Ann"]) == ["Ed", "Cy", "Di"]


def test_should_breaks_a_tie_and_no_more(activity, people, fran):
    rule(activity, fran, "should", people["Ann"], people["Di"])
    rule(activity, fran, "must_not", people["Cy"], people["Ann"])
    given = duty(people["Cy"], activity)
    finish(assignment=given, now=NOW)  # now Cy is one who gave, and goes before Di

    assert authors_given(activity, people["Ann"])[:2] == ["Cy", "Di"]


def test_a_rule_of_the_cohort_holds_in_all_its_activities(activity, people, fran):
    rule(activity, fran, "must_not", people["Ann"], people["Bob"], scope="cohort")
    later = activity_in(activity.cohort, title="Later")
    for name in ("Bob", "Cy"):
        submission_by(people[name], later)

    assert authors_given(later, people["Ann"]) == ["Cy"]


def test_a_rule_about_a_work_names_it(activity, people, fran):
    made = rule(activity, fran, "must", people["Ann"], people["Di"], scope="work")

    assert made.submission.author == people["Di"]
    assert authors_given(activity, people["Ann"])[0] == "Di"


def test_who_must_review_me_is_not_given_to_me_before(activity, people, fran):
    rule(activity, fran, "must", people["Bob"], people["Ann"])

    assert "Bob" not in authors_given(activity, people["Ann"])
    assert authors_given(activity, people["Bob"])[0] == "Ann"


def refused(activity, fran, kind, reviewer, author, **more) -> tuple[str, str]:
    with pytest.raises(Invalid) as error:
        rule(activity, fran, kind, reviewer, author, **more)
    return error.value.code, str(error.value)


def test_contradictions_are_refused_by_name(activity, people, fran):
    ann, bob, cy = people["Ann"], people["Bob"], people["Cy"]
    rule(activity, fran, "must", ann, bob)
    rule(activity, fran, "must_not", ann, cy, scope="cohort")

    assert refused(activity, fran, "must_not", ann, bob) == (
        "against-wish",
        "A rule says that Ann must or should review Bob. Remove it first.",
    )
    assert refused(activity, fran, "must", ann, cy)[0] == "against-must-not"
    assert refused(activity, fran, "should", ann, bob)[0] == "different-wish"
    assert refused(activity, fran, "must", ann, ann)[0] == "self"
    assert refused(activity, fran, "must", bob, ann)[0] == "mutual-rule"
    assert refused(activity, fran, "must", fran, ann)[0] == "not-a-reviewer"
    assert refused(activity, fran, "maybe", ann, cy)[0] == "kind"
    assert refused(activity, fran, "must", ann, cy, scope="moon")[0] == "scope"


def test_nobody_is_made_to_do_more_than_asked(activity, people, fran):
    for name in ("Bob", "Cy", "Di"):
        rule(activity, fran, "must", people["Ann"], people[name])

    code, words = refused(activity, fran, "must", people["Ann"], people["Ed"])

    assert code == "too-many-by"
    assert "asked for 3 reviews" in words


def test_what_has_happened_is_not_ruled_over(activity, people, fran):
    ann, bob = people["Ann"], people["Bob"]
    assignment = duty(ann, activity)
    assert assignment.submission.author == bob

    assert refused(activity, fran, "must_not", ann, bob)[0] == "at-work"
    assert refused(activity, fran, "must", bob, ann)[0] == "mutual"
    finish(assignment=assignment, now=NOW)
    assert refused(activity, fran, "must", ann, bob)[0] == "already-done"
    second = duty(ann, activity)
    decline(assignment=second, by=ann, reason="", now=NOW)
    assert refused(activity, fran, "must", ann, second.submission.author)[0] == "given-back"


def test_the_same_rule_twice_is_one_and_only_facilitators_make_it(activity, people, fran):
    first = rule(activity, fran, "must", people["Ann"], people["Bob"])

    assert rule(activity, fran, "must", people["Ann"], people["Bob"]) == first
    assert Message.objects.filter(name="allocation.RuleMade").count() == 1
    with pytest.raises(NotAllowed):
        rule(activity, people["Ann"], "must_not", people["Ann"], people["Cy"])
    with pytest.raises(NotAllowed):
        remove_rule(rule=first, by=people["Ann"])
    remove_rule(rule=first, by=fran)
    assert not Rule.objects.exists()


def test_a_declared_conflict_holds_both_ways_and_is_nobodys_business(activity, people, fran):
    ann, bob = people["Ann"], people["Bob"]
    declare_conflict(person=ann, other=bob, by=ann)
    declare_conflict(person=ann, other=bob, by=ann)

    assert "Bob" not in authors_given(activity, ann)
    assert "Ann" not in authors_given(activity, bob)
    code, words = refused(activity, fran, "must", bob, ann)
    assert code == "conflict"
    assert "Ann" not in words
    told = Message.objects.get(name="allocation.ConflictChanged").payload
    assert told == {"person_id": ann.pk, "is_declared": True}

    withdraw_conflict(person=ann, other=bob, by=ann)
    assert "Bob" in authors_given(activity, ann)


def test_conflicts_are_ones_own_and_with_people_one_knows(people, activity, charlie):
    ann, bob = people["Ann"], people["Bob"]
    for other, error in ((charlie, Invalid), (ann, Invalid)):
        with pytest.raises(error):
            declare_conflict(person=ann, other=other, by=ann)
    with pytest.raises(NotAllowed):
        declare_conflict(person=ann, other=bob, by=bob)


IDS = st.integers(1, 4)
PAIRS = st.builds(rulebook.Pair, st.sampled_from(["must", "should", "must_not"]), IDS, IDS)
STATES = st.sampled_from(["planned", "leased", "done", "expired", "declined"])
TIES = st.lists(st.builds(Tie, IDS, IDS, STATES, st.booleans()), max_size=4)
LIMITS = rulebook.Limits(by_reviewer=2, for_author=2)


@given(asked=st.lists(PAIRS, max_size=12), ties=TIES)
def test_what_is_let_through_never_contradicts_itself(asked, ties):
    kept: list[rulebook.Pair] = []
    for pair in asked:
        if not rulebook.fault_in(pair, rules=kept, ties=ties, conflicts=set(), limits=LIMITS):
            kept.append(pair)

    kinds = {}
    for pair in kept:
        assert pair.reviewer_id != pair.author_id
        assert kinds.setdefault((pair.reviewer_id, pair.author_id), pair.kind) == pair.kind
    musts = {pair for pair, kind in kinds.items() if kind == "must"}
    assert not any((author, reviewer) in musts for reviewer, author in musts)
    for person in range(1, 5):
        assert sum(by == person for by, _ in musts) <= 2
        assert sum(of == person for _, of in musts) <= 2
