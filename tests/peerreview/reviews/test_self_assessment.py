# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from peerreview.activities.services import set_stage
from peerreview.activities.stages import Act
from peerreview.aggregation.models import Outcome
from peerreview.aggregation.services import recompute
from peerreview.kernel.errors import Closed, Invalid, NotAllowed
from peerreview.outbox.models import Message
from peerreview.reviews import self_rating
from peerreview.reviews.models import SelfAssessment
from peerreview.reviews.self_assessing import self_assess
from peerreview.reviews.visibility import views_of
from tests.house import inline
from tests.peerreview import reviewing
from tests.peerreview.calibration.building import entries, posted
from tests.peerreview.reviewing import NOW


@pytest.fixture
def activity(alice, ben, fran, person):
    people = (alice, ben, person("Dora"), person("Emil"))
    made = reviewing.activity_in(reviewing.cohort_of(*people, facilitator=fran))
    set_stage(
        activity=made, act=Act.SELF_ASSESS, is_on=True, due_at=NOW + timedelta(days=8), by=fran
    )
    return made


@pytest.fixture
def submission(activity, alice):
    return reviewing.submission_by(alice, activity)


def page(name, *args):
    return reverse(name, args=args)


def text_of(response):
    assert inline.faults(response.content.decode()) == []
    return response.content.decode()


@pytest.mark.long
def test_an_author_rates_their_work_before_the_reviews_open(
    activity, submission, alice, ben, fran, client_of
):
    reviewing.reviewed(ben, activity, levels=(3, 1, 2))
    recompute(submission=submission)
    browser = client_of(alice)
    results, own = page("submission", submission.uuid), page("self-assess", submission.uuid)

    for path in (page("home"), page("activity", activity.uuid), page("submit", activity.uuid)):
        assert own in text_of(browser.get(path))
    sealed = text_of(browser.get(results))
    assert "First: how do you see it?" in sealed
    assert reviewing.COMMENT not in sealed
    assert "Criterion by criterion" not in sealed
    assert views_of(alice, submission) == ()
    fragment = text_of(browser.get(results + "?fragment=1"))
    assert reviewing.COMMENT not in fragment

    assert browser.post(own, posted(1, 1, 3, words="I hoped so.")).url == results
    opened = text_of(browser.get(results))
    assert reviewing.COMMENT in opened
    assert "You said Beginning; 1 reviewer said Excellent. They see more in it" in opened
    assert "You said Beginning; 1 reviewer said Beginning." in opened
    assert "They are not there yet" in opened
    assert "On 1 of 3 criteria" in opened
    told = text_of(client_of(fran).get(results))
    assert "The author said Beginning; 1 reviewer said Excellent." in told
    assert "You said" not in told
    assert "You can also appeal" not in told
    assert "I hoped so." in opened
    assert own not in text_of(browser.get(page("home")))


def test_nothing_typed_is_lost_and_once_is_once(activity, submission, alice, client_of):
    browser = client_of(alice)
    own = page("self-assess", submission.uuid)
    form = posted(1, 1, 1, words="As good as I could.")
    answer = browser.post(own, {**form, "level-form": "9"})
    assert answer.status_code == 422
    assert text_of(answer).count("As good as I could.") == 3

    browser.post(own, form)
    browser.post(own, posted(3, 3, 3))
    made = self_assess(submission=submission, by=alice, entries=entries(0, 0, 0))

    assert [score.level.value for score in made.scores.all()] == [1, 1, 1]
    assert SelfAssessment.objects.count() == 1
    assert Message.objects.filter(name="reviews.SelfAssessed").count() == 1


def test_it_never_counts(activity, submission, alice, ben):
    reviewing.reviewed(ben, activity, levels=(3, 3, 3))
    before = recompute(submission=submission)
    self_assess(submission=submission, by=alice, entries=entries(0, 0, 0))

    assert recompute(submission=submission) == before
    assert Outcome.objects.count() == 1


def test_when_its_time_is_over_nobody_is_held_up(activity, submission, alice, ben, fran, client_of):
    reviewing.reviewed(ben, activity)
    past = {"opens_at": NOW - timedelta(hours=20), "due_at": NOW - timedelta(hours=2)}
    set_stage(
        activity=activity,
        act=Act.SELF_ASSESS,
        is_on=True,
        by=fran,
        now=NOW - timedelta(hours=21),
        **past,
    )
    activity.refresh_from_db()
    submission.refresh_from_db()

    assert not self_rating.is_owed(alice, submission)
    assert reviewing.COMMENT in text_of(client_of(alice).get(page("submission", submission.uuid)))
    with pytest.raises(Closed):
        self_assess(submission=submission, by=alice, entries=entries(1, 1, 1))
    answer = client_of(alice).post(
        page("self-assess", submission.uuid), posted(1, 1, 1, words="Late.")
    )
    assert answer.status_code == 409
    assert "Late." in text_of(answer)


def test_only_the_author_and_only_whole(activity, submission, alice, ben, fran, client_of):
    with pytest.raises(NotAllowed):
        self_assess(submission=submission, by=ben, entries=entries(1, 1, 1))
    with pytest.raises(Invalid):
        self_assess(submission=submission, by=alice, entries={})
    for who in (ben, fran):
        assert client_of(who).get(page("self-assess", submission.uuid)).status_code == 404


def test_reviewers_are_told_nothing_of_it(activity, submission, alice, ben, client_of):
    self_assess(submission=submission, by=alice, entries=entries(1, 1, 1, words="Mine alone"))
    review = reviewing.draft(reviewing.duty(ben, activity))
    browser = client_of(ben)
    desk = page("review-desk", review.uuid)
    before = text_of(browser.get(desk))
    reviewing.submit_review(review=reviewing.fill(review), by=ben)

    for body in (before, text_of(browser.get(desk)), text_of(browser.get(page("home")))):
        assert "Mine alone" not in body
    assert browser.get(page("submission", submission.uuid)).status_code == 403


def test_facilitators_see_it_and_the_stage_off_asks_nobody(
    activity, submission, alice, ben, fran, client_of
):
    self_assess(submission=submission, by=alice, entries=entries(1, 1, 1))
    reviewing.reviewed(ben, activity)
    recompute(submission=submission)
    assert "How the author saw it" in text_of(
        client_of(fran).get(page("submission", submission.uuid))
    )

    other = reviewing.submission_by(ben, activity)
    assert self_rating.is_owed(ben, other)
    set_stage(activity=activity, act=Act.SELF_ASSESS, is_on=False, by=fran)
    other.activity.refresh_from_db()
    assert not self_rating.is_owed(ben, other)
    assert self_rating.owed_by(ben, NOW) == []


def test_the_panel_at_home_reads_no_more_with_more_work(activity, alice, fran, client_of):
    def count():
        with CaptureQueriesContext(connection) as found:
            client_of(alice).get(page("home"))
        return len(found)

    reviewing.submission_by(alice, activity)
    few = count()
    for _ in range(3):
        more = reviewing.activity_in(activity.cohort)
        set_stage(activity=more, act=Act.SELF_ASSESS, is_on=True, by=fran)
        reviewing.submission_by(alice, more)

    assert len(self_rating.owed_by(alice, NOW)) == 4
    assert count() <= few + 2  # other panels may show their own "more" link
