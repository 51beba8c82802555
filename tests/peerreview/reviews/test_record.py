# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from peerreview.activities.models import Activity
from peerreview.reviews import record
from peerreview.reviews.wording import habits, written
from tests.house import inline
from tests.peerreview import reviewing
from tests.peerreview.reviewing import NOW

RECORD = reverse("review-record")


@pytest.fixture
def at_work(ben, fran, person):
    """Six authors who also review; Ben reviews three of them, a level above the others each time."""
    authors = [person(f"Author {n}") for n in range(5)]
    activity = reviewing.activity_in(
        reviewing.cohort_of(ben, *authors, facilitator=fran), reviews_needed=2, reviews_asked=3
    )
    for number, author in enumerate(authors):
        reviewing.submission_by(author, activity, minutes=number)
    for _ in range(3):
        reviewing.reviewed(ben, activity, levels=(3, 3, 3))
    for author in authors:
        reviewing.reviewed(author, activity, levels=(1, 1, 1))
    return activity


def ended(activity):
    day = timedelta(days=1)
    Activity.objects.filter(pk=activity.pk).update(
        opens_at=NOW - 9 * day, submit_by=NOW - 5 * day, review_by=NOW - day
    )


def page_of(browser):
    response = browser.get(RECORD)
    assert response.status_code == 200
    body = response.content.decode()
    assert inline.faults(body) == []
    return body


def test_a_reviewer_reads_what_they_gave_and_nobody_else_does(at_work, ben, client_of, charlie):
    body = page_of(client_of(ben))

    assert "3; 3 asked of you" in body
    assert "3 of 3" in body
    assert "Tides of the north" in body
    assert "Author" not in body  # blind: whose work it was is not told here either
    assert "not handed in a review yet" in page_of(client_of(charlie))


def test_how_one_rates_beside_others_is_told_when_it_is_over(at_work, ben, client_of):
    assert "higher than others" not in page_of(client_of(ben))
    ended(at_work)

    body = page_of(client_of(ben))

    assert "higher than others who reviewed the same work" in body
    [row] = record.by_activity(ben, list(record.activities_of(ben)), NOW)
    assert row.bias.direction == 1
    assert 0 < row.bias.shrunk < 2


def test_late_reviews_are_told_as_late(at_work, ben):
    ended(at_work)
    [row] = record.by_activity(ben, list(record.activities_of(ben)), NOW)

    assert (row.given, row.in_time) == (3, 0)


@pytest.mark.long
def test_the_page_reads_no_more_with_more_reviews(ben, fran, person, client_of):
    def work(count, start):
        for number in range(start, start + count):
            activity = reviewing.activity_in(
                reviewing.cohort_of(ben, person(f"A{number}"), facilitator=fran)
            )
            author = activity.cohort.memberships.exclude(user__in=[ben, fran]).get().user
            reviewing.submission_by(author, activity)
            reviewing.reviewed(ben, activity)
            ended(activity)

    def count():
        with CaptureQueriesContext(connection) as found:
            page_of(client_of(ben))
        return len(found)

    work(2, 0)
    few = count()
    work(4, 2)

    assert count() == few


@given(st.lists(st.lists(st.text(max_size=60), max_size=4), max_size=6))
def test_habits_stay_in_their_bounds(texts):
    found = habits([written(comments) for comments in texts])

    assert (found is None) == (not texts)
    if found:
        assert found.reviews == len(texts)
        assert 0 <= found.with_next_step <= 1
        assert found.typical_words >= 0


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("You could open with the question.", True),
        ("Podrías empezar por el final.", True),
        ("Lovely!", False),
        ("The nextdoor entry.", False),
    ],
)
def test_a_next_step_is_guessed_from_the_words(text, is_one):
    assert written([text]).names_next_step is is_one
