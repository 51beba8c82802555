# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
import dataclasses

import pytest

from peerreview.reviews import queries
from peerreview.reviews.models import Review
from peerreview.reviews.submitting import set_aside, submit_review
from peerreview.reviews.visibility import reviews_for_author, view_of, views_of
from tests.peerreview.reviewing import (
    NOW,
    activity_in,
    change,
    cohort_of,
    draft,
    duty,
    fill,
    reviewed,
    submission_by,
)


@pytest.fixture
def dora(person):
    return person("Dora")


@pytest.fixture
def emil(person):
    return person("Emil")


def world(fran, *learners, **fields):
    """Alice's work, reviewed by Ben; Dora has it in review; Emil is a classmate."""
    activity = activity_in(cohort_of(*learners, facilitator=fran), **fields)
    submission = submission_by(learners[0], activity)
    by_ben = reviewed(learners[1], activity)
    by_dora = draft(duty(learners[2], activity))
    change(by_dora, "overall", "Only a draft")
    return submission, fresh(by_ben), fresh(by_dora)


def fresh(review: Review) -> Review:
    return queries.with_surroundings().get(pk=review.pk)


def seen(viewer, review) -> str | None:
    """What a viewer sees: nothing, an alias, or a name."""
    view = view_of(viewer, review)
    if view is None:
        return None
    if view.is_own:
        return "own"
    return "alias" if view.reviewer_name is None else view.reviewer_name


def test_who_sees_a_review(alice, ben, dora, emil, fran, charlie):
    _, by_ben, by_dora = world(fran, alice, ben, dora, emil)
    table = {
        person.display_name: (seen(person, by_ben), seen(person, by_dora))
        for person in (alice, ben, dora, emil, fran, charlie)
    }

    assert table == {
        "Alice": ("alias", None),
        "Ben": ("own", None),
        "Dora": (None, "own"),  # not before she has handed in herself
        "Emil": (None, None),
        "Fran": ("Ben", None),
        "Charlie": (None, None),
    }


def test_after_handing_in_reviewers_see_each_other_by_alias(alice, ben, dora, emil, fran):
    submission, by_ben, by_dora = world(fran, alice, ben, dora, emil)
    submit_review(review=fill(by_dora), by=dora, now=NOW)

    assert seen(dora, by_ben) == "alias"
    assert seen(ben, fresh(by_dora)) == "alias"
    assert [view.is_own for view in views_of(dora, submission)] == [False, True]


def test_in_an_open_activity_names_are_seen(alice, ben, dora, emil, fran):
    _, by_ben, _ = world(fran, alice, ben, dora, emil, blindness="open")

    assert seen(alice, by_ben) == "Ben"
    assert seen(dora, by_ben) is None


def test_what_is_set_aside_is_hidden_from_author_and_peers(alice, ben, dora, emil, fran):
    submission, by_ben, _ = world(fran, alice, ben, dora, emil)
    set_aside(review=by_ben, by=fran, reason="Rude", now=NOW)
    by_ben = fresh(by_ben)

    assert seen(alice, by_ben) is None
    assert reviews_for_author(submission) == ()
    assert view_of(fran, by_ben).is_set_aside
    assert view_of(ben, by_ben).is_set_aside


def test_the_authors_view_carries_nothing_of_the_reviewer(alice, ben, dora, emil, fran):
    submission, _, _ = world(fran, alice, ben, dora, emil)

    [view] = reviews_for_author(submission)

    text = repr(dataclasses.asdict(view))
    assert view.review_uuid is None
    for secret in (ben.display_name, ben.email, str(ben.uuid)):
        assert secret not in text
    assert [score.level_value for score in view.scores] == [2, 2, 2]


def test_aliases_differ_within_a_submission(alice, ben, dora, emil, fran):
    submission, _, _ = world(fran, alice, ben, dora, emil)
    reviewed(emil, submission.activity)

    aliases = list(submission.assignments.values_list("alias", flat=True))
    assert len(set(aliases)) == len(aliases) == 3


def test_reading_reviews_costs_the_same_for_one_and_many(
    alice, ben, dora, emil, fran, django_assert_num_queries
):
    submission, _, _ = world(fran, alice, ben, dora, emil)
    with django_assert_num_queries(2):
        assert len(reviews_for_author(submission)) == 1
    reviewed(emil, submission.activity)
    with django_assert_num_queries(2):
        assert len(reviews_for_author(submission)) == 2
