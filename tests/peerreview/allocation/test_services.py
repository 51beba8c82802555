# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from peerreview.activities.models import Submission
from peerreview.allocation import services
from peerreview.allocation.models import Assignment
from peerreview.allocation.rules import may_review
from peerreview.allocation.services import decline, expire_leases, finish, next_assignment
from peerreview.allocation.solver import LEASE, SURPLUS
from peerreview.kernel.errors import Closed, Conflict, NotAllowed
from peerreview.outbox.models import Message
from peerreview.outbox.services import run_periodic
from tests.peerreview.reviewing import (
    NOW,
    activity_in,
    challenge,
    cohort_of,
    duty,
    learner,
    submission_by,
)


@pytest.fixture
def activity(alice, ben, fran):
    return activity_in(cohort_of(alice, ben, facilitator=fran))


def names(count: int) -> list[str]:
    return [f"Learner{number}" for number in range(count)]


def test_a_duty_says_why_and_under_which_name(activity, alice, ben):
    submission_by(alice, activity)

    assignment = duty(ben, activity)

    assert assignment.lease_until == NOW + LEASE
    assert assignment.reason == "It has waited longest of those that need reviews."
    assert len(assignment.alias.split()) == 2
    event = Message.objects.get(name="allocation.AssignmentMade").payload
    assert (event["reviewer_id"], event["author_id"]) == (ben.pk, alice.pk)


def test_pulling_again_gives_the_same_duty(activity, alice, ben):
    submission_by(alice, activity)

    assert duty(ben, activity) == duty(ben, activity, now=NOW + timedelta(hours=1))
    assert Assignment.objects.count() == 1


def test_an_author_waits_for_others(activity, alice):
    submission_by(alice, activity)

    assert next_assignment(activity=activity, reviewer=alice, now=NOW) is None


def test_who_gave_comes_before_who_waits(activity, alice, ben, person):
    early = submission_by(alice, activity)
    dora = person("Dora")
    activity.cohort.memberships.create(user=dora)
    gave = submission_by(dora, activity, minutes=30)
    Submission.objects.filter(pk=gave.pk).update(author_has_reviewed=True)

    first = duty(ben, activity)
    finish(assignment=first, now=NOW)
    second = duty(ben, activity)

    assert (first.submission, second.submission) == (gave, early)


def test_work_is_over_reviewed_lightly_and_fewest_first(fran):
    people = [learner(name) for name in names(9)]
    activity = activity_in(cohort_of(*people, facilitator=fran), reviews_needed=1)
    first, second = (
        submission_by(people[0], activity),
        submission_by(people[1], activity, minutes=5),
    )

    given = []
    for reviewer in people[2:]:
        assignment = next_assignment(activity=activity, reviewer=reviewer, now=NOW)
        given.append(assignment and assignment.submission)

    assert given == [first, second] * (1 + SURPLUS) + [None]


def test_a_lapsed_lease_frees_the_place_and_is_told(activity, alice, ben):
    submission_by(alice, activity)
    duty(ben, activity)
    later = NOW + LEASE + timedelta(seconds=1)

    assert expire_leases(now=later) == 1
    assert expire_leases(now=later) == 0

    assert Submission.objects.get().reviews_leased == 0
    event = Message.objects.get(name="allocation.AssignmentEnded").payload
    assert event["state"] == "expired"


def test_leases_lapse_with_the_workers_clock(activity, alice, ben):
    submission_by(alice, activity)
    Assignment.objects.filter(pk=duty(ben, activity).pk).update(
        lease_until=NOW - timedelta(days=9000)
    )

    run_periodic()

    assert Assignment.objects.get().state == "expired"


def test_who_declines_is_not_asked_again_and_frees_the_place(activity, alice, ben):
    submission_by(alice, activity)
    assignment = duty(ben, activity)

    decline(assignment=assignment, by=ben, reason=" I know\nthis ", now=NOW)
    decline(assignment=assignment, by=ben, reason="Again", now=NOW)

    assert Assignment.objects.get().decline_reason == "I know this"
    assert Submission.objects.get().reviews_leased == 0
    assert next_assignment(activity=activity, reviewer=ben, now=NOW) is None


def test_only_the_reviewer_declines_and_not_after_handing_in(activity, alice, ben, fran):
    submission_by(alice, activity)
    assignment = duty(ben, activity)

    for other in (alice, fran):
        with pytest.raises(NotAllowed):
            decline(assignment=assignment, by=other, reason="", now=NOW)
    finish(assignment=assignment, now=NOW)
    with pytest.raises(Conflict):
        decline(assignment=assignment, by=ben, reason="", now=NOW)


def test_a_declined_duty_cannot_be_finished(activity, alice, ben):
    submission_by(alice, activity)
    assignment = duty(ben, activity)
    decline(assignment=assignment, by=ben, reason="", now=NOW)

    with pytest.raises(Conflict):
        finish(assignment=assignment, now=NOW)
    assert Submission.objects.get().reviews_done == 0


def test_strangers_pull_nothing(activity, alice, charlie):
    submission_by(alice, activity)

    with pytest.raises(NotAllowed):
        next_assignment(activity=activity, reviewer=charlie, now=NOW)


def test_nothing_is_given_before_opening_and_after_the_end(activity, alice, ben):
    submission_by(alice, activity)

    for moment in (activity.opens_at - timedelta(1), activity.review_by + timedelta(1)):
        with pytest.raises(Closed):
            next_assignment(activity=activity, reviewer=ben, now=moment)


def test_withdrawn_work_is_given_to_nobody(activity, alice, ben):
    submission = submission_by(alice, activity)
    duty(ben, activity)
    Submission.objects.filter(pk=submission.pk).update(withdrawn_at=NOW)

    assert next_assignment(activity=activity, reviewer=ben, now=NOW) is None


def test_nobody_reviews_in_a_later_activity_who_reviewed_them_in_the_cohort(activity, alice, ben):
    submission_by(alice, activity)
    finish(assignment=duty(ben, activity), now=NOW)
    second = activity_in(activity.cohort, title="Second essay")
    submission_by(ben, second)
    submission_by(alice, second)

    assert next_assignment(activity=second, reviewer=alice, now=NOW) is None
    assert duty(ben, second).submission.author == alice


def test_who_may_review(activity, alice, ben, fran, charlie, person):
    blind, seen = challenge(fran), challenge(fran, blindness="open")
    for entered in (blind, seen):
        submission_by(alice, entered)
    staff = person("Stella")
    staff.is_staff = True
    staff.save()
    left = person("Leo")
    activity.cohort.memberships.create(user=left, left_at=NOW)

    table = {
        user.display_name: [may_review(user, where) for where in (activity, blind, seen)]
        for user in (alice, ben, fran, charlie, staff, left)
    }

    assert table == {
        "Alice": [True, True, True],
        "Ben": [True, False, False],
        "Fran": [False, False, True],  # who sees names reviews nothing that is blind
        "Charlie": [False, False, False],
        "Stella": [False, False, True],
        "Leo": [False, False, False],
    }


@pytest.mark.long
def test_a_pick_costs_the_same_among_ten_and_sixty(fran):
    people = [learner(name) for name in names(60)]
    activity = activity_in(cohort_of(*people, facilitator=fran))
    counts = []
    for more in (people[:10], people[10:]):
        for number, author in enumerate(more):
            submission_by(author, activity, minutes=number)
        with CaptureQueriesContext(connection) as captured:
            services.next_assignment(activity=activity, reviewer=more[-1], now=NOW)
        counts.append(len(captured))

    assert counts[0] == counts[1] <= 25
