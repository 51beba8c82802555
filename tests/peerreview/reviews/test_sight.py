# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The rule of who sees what, over every combination there is."""

from dataclasses import replace
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from peerreview.activities.models import Activity
from peerreview.reviews.sight import Facts, Role, Seal, seal, sees_reviewers, sees_reviews

FLAGS = (
    "has_results",
    "results_open",
    "is_released",
    "has_paid",
    "has_unfinished",
    "is_complete",
    "can_end",
    "is_unsealed",
)
ALL = [
    Facts(
        role=role,
        blindness=blindness,
        peers_see=peers,
        author_sees=author,
        **dict(zip(FLAGS, flags, strict=True)),
    )
    for role, blindness, peers, author in product(
        Role, Activity.Blindness.values, Activity.PeersSee.values, Activity.AuthorSees.values
    )
    for flags in product((False, True), repeat=len(FLAGS))
]
facts = st.sampled_from(ALL)


def test_who_owes_a_review_and_who_has_no_part_never_sees_one():
    outside = [each for each in ALL if each.role in {Role.OWING, Role.NOBODY}]

    assert not any(sees_reviews(each) for each in outside)


def test_who_runs_it_sees_everything_with_names():
    runs = [each for each in ALL if each.role is Role.FACILITATOR]

    assert all(sees_reviews(each) and sees_reviewers(each) for each in runs)


def test_nobody_else_learns_a_reviewers_name_before_its_time():
    named = {
        (each.blindness, each.is_released)
        for each in ALL
        if each.role is not Role.FACILITATOR and sees_reviewers(each)
    }

    assert named == {("open", False), ("open", True), ("reveal", True)}


def test_an_author_sees_nothing_before_the_results_stage():
    early = [
        each
        for each in ALL
        if each.role is Role.AUTHOR and not (each.has_results and each.results_open)
    ]

    assert not any(sees_reviews(each) for each in early)
    assert {seal(each) for each in early} == {Seal.SWITCHED_OFF, Seal.NOT_RELEASED}


def test_there_is_a_way_out_of_every_seal():
    for each in ALL:
        opened = replace(
            each, has_results=True, results_open=True, is_released=True, is_unsealed=True
        )
        assert seal(opened) is None


@given(facts)
def test_more_progress_never_shows_an_author_less(each):
    for flag in set(FLAGS) - {"can_end"}:
        assert not seal(replace(each, **{flag: True})) or seal(replace(each, **{flag: False}))


@given(facts)
def test_the_four_rules_of_peers_are_ordered(each):
    """Whoever sees under a stricter rule sees under “unless one owes”."""
    if each.role not in {Role.AUTHOR, Role.FACILITATOR} and sees_reviews(each):
        assert sees_reviews(replace(each, peers_see="unless_owing"))


@given(facts)
def test_finishing_all_is_stricter_than_finishing_one(each):
    if each.role is Role.PEER and sees_reviews(replace(each, peers_see="all_done")):
        assert sees_reviews(replace(each, peers_see="own_done"))
