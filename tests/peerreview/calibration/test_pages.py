# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from peerreview.activities.models import Activity
from peerreview.calibration import queries, services
from peerreview.calibration.models import Attempt, Exemplar
from peerreview.cohorts.services import join_with_code
from tests.house import inline
from tests.peerreview import reviewing
from tests.peerreview.calibration.building import (
    REASON,
    asked_activity,
    exemplar_in,
    posted,
    tried,
)


@pytest.fixture
def activity(alice, ben, fran):
    return asked_activity(fran, alice, ben)


def page(name, *args):
    return reverse(name, args=args)


def text_of(response):
    assert inline.faults(response.content.decode()) == []
    return response.content.decode()


@pytest.mark.long
def test_the_whole_way_of_a_learner(activity, alice, ben, client_of):
    reviewing.submission_by(alice, activity)
    browser = client_of(ben)
    there = page("calibrate", activity.uuid)

    assert "Before you review" in text_of(browser.get(page("home")))
    assert there in text_of(browser.get(page("activity", activity.uuid)))
    assert browser.post(page("review-next", activity.uuid)).url == there
    assert str(activity.uuid) not in text_of(browser.get(page("review-home"))).split("<main")[1]

    first, second = queries.published(activity)
    desk = text_of(browser.get(page("exemplar", first.uuid)))
    assert "We learn by comparing." in desk
    assert REASON not in desk

    answer = browser.post(page("exemplar", first.uuid), posted(0, 3, 2, words="I missed it."))
    beside = text_of(browser.get(answer.url))
    assert "2 of 3 criteria are near the reference" in beside
    assert REASON in beside
    assert "I missed it." in beside
    assert "Second try" in text_of(browser.get(page("exemplar", first.uuid) + "?again=1"))
    browser.post(page("exemplar", first.uuid), posted(2, 2, 2, number=2))
    browser.post(page("exemplar", second.uuid), posted(2, 3, 2))

    done = text_of(browser.get(there))
    assert "You can review now" in done
    assert "This rests on 6 ratings" in done
    assert "/reviews/" in browser.post(page("review-next", activity.uuid)).url


def test_nothing_typed_is_lost_when_a_level_is_missing(activity, ben, client_of):
    [first, _] = queries.published(activity)
    form = posted(2, 2, 2, words="Because it says so.")
    del form["level-form"]

    answer = client_of(ben).post(page("exemplar", first.uuid), form)

    assert answer.status_code == 422
    body = text_of(answer)
    assert body.count("Because it says so.") == 3
    assert "#level-form" in body
    assert body.count(" checked") == 2
    assert not Attempt.objects.exists()


@pytest.mark.parametrize("level", ["99", "-1", "x", "٣", ""])
def test_a_level_that_is_none_is_said_at_its_criterion(activity, ben, client_of, level):
    [first, _] = queries.published(activity)

    answer = client_of(ben).post(
        page("exemplar", first.uuid), {**posted(2, 2, 2), "level-form": level, "number": "x"}
    )

    assert answer.status_code == 422
    assert "level-form-error" in text_of(answer)


def test_going_on_and_asking(activity, ben, fran, client_of):
    browser = client_of(ben)
    browser.post(page("calibrate-ask", activity.uuid), {"words": "I cannot open it. <b>"})

    assert "1 person asks to review" in text_of(
        client_of(fran).get(page("activity", activity.uuid))
    )
    seen = text_of(client_of(fran).get(page("exemplars", activity.uuid)))
    assert "I cannot open it. &lt;b&gt;" in seen
    client_of(fran).post(page("calibrate-waive", activity.uuid, ben.uuid))

    assert "You can review now" in text_of(browser.get(page("calibrate", activity.uuid)))


def test_a_facilitator_makes_an_example(alice, ben, fran, client_of):
    activity = asked_activity(fran, alice, ben, exemplars=0)
    browser = client_of(fran)
    answer = browser.post(page("exemplar-new", activity.uuid))
    made = Exemplar.objects.get()
    assert answer.url == page("exemplar-edit", made.uuid)
    assert "Your work" not in text_of(browser.get(answer.url))

    form = {**posted(1, 1, 1, words="Too thin."), "act": "publish"}
    del form["words-form"]
    answer = browser.post(page("exemplar-edit", made.uuid), form)
    assert answer.status_code == 422
    assert "#words-form" in text_of(answer)
    answer = browser.post(
        page("exemplar-edit", made.uuid), {**posted(1, 1, 1, words="Too thin."), "act": "publish"}
    )
    assert answer.status_code == 422  # there is no work yet
    assert queries.reference_sheet(made).entries["form"].words == "Too thin."
    assert "Too thin." in text_of(browser.get(page("exemplar-edit", made.uuid)))


def test_published_examples_can_be_previewed_moved_and_removed(activity, ben, fran, client_of):
    first, second = queries.published(activity)
    browser = client_of(fran)
    assert "Learners hand in here." in text_of(browser.get(page("exemplar-preview", first.uuid)))

    browser.post(page("exemplar-move", second.uuid), {"position": "0"})
    assert list(queries.published(activity)) == [second, first]
    tried(first, ben, 2, 2, 2)
    browser.post(page("exemplar-remove", first.uuid))
    browser.post(page("exemplar-remove", second.uuid))

    assert list(queries.published(activity)) == [first]
    assert "so the reference stays" in text_of(browser.get(page("exemplar-edit", first.uuid)))


def test_a_past_work_goes_by_its_author_and_tells_no_name(alice, ben, fran, client_of):
    cohort = reviewing.cohort_of(alice, ben, facilitator=fran)
    work = reviewing.submission_by(alice, reviewing.activity_in(cohort))
    activity = reviewing.activity_in(cohort)
    browser = client_of(fran)
    assert "Tides of the north" in text_of(browser.get(page("exemplar-past", activity.uuid)))
    browser.post(page("exemplar-propose", activity.uuid, work.uuid))
    made = Exemplar.objects.get()
    asked = page("exemplar-consent", made.uuid)
    assert asked in text_of(client_of(alice).get(page("home")))
    assert client_of(ben).get(asked).status_code == 404

    client_of(alice).post(asked, {"answer": "yes"})
    browser.post(
        page("exemplar-edit", made.uuid), {**posted(1, 1, 1, words=REASON), "act": "publish"}
    )

    reader = client_of(ben)
    pages = [reader.get(page("exemplar", made.uuid))]
    reader.post(page("exemplar", made.uuid), posted(1, 1, 1))
    pages += [reader.get(page("exemplar", made.uuid)), reader.get(page("calibrate", activity.uuid))]
    for response in pages:
        body = text_of(response)
        assert "Alice" not in body
        assert str(alice.uuid) not in body
        assert str(work.uuid) not in body
        assert "Fran" not in body
    client_of(alice).post(asked, {"answer": "no"})
    assert reader.get(page("exemplar", made.uuid)).status_code == 404


@pytest.mark.long
def test_who_may_read_what(activity, alice, ben, fran, charlie, client_of):
    first = queries.published(activity)[0]
    draft = services.make_exemplar(activity=activity, by=fran)
    people = [charlie, ben, fran]
    expected = {
        ("exemplars", activity.uuid): (404, 403, 200),
        ("exemplar-past", activity.uuid): (404, 403, 200),
        ("exemplar-edit", first.uuid): (404, 403, 200),
        ("exemplar-preview", first.uuid): (404, 403, 200),
        ("exemplar-edit", draft.uuid): (404, 404, 200),
        ("exemplar", first.uuid): (404, 200, 404),
        ("exemplar", draft.uuid): (404, 404, 404),
        ("calibrate", activity.uuid): (404, 200, 403),
        ("exemplar-consent", first.uuid): (404, 404, 404),
    }

    got = {
        where: tuple(client_of(who).get(page(*where)).status_code for who in people)
        for where in expected
    }

    assert got == expected


def queries_of(browser, path):
    with CaptureQueriesContext(
        connection,
    ) as found:
        assert browser.get(path).status_code == 200
    return len(found)


def test_no_page_reads_more_with_more_people(activity, alice, fran, client_of):
    paths = [
        page("exemplars", activity.uuid),
        page("exemplar-past", activity.uuid),
        page("calibrate", activity.uuid),
    ]

    def measure():
        return [
            queries_of(client_of(alice if "calibrate" in path else fran), path) for path in paths
        ]

    def fill(start, count):
        past = reviewing.activity_in(activity.cohort)
        for number in range(start, start + count):
            who = reviewing.learner(f"L{number}")
            join_with_code(code=activity.cohort.join_code, by=who)
            reviewing.submission_by(who, past)
            services.ask_to_go_on(activity=activity, by=who, words="Please.")

    fill(0, 2)
    few = measure()
    fill(2, 8)

    assert measure() == few


def test_the_home_panel_reads_no_more_with_more_activities(alice, ben, fran, client_of):
    activity = asked_activity(fran, alice, ben, exemplars=1)
    browser = client_of(ben)
    few = queries_of(browser, page("home"))
    again = reviewing.activity_in(activity.cohort)
    exemplar_in(again, fran)
    Activity.objects.filter(pk=again.pk).update(stage_settings=activity.stage_settings)

    assert queries_of(browser, page("home")) <= few
    assert len(queries.held_up(ben, reviewing.NOW)) == 2
