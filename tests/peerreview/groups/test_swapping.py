# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Exchanges between groups: who may, who reviews whom, and what neither side learns."""

from datetime import timedelta

import pytest

from peerreview.accounts.models import User
from peerreview.allocation.models import Assignment
from peerreview.cohorts import queries as cohort_queries
from peerreview.cohorts.models import Cohort
from peerreview.cohorts.services import join_with_code
from peerreview.groups import queries, showing, swapping
from peerreview.groups.models import Swap
from peerreview.kernel import clock
from peerreview.kernel.errors import Closed, Conflict, NotAllowed
from peerreview.outbox.services import deliver_all
from tests import worlds
from tests.peerreview import reviewing
from tests.peerreview.groups import circle

NOW = reviewing.NOW


@pytest.fixture
def ours(db: None) -> Cohort:
    return circle.group(*circle.people("Ana", "Ben", "Dora"))


@pytest.fixture
def theirs(db: None) -> Cohort:
    return circle.group(*circle.people("Xia", "Yan", "Zoe"), name="Larks")


@pytest.fixture
def them(theirs: Cohort) -> list[User]:
    return [seat.user for seat in theirs.memberships.order_by("pk")]


@pytest.fixture
def us(ours: Cohort) -> list[User]:
    return [seat.user for seat in ours.memberships.order_by("pk")]


@pytest.fixture
def swap(ours: Cohort, theirs: Cohort, us: list[User], them: list[User]) -> Swap:
    return circle.agreed(ours, theirs, us=us[0], them=them[0])


def test_the_other_group_answers_and_ours_says_yes(ours, theirs, us, them) -> None:
    made = circle.offer(ours, us[0])
    assert list(queries.offers_for(theirs, them[1])) == [made]
    asked = swapping.answer(offer=made, group=theirs, by=them[0])
    assert swapping.answer(offer=made, group=theirs, by=them[1]) == asked
    with pytest.raises(NotAllowed):
        swapping.settle(swap=asked, is_agreed=True, by=them[0])

    agreed = swapping.settle(swap=asked, is_agreed=True, by=us[1])

    assert agreed.activity.blindness == "double"
    assert swapping.settle(swap=asked, is_agreed=True, by=us[1]).activity == agreed.activity
    assert list(queries.offers_for(theirs, them[1])) == []


def test_only_one_group_is_the_partner(ours, theirs, us, them) -> None:
    third = circle.group(*circle.people("Kim", "Lou", "Max"), name="Third")
    made = circle.offer(ours, us[0])
    first = swapping.answer(offer=made, group=theirs, by=them[0])
    second = swapping.answer(offer=made, group=third, by=third.created_by)
    swapping.settle(swap=first, is_agreed=True, by=us[0])

    with pytest.raises(Closed):
        swapping.settle(swap=second, is_agreed=True, by=us[0])


def test_an_unlisted_offer_is_seen_by_nobody_who_was_not_sent_it(ours, theirs, us, them) -> None:
    circle.offer(ours, us[0], is_listed=False)

    assert list(queries.offers_for(theirs, them[0])) == []


def test_groups_whose_people_all_learn_together_are_no_outside_voices(
    us, ours, theirs, them
) -> None:
    worlds.a_cohort(reviewing.learner("Fran"), [*us, *them])
    made = circle.offer(ours, us[0])

    with pytest.raises(Conflict):
        swapping.answer(offer=made, group=theirs, by=them[0])


def test_all_reviews_go_across_as_soon_as_all_works_are_in(swap, us, them) -> None:
    taking_part = [*us[:2], *them[:2]]
    for person in taking_part:
        swapping.take_place(swap=swap, by=person)
    circle.all_hand_in(swap.activity, *taking_part)
    ours = {person.pk for person in us}
    pairs = list(Assignment.objects.values_list("reviewer_id", "submission__author_id"))

    assert len(pairs) == 4
    assert all((by in ours) != (of in ours) for by, of in pairs)


def test_who_gave_up_late_leaves_what_is_there_to_be_reviewed(swap, us, them) -> None:
    for person in (*us[:2], them[0]):
        swapping.take_place(swap=swap, by=person)
    circle.all_hand_in(swap.activity, *us[:2], them[0])

    assert not Assignment.objects.exists()


def test_people_who_share_a_cohort_do_not_review_each_other(swap, us, them) -> None:
    worlds.a_cohort(reviewing.learner("Fran"), [us[0], them[0]])
    taking_part = [*us[:2], *them[:2]]
    for person in taking_part:
        swapping.take_place(swap=swap, by=person)
    circle.all_hand_in(swap.activity, *taking_part)
    pairs = set(Assignment.objects.values_list("reviewer_id", "submission__author_id"))

    assert not {(us[0].pk, them[0].pk), (them[0].pk, us[0].pk)} & pairs


def test_who_meets_after_taking_part_is_kept_apart_too(swap, us, them) -> None:
    taking_part = [*us[:2], *them[:2]]
    for person in taking_part:
        swapping.take_place(swap=swap, by=person)
    worlds.a_cohort(reviewing.learner("Fran"), [us[0], them[0]])
    deliver_all()
    circle.all_hand_in(swap.activity, *taking_part)
    pairs = set(Assignment.objects.values_list("reviewer_id", "submission__author_id"))

    assert pairs
    assert not {(us[0].pk, them[0].pk), (them[0].pk, us[0].pk)} & pairs


def test_who_is_in_both_groups_takes_no_part(swap, theirs, us) -> None:
    join_with_code(code=theirs.join_code, by=us[1])

    with pytest.raises(NotAllowed):
        swapping.take_place(swap=swap, by=us[1])


def test_no_more_take_part_than_was_agreed(swap, us) -> None:
    for person in us[:2]:
        swapping.take_place(swap=swap, by=person)
    assert swapping.take_place(swap=swap, by=us[0]).person == us[0]

    with pytest.raises(Conflict):
        swapping.take_place(swap=swap, by=us[2])


def test_taking_part_makes_nobody_known_to_the_other_side(swap, us, them) -> None:
    for person in (us[0], them[0]):
        swapping.take_place(swap=swap, by=person)

    assert cohort_queries.shared_cohort_relation(us[0], them[0]) is None
    assert them[0] not in cohort_queries.companions_of(us[0])
    assert [each.name for each in cohort_queries.cohorts_of(us[0])] == ["Night owls"]


def test_the_balance_says_what_was_given_and_what_is_coming(swap, ours, us, them) -> None:
    taking_part = [*us[:2], *them[:2]]
    for person in taking_part:
        swapping.take_place(swap=swap, by=person)
    circle.all_hand_in(swap.activity, *taking_part)
    reviewing.reviewed(us[0], swap.activity)
    standing = queries.balance(swap, ours)

    assert (standing.works, standing.given, standing.to_give) == (2, 1, 1)
    assert (standing.got, standing.to_come) == (0, 2)
    assert queries.balance_over_all(ours) == (1, 0)


def test_too_late_is_too_late(swap, us) -> None:
    with pytest.raises(Closed):
        swapping.take_place(swap=swap, by=us[0], now=NOW + timedelta(days=20))


def test_how_an_exchange_stands_follows_its_dates(ours, theirs, us, them) -> None:
    now = clock.now()
    made = circle.offer(ours, us[0], now=now)
    asked = swapping.answer(offer=made, group=theirs, by=them[0], now=now)
    stages = [showing.swap_status(asked, group)[1] for group in (ours, theirs)]
    begun = swapping.settle(swap=asked, is_agreed=True, by=us[0], now=now)

    assert [str(words) for words in stages] == ["Waits for your answer", "Waits for an answer"]
    assert showing.swap_status(begun, theirs) == ("live", "Agreed")

    begun.activity.review_by = now - timedelta(days=1)
    begun.activity.submit_by = now - timedelta(days=2)
    begun.activity.save(update_fields=["submit_by", "review_by"])
    assert showing.swap_status(begun, ours) == ("done", "Over")
