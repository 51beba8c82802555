# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Plans and rules when several act at the same moment."""

from collections import Counter

import pytest

from peerreview.allocation.models import Assignment, Plan
from peerreview.allocation.planning import publish_plan
from peerreview.allocation.ruling import make_rule
from peerreview.allocation.services import finish, next_assignment
from peerreview.kernel.errors import Invalid
from tests.peerreview.allocation.test_races import at_once
from tests.peerreview.reviewing import NOW, activity_in, cohort_of, learner, submission_by


@pytest.fixture
def group(transactional_db):
    fran, people = learner("Fran"), [learner(f"Learner{number}") for number in range(6)]
    activity = activity_in(cohort_of(*people, facilitator=fran), reviews_needed=2)
    for minutes, person in enumerate(people):
        submission_by(person, activity, minutes=minutes)
    return activity, fran, people


def test_a_plan_published_twice_at_once_is_one(group):
    activity, fran, people = group

    plans = at_once(lambda by: publish_plan(activity=activity, by=by, now=NOW), [fran, fran])

    assert plans[0] == plans[1] == Plan.objects.get()
    assert Assignment.objects.count() == len(people) * 2


def test_a_double_click_on_what_is_kept_gives_one_duty(group):
    activity, fran, people = group
    publish_plan(activity=activity, by=fran, now=NOW)

    given = at_once(
        lambda who: next_assignment(activity=activity, reviewer=who, now=NOW), [people[0]] * 3
    )

    assert Counter(each.pk for each in given) == {given[0].pk: 3}
    assert Assignment.objects.filter(state="leased").count() == 1


def test_all_work_off_a_plan_at_once(group):
    activity, fran, people = group
    publish_plan(activity=activity, by=fran, now=NOW)

    def work(who):
        count = 0
        while (each := next_assignment(activity=activity, reviewer=who, now=NOW)) and count < 2:
            finish(assignment=each, now=NOW)
            count += 1
        return count

    assert at_once(work, people) == [2] * len(people)
    for submission in activity.submissions.all():
        assert submission.reviews_done == submission.assignments.filter(state="done").count()


def test_two_rules_that_contradict_are_never_both_made(group):
    activity, fran, (ann, bob, *_) = group

    def rule(kind):
        try:
            return make_rule(activity=activity, kind=kind, reviewer=ann, author=bob, by=fran).kind
        except Invalid:
            return None

    made = at_once(rule, ["must", "must_not"])

    assert sorted(kind is None for kind in made) == [False, True]
