# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
from datetime import timedelta

import pytest

from peerreview.activities.models import Submission
from peerreview.allocation.models import Assignment
from peerreview.allocation.services import decline, expire_leases
from peerreview.kernel.errors import Closed, Conflict, Invalid, NotAllowed
from peerreview.outbox.models import Message
from peerreview.reviews.errors import Incomplete
from peerreview.reviews.models import Review
from peerreview.reviews.queries import draft_snapshot
from peerreview.reviews.submitting import set_aside, submit_review
from tests.peerreview.reviewing import (
    COMMENT,
    NOW,
    activity_in,
    change,
    cohort_of,
    draft,
    duty,
    fill,
    submission_by,
)


@pytest.fixture
def review(alice, ben, fran) -> Review:
    activity = activity_in(cohort_of(alice, ben, facilitator=fran))
    submission_by(alice, activity)
    return draft(duty(ben, activity))


def submitted_events() -> int:
    return Message.objects.filter(name="reviews.ReviewSubmitted").count()


def test_an_empty_draft_is_refused_with_all_that_is_missing_in_order(review):
    with pytest.raises(Incomplete) as refused:
        submit_review(review=review, by=review.reviewer, now=NOW)

    assert list(refused.value.missing) == [
        "score:argument", "comment:argument", "score:sources", "score:form"
    ]  # fmt: skip
    assert refused.value.field == "score:argument"
    assert "4" in str(refused.value)


def test_a_required_comment_has_a_least_length(review):
    fill(review)
    change(review, "comment:argument", "  Short.       ")

    with pytest.raises(Incomplete) as refused:
        submit_review(review=review, by=review.reviewer, now=NOW)

    assert refused.value.missing == {"comment:argument": "Write at least 10 characters here."}


def test_who_cannot_judge_need_not_comment(review):
    fill(review)
    change(review, "comment:argument", "")
    change(review, "score:argument", "cannot_judge")

    assert submit_review(review=review, by=review.reviewer, now=NOW).state == "submitted"


def test_handing_in_ends_the_duty_and_counts(review):
    done = submit_review(review=fill(review), by=review.reviewer, now=NOW)

    submission = Submission.objects.get()
    assert (done.state, done.submitted_at) == ("submitted", NOW)
    assert Assignment.objects.get().state == "done"
    assert (submission.reviews_done, submission.reviews_leased) == (1, 0)
    assert submitted_events() == 1


def test_handing_in_twice_changes_nothing(review):
    first = submit_review(review=fill(review), by=review.reviewer, now=NOW)
    again = submit_review(review=review, by=review.reviewer, now=NOW + timedelta(days=90))

    assert again.submitted_at == first.submitted_at
    assert Submission.objects.get().reviews_done == 1
    assert submitted_events() == 1


def test_who_gave_a_review_is_put_first(review, ben):
    own = submission_by(ben, review.submission.activity)
    submit_review(review=fill(review), by=ben, now=NOW)

    own.refresh_from_db()
    assert own.author_has_reviewed


def test_an_expired_lease_is_accepted_while_reviewing_is_open(review):
    fill(review)
    late = NOW + timedelta(days=2)
    expire_leases(now=late)

    submit_review(review=review, by=review.reviewer, now=late)

    submission = Submission.objects.get()
    assert (submission.reviews_done, submission.reviews_leased) == (1, 0)


def test_after_the_deadline_it_is_refused_and_the_draft_is_kept(review):
    fill(review)
    late = review.submission.activity.review_by + timedelta(days=1)

    with pytest.raises(Closed):
        submit_review(review=review, by=review.reviewer, now=late)

    assert draft_snapshot(review).comments["argument"] == COMMENT
    assert draft_snapshot(review).state == "draft"


def test_what_was_given_back_cannot_be_handed_in(review):
    fill(review)
    decline(assignment=review.assignment, by=review.reviewer, reason="", now=NOW)

    with pytest.raises(Conflict):
        submit_review(review=review, by=review.reviewer, now=NOW)


def test_only_the_reviewer_hands_in(review, alice, fran, charlie):
    fill(review)

    for other in (alice, fran, charlie):
        with pytest.raises(NotAllowed):
            submit_review(review=review, by=other, now=NOW)


def test_a_review_set_aside_counts_no_longer_and_once(review, fran):
    submit_review(review=fill(review), by=review.reviewer, now=NOW)

    set_aside(review=review, by=fran, reason="Copied from elsewhere", now=NOW)
    again = set_aside(review=review, by=fran, reason="Again", now=NOW)

    assert again.state == "set_aside"
    assert Submission.objects.get().reviews_done == 0
    event = Message.objects.get(name="reviews.ReviewSetAside")
    assert (event.payload["by_id"], event.payload["reason"]) == (fran.pk, "Copied from elsewhere")


def test_only_a_facilitator_sets_aside_with_a_reason_and_not_a_draft(
    review, alice, ben, charlie, fran
):
    with pytest.raises(Conflict):
        set_aside(review=review, by=fran, reason="Too early", now=NOW)
    submit_review(review=fill(review), by=ben, now=NOW)

    for other in (alice, ben, charlie):
        with pytest.raises(NotAllowed):
            set_aside(review=review, by=other, reason="No", now=NOW)
    with pytest.raises(Invalid) as refused:
        set_aside(review=review, by=fran, reason="  ", now=NOW)
    assert refused.value.field == "reason"
