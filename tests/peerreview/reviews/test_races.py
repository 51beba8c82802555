# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Two tabs, two clicks, two connections at the same moment."""

from uuid import uuid4

import pytest

from peerreview.activities.models import Submission
from peerreview.outbox.models import Message
from peerreview.reviews.drafting import change_draft
from peerreview.reviews.models import Edit, Review
from peerreview.reviews.queries import draft_snapshot
from peerreview.reviews.submitting import submit_review
from tests.peerreview.allocation.test_races import at_once
from tests.peerreview.reviewing import (
    NOW,
    activity_in,
    cohort_of,
    draft,
    duty,
    fill,
    learner,
    reviewed,
    submission_by,
)


def begun() -> Review:
    alice, ben = learner("Alice"), learner("Ben")
    activity = activity_in(cohort_of(alice, ben, facilitator=learner("Fran")))
    submission_by(alice, activity)
    return draft(duty(ben, activity))


@pytest.mark.django_db(transaction=True)
def test_many_changes_at_once_are_all_kept_with_revisions_of_their_own():
    review = begun()

    def write(number):
        return change_draft(
            review=review,
            by=review.reviewer,
            command_id=uuid4(),
            field=["overall", "comment:argument", "score:form", "score:sources"][number % 4],
            value=[f"Text {number}", f"Comment {number}", 1, 2][number % 4],
            now=NOW,
        ).revision

    revisions = at_once(write, range(8))

    assert sorted(revisions) == list(range(1, 9))
    assert draft_snapshot(review).revision == Edit.objects.count() == 8


@pytest.mark.django_db(transaction=True)
def test_one_command_sent_by_several_connections_is_one_change():
    review, command = begun(), uuid4()

    def write(_):
        return change_draft(
            review=review,
            by=review.reviewer,
            command_id=command,
            field="overall",
            value="Once",
            now=NOW,
        ).revision

    assert at_once(write, range(4)) == [1, 1, 1, 1]
    assert Edit.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_handing_in_from_several_tabs_counts_once():
    review = fill(begun())

    at_once(lambda _: submit_review(review=review, by=review.reviewer, now=NOW), range(4))

    assert Submission.objects.get().reviews_done == 1
    assert Message.objects.filter(name="reviews.ReviewSubmitted").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_ring_of_reviewers_hands_in_at_once_without_waiting_for_each_other():
    people = [learner(f"Learner{number}") for number in range(6)]
    activity = activity_in(cohort_of(*people, facilitator=learner("Fran")), reviews_needed=1)
    for number, author in enumerate(people):
        submission_by(author, activity, minutes=number)

    states = at_once(lambda user: reviewed(user, activity).state, people)

    assert states == ["submitted"] * 6
    for submission in Submission.objects.all():
        assert submission.author_has_reviewed
        assert submission.reviews_leased == 0
        assert submission.reviews_done == submission.assignments.filter(state="done").count()
