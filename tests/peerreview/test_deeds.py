# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What the other leaf of the door tells: of reviews of a work, of reviews given, and of nobody by name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerreview import deeds
from peerreview.cohorts.services import leave_cohort
from tests import worlds
from tests.badges.earning import reviewed_work

database = pytest.mark.django_db


@database
def test_reviews_of_a_work_and_reviews_given(
    person, alice, fran, django_assert_max_num_queries
) -> None:
    world = reviewed_work(person, alice, fran)
    work = world.activity.submissions.get(author=alice)

    received = deeds.review_facts(work.uuid)
    with django_assert_max_num_queries(2):
        given_ = deeds.given_facts(world.reviewers[0].pk)

    assert [(fact.is_assigned, fact.is_outside) for fact in received] == [(True, True)] * 3
    assert [(fact.was_used, fact.is_mutual) for fact in given_] == [(False, False)]
    assert deeds.people_who_reviewed() == sorted(one.pk for one in world.reviewers)
    assert deeds.open_flags(work.uuid) == 0
    assert deeds.learners_helped(world.reviewers[0].pk) == 0
    assert deeds.agreement_facts(alice.pk) == []


@database
def test_leaving_a_study_group_makes_no_reviewer_one_from_outside(person, alice, fran) -> None:
    world = reviewed_work(person, alice, fran)
    work = world.activity.submissions.get(author=alice)
    group = worlds.a_cohort(alice, [world.reviewers[0]], kind="study_group")
    leave_cohort(cohort=group, by=world.reviewers[0])

    received = deeds.review_facts(work.uuid)

    assert sorted(fact.is_outside for fact in received) == [False, True, True]
    assert deeds.ever_in_group(group.pk) == sorted([alice.pk, world.reviewers[0].pk])
    assert deeds.ever_in_group(world.activity.cohort_id) == []


@database
def test_who_facilitates_beside_whom(person, alice, fran) -> None:
    reviewed_work(person, alice, fran)

    assert deeds.facilitate_together(fran.pk, fran.pk)
    assert not deeds.facilitate_together(alice.pk, fran.pk)


@given(st.integers(0, 40), st.integers(0, 40))
def test_a_lower_bound_is_below_the_share(hits: int, misses: int) -> None:
    bound = deeds.lower_bound(hits, hits + misses)

    assert 0 <= bound <= hits / max(hits + misses, 1) + 1e-12
    assert deeds.lower_bound(hits + 1, hits + misses + 1) >= bound
