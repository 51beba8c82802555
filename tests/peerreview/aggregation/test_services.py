# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from peerreview.aggregation.models import Outcome
from peerreview.aggregation.queries import board_rows, latest_outcome, submission_by_id
from peerreview.aggregation.services import ALGORITHM, recompute
from peerreview.outbox.models import Message
from peerreview.reviews.models import Review
from peerreview.reviews.submitting import set_aside, submit_review
from tests.peerreview.reviewing import (
    NOW,
    activity_in,
    change,
    cohort_of,
    draft,
    duty,
    fill,
    learner,
    reviewed,
    submission_by,
)


@pytest.fixture
def people(db) -> list:
    return [learner(f"Learner{number}") for number in range(5)]


@pytest.fixture
def activity(people, fran):
    return activity_in(cohort_of(*people, facilitator=fran))


def computed() -> int:
    return Message.objects.filter(name="aggregation.OutcomeComputed").count()


def test_without_a_review_there_is_no_outcome(people, activity):
    submission = submission_by(people[0], activity)

    assert recompute(submission=submission, now=NOW) is None
    assert latest_outcome(submission) is None


def test_handing_in_a_review_leads_to_an_outcome(people, activity, deliver):
    submission = submission_by(people[0], activity)
    reviewed(people[1], activity, levels=(3, 2, 0))
    deliver()

    outcome = latest_outcome(submission)
    assert (outcome.number, outcome.reviews_counted, outcome.algorithm) == (1, 1, ALGORITHM)
    assert [row.criterion.key for row in outcome.criteria.all()] == ["argument", "sources", "form"]
    assert [row.mean for row in outcome.criteria.all()] == pytest.approx([3, 2, 0], abs=0.01)
    assert {row.state for row in outcome.criteria.all()} == {"insufficient"}
    assert {row.agreement for row in outcome.criteria.all()} == {None}
    assert computed() == 1


def test_the_same_inputs_give_the_same_outcome_and_no_news(people, activity, deliver):
    submission = submission_by(people[0], activity)
    reviewed(people[1], activity)
    deliver()
    first = latest_outcome(submission)

    again = recompute(submission=submission_by_id(submission.pk))

    assert again.pk == first.pk
    assert computed() == Outcome.objects.count() == 1


def test_three_who_agree_settle_what_they_judged(people, activity, deliver):
    submission = submission_by(people[0], activity)
    for reviewer in people[1:4]:
        reviewed(reviewer, activity, levels=(3, 2, 1))
    deliver()

    outcome = latest_outcome(submission)
    assert outcome.reviews_counted == 3
    for row, level in zip(outcome.criteria.all(), (3, 2, 1), strict=True):
        assert abs(row.consensus_value - level) <= 1
        assert row.agreement == 1
        assert row.mean_se > 0
        assert row.at_least[0] == 1
        assert list(row.at_least) == sorted(row.at_least, reverse=True)
        assert len(row.at_least) == 4


def test_reviewers_who_differ_leave_it_contested(people, activity, deliver):
    submission = submission_by(people[0], activity)
    for reviewer, level in zip(people[1:4], (0, 3, 0), strict=True):
        reviewed(reviewer, activity, levels=(level, 2, 2))
    deliver()

    states = [row.state for row in latest_outcome(submission).criteria.all()]
    assert states[0] == "contested"


def test_who_cannot_judge_is_not_counted_for_that_criterion(people, activity, deliver):
    submission = submission_by(people[0], activity)
    review = fill(draft(duty(people[1], activity)))
    change(review, "score:sources", "cannot_judge")
    submit_review(review=review, by=people[1], now=NOW)
    deliver()

    rows = {row.criterion.key: row for row in latest_outcome(submission).criteria.all()}
    assert (rows["argument"].reviews_counted, rows["sources"].reviews_counted) == (1, 0)
    assert (rows["sources"].mean, rows["sources"].mean_se) == (None, None)


def test_a_review_set_aside_makes_a_new_outcome_without_it(people, activity, fran, deliver):
    submission = submission_by(people[0], activity)
    reviewed(people[1], activity, levels=(3, 3, 3))
    reviewed(people[2], activity, levels=(0, 0, 0))
    deliver()
    before = latest_outcome(submission)
    set_aside(review=Review.objects.get(reviewer=people[2]), by=fran, reason="Not read", now=NOW)
    deliver()

    after = latest_outcome(submission)
    assert (before.reviews_counted, after.reviews_counted) == (2, 1)
    assert after.number > before.number
    assert after.inputs_digest != before.inputs_digest
    assert [row.mean for row in after.criteria.all()] == pytest.approx([3, 3, 3], abs=0.01)


def test_the_last_review_set_aside_leaves_an_outcome_without_reviews(
    people, activity, fran, deliver
):
    submission = submission_by(people[0], activity)
    review = reviewed(people[1], activity)
    deliver()
    set_aside(review=review, by=fran, reason="Not read", now=NOW)
    deliver()

    outcome = latest_outcome(submission)
    assert (outcome.number, outcome.reviews_counted) == (2, 0)
    assert {row.state for row in outcome.criteria.all()} == {"insufficient"}


def test_a_redelivered_event_changes_nothing(people, activity, deliver):
    submission_by(people[0], activity)
    reviewed(people[1], activity)
    deliver()
    Message.objects.get(name="reviews.ReviewSubmitted").deliveries.update(state="pending")

    deliver()

    assert computed() == Outcome.objects.count() == 1


def recompute_cost(submission) -> int:
    with CaptureQueriesContext(connection) as captured:
        recompute(submission=submission_by_id(submission.pk))
    return len(captured)


def test_a_recompute_costs_the_same_however_many_reviews_there_are(people, activity):
    submission = submission_by(people[0], activity)
    reviewed(people[1], activity)
    cost = recompute_cost(submission)
    for reviewer in people[2:]:
        reviewed(reviewer, activity)

    assert recompute_cost(submission) <= cost <= 16


def test_the_board_names_nobody_unless_asked(people, activity, deliver):
    for number, author in enumerate(people[:2]):
        submission_by(author, activity, minutes=number)
    reviewed(people[2], activity)
    deliver()

    rows = board_rows(activity)
    assert [(row.author_name, row.reviews_done) for row in rows] == [(None, 1), (None, 0)]
    assert [row.criteria_insufficient for row in rows] == [3, 0]
    assert [row.author_name for row in board_rows(activity, with_names=True)] == [
        "Learner0",
        "Learner1",
    ]


def test_the_board_costs_the_same_for_every_page(
    people, activity, deliver, django_assert_num_queries
):
    for number, author in enumerate(people):
        submission_by(author, activity, minutes=number)
    reviewed(people[2], activity)
    deliver()

    for count in (1, 5):
        with django_assert_num_queries(2):
            assert len(board_rows(activity, count=count)) == count
