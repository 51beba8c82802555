# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Many pull at the same moment, on whichever database the tests run."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from random import Random
from threading import Barrier

import pytest
from django.db import connection

from peerreview.activities.models import Submission
from peerreview.allocation.models import Assignment
from peerreview.allocation.picks import candidates
from peerreview.allocation.services import decline, expire_leases, finish, next_assignment
from peerreview.allocation.solver import SURPLUS
from tests.peerreview.reviewing import NOW, activity_in, cohort_of, learner, submission_by

PEOPLE = 8


def at_once(act, people) -> list:
    """What `act` gives for each person, all starting together, each on a connection of their own."""
    start = Barrier(len(people))

    def run(user):
        start.wait()
        try:
            return act(user)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(people)) as pool:
        return list(pool.map(run, people))


def pairs() -> set[tuple[int, int]]:
    return set(Assignment.objects.values_list("reviewer_id", "submission__author_id"))


@pytest.mark.django_db(transaction=True)
def test_a_crowd_pulls_without_overfilling_or_mutual_pairs():
    people = [learner(f"Learner{number}") for number in range(PEOPLE)]
    activity = activity_in(cohort_of(*people, facilitator=learner("Fran")), reviews_needed=2)
    for number, author in enumerate(people):
        submission_by(author, activity, minutes=number)

    def pull_and_finish(user):
        assignment = next_assignment(activity=activity, reviewer=user, now=NOW)
        if assignment:
            finish(assignment=assignment, now=NOW)
        return assignment

    rounds = [at_once(pull_and_finish, people) for _ in range(2)]

    assert not {(by, of) for by, of in pairs() if (of, by) in pairs()}
    assert all(by != of for by, of in pairs())
    for submission in Submission.objects.all():
        assert submission.reviews_leased == 0
        assert submission.reviews_done == submission.assignments.filter(state="done").count()
        assert submission.reviews_done <= 2 + SURPLUS
    assert all(rounds[0])


@pytest.mark.django_db(transaction=True)
def test_a_double_click_gives_one_duty():
    alice, ben, cara = learner("Alice"), learner("Ben"), learner("Cara")
    fran = learner("Fran")
    activity = activity_in(cohort_of(alice, ben, cara, facilitator=fran))
    for author in (alice, cara):
        submission_by(author, activity)

    given = at_once(
        lambda user: next_assignment(activity=activity, reviewer=user, now=NOW), [ben] * 4
    )

    assert Counter(assignment.pk for assignment in given) == {given[0].pk: 4}
    assert Assignment.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_could_review_each_other_never_both_do():
    alice, ben = learner("Alice"), learner("Ben")
    activity = activity_in(cohort_of(alice, ben, facilitator=learner("Fran")))
    for author in (alice, ben):
        submission_by(author, activity)

    given = at_once(
        lambda user: next_assignment(activity=activity, reviewer=user, now=NOW), [alice, ben]
    )

    assert sorted(assignment is None for assignment in given) == [False, True]


@pytest.mark.django_db(transaction=True)
def test_a_crowd_that_pulls_finishes_gives_back_and_walks_away_keeps_every_promise():
    people = [learner(f"Learner{number}") for number in range(PEOPLE)]
    activity = activity_in(cohort_of(*people, facilitator=learner("Fran")), reviews_needed=2)
    for number, author in enumerate(people):
        submission_by(author, activity, minutes=number)

    def live(user):
        chance, now = Random(user.pk), NOW
        for _ in range(4):
            assignment = next_assignment(activity=activity, reviewer=user, now=now)
            if assignment is None:
                return
            end = chance.choice([finish, finish, give_back, None])
            if end:
                end(assignment=assignment, now=now)
            now += timedelta(hours=chance.choice([1, 5]))

    at_once(live, people)

    kept = set(
        Assignment.objects.exclude(state="declined").values_list(
            "reviewer_id", "submission__author_id"
        )
    )
    assert not {(by, of) for by, of in kept if (of, by) in kept}
    assert all(by != of for by, of in pairs())
    for submission in Submission.objects.all():
        states = Counter(submission.assignments.values_list("state", flat=True))
        assert (submission.reviews_done, submission.reviews_leased) == (
            states["done"],
            states["leased"],
        )
        assert submission.places_left == 2 - states["done"] - states["leased"]
        assert states["done"] + states["leased"] <= 2 + SURPLUS
    assert_nobody_starves(activity, people)


def give_back(*, assignment, now):
    decline(assignment=assignment, by=assignment.reviewer, reason="Not today", now=now)


def assert_nobody_starves(activity, people):
    """Whoever may be given something is given it."""
    later = NOW + timedelta(days=2)
    expire_leases(now=later)
    for user in people:
        rows = candidates(activity, user)
        is_work = rows.filter(places_left__gt=-SURPLUS).exists()
        given = next_assignment(activity=activity, reviewer=user, now=later)
        assert (given is not None) == is_work


@pytest.mark.django_db(transaction=True)
def test_the_last_place_is_filled_once():
    people = [learner(f"Learner{number}") for number in range(6)]
    activity = activity_in(cohort_of(*people, facilitator=learner("Fran")), reviews_needed=1)
    submission = submission_by(people[0], activity)

    given = at_once(
        lambda user: next_assignment(activity=activity, reviewer=user, now=NOW), people[1:]
    )

    # One that is needed and as many more as are allowed, whoever was first.
    assert sum(assignment is not None for assignment in given) == 1 + SURPLUS
    submission.refresh_from_db()
    assert (submission.reviews_leased, submission.places_left) == (1 + SURPLUS, -SURPLUS)
