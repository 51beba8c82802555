# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
from contextlib import suppress
from datetime import timedelta
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from peerreview.activities.services import withdraw
from peerreview.allocation.models import Assignment
from peerreview.allocation.services import decline, expire_leases
from peerreview.allocation.solver import LEASE
from peerreview.kernel.errors import Closed, Conflict, DomainError, Invalid, NotAllowed
from peerreview.outbox.models import Message
from peerreview.outbox.registry import quick_handlers
from peerreview.reviews.drafting import change_draft, open_review
from peerreview.reviews.events import DraftChanged
from peerreview.reviews.models import Edit, Review, Score
from peerreview.reviews.queries import draft_snapshot
from peerreview.reviews.submitting import submit_review
from tests.peerreview.reviewing import (
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


def test_opening_twice_gives_one_review_and_one_event(review):
    again = open_review(assignment=review.assignment, now=NOW)

    assert again.pk == review.pk
    assert Message.objects.filter(name="reviews.ReviewStarted").count() == 1


def test_opening_what_was_given_back_is_refused(review):
    decline(assignment=review.assignment, by=review.reviewer, reason="A friend wrote it", now=NOW)

    with pytest.raises(Conflict):
        open_review(assignment=Assignment.objects.get(pk=review.assignment_id), now=NOW)


def test_each_change_is_stored_and_counted(review):
    change(review, "score:argument", 3)
    change(review, "comment:argument", "Clear.\r\nAnd kept to.\x00")
    change(review, "score:sources", "cannot_judge")
    edit = change(review, "overall", "Well done.")

    snapshot = draft_snapshot(review)
    assert edit.revision == snapshot.revision == 4
    assert snapshot.scores == {"argument": 3, "sources": "cannot_judge", "form": None}
    assert snapshot.comments == {"argument": "Clear.\nAnd kept to.", "sources": "", "form": ""}
    assert snapshot.overall == "Well done."
    assert list(Edit.objects.values_list("revision", flat=True)) == [1, 2, 3, 4]


def test_a_score_can_be_taken_back_and_keeps_its_comment(review):
    change(review, "score:argument", 3)
    change(review, "comment:argument", "Clear.")
    change(review, "score:argument", None)

    snapshot = draft_snapshot(review)
    assert (snapshot.scores["argument"], snapshot.comments["argument"]) == (None, "Clear.")


def test_the_same_command_again_changes_nothing(review):
    command = uuid4()
    first = change_draft(
        review=review, by=review.reviewer, command_id=command, field="overall", value="One", now=NOW
    )
    change(review, "overall", "Two")
    again = change_draft(
        review=review, by=review.reviewer, command_id=command, field="overall", value="One", now=NOW
    )

    assert again == first
    assert draft_snapshot(review).overall == "Two"
    assert draft_snapshot(review).revision == 2


@pytest.mark.parametrize(
    "field",
    ["", "score", "score:", "score:nothing", "Score:argument", "score:argument ", "score:argument\n",
     "comment:../argument", "overall:argument", "score:score:argument", "state", "x" * 500],
)  # fmt: skip
def test_a_field_that_is_none_is_refused(review, field):
    with pytest.raises(Invalid):
        change(review, field, 1)

    assert draft_snapshot(review).revision == 0


@pytest.mark.parametrize("value", [4, -1, True, False, 1.0, "1", [1], {"level": 1}, 10**30])
def test_a_level_the_criterion_has_not_is_refused_at_the_field(review, value):
    with pytest.raises(Invalid) as refused:
        change(review, "score:argument", value)

    assert refused.value.field == "score:argument"
    assert not Score.objects.exists()


@pytest.mark.parametrize("value", [None, 3, ["text"], "x" * 5001])
def test_a_comment_that_is_no_text_or_too_long_is_refused_at_the_field(review, value):
    change(review, "comment:argument", "Stays.")

    with pytest.raises(Invalid) as refused:
        change(review, "comment:argument", value)

    assert refused.value.field == "comment:argument"
    assert draft_snapshot(review).comments["argument"] == "Stays."


def test_a_criterion_without_comments_takes_none(review):
    with pytest.raises(Invalid) as refused:
        change(review, "comment:form", "Nice")

    assert refused.value.field == "comment:form"


def test_only_the_reviewer_changes_a_draft(review, alice, fran, charlie):
    for other in (alice, fran, charlie):
        with pytest.raises(NotAllowed):
            change_draft(
                review=review, by=other, command_id=uuid4(), field="overall", value="Mine", now=NOW
            )


def test_a_change_extends_the_lease(review):
    later = NOW + timedelta(hours=3)
    change(review, "overall", "Still here.", now=later)

    assert Assignment.objects.get().lease_until == later + LEASE


def test_an_expired_lease_keeps_the_draft_and_a_change_takes_it_up_again(review):
    change(review, "overall", "Before")
    later = NOW + timedelta(hours=9)
    assert expire_leases(now=later) == 1

    change(review, "comment:argument", "After", now=later)

    assignment = Assignment.objects.select_related("submission").get()
    assert assignment.state == "leased"
    assert assignment.submission.reviews_leased == 1
    assert draft_snapshot(review).overall == "Before"


def test_a_lapsed_draft_stays_writable_beside_another_duty(review, person, ben):
    activity = review.submission.activity
    later = NOW + timedelta(hours=9)
    expire_leases(now=later)
    dora = person("Dora")
    cohort = activity.cohort
    cohort.memberships.create(user=dora)
    submission_by(dora, activity)
    other = duty(ben, activity, now=later)

    change(review, "overall", "After", now=later)

    assert other.submission.author == dora
    assert draft_snapshot(review).overall == "After"
    assert list(
        Assignment.objects.filter(reviewer=ben).order_by("pk").values_list("state", flat=True)
    ) == ["expired", "leased"]


def test_nothing_is_changed_after_the_deadline_and_its_grace(review):
    activity = review.submission.activity
    in_grace = activity.review_by + timedelta(seconds=activity.grace_seconds)
    change(review, "overall", "Just in time", now=in_grace)

    with pytest.raises(Closed):
        change(review, "overall", "Late", now=in_grace + timedelta(seconds=1))

    assert draft_snapshot(review).overall == "Just in time"


def test_nothing_is_changed_after_handing_in(review):
    submit_review(review=fill(review), by=review.reviewer, now=NOW)

    with pytest.raises(Conflict):
        change(review, "overall", "Once more")


def test_nothing_is_changed_of_withdrawn_work_and_the_draft_is_kept(review, alice):
    change(review, "overall", "Before")
    later = NOW + timedelta(hours=9)
    expire_leases(now=later)
    withdraw(submission=review.submission, by=alice, now=later)

    with pytest.raises(Closed):
        change(review, "overall", "For nobody", now=later)
    assert draft_snapshot(review).overall == "Before"


def test_who_left_the_cohort_writes_no_more(review, ben):
    ben.memberships.update(left_at=NOW)

    with pytest.raises(NotAllowed):
        change(review, "overall", "From outside")


def test_a_change_is_told_after_commit_and_not_recorded(review, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        change(review, "overall", "Quick")

    assert not Message.objects.filter(name=DraftChanged.type_name()).exists()
    assert len(callbacks) == len(quick_handlers(DraftChanged.type_name()))


@settings(
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    field=st.text(max_size=90),
    value=st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
        max_leaves=4,
    ),
)
def test_nonsense_is_refused_and_never_breaks(review, field, value):
    for name in (field, f"score:{field}", f"comment:{field}", "score:argument", "overall"):
        with suppress(DomainError):
            change(review, name, value)

    snapshot = draft_snapshot(review)
    assert set(snapshot.scores.values()) <= {None, 0, 1, 2, 3, "cannot_judge"}
    assert snapshot.revision == Edit.objects.filter(review=review).count()
