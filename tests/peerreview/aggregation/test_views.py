# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from peerreview.activities.services import withdraw
from peerreview.aggregation import words
from peerreview.aggregation.queries import latest_outcome
from peerreview.aggregation.results import progress_sentence, state_in_words
from peerreview.reviews.submitting import set_aside
from tests.peerreview.reviewing import (
    COMMENT,
    NOW,
    activity_in,
    cohort_of,
    draft,
    duty,
    learner,
    reviewed,
    submission_by,
)


@pytest.fixture
def people(db) -> list:
    """Ada writes; the others review."""
    return [learner(name) for name in ("Ada", "Benedikta", "Constanze", "Dorothea", "Emanuel")]


@pytest.fixture
def activity(people, fran):
    return activity_in(cohort_of(*people, facilitator=fran))


@pytest.fixture
def submission(people, activity):
    return submission_by(people[0], activity)


def page(client, submission, **query) -> str:
    answer = client.get(reverse("submission", args=[submission.uuid]), query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_results_are_for_author_and_facilitator(
    submission, people, fran, charlie, client_of, client
):
    address = reverse("submission", args=[submission.uuid])

    answers = {
        person.display_name: client_of(person).get(address).status_code
        for person in (people[0], fran, people[1], charlie)
    }

    assert answers == {"Ada": 200, "Fran": 200, "Benedikta": 403, "Charlie": 404}
    assert client.get(address).status_code == 302
    assert client_of(people[0]).post(address).status_code == 405


def test_withdrawn_work_has_no_results(submission, people, client_of):
    withdraw(submission=submission, by=people[0], now=NOW)

    address = reverse("submission", args=[submission.uuid])
    assert client_of(people[0]).get(address).status_code == 404


def test_before_any_review_there_are_counts_only(submission, activity, people, client_of):
    for reviewer in people[1:3]:
        draft(duty(reviewer, activity))

    text = page(client_of(people[0]), submission)

    assert "2 of 3 reviewers are at work." in text
    assert "Criterion by criterion" not in text


def test_reviews_are_shown_together_and_one_by_one(
    submission, activity, people, client_of, deliver
):
    review = reviewed(people[1], activity, levels=(3, 2, 0))
    deliver()

    text = page(client_of(people[0]), submission)

    assert "Provisional" in text
    assert review.assignment.alias in text
    assert COMMENT in text
    assert len(re.findall(r'<figure class="scale">', text)) == 3


def test_marks_count_from_0_as_the_rubric_and_the_badges_do(
    submission, activity, people, client_of, deliver
):
    for reviewer in people[1:4]:
        reviewed(reviewer, activity, levels=(0, 1, 2))
    deliver()

    text = page(client_of(people[0]), submission)

    drawn = re.findall(r'aria-label="(\S+ of \d+, most likely between \S+ and [^"]+)"', text)
    criteria = submission.activity.rubric_version.criteria
    tops = [criterion.levels.count() - 1 for criterion in criteria.order_by("position")]
    assert drawn == [
        "{:.1f} of {}, most likely between {:.1f} and {:.1f}".format(
            row.posterior, top, *words.band(row.posterior, row.posterior_sd, top + 1)
        )
        for row, top in zip(latest_outcome(submission).criteria.all(), tops, strict=True)
    ]
    assert "about 19 of 20 cases" in text
    assert "3 reviews; the reviewers agreed almost entirely." in text


@pytest.mark.parametrize(
    ("posterior", "posterior_sd", "expected"),
    [(1.5, 0.25, (1.0, 2.0)), (0.25, 0.5, (0.0, 1.25)), (1.75, 0.5, (0.75, 2.0))],
)
def test_a_band_is_two_deviations_wide_and_stays_on_the_scale(posterior, posterior_sd, expected):
    assert words.band(posterior, posterior_sd, 3) == expected


def test_the_fragment_is_the_part_that_changes(submission, people, client_of):
    fragment = page(client_of(people[0]), submission, fragment="1")

    assert fragment.strip().startswith('<div id="results"')
    assert f'data-live-submission="{submission.uuid}"' in fragment
    assert "<html" not in fragment


def test_nothing_sent_to_the_author_tells_who_reviews(
    submission, activity, people, client_of, deliver
):
    author, reviewer, busy = people[:3]
    review = reviewed(reviewer, activity)
    at_work = draft(duty(busy, activity))
    deliver()
    browser = client_of(author)
    sent = [
        page(browser, submission),
        page(browser, submission, fragment="1"),
        browser.get(reverse("home")).content.decode(),
        browser.get(reverse("review-home")).content.decode(),
        browser.get(reverse("activity", args=[activity.uuid])).content.decode(),
    ]

    secrets = [str(review.uuid), str(at_work.uuid), at_work.assignment.alias]
    for person in (reviewer, busy):
        secrets += [person.display_name, person.email, str(person.uuid)]
    for text in sent:
        assert [secret for secret in secrets if secret in text] == []


def test_a_facilitator_sees_names_and_what_was_set_aside(
    submission, activity, people, fran, client_of, deliver
):
    review = reviewed(people[1], activity)
    deliver()
    set_aside(review=review, by=fran, reason="Not read", now=NOW)
    deliver()

    assert "Benedikta" in page(client_of(fran), submission)
    assert "Set aside" in page(client_of(fran), submission)
    assert COMMENT not in page(client_of(people[0]), submission)


def test_in_an_open_activity_the_author_sees_names(people, fran, client_of):
    activity = activity_in(cohort_of(*people, facilitator=fran), blindness="open")
    submission = submission_by(people[0], activity)
    reviewed(people[1], activity)

    assert "Benedikta" in page(client_of(people[0]), submission)


def test_what_reviewers_write_is_text_and_nothing_else(
    submission, activity, people, client_of, monkeypatch
):
    monkeypatch.setattr(
        "tests.peerreview.reviewing.COMMENT", "<script>alert(1)</script> & <b>bold</b>"
    )
    reviewed(people[1], activity)

    text = page(client_of(people[0]), submission)
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &lt;b&gt;bold&lt;/b&gt;" in text


def test_the_page_costs_the_same_for_one_review_and_four(
    submission, activity, people, client_of, deliver
):
    browser, costs = client_of(people[0]), []
    for reviewer in people[1:]:
        reviewed(reviewer, activity)
        deliver()
        with CaptureQueriesContext(connection) as captured:
            page(browser, submission)
        costs.append(len(captured))

    # With the third the result stands, and what may be said against it is asked for once.
    assert costs[0] == costs[1]
    assert costs[2] == costs[3]
    assert max(costs) <= 45


@pytest.mark.parametrize(
    ("done", "at_work", "needed", "sentence"),
    [
        (0, 0, 3, "Waiting for 3 reviews. Nobody is at work yet."),
        (0, 0, 1, "Waiting for 1 review. Nobody is at work yet."),
        (0, 1, 3, "1 of 3 reviewers is at work."),
        (0, 2, 3, "2 of 3 reviewers are at work."),
        (1, 0, 3, "1 of 3 reviews are in; nobody is at work right now."),
        (2, 1, 3, "2 of 3 reviews are in; 1 reviewer is at work."),
        (3, 0, 3, "All 3 reviews are in."),
        (4, 1, 3, "4 reviews are in (3 were needed)."),
        (1, 0, 1, "1 review is in."),
    ],
)
def test_progress_in_words(done, at_work, needed, sentence):
    assert progress_sentence(done, at_work, needed) == sentence


def test_agreement_and_state_in_words():
    assert words.agreement(None).startswith("one review")
    assert "almost entirely" in words.agreement(0.9)
    assert "closely" in words.agreement(0.8)
    assert "in the main" in words.agreement(0.6)
    assert "differently" in words.agreement(0.2)
    assert [state_in_words(state) for state in ("settled", "contested", "insufficient", None)] == [
        "Settled",
        "Reviewers differ",
        "Provisional",
        "No review yet",
    ]
