# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerreview.activities.services import set_stage
from peerreview.activities.stages import Act
from peerreview.allocation.rules import may_review, must_calibrate
from peerreview.allocation.services import next_assignment
from peerreview.artifacts.checks import NotReady
from peerreview.artifacts.rules import may_read_version
from peerreview.calibration import measures, queries, services
from peerreview.calibration.models import Attempt, Clearance, Exemplar
from peerreview.kernel.errors import Conflict, Invalid, NotAllowed
from peerreview.outbox.models import Message
from tests.peerreview import reviewing
from tests.peerreview.calibration.building import (
    asked_activity,
    entries,
    exemplar_in,
    tried,
)


@pytest.fixture
def activity(alice, ben, fran):
    return asked_activity(fran, alice, ben)


def exemplars_of(activity):
    return list(queries.published(activity))


def test_reviewing_begins_when_the_examples_are_passed(activity, alice, ben):
    reviewing.submission_by(alice, activity)
    first, second = exemplars_of(activity)

    assert must_calibrate(ben, activity)
    with pytest.raises(NotAllowed):
        next_assignment(activity=activity, reviewer=ben)
    tried(first, ben, 1, 2, 3)
    assert not may_review(ben, activity)
    tried(second, ben, 2, 2, 2)

    assert may_review(ben, activity)
    assert next_assignment(activity=activity, reviewer=ben) is not None
    assert queries.clearance_of(ben, activity).state == Clearance.State.CALIBRATED
    assert Message.objects.filter(name="calibration.ReviewerCleared").count() == 1


def test_one_level_off_is_within_and_two_are_not(activity, ben):
    first, second = exemplars_of(activity)

    assert tried(first, ben, 1, 3, 2).is_passed
    assert not tried(second, ben, 0, 2, 2).is_passed


def test_after_the_second_try_nobody_is_held_up(activity, ben):
    for exemplar in exemplars_of(activity):
        for number in (1, 2):
            tried(exemplar, ben, 0, 0, 0, number=number)

    assert may_review(ben, activity)
    assert queries.clearance_of(ben, activity).state == Clearance.State.WENT_ON


def test_a_third_try_is_refused_and_a_retry_changes_nothing(activity, ben):
    [first, _second] = exemplars_of(activity)
    one = tried(first, ben, 0, 0, 0)

    assert tried(first, ben, 3, 3, 3) == one
    tried(first, ben, 0, 0, 0, number=2)
    with pytest.raises(Conflict):
        tried(first, ben, 2, 2, 2, number=3)
    assert Attempt.objects.filter(person=ben).count() == 2


def test_who_has_passed_has_no_second_try(activity, ben):
    [first, _second] = exemplars_of(activity)
    tried(first, ben, 2, 2, 2)

    with pytest.raises(Conflict):
        tried(first, ben, 2, 2, 2, number=2)


def test_going_on_anyway_after_one_try(activity, ben):
    with pytest.raises(Conflict):
        services.go_on(activity=activity, by=ben)
    tried(exemplars_of(activity)[0], ben, 0, 0, 0)

    services.go_on(activity=activity, by=ben)
    services.go_on(activity=activity, by=ben)

    assert may_review(ben, activity)
    assert Message.objects.filter(name="calibration.ReviewerCleared").count() == 1


def test_who_went_on_can_still_become_calibrated(activity, ben):
    first, second = exemplars_of(activity)
    tried(first, ben, 2, 2, 2)
    services.go_on(activity=activity, by=ben)
    tried(second, ben, 2, 2, 2)

    assert queries.clearance_of(ben, activity).state == Clearance.State.CALIBRATED
    services.waive(activity=activity, person=ben, by=activity.created_by)
    assert queries.clearance_of(ben, activity).state == Clearance.State.CALIBRATED


def test_the_facilitator_lets_through_who_asks(activity, alice, ben, fran):
    services.ask_to_go_on(activity=activity, by=ben, words="I cannot open it.")
    assert [row.person for row in queries.asking(activity)] == [ben]
    assert not may_review(ben, activity)
    with pytest.raises(NotAllowed):
        services.waive(activity=activity, person=ben, by=alice)

    services.waive(activity=activity, person=ben, by=fran)

    assert may_review(ben, activity)
    assert not queries.asking(activity).exists()


def test_nobody_is_held_up_without_examples_or_when_the_stage_is_off(alice, ben, fran):
    activity = asked_activity(fran, alice, ben, exemplars=0)
    assert may_review(ben, activity)
    exemplar_in(activity, fran)
    assert not may_review(ben, activity)
    assert queries.held_up(ben, reviewing.NOW) == [activity]

    set_stage(activity=activity, act=Act.CALIBRATE, is_on=False, by=fran)

    assert may_review(ben, activity)
    assert queries.held_up(ben, reviewing.NOW) == []


def test_who_had_begun_to_review_is_not_stopped(alice, ben, fran):
    activity = asked_activity(fran, alice, ben, exemplars=0)
    reviewing.submission_by(alice, activity)
    review = reviewing.fill(reviewing.draft(reviewing.duty(ben, activity)))
    exemplar_in(activity, fran)

    assert may_review(ben, activity)
    assert reviewing.submit_review(review=review, by=ben).submitted_at


def test_publishing_needs_a_whole_reference_and_a_work(activity, alice, fran):
    made = services.make_exemplar(activity=activity, by=fran)
    with pytest.raises(Invalid):
        services.publish(exemplar=made, by=fran)
    services.save_references(exemplar=made, by=fran, entries=entries(1, 1, 1))
    with pytest.raises(NotReady):
        services.publish(exemplar=made, by=fran)
    with pytest.raises(NotAllowed):
        services.publish(exemplar=made, by=alice)

    assert made not in exemplars_of(activity)
    with pytest.raises(Conflict):
        services.make_exemplar(activity=activity, by=fran)


def test_the_same_key_makes_one_example(alice, ben, fran):
    activity = asked_activity(fran, alice, ben, exemplars=0)
    made = services.make_exemplar(activity=activity, by=fran)

    assert services.make_exemplar(activity=activity, by=fran, key=made.uuid) == made


def test_an_example_stays_once_somebody_has_tried_it(activity, ben, fran):
    first, second = exemplars_of(activity)
    tried(first, ben, 2, 2, 2)

    for act in (
        lambda: services.remove(exemplar=first, by=fran),
        lambda: services.save_references(exemplar=first, by=fran, entries=entries(0, 0, 0)),
    ):
        with pytest.raises(Conflict):
            act()
    services.move(exemplar=second, by=fran, position=0)
    services.remove(exemplar=second, by=fran)
    services.remove(exemplar=second, by=fran)

    assert exemplars_of(activity) == [first]
    assert Message.objects.filter(name="calibration.ExemplarRemoved").count() == 1


def test_a_past_work_is_shown_only_while_its_author_agrees(alice, ben, fran):
    cohort = reviewing.cohort_of(alice, ben, facilitator=fran)
    before = reviewing.activity_in(cohort)
    work = reviewing.submission_by(alice, before)
    activity = reviewing.activity_in(cohort)
    made = services.propose_past_work(activity=activity, submission=work, by=fran)
    assert services.propose_past_work(activity=activity, submission=work, by=fran) == made
    services.save_references(exemplar=made, by=fran, entries=entries(1, 1, 1))
    with pytest.raises(Conflict):
        services.publish(exemplar=made, by=fran)
    with pytest.raises(NotAllowed):
        services.answer_consent(exemplar=made, by=fran, agreed=True)
    assert not may_read_version(ben, work.version)

    services.answer_consent(exemplar=made, by=alice, agreed=True)
    services.publish(exemplar=made, by=fran)
    assert may_read_version(ben, work.version)
    assert list(queries.for_learner(ben, activity)) == [made]
    assert not queries.for_learner(alice, activity).exists()  # it is hers

    services.answer_consent(exemplar=made, by=alice, agreed=False)
    assert not may_read_version(ben, work.version)
    assert exemplars_of(activity) == []


def test_only_work_one_looks_after_can_be_proposed(activity, alice, ben, fran, charlie):
    elsewhere = reviewing.activity_in(reviewing.cohort_of(ben, facilitator=charlie))
    work = reviewing.submission_by(ben, elsewhere)
    exemplar = exemplars_of(activity)[0]
    services.remove(exemplar=exemplar, by=fran)

    with pytest.raises(NotAllowed):
        services.propose_past_work(activity=activity, submission=work, by=fran)


def test_bias_is_of_first_tries_and_feeds_consensus_and_badges(activity, alice, ben):
    first, second = exemplars_of(activity)
    tried(first, ben, 3, 3, 3)
    tried(second, ben, 0, 3, 3)
    tried(second, ben, 2, 3, 3, number=2)

    table = measures.measured(activity)

    assert table.reviewer_ids == (ben.pk, ben.pk)
    assert table.scores.tolist() == [[3, 3, 3], [0, 3, 3]]
    assert table.reference.tolist() == [[2, 2, 2], [2, 2, 2]]
    bias, _leanings = measures.bias_of(ben, activity)
    assert (0 < bias.shrunk < 0.5, bias.count) == (True, 6)
    fact = measures.calibrated(ben.pk, activity)
    assert (fact.exemplars, fact.ratings) == (2, 6)
    assert measures.calibrated(alice.pk, activity) is None


def test_removed_tries_leave_the_measure(activity, ben):
    assert measures.measured(activity).reviewer_ids == ()
    assert not measures.bias_of(ben, activity)[0].count


@pytest.mark.long
@pytest.mark.django_db
@given(data=st.data())
def test_whatever_somebody_does_there_is_a_way_on(data):
    """Any order of tries, requests and going on: at most two tries each, and never held up for good."""
    *people, fran = (reviewing.learner(uuid4().hex) for _ in range(3))
    activity = asked_activity(fran, *people)
    ben = people[0]
    for _ in range(6):
        exemplar = data.draw(st.sampled_from(exemplars_of(activity)))
        standing = queries.standing_with(ben, exemplar)
        level = data.draw(st.integers(0, 3))
        if standing.may_try:
            tried(exemplar, ben, level, level, level, number=standing.next_number)
    assert all(len(one.attempts) <= 2 for one in queries.standings(ben, activity))
    if not queries.is_ready(ben, activity):
        services.go_on(activity=activity, by=ben)
    assert may_review(ben, activity)
    assert may_review(people[1], activity) is False
    assert Exemplar.objects.filter(activity=activity).count() == 2
