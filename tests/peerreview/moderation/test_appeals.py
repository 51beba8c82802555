# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Appeals: when, by whom, to fresh eyes or a decision, and what comes of it."""

from datetime import timedelta

import pytest

from badges.models import Progress
from peerreview.activities.services import set_stage
from peerreview.activities.stages import Act
from peerreview.aggregation.queries import latest_outcome
from peerreview.allocation.models import Assignment
from peerreview.kernel.errors import Closed, Conflict, Invalid, NotAllowed
from peerreview.moderation import appealing
from peerreview.outbox.models import Message
from peerreview.reviews.models import Review
from peerreview.reviews.submitting import submit_review
from peerreview.reviews.visibility import views_of
from tests.badges.earning import reviewed_work
from tests.peerreview.moderation import courts
from tests.peerreview.reviewing import NOW, fill, submission_by

WHY = "The claim is in the first line, as the rubric asks for a three."
DECISION = "I read the first line again: it is there."
OVER = NOW + timedelta(days=15)


def appealed(court, **fields):
    values = {"criterion_key": "argument", "reason": WHY, "by": court.author, **fields}
    return appealing.appeal(submission=court.submission, **values)


def test_an_appeal_is_made_once_per_criterion(court):
    first = appealed(court)

    assert appealed(court) == first
    assert (first.state, first.level_before) == ("open", 2)
    with pytest.raises(Conflict):
        appealed(court, reason="Another reason, said at length.")
    assert appealed(court, criterion_key="sources") != first


def test_only_the_author_appeals_what_has_a_result_with_a_reason(court):
    for person in (court.fran, court.reviewer):
        with pytest.raises(NotAllowed):
            appealed(court, by=person)
    for wrong in ({"criterion_key": "beauty"}, {"reason": " "}):
        with pytest.raises(Invalid):
            appealed(court, **wrong)
    alone = submission_by(court.people[3], court.activity, minutes=1)
    with pytest.raises(Invalid):
        appealing.appeal(submission=alone, criterion_key="argument", reason=WHY, by=court.people[3])


def test_the_window_opens_with_the_reviews_and_ends_some_days_after(fran):
    court = courts.court(fran, reviews_needed=3, reviews_asked=3)
    with pytest.raises(Closed):
        appealed(court, now=NOW)
    last = court.activity.review_by + timedelta(days=7)
    with pytest.raises(Closed):
        appealed(court, now=last + timedelta(seconds=1))
    assert appealed(court, now=last).state == "open"


def test_the_results_stage_may_have_a_date_of_its_own(court):
    ends = NOW + timedelta(days=20)
    set_stage(activity=court.activity, act=Act.SEE_RESULTS, is_on=True, due_at=ends, by=court.fran)

    with pytest.raises(Closed):
        appealed(court, now=ends + timedelta(minutes=1))
    assert appealed(court, now=ends)


def test_fresh_reviewers_know_nothing_and_may_write_after_the_end(court):
    made = appealed(court, now=OVER)

    sent = appealing.send_to_fresh(appeal=made, count=2, by=court.fran, now=OVER)
    appealing.send_to_fresh(appeal=made, count=2, by=court.fran, now=OVER)

    called = [each.assignment for each in sent.fresh.select_related("assignment__reviewer")]
    assert sent.state == "in_review"
    assert {each.reviewer for each in called} <= set(court.people[3:])
    assert len(called) == 2
    assert not any("appeal" in each.reason.lower() for each in called)
    court.submission.refresh_from_db()
    assert (court.submission.extra_needed, court.submission.reviews_leased) == (2, 2)
    review = fill(Review.objects.get(assignment=called[0]), levels=(3, 3, 3), now=OVER)
    assert submit_review(review=review, by=review.reviewer, now=OVER).state == "submitted"
    late = Review.objects.get(assignment=called[1])
    with pytest.raises(Closed):
        fill(late, now=OVER + timedelta(days=6))


def test_who_is_called_in_sees_no_other_review_before_their_own(court):
    sent = appealing.send_to_fresh(
        appeal=appealed(court, now=OVER), count=1, by=court.fran, now=OVER
    )
    reviewer = sent.fresh.get().assignment.reviewer

    assert views_of(reviewer, court.submission, OVER + timedelta(days=1)) == ()
    review = fill(Review.objects.get(reviewer=reviewer), now=OVER)
    submit_review(review=review, by=reviewer, now=OVER)
    assert len(views_of(reviewer, court.submission, OVER + timedelta(days=1))) == 3


def test_nobody_appeals_what_they_may_not_read_yet(court):
    type(court.activity).objects.filter(pk=court.activity.pk).update(author_sees="paid")

    with pytest.raises(Closed):
        appealed(court)


def test_nobody_bound_to_the_author_is_called_in(court):
    work = submission_by(court.people[3], court.activity, minutes=3)
    Assignment.objects.create(
        submission=work, reviewer=court.author, alias="A", reason="-", lease_until=OVER
    )

    sent = appealing.send_to_fresh(appeal=appealed(court), count=2, by=court.fran)

    called = {each.assignment.reviewer for each in sent.fresh.all()}
    assert called == {court.people[4], court.people[5]}


def test_when_nobody_is_left_the_facilitator_is_told_to_decide(court):
    for person in court.people[3:]:
        Assignment.objects.create(
            submission=court.submission, reviewer=person, alias=person.display_name, reason="-",
            lease_until=NOW, state=Assignment.State.DECLINED,
        )  # fmt: skip

    made = appealed(court)
    with pytest.raises(Conflict):
        appealing.send_to_fresh(appeal=made, count=1, by=court.fran)
    made.refresh_from_db()
    assert made.state == "open"


@pytest.mark.parametrize(
    ("state", "level", "after"), [("upheld", 3, 3), ("partly", None, 2), ("rejected", None, 2)]
)
def test_a_decision_has_a_reason_and_reaches_the_outcome(court, deliver, state, level, after):
    made = appealed(court)
    before = latest_outcome(court.submission)

    for _again in range(2):
        decided = appealing.decide(
            appeal=made, state=state, level_value=level, reason=DECISION, by=court.fran
        )
    deliver()

    assert (decided.state, decided.level_after, decided.decision) == (state, after, DECISION)
    newest = latest_outcome(court.submission)
    assert (newest.pk == before.pk) == (level is None)
    assert newest.criteria.all()[0].consensus_value == after
    assert Message.objects.filter(name="moderation.AppealDecided").count() == 1


def test_who_may_not_decide_and_what_is_no_decision(court):
    made = appealed(court)
    for person in (court.author, court.reviewer):
        with pytest.raises(NotAllowed):
            appealing.decide(appeal=made, state="upheld", reason=DECISION, by=person)
    for wrong in (
        {"state": "open"},
        {"reason": ""},
        {"level_value": 7},
        {"state": "rejected", "level_value": 3},
    ):
        values = {"state": "upheld", "reason": DECISION, **wrong}
        with pytest.raises(Invalid):
            appealing.decide(appeal=made, by=court.fran, **values)
    appealing.decide(appeal=made, state="rejected", reason=DECISION, by=court.fran)
    with pytest.raises(Conflict):
        appealing.decide(appeal=made, state="upheld", reason=DECISION, by=court.fran)
    with pytest.raises(Conflict):
        appealing.send_to_fresh(appeal=made, count=1, by=court.fran)


def test_an_upheld_appeal_reaches_the_badge(person, alice, fran, deliver):
    world = reviewed_work(person, alice, fran, level=0)
    submission = world.activity.submissions.get(author=alice)
    progress = Progress.objects.get(achievement=world.achievement, person=alice)
    assert not progress.is_met

    for key in appealing.judged_criteria(submission):
        made = appealing.appeal(submission=submission, criterion_key=key, reason=WHY, by=alice)
        appealing.decide(appeal=made, state="upheld", level_value=2, reason=DECISION, by=fran)
    deliver()

    progress.refresh_from_db()
    assert progress.is_met


def test_a_reason_takes_some_words(court):
    with pytest.raises(Invalid) as short:
        appealed(court, reason="Not fair.")
    assert short.value.field == "reason"


def test_an_open_appeal_can_be_withdrawn_by_its_author_alone(court):
    made = appealed(court)
    with pytest.raises(NotAllowed):
        appealing.withdraw(appeal=made, by=court.fran)

    for _time in range(2):
        appealing.withdraw(appeal=made, by=court.author)

    assert Message.objects.filter(name="moderation.AppealWithdrawn").count() == 1
    again = appealed(court)
    appealing.decide(appeal=again, state="rejected", reason=DECISION, by=court.fran)
    with pytest.raises(Conflict):
        appealing.withdraw(appeal=again, by=court.author)
