# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""A crowd that is here presses “Review now” at the same moment, on whichever database the tests run."""

import pytest

from peerreview.activities.models import Submission
from peerreview.allocation.models import Assignment
from peerreview.allocation.solver import SURPLUS
from peerreview.matching import ladders, services
from peerreview.matching.models import Call, Presence, Step
from peerreview.reviews.models import Review
from peerreview.reviews.submitting import submit_review
from tests.peerreview import reviewing
from tests.peerreview.allocation.test_races import at_once, pairs
from tests.peerreview.reviewing import NOW

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE = 8


@pytest.fixture
def crowd():
    """Eight learners who have all handed in."""
    people = [reviewing.learner(f"Learner{number}") for number in range(PEOPLE)]
    cohort = reviewing.cohort_of(*people, facilitator=reviewing.learner("Fran"))
    activity = reviewing.activity_in(cohort, reviews_needed=2)
    for number, author in enumerate(people):
        reviewing.submission_by(author, activity, minutes=number)
    return activity, people


def test_a_crowd_reviewing_now_overfills_nothing_and_swaps_with_nobody(crowd):
    activity, people = crowd

    def review_and_hand_in(person):
        review = services.review_now(person=person, now=NOW)
        if review and review.state == Review.State.DRAFT:
            submit_review(review=reviewing.fill(review), by=person, now=NOW)
        return review

    first = at_once(review_and_hand_in, people)
    at_once(review_and_hand_in, people)

    assert all(first)
    assert not {(by, of) for by, of in pairs() if (of, by) in pairs()}
    assert all(by != of for by, of in pairs())
    for work in Submission.objects.filter(activity=activity):
        assert work.reviews_leased == 0
        assert work.reviews_done == work.assignments.filter(state="done").count()
        assert 1 <= work.reviews_done <= 2 + SURPLUS


def test_a_double_click_gives_one_review(crowd):
    activity, people = crowd

    given = at_once(
        lambda person: services.review_now(person=person, activity=activity, now=NOW),
        people[:1] * 4,
    )

    assert len({review.pk for review in given}) == 1
    assert Assignment.objects.count() == Review.objects.count() == 1


def test_a_rung_is_called_once_by_many_workers(crowd):
    activity, people = crowd
    work = Submission.objects.filter(activity=activity).first()
    for person in people:
        services.beat(person=person, now=NOW)

    called = at_once(lambda _: ladders.climb_for(submission_id=work.pk, now=NOW), people)

    assert sum(count > 0 for count in called) == 1
    assert Step.objects.count() == 1
    assert Call.objects.count() == Step.objects.get().called


def test_heart_beats_of_many_tabs_are_one_row(crowd):
    _activity, people = crowd

    at_once(lambda person: services.beat(person=person, now=NOW), people[:1] * 6)

    assert Presence.objects.count() == 1
