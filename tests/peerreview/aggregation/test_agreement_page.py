# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from peerreview.aggregation.agreeing import agreement_of
from tests.peerreview.reviewing import activity_in, cohort_of, learner, reviewed, submission_by

# On “argument” two neighbours are never sure of 1 or 2; on “sources” they always agree.
PAIRS = [((1, 0, 3), (2, 0, 0)), ((2, 3, 0), (1, 3, 3)), ((1, 2, 3), (2, 2, 3))] * 3


@pytest.fixture
def activity(db, fran):
    people = [learner(f"Learner{number:02}") for number in range(15)]
    activity = activity_in(cohort_of(*people, facilitator=fran), reviews_needed=2)
    for number, (author, pair) in enumerate(zip(people, PAIRS, strict=False)):
        submission_by(author, activity, minutes=number)
        for reviewer, levels in zip(people[9 + number % 4 :], pair, strict=False):
            reviewed(reviewer, activity, levels=levels)
    return activity


def test_agreement_is_said_per_criterion_with_the_lines_to_rewrite(activity):
    argument, sources, _form = agreement_of(activity)

    assert (argument.reviews, argument.items) == (18, 9)
    assert argument.alpha < 0.2
    assert argument.advice.lines[-2:] == (
        ("Beginning", "It is beginning."),
        ("Solid", "It is solid."),
    )
    assert (sources.alpha, sources.icc, sources.advice) == (pytest.approx(1), 1, None)
    assert [share.count for share in argument.shares] == [0, 9, 9, 0]


def test_the_page_is_for_facilitators_and_costs_the_same_for_any_number(
    activity, fran, client_of, charlie
):
    address = reverse("activity-agreement", args=[activity.uuid])
    client = client_of(fran)
    small = activity_in(activity.cohort)

    costs = []
    for each in (activity, small):
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse("activity-agreement", args=[each.uuid])).status_code == 200
        costs.append(len(captured))

    assert costs[0] == costs[1]
    assert "It is beginning." in client.get(address).content.decode()
    author = activity.submissions.first().author
    assert client_of(author).get(address).status_code == 403
    assert client_of(charlie).get(address).status_code == 404
