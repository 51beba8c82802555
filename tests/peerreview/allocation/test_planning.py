# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Plans for small groups: published once, kept for their reviewers, mended at half time."""

from collections import Counter
from datetime import timedelta

import pytest

from peerreview.activities.models import Activity, Submission
from peerreview.allocation import planning, words
from peerreview.allocation.circulant import mutual
from peerreview.allocation.models import Assignment, Plan
from peerreview.allocation.planning import choose_method, publish_plan
from peerreview.allocation.ruling import declare_conflict, make_rule
from peerreview.allocation.services import finish, next_assignment
from peerreview.kernel.errors import Conflict, Invalid, NotAllowed
from peerreview.outbox.models import Message
from tests.peerreview.reviewing import NOW, activity_in, cohort_of, learner, submission_by

State = Assignment.State
CLOSED = NOW + timedelta(days=7, hours=1)


def group(fran, people: int, **fields) -> tuple[Activity, list]:
    learners = [learner(f"Learner{number}") for number in range(people)]
    activity = activity_in(cohort_of(*learners, facilitator=fran), **fields)
    for minutes, person in enumerate(learners):
        submission_by(person, activity, minutes=minutes)
    return activity, learners


def pairs() -> list[tuple[int, int]]:
    return list(Assignment.objects.values_list("reviewer_id", "submission__author_id"))


def work_off(activity, reviewer, *, most: int = 99, now=CLOSED) -> int:
    done = 0
    while done < most:
        assignment = next_assignment(activity=activity, reviewer=reviewer, now=now)
        if assignment is None:
            break
        finish(assignment=assignment, now=now)
        done += 1
    return done


def test_a_plan_gives_everybody_four_and_says_how_it_was_drawn(fran, db):
    activity, _learners = group(fran, 9)

    plan = publish_plan(activity=activity, by=fran, seed=5, now=NOW)

    by, of = Counter(by for by, _ in pairs()), Counter(of for _, of in pairs())
    assert set(by.values()) == set(of.values()) == {4}
    assert not mutual(pairs())
    assert (plan.seed, plan.each, len(plan.inputs_digest)) == (5, 4, 64)
    assert planning.preview(activity=activity, seed=5).digest != plan.inputs_digest  # pairs exist
    assert publish_plan(activity=activity, by=fran, now=NOW) == plan
    assert Message.objects.filter(name="allocation.PlanPublished").count() == 1
    assert all(each.reviews_leased == 0 for each in Submission.objects.all())


def test_what_is_kept_is_given_in_its_order_one_at_a_time(fran, db):
    activity, learners = group(fran, 9)
    publish_plan(activity=activity, by=fran, seed=1, now=NOW)
    mine = list(Assignment.objects.filter(reviewer=learners[0]).order_by("pk"))

    first = next_assignment(activity=activity, reviewer=learners[0], now=NOW)
    again = next_assignment(activity=activity, reviewer=learners[0], now=NOW)

    assert first == again == mine[0]
    assert first.state == State.LEASED
    assert first.reason == "It came to you by lot, when everyone was given as many as they get."
    assert Submission.objects.get(pk=first.submission_id).reviews_leased == 1
    finish(assignment=first, now=NOW)
    assert next_assignment(activity=activity, reviewer=learners[0], now=NOW) == mine[1]


def test_the_clock_publishes_when_handing_in_closes_and_nothing_is_given_before(fran, db):
    activity, learners = group(fran, 9)
    choose_method(activity=activity, method="plan", by=fran, now=NOW)

    assert next_assignment(activity=activity, reviewer=learners[0], now=NOW) is None
    planning.keep_time(now=NOW)
    assert not Plan.objects.exists()
    planning.keep_time(now=CLOSED)
    planning.keep_time(now=CLOSED)

    assert Plan.objects.get().published_by is None
    assert next_assignment(activity=activity, reviewer=learners[0], now=CLOSED) is not None


def test_too_few_or_too_many_are_told_and_the_clock_goes_on_without(fran, db):
    activity, learners = group(fran, 1)
    choose_method(activity=activity, method="plan", by=fran, now=NOW)

    with pytest.raises(Conflict, match="at least two people"):
        publish_plan(activity=activity, by=fran, now=NOW)
    planning.keep_time(now=CLOSED)

    assert Plan.objects.get().remarks[0][0] == "too-few"
    assert next_assignment(activity=activity, reviewer=learners[0], now=CLOSED) is None


def test_a_tiny_group_gets_the_best_there_is_in_words(fran, db):
    activity, _ = group(fran, 3)

    plan = publish_plan(activity=activity, by=fran, seed=1, now=NOW)

    assert plan.each == 2
    assert [words.of_remark(each) for each in plan.remarks] == [
        "With 3 people nobody can get more than 2 reviews.",
        "In so small a group some people review each other; it cannot be avoided.",
    ]


def test_a_plan_keeps_to_rules_and_conflicts(fran, db):
    activity, (ann, bob, cy, *_) = group(fran, 12)
    make_rule(activity=activity, kind="must_not", reviewer=ann, author=bob, by=fran)
    make_rule(activity=activity, kind="must", reviewer=bob, author=cy, by=fran)
    declare_conflict(person=ann, other=cy, by=ann)

    for seed in range(4):
        drawn = set(planning.preview(activity=activity, seed=seed).drawing.pairs)
        assert not drawn & {(ann.pk, bob.pk), (ann.pk, cy.pk), (cy.pk, ann.pk)}
        assert (bob.pk, cy.pk) in drawn


def test_at_half_time_finishers_take_over_what_nobody_began(fran, db):
    activity, learners = group(fran, 10)
    plan = publish_plan(activity=activity, by=fran, seed=3, now=CLOSED)
    for busy in learners[:7]:
        work_off(activity, busy, most=4)
    assert Submission.objects.filter(reviews_done__lt=3).exists()

    planning.keep_time(now=CLOSED)
    assert not Assignment.objects.filter(state=State.DECLINED).exists()
    planning.keep_time(now=planning.half_time(plan))
    planning.keep_time(now=planning.half_time(plan))

    taken_over = Assignment.objects.filter(state=State.PLANNED).exclude(reviewer__in=learners[7:])
    assert taken_over.exists()
    assert all("had not begun" in each.reason for each in taken_over)
    released = Assignment.objects.filter(state=State.DECLINED)
    assert {each.reviewer for each in released} <= set(learners[7:])
    assert Message.objects.filter(name="allocation.PlanReassigned").count() == 1
    for busy in learners[:7]:
        work_off(activity, busy, now=planning.half_time(plan), most=1)
    assert not Submission.objects.filter(reviews_done__lt=3).exists()
    counts = Counter(by for by, _ in pairs())
    assert max(counts.values()) <= 5


def test_in_an_exchange_everyone_is_kept_for_everyone(fran, db):
    activity, learners = group(fran, 4)
    activity.kind = "exchange"

    plan = publish_plan(activity=activity, by=None, seed=2, now=CLOSED)

    assert plan.kind == Plan.Kind.EXCHANGE
    assert len(set(pairs())) == 12
    assert {each.reason for each in Assignment.objects.all()} == {
        "In this exchange everyone reviews everyone."
    }
    assert [work_off(activity, each) for each in learners] == [3, 3, 3, 3]


def test_only_who_looks_after_it_plans(fran, db):
    activity, learners = group(fran, 3)

    for act in (
        lambda by: publish_plan(activity=activity, by=by, now=NOW),
        lambda by: choose_method(activity=activity, method="plan", by=by),
    ):
        with pytest.raises(NotAllowed):
            act(learners[0])
    with pytest.raises(Invalid):
        choose_method(activity=activity, method="magic", by=fran)
    publish_plan(activity=activity, by=fran, now=NOW)
    with pytest.raises(Conflict):
        choose_method(activity=activity, method="pull", by=fran)
