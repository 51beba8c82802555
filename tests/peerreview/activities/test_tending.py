# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The pages of who looks after an activity."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from peerreview.accounts.services import create_person
from peerreview.activities.models import Activity, Extension
from peerreview.activities.stages import Act
from peerreview.activities.windows import window_of
from peerreview.cohorts.services import create_cohort, join_with_code
from peerreview.kernel import clock
from tests.worlds import a_cohort_activity, a_rubric, a_text_submission

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
YEAR = clock.now().year + 1


@pytest.fixture
def activity(fran, alice, ben):
    return a_cohort_activity(fran, [alice, ben])


def url(name, activity):
    return reverse(name, args=[activity.uuid])


def as_typed(at):
    return at.strftime("%Y-%m-%dT%H:%M")


def stage_values(activity, **changes):
    """What the stage page would send as it is."""
    sent = {}
    window = window_of(activity)
    for act in (Act.CALIBRATE, Act.SELF_ASSESS, Act.REVIEW, Act.BACK_EVALUATE, Act.SEE_RESULTS):
        if window.has(act):
            sent[f"{act}-is_on"] = "on"
    for act, due in ((Act.SUBMIT, activity.submit_by), (Act.REVIEW, activity.review_by)):
        sent[f"{act}-due_at"] = as_typed(due)
        sent[f"{act}-grace_minutes"] = "5"
    return {**sent, "submit-opens_at": as_typed(activity.opens_at), **changes}


def test_every_stage_is_set_on_one_page(activity, fran, client_of):
    opens = activity.submit_by + DAY
    changes = {
        "self_assess-is_on": "on",
        "self_assess-due_at": as_typed(opens),
        "submit-closes_at": as_typed(activity.submit_by + DAY),
        "results-opens_at": as_typed(activity.review_by),
        "review-grace_minutes": "60",
    }
    answer = client_of(fran).post(
        url("activity-stages", activity), stage_values(activity, **changes)
    )
    assert answer.status_code == 302
    activity.refresh_from_db()
    window = window_of(activity)

    assert window.has(Act.SELF_ASSESS)
    assert window.span(Act.REVIEW).grace_seconds == 3600
    assert activity.submit_until is not None
    assert window.span(Act.SEE_RESULTS).opens_at is not None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("review-due_at", "2001-01-01T10:00"),
        ("review-due_at", "not a date"),
        ("submit-closes_at", f"{YEAR + 9}-01-01T10:00"),
        ("revise-due_at", f"{YEAR}-13-01T10:00"),
        ("review-grace_minutes", "-3"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_changes(
    activity, fran, client_of, field, value
):
    before = window_of(activity)
    sent = stage_values(activity, **{"results-is_on": "", field: value})
    answer = client_of(fran).post(url("activity-stages", activity), sent)

    assert answer.status_code == 422
    assert f"id_{field}_error" in answer.content.decode()
    activity.refresh_from_db()
    assert window_of(activity) == before


def test_an_hour_that_the_clock_skips_is_refused(fran, alice, client_of):
    activity = a_cohort_activity(fran, [alice])
    activity.cohort.time_zone = "Europe/Berlin"
    activity.cohort.save()
    day = next(
        date
        for date in (
            clock.now().replace(year=YEAR, month=3, day=number) for number in range(25, 32)
        )
        if date.weekday() == 6
    )
    sent = stage_values(
        activity, **{"revise-is_on": "on", "revise-due_at": f"{day:%Y-%m-%d}T02:30"}
    )
    answer = client_of(fran).post(url("activity-stages", activity), sent)

    assert answer.status_code == 422
    assert "id_revise-due_at_error" in answer.content.decode()


def test_closing_and_opening_again_by_page(activity, fran, client_of):
    Activity.objects.update(opens_at=clock.now() - DAY)
    client = client_of(fran)
    client.post(url("activity-close", activity), {"act": "submit"})
    assert "Handing in is closed" in client.get(url("activity-stages", activity)).content.decode()
    until = as_typed(clock.now() + DAY)
    client.post(url("activity-reopen", activity), {"act": "submit", "reopen-submit-until": until})
    assert "Handing in is open" in client.get(url("activity-stages", activity)).content.decode()


def test_an_activity_is_changed_by_page_and_what_is_fixed_is_said(activity, fran, alice, client_of):
    a_text_submission(activity, alice)
    values = {
        "title": "Renamed",
        "brief": "Make it.",
        "rubric_version": activity.rubric_version_id,
        "blindness": "double",
        "author_sees": "paid",
        "peers_see": "released",
        "reviews_needed": 2,
        "reviews_asked": 3,
        "team_size": 1,
    }
    client = client_of(fran)
    assert client.post(url("activity-edit", activity), values).status_code == 302
    activity.refresh_from_db()
    assert (activity.title, activity.author_sees) == ("Renamed", "paid")

    answer = client.post(url("activity-edit", activity), {**values, "blindness": "open"})
    assert answer.status_code == 422
    assert "stays as it was" in answer.content.decode()


def test_an_exchange_is_set_for_a_study_group_by_its_page(alice, ben, client_of):
    group = create_cohort(name="Thursdays", description="", kind="study_group", by=alice)
    join_with_code(code=group.join_code, by=ben)
    sent = {
        "uuid": "7b1fd7d3-7a4c-4f5e-9bd6-0d1c6b7f2a11",
        "kind": "exchange",
        "title": "Read mine, I read yours",
        "brief": "One page.",
        "rubric_version": a_rubric(alice).pk,
        "blindness": "open",
        "reviews_needed": "3",
        "reviews_asked": "3",
        "submit_by": f"{YEAR}-01-10T18:00",
        "review_by": f"{YEAR}-01-20T18:00",
    }
    answer = client_of(alice).post(reverse("activity-new", args=[group.uuid]), sent)
    assert answer.status_code == 302
    made = Activity.objects.get()
    assert made.kind == "exchange"
    assert client_of(alice).get(url("activity-edit", made)).status_code == 200
    assert client_of(ben).get(url("activity-edit", made)).status_code == 403


def test_a_selection_is_given_more_time_and_each_reads_why(activity, fran, alice, ben, client_of):
    sent = {
        "do": "extend",
        "people": [str(alice.uuid), str(ben.uuid)],
        "stage": "submit",
        "until": as_typed(activity.submit_by + DAY),
        "reason": "The library was shut.",
    }
    assert client_of(fran).post(url("activity-extensions", activity), sent).status_code == 302
    assert Extension.objects.count() == 2
    page = client_of(ben).get(url("activity", activity)).content.decode()
    assert "The library was shut." in page


@pytest.mark.parametrize(
    "wrong",
    [{"people": []}, {"until": ""}, {"reason": ""}, {"stage": "results"}, {"people": ["x"]}],
)
def test_more_time_for_nobody_or_without_reason_is_refused(activity, fran, alice, client_of, wrong):
    sent = {
        "people": [str(alice.uuid)],
        "stage": "submit",
        "until": as_typed(activity.submit_by + DAY),
        "reason": "Ill.",
        **wrong,
    }
    answer = client_of(fran).post(url("activity-extensions", activity), sent)

    assert answer.status_code == 422
    assert not Extension.objects.exists()


def test_work_is_given_back_by_page(activity, fran, alice, client_of):
    submission = a_text_submission(activity, alice)
    sent = {"do": "reopen", "people": [str(alice.uuid)], "reason": "The film is cut off."}
    assert client_of(fran).post(url("activity-extensions", activity), sent).status_code == 302
    submission.refresh_from_db()
    assert submission.withdrawn_at is not None

    again = client_of(fran).post(url("activity-extensions", activity), sent)
    assert again.status_code == 422


@pytest.mark.parametrize("name", ["activity-extensions", "activity-team", "activity-stages"])
def test_no_page_asks_more_of_the_database_for_more_people(fran, client_of, name):
    counts = []
    client = client_of(fran)
    activity = a_cohort_activity(fran, team_size=2)
    for wave in (3, 15):
        for number in range(wave):
            learner = create_person(
                email=f"w{wave}n{number}@example.org", display_name=f"W{wave} N{number}"
            )
            join_with_code(code=activity.cohort.join_code, by=learner)
            if number % 2:
                a_text_submission(activity, learner)
        client.get(url(name, activity))
        with CaptureQueriesContext(connection) as found:
            client.get(url(name, activity))
        counts.append(len(found))

    assert counts[0] == counts[1]
