# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""A handed-in review is amended until somebody else has read it; what it said before stays."""

from datetime import timedelta

import pytest
from django.urls import reverse

from peerreview.activities.services import set_stage
from peerreview.activities.stages import Act
from peerreview.aggregation.models import Outcome
from peerreview.kernel.errors import Closed, Conflict, NotAllowed
from peerreview.outbox.models import Message
from peerreview.reviews.amending import amend_review, mark_seen
from peerreview.reviews.errors import Incomplete
from peerreview.reviews.models import Edit, Review
from peerreview.reviews.queries import amendments, draft_snapshot
from peerreview.reviews.submitting import set_aside
from tests.peerreview import reviewing
from tests.peerreview.reviewing import NOW, activity_in, cohort_of, submission_by

LATER = NOW + timedelta(minutes=5)
LONGER = "The claim is clear, and I can name the sentence that carries it."


@pytest.fixture
def activity(alice, ben, charlie, fran):
    return activity_in(cohort_of(alice, ben, charlie, facilitator=fran))


@pytest.fixture
def review(alice, ben, activity) -> Review:
    submission_by(alice, activity)
    return reviewing.reviewed(ben, activity)


def amend(review, values, now=LATER):
    return amend_review(review=review, by=review.reviewer, values=values, now=now)


# --- the service ----------------------------------------------------------------------------------
def test_an_amendment_changes_the_review_and_keeps_what_it_said(review):
    amend(review, {"comment:argument": LONGER, "score:argument": 3, "score:form": 2})

    snapshot = draft_snapshot(review)
    rows = [(e.field, e.before, e.value) for e in amendments(review, with_missed=True)]
    assert (snapshot.comments["argument"], snapshot.scores["argument"]) == (LONGER, 3)
    assert rows == [
        ("score:argument", 2, 3),
        ("comment:argument", reviewing.COMMENT, LONGER),
    ]
    assert Review.objects.get(pk=review.pk).amended_at == LATER


def test_the_same_again_changes_nothing_and_tells_nobody(review):
    for _twice in range(2):
        amend(review, {"comment:argument": LONGER})

    assert Edit.objects.filter(is_amendment=True).count() == 1
    assert Message.objects.filter(name="reviews.ReviewAmended").count() == 1


def test_the_outcome_follows_and_the_one_before_stays(review, deliver):
    deliver()
    amend(review, {"score:argument": 0}, now=NOW)
    deliver()
    amend(review, {"score:argument": 2}, now=NOW)
    deliver()

    numbers = Outcome.objects.order_by("number").values_list("number", flat=True)
    values = [
        outcome.criteria.get(criterion__key="argument").mean
        for outcome in Outcome.objects.order_by("number")
    ]
    assert list(numbers) == [1, 2, 3]
    assert values[1] < values[0] == values[2]


def test_all_or_nothing_and_each_wrong_field_is_named(review):
    wrong = {"comment:argument": "", "score:argument": 3, "comment:form": "No place for this."}

    with pytest.raises(Incomplete) as refused:
        amend(review, wrong)

    assert "comment:form" in refused.value.missing
    assert draft_snapshot(review).scores["argument"] == 2
    assert not Edit.objects.filter(is_amendment=True).exists()


def test_it_stays_complete(review):
    with pytest.raises(Incomplete) as refused:
        amend(review, {"comment:argument": "Short"})

    assert list(refused.value.missing) == ["comment:argument"]
    assert draft_snapshot(review).comments["argument"] == reviewing.COMMENT


def test_nobody_amends_for_another(review, alice, fran):
    for person in (alice, fran):
        with pytest.raises(NotAllowed):
            amend_review(review=review, by=person, values={"overall": "x"}, now=LATER)


def test_once_the_author_has_read_it_it_stands(review, alice):
    assert mark_seen(submission=review.submission, by=alice, now=NOW) == 1
    assert mark_seen(submission=review.submission, by=alice, now=LATER) == 0

    with pytest.raises(Conflict, match="read this review"):
        amend(review, {"overall": "More."})
    assert Review.objects.get(pk=review.pk).seen_at == NOW


def test_a_facilitator_reading_it_does_not_close_it(review, fran):
    assert mark_seen(submission=review.submission, by=fran, now=NOW) == 0

    assert amend(review, {"overall": "More."})


def test_a_review_set_aside_is_not_amended(review, fran):
    set_aside(review=review, by=fran, reason="Copied.", now=NOW)

    with pytest.raises(Conflict):
        amend(review, {"overall": "More."})


def test_release_of_the_results_and_the_end_of_reviewing_close_it(review, activity, fran):
    with pytest.raises(Closed):
        amend(review, {"overall": "More."}, now=NOW + timedelta(days=30))

    released = NOW + timedelta(hours=1)
    set_stage(activity=activity, act=Act.SEE_RESULTS, is_on=True, opens_at=released, by=fran)
    with pytest.raises(Closed, match="released"):
        amend(review, {"overall": "More."}, now=released)


def test_levels_stay_once_the_reviewer_can_read_the_others(review, activity, charlie):
    reviewing.reviewed(charlie, activity, levels=(0, 0, 0))

    with pytest.raises(Conflict, match="levels stay"):
        amend(review, {"score:argument": 0})
    assert amend(review, {"comment:argument": LONGER})
    assert draft_snapshot(review).scores["argument"] == 2


# --- the pages ------------------------------------------------------------------------------------
def test_the_writer_amends_by_a_page_and_both_who_may_read_the_history(
    review, alice, ben, charlie, fran, client_of
):
    browser = client_of(ben)
    url = reverse("review-amend", args=[review.uuid])
    desk = reverse("review-desk", args=[review.uuid])

    form = browser.get(url).content.decode()
    answer = browser.post(url, {"comment:argument": LONGER, "score:argument": "3"})

    assert reviewing.COMMENT in form
    assert answer.url == desk
    assert "What was amended" in browser.get(desk).content.decode()
    history = reverse("review-history", args=[review.uuid])
    for person in (ben, fran):
        page = client_of(person).get(history).content.decode()
        assert f"<del>{reviewing.COMMENT}</del>" in page
        assert "<ins>Excellent</ins>" in page
    result = reverse("submission", args=[review.submission.uuid])
    assert history in client_of(fran).get(result).content.decode()
    assert history not in client_of(alice).get(result).content.decode()
    assert [client_of(person).get(history).status_code for person in (alice, charlie)] == [403, 403]
    assert client_of(alice).get(url).status_code == 404


def test_a_wrong_amendment_keeps_what_was_typed(review, ben, client_of):
    url = reverse("review-amend", args=[review.uuid])

    page = client_of(ben).post(url, {"comment:argument": "Short", "overall": "Kept & whole"})

    assert page.status_code == 422
    assert "Write at least 10 characters here." in page.content.decode()
    assert "Kept &amp; whole" in page.content.decode()


def test_the_author_reading_closes_the_door_with_the_text_in_hand(review, alice, ben, client_of):
    result = reverse("submission", args=[review.submission.uuid])
    seen = reverse("reviews-seen", args=[review.submission.uuid])
    author, writer = client_of(alice), client_of(ben)

    assert f'hx-post="{seen}"' in author.get(result).content.decode()
    before = writer.get(reverse("review-desk", args=[review.uuid])).content.decode()
    assert author.post(seen).status_code == 204
    after = writer.get(reverse("review-desk", args=[review.uuid])).content.decode()
    late = writer.post(reverse("review-amend", args=[review.uuid]), {"overall": "One thing more"})

    assert "Amend it" in before
    assert "Amend it" not in after
    assert late.status_code == 409
    assert "One thing more" in late.content.decode()


def test_a_page_of_reviews_one_may_not_read_says_nothing(review, charlie, client_of, person):
    seen = reverse("reviews-seen", args=[review.submission.uuid])

    assert client_of(charlie).post(seen).status_code == 404
    assert client_of(person("Zoe")).post(seen).status_code == 404
    assert Review.objects.get(pk=review.pk).seen_at is None


def test_the_history_costs_the_same_however_long(
    review, ben, client_of, django_assert_max_num_queries
):
    browser, url = client_of(ben), reverse("review-history", args=[review.uuid])
    costs = []
    for upto in (2, 15):
        for n in range(upto):
            amend(review, {"overall": f"{upto} {n}"})
        browser.get(url)
        with django_assert_max_num_queries(40) as seen:
            browser.get(url)
        costs.append(len(seen))

    assert costs[0] == costs[1]
