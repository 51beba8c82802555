# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
import random

from hypothesis import given
from hypothesis import strategies as st

from peerreview.allocation import aliases, solver
from peerreview.allocation.conflicts import BINDING_STATES, Tie, authors_out_of_reach

PEOPLE = st.integers(1, 6)
TIES = st.lists(
    st.builds(
        Tie,
        reviewer_id=PEOPLE,
        author_id=PEOPLE,
        state=st.sampled_from(["leased", "done", "expired", "declined"]),
        is_here=st.booleans(),
    ),
    max_size=12,
)


@given(me=PEOPLE, ties=TIES)
def test_nobody_is_given_their_own_work(me, ties):
    assert me in authors_out_of_reach(me, ties)


@given(me=PEOPLE, ties=TIES)
def test_no_author_comes_twice_in_an_activity(me, ties):
    met = {tie.author_id for tie in ties if tie.reviewer_id == me and tie.is_here}

    assert met <= authors_out_of_reach(me, ties)


@given(me=PEOPLE, ties=TIES)
def test_who_may_review_me_is_never_reviewed_by_me(me, ties):
    mine = {t.reviewer_id for t in ties if t.author_id == me and t.state in BINDING_STATES}

    assert mine <= authors_out_of_reach(me, ties)


@given(me=PEOPLE, ties=TIES)
def test_nobody_is_barred_without_a_tie(me, ties):
    near = {me}
    for tie in ties:
        if me in (tie.reviewer_id, tie.author_id):
            near |= {tie.reviewer_id, tie.author_id}

    assert authors_out_of_reach(me, ties) <= near


def test_a_declined_duty_does_not_bind_its_author():
    ties = [Tie(reviewer_id=2, author_id=1, state="declined")]

    assert authors_out_of_reach(1, ties) == {1}
    assert authors_out_of_reach(2, ties) == {1, 2}


def test_steps_keep_what_is_counted_apart():
    for (state, to), step in solver.STEPS.items():
        assert step.leased == (to == "leased") - (state == "leased")
        assert step.done == (to == "done") - (state == "done")


def test_the_reason_says_why():
    short, full = solver.Load(1, 1, 3), solver.Load(2, 1, 3)

    assert solver.reason_for(short, author_has_reviewed=True) == solver.Reason.GAVE
    assert solver.reason_for(short, author_has_reviewed=False) == solver.Reason.WAITING
    assert solver.reason_for(full, author_has_reviewed=True) == solver.Reason.FEWEST


@given(seed=st.integers(), count=st.integers(1, 40))
def test_aliases_of_a_submission_differ(seed, count):
    rng, taken = random.Random(seed), set()
    for _ in range(count):
        taken.add(aliases.choose(taken, rng))

    assert len(taken) == count


def test_aliases_go_on_when_all_are_taken():
    rng = random.Random(1)
    plain = {f"{colour} {animal}" for colour in aliases.COLOURS for animal in aliases.ANIMALS}

    first = aliases.choose(plain, rng)
    second = aliases.choose(plain | {first}, rng)

    assert first not in plain
    assert second not in plain | {first}
