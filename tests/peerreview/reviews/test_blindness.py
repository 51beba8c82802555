# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What is sent to whom, by the page, for each kind of blindness and each moment."""

from datetime import timedelta

import pytest
from django.urls import reverse

from peerreview.activities import rules
from peerreview.activities.services import choose_purpose, extend, set_stage, unseal
from peerreview.activities.stages import Act
from peerreview.cohorts.services import join_with_code
from peerreview.evidence import people_with_submission, submission_fact
from peerreview.kernel.errors import Closed, NotAllowed
from peerreview.outbox.services import deliver_all
from peerreview.reviews import owed
from peerreview.reviews.sight import Seal
from peerreview.reviews.visibility import seal_of, views_of
from tests.peerreview.reviewing import (
    NOW,
    activity_in,
    cohort_of,
    draft,
    duty,
    learner,
    reviewed,
    submission_by,
)

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=20)


def world(**fields):
    """Beatrix's work, reviewed by Konrad; Tamsin has it in review."""
    fran, author, reviewer, other = map(learner, ("Fran", "Beatrix", "Konrad", "Tamsin"))
    cohort = cohort_of(author, reviewer, other, facilitator=fran)
    activity = activity_in(cohort, **fields)
    submission = submission_by(author, activity)
    review = reviewed(reviewer, activity)
    submission.refresh_from_db()
    return activity, submission, review, (fran, author, reviewer, other)


def page(client_of, person, name, uuid):
    return client_of(person).get(reverse(name, args=[uuid])).content.decode()


@pytest.mark.parametrize(
    ("blindness", "author_known", "reviewer_known"),
    [
        ("double", False, False),
        ("single", True, False),
        ("reveal", False, False),
        ("open", True, True),
    ],
)
def test_no_page_tells_more_than_the_blindness_allows(
    client_of, blindness, author_known, reviewer_known
):
    activity, submission, review, (_fran, author, reviewer, other) = world(blindness=blindness)
    begun = draft(duty(other, activity))
    desk = page(client_of, other, "review-desk", begun.uuid)
    handed_in = page(client_of, reviewer, "review-desk", review.uuid)
    results = page(client_of, author, "submission", submission.uuid)

    for sent in (desk, handed_in):
        assert ("Beatrix" in sent) is author_known
        assert (str(author.uuid) in sent) <= author_known
    assert ("Konrad" in results) is reviewer_known
    assert (str(reviewer.uuid) in results) <= reviewer_known
    assert rules.sees_names(other, activity, NOW) is author_known
    assert rules.sees_reviewers(author, activity, NOW) is reviewer_known


def test_names_are_revealed_at_the_release_and_not_before():
    activity, submission, _review, (_fran, author, reviewer, _other) = world(blindness="reveal")

    [before] = views_of(author, submission, NOW)
    [after] = views_of(author, submission, LATER)

    assert (before.reviewer_name, after.reviewer_name) == (None, "Konrad")
    assert not rules.sees_names(reviewer, activity, NOW)
    assert rules.sees_names(reviewer, activity, LATER)


def test_results_held_back_are_shown_at_their_time(client_of):
    activity, submission, _review, (fran, author, *_rest) = world()
    set_stage(
        activity=activity,
        act=Act.SEE_RESULTS,
        is_on=True,
        opens_at=NOW + timedelta(days=2),
        by=fran,
    )
    submission.activity.refresh_from_db()
    sent = page(client_of, author, "submission", submission.uuid)

    assert "The claim is clear" not in sent
    assert "opened for everybody at the same time" in sent
    assert submission_fact(author.pk, activity.uuid).outcome_uuid is None
    assert views_of(fran, submission, NOW)
    assert views_of(author, submission, NOW + timedelta(days=3))


def test_reviews_are_sealed_until_the_author_has_paid():
    activity, submission, _review, (_fran, author, *_others) = world(
        author_sees="paid", reviews_needed=1, reviews_asked=1
    )
    assert seal_of(author, submission, NOW) is Seal.OWES
    assert views_of(author, submission, NOW) == ()

    other = learner("Wanda")

    join_with_code(code=activity.cohort.join_code, by=other)
    submission_by(other, activity, minutes=3)
    reviewed(author, activity)

    assert seal_of(author, submission, NOW) is None
    assert len(views_of(author, submission, NOW)) == 1


def test_a_facilitator_lets_an_author_in_with_a_written_reason(client_of):
    _activity, submission, _review, (fran, author, reviewer, _other) = world(author_sees="paid")
    url = reverse("submission-unseal", args=[submission.uuid])

    assert client_of(reviewer).post(url, {"reason": "No."}).status_code == 403
    client_of(fran).post(url, {"reason": ""})
    submission.refresh_from_db()
    assert seal_of(author, submission, NOW) is Seal.OWES

    client_of(fran).post(url, {"reason": "There is nothing left to review."})
    submission.refresh_from_db()
    assert seal_of(author, submission, NOW) is None
    with pytest.raises(NotAllowed):
        unseal(submission=submission, reason="Me too", by=reviewer)


@pytest.mark.parametrize(
    ("rule", "peer_now", "peer_later"),
    [
        ("own_done", 1, 1),
        ("all_done", 0, 0),
        ("unless_owing", 1, 1),
        ("released", 0, 1),
    ],
)
def test_when_reviewers_see_the_reviews_of_others(rule, peer_now, peer_later):
    activity, submission, _review, (_fran, _author, reviewer, other) = world(peers_see=rule)
    reviewed(other, activity)

    def others(now):
        return sum(not view.is_own for view in views_of(reviewer, submission, now))

    assert (others(NOW), others(LATER)) == (peer_now, peer_later)


def test_who_owes_a_review_sees_no_other_until_it_can_no_longer_be_written():
    activity, submission, _review, (_fran, _author, _reviewer, other) = world(
        peers_see="unless_owing"
    )
    duty(other, activity)

    assert views_of(other, submission, NOW) == ()
    assert len(views_of(other, submission, LATER)) == 1


def test_only_what_is_to_count_reaches_the_badges(client_of):
    activity, submission, _review, (_fran, author, reviewer, _other) = world()
    deliver_all()
    assert submission_fact(author.pk, activity.uuid).outcome_uuid is not None

    url = reverse("submission-purpose", args=[activity.uuid])
    client_of(author).post(url, {"purpose": "feedback"})
    assert submission_fact(author.pk, activity.uuid) is None
    assert people_with_submission(activity.uuid) == []

    client_of(author).post(url, {"purpose": "badge"})
    assert people_with_submission(activity.uuid) == [author.pk]
    with pytest.raises(NotAllowed):
        choose_purpose(submission=submission, counts_for_badge=False, by=reviewer)
    with pytest.raises(Closed):
        choose_purpose(submission=submission, counts_for_badge=False, by=author, now=LATER)


def test_lists_of_what_to_review_follow_the_stage_and_the_extension():
    activity, _submission, _review, (fran, _author, _reviewer, other) = world()
    after = activity.review_by + timedelta(hours=1)

    def listed(now):
        rows = activity in owed.openings(other, now)
        assert rows == (owed.opening_now(activity, other, now) is not None)
        return rows

    assert (listed(NOW), listed(after)) == (True, False)
    extend(
        activity=activity,
        people=[other],
        until=activity.review_by + timedelta(days=1),
        stage=Act.REVIEW,
        reason="Away.",
        by=fran,
    )
    assert listed(after)
    set_stage(
        activity=activity,
        act=Act.REVIEW,
        is_on=True,
        opens_at=NOW + timedelta(days=1),
        due_at=activity.review_by,
        by=fran,
    )
    assert (listed(NOW), listed(NOW + timedelta(days=2))) == (False, True)
