# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from peerreview.aggregation.standing import standing
from tests.house import inline
from tests.peerreview import reviewing
from tests.peerreview.calibration.building import exemplar_in, tried


def world(fran, person, count=7):
    people = [person(f"Reader {number}") for number in range(count)]
    activity = reviewing.activity_in(
        reviewing.cohort_of(*people, facilitator=fran), reviews_needed=4, reviews_asked=4
    )
    for number, author in enumerate(people):
        reviewing.submission_by(author, activity, minutes=number)
    return activity, people


def test_below_four_ratings_nothing_is_said_and_examples_count(fran, person, client_of):
    activity, people = world(fran, person)
    exemplars = [exemplar_in(activity, fran, title=f"E{n}", levels=(n, n, n)) for n in (1, 3)]
    for reader in people[:-1]:
        for exemplar, level in zip(exemplars, (1, 3), strict=True):
            tried(exemplar, reader, level, level, level)
    for turn in range(2):
        for reader in people[:-1]:
            reviewing.reviewed(reader, activity, levels=(1 + turn, 2, 2))
    reviewing.reviewed(people[-1], activity)

    found = {one.person: one for one in standing(activity)}

    assert found[people[-1]].band is None
    assert "too few" in found[people[-1]].words
    assert all(found[reader].band is not None for reader in people[:-1])
    assert found[people[0]].reviews == 2
    assert found[people[0]].is_calibrated
    body = client_of(fran).get(reverse("activity-reviewers", args=[activity.uuid])).content.decode()
    assert inline.faults(body) == []
    assert "Reader 3" in body
    assert "too few reviews to say" in body


def test_it_is_for_who_looks_after_the_activity(fran, person, charlie, client_of):
    activity, people = world(fran, person, count=2)
    path = reverse("activity-reviewers", args=[activity.uuid])

    statuses = [client_of(who).get(path).status_code for who in (charlie, people[0], fran)]

    assert statuses == [404, 403, 200]
    assert "No reviews yet" in client_of(fran).get(path).content.decode()


def test_the_page_reads_no_more_with_more_reviewers(fran, person, client_of):
    activity, people = world(fran, person)
    path = reverse("activity-reviewers", args=[activity.uuid])

    def count():
        with CaptureQueriesContext(connection) as found:
            client_of(fran).get(path)
        return len(found)

    reviewing.reviewed(people[0], activity)
    few = count()
    for reader in people[1:]:
        reviewing.reviewed(reader, activity)

    assert count() == few
