# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
from uuid import uuid4

import pytest

from peerreview import evidence
from peerreview.activities.services import withdraw
from peerreview.evidence import (
    activities_to_tie,
    activity_fact,
    people_with_submission,
    submission_fact,
)
from tests.peerreview.calibration import building as calibrating
from tests.peerreview.reviewing import (
    NOW,
    activity_in,
    challenge,
    cohort_of,
    learner,
    reviewed,
    submission_by,
)


@pytest.fixture
def people(db) -> list:
    return [learner(f"Learner{number}") for number in range(4)]


@pytest.fixture
def activity(people, fran):
    return activity_in(cohort_of(*people, facilitator=fran))


def test_without_a_submission_there_is_no_fact(people, activity):
    assert submission_fact(people[0].pk, activity.uuid) is None
    assert submission_fact(people[0].pk, uuid4()) is None


def test_a_submission_without_reviews_has_no_judgement(people, activity):
    submission = submission_by(people[0], activity)

    fact = submission_fact(people[0].pk, activity.uuid)
    assert (fact.submission_uuid, fact.artifact_digest) == (
        submission.uuid,
        submission.version.digest,
    )
    assert (fact.outcome_uuid, fact.outcome_number, fact.independent_reviewers) == (None, 0, 0)
    assert [criterion.reviews for criterion in fact.criteria] == [0, 0, 0]
    assert [part.kind for part in fact.parts] == ["text"]


def test_a_reviewed_submission_carries_what_the_reviews_say(people, activity, deliver):
    submission_by(people[0], activity)
    for reviewer in people[1:]:
        reviewed(reviewer, activity, levels=(3, 3, 2))
    deliver()

    fact = submission_fact(people[0].pk, activity.uuid)
    assert fact.independent_reviewers == 3
    assert fact.outcome_number == 1
    assert len(fact.outcome_inputs_digest) == 64
    argument = fact.criteria[0]
    assert (argument.key, argument.reviews, argument.agreement) == ("argument", 3, 1)
    assert [level.title for level in argument.levels] == [
        "Missing", "Beginning", "Solid", "Excellent"
    ]  # fmt: skip
    assert [level.points for level in argument.levels] == ["0", "1", "2", "3"]
    assert len(argument.at_least) == 4


def test_withdrawn_work_is_no_evidence(people, activity):
    withdraw(submission=submission_by(people[0], activity), by=people[0], now=NOW)

    assert submission_fact(people[0].pk, activity.uuid) is None
    assert people_with_submission(activity.uuid) == []


def test_an_activity_is_told_with_its_criteria(activity):
    fact = activity_fact(activity.uuid)

    assert (fact.title, fact.kind, fact.rubric_title) == (activity.title, "cohort", "Essay")
    assert [criterion.key for criterion in fact.criteria] == ["argument", "sources", "form"]
    assert activity_fact(uuid4()) is None


def test_badges_are_tied_to_activities_one_set_or_facilitates(people, activity, fran):
    other = challenge(fran)

    assert {fact.activity_uuid for fact in activities_to_tie(fran.pk)} == {
        activity.uuid,
        other.uuid,
    }
    assert activities_to_tie(people[0].pk) == []


def test_who_has_a_submission(people, activity):
    for author in people[:2]:
        submission_by(author, activity)

    assert people_with_submission(activity.uuid) == [person.pk for person in people[:2]]


def test_calibrated_is_a_fact_of_who_passed(alice, ben, fran):
    activity = calibrating.asked_activity(fran, alice, ben)
    for exemplar in activity.exemplars.all():
        calibrating.tried(exemplar, ben, 3, 2, 1)
        calibrating.tried(exemplar, alice, 0, 0, 0)
        calibrating.tried(exemplar, alice, 0, 0, 0, number=2)

    fact = evidence.calibration_fact(ben.pk, activity.uuid)

    assert (fact.exemplars, fact.ratings) == (2, 6)
    assert fact.distance == pytest.approx(2 / 3)
    assert fact.bias == pytest.approx(0)
    assert evidence.calibration_fact(alice.pk, activity.uuid) is None
    assert evidence.calibration_fact(ben.pk, ben.uuid) is None
