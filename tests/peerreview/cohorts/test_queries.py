# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Who learns with whom."""

import pytest

from peerreview.cohorts import queries, services


def test_cohorts_of_counts_the_people_who_are_in_now(cohort, alice, ben):
    services.leave_cohort(cohort=cohort, by=ben)

    assert [(c.name, c.people) for c in queries.cohorts_of(alice)] == [("Rivers", 2)]
    assert list(queries.cohorts_of(ben)) == []


def test_roster_is_by_name_whatever_the_case(cohort, person):
    services.join_with_code(code=cohort.join_code, by=person("bea"))

    names = [seat.user.display_name for seat in queries.roster(cohort)]

    assert names == ["Alice", "bea", "Ben", "Fran"]


def test_roster_finds_a_piece_of_a_name(cohort):
    assert [seat.user.display_name for seat in queries.roster(cohort, search="AL")] == ["Alice"]


def test_shared_cohort_relation_tells_the_closest_tie_first(
    cohort, group, alice, ben, fran, charlie
):
    assert queries.shared_cohort_relation(ben, alice) == "cohort"
    assert queries.shared_cohort_relation(fran, alice) == "facilitator"
    assert queries.shared_cohort_relation(alice, fran) == "cohort"
    assert queries.shared_cohort_relation(charlie, alice) is None

    services.join_with_code(code=group.join_code, by=fran)

    assert queries.shared_cohort_relation(fran, alice) == "study_group"


@pytest.mark.parametrize("who_leaves", ["alice", "ben"])
def test_shared_cohort_relation_ends_when_either_leaves(cohort, alice, ben, who_leaves):
    services.leave_cohort(cohort=cohort, by={"alice": alice, "ben": ben}[who_leaves])

    assert queries.shared_cohort_relation(alice, ben) is None


@pytest.mark.parametrize(("joined", "wanted"), [(0, 2), (1, 1), (2, 0), (3, 0)])
def test_a_study_group_wants_three_people(group, person, joined, wanted):
    for number in range(joined):
        services.join_with_code(code=group.join_code, by=person(f"Owl {number}"))

    assert queries.people_wanted(group, queries.member_count(group)) == wanted
