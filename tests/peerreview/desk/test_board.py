# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The facilitator's board, the queue, the figures and the trail, through the browser."""

from datetime import timedelta

import pytest
from django.urls import reverse

from peerreview.activities import attention
from peerreview.activities.models import Activity, Submission
from peerreview.audit.models import Entry
from peerreview.cohorts.models import Membership
from peerreview.kernel import clock
from tests.peerreview import reviewing
from tests.peerreview.desk.towns import crowd, handed_in, page
from tests.worlds import a_challenge, a_text_draft, a_text_submission

PAGES = (
    "desk-queue",
    "desk-figures",
    "desk-trail",
    "desk-export",
    "desk-letters",
    "desk-letter-new",
)


def text(browser, url):
    response = browser.get(url)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("name", PAGES)
def test_only_who_looks_after_it_has_the_desk(
    activity, client_of, fran, alice, charlie, client, name
):
    url = page(name, activity)

    seen = [client_of(who).get(url).status_code for who in (fran, alice, charlie)]

    assert seen == [200, 403, 404]
    assert client.get(url).status_code == 302


@pytest.mark.long
def test_the_board_says_who_is_stuck_and_why(activity, desk, alice, ben):
    handed_in(activity, alice)
    a_text_draft(activity, ben, source="one two three")
    Activity.objects.filter(pk=activity.pk).update(submit_by=clock.now() + timedelta(hours=3))

    shown = text(desk, page("activity-board", activity, "?state=stuck"))

    assert "has written 3 words, has not handed in" in shown
    assert "Ben" in shown
    assert "Alice" not in shown


def test_searching_and_sorting_keep_what_was_asked(activity, desk, alice, ben):
    handed_in(activity, alice)

    found = text(desk, page("activity-board", activity, "?q=ali&sort=given&fragment=1"))

    assert "Alice" in found
    assert "Ben" not in found
    assert "?state=owes&amp;q=ali&amp;sort=given" in found


@pytest.mark.parametrize("query", ["?sort=%00", "?q=%00", "?state=';--", "?page=x", "?sort=pk"])
def test_nonsense_in_the_address_breaks_nothing(activity, desk, query):
    text(desk, page("activity-board", activity, query))


def test_a_mark_of_another_app_is_a_filter_and_a_sign(activity, desk, alice, ben, monkeypatch):
    monkeypatch.setattr(attention, "_marks", {})
    handed_in(activity, alice)
    handed_in(activity, ben)
    attention.offer_mark(
        "flagged", "Flagged",
        works=lambda shown: Submission.objects.filter(activity=shown, author=alice),
    )  # fmt: skip

    shown = text(desk, page("activity-board", activity, "?state=flagged"))

    assert "Alice" in shown
    assert "Ben" not in shown
    assert "status-contested" in shown


def test_a_stage_of_another_app_is_a_column(activity, desk, alice, monkeypatch):
    monkeypatch.setattr(attention, "_columns", {})
    attention.offer_column(
        "calibrated", "Calibrated", is_on=lambda shown: shown == activity,
        cells=lambda _shown, ids: {alice.pk: attention.Cell(label="Passed", tone="done")},
    )  # fmt: skip

    shown = text(desk, page("activity-board", activity))

    assert '<th scope="col">Calibrated</th>' in shown
    assert shown.count("Passed") == 1


def test_the_board_of_a_challenge_is_its_setters(fran, alice, client_of):
    challenge = a_challenge(fran)
    a_text_submission(challenge, alice)

    assert "Alice" in text(client_of(fran), page("activity-board", challenge))
    assert "Alice" not in text(client_of(alice), page("activity-board", challenge, "?fragment=1"))


def test_late_work_is_marked(activity, desk, alice):
    work = handed_in(activity, alice)
    Submission.objects.filter(pk=work.pk).update(
        submitted_at=activity.submit_by + timedelta(hours=1)
    )

    assert "Late" in text(desk, page("activity-board", activity, "?state=late&fragment=1"))


# --- the queue -----------------------------------------------------------------------------------
def test_the_queue_names_what_waits_with_the_next_act(activity, desk, alice, ben):
    work = handed_in(activity, alice)
    Submission.objects.filter(pk=work.pk).update(submitted_at=clock.now() - timedelta(days=4))
    Activity.objects.filter(pk=activity.pk).update(submit_by=clock.now() + timedelta(hours=3))

    shown = text(desk, page("desk-queue", activity))

    assert "Alice has 0 of 3 reviews, and nobody is writing one." in shown
    assert "Has not started. The time is nearly over." in shown
    assert shown.index("Alice has 0") < shown.index("Has not started")
    assert f"{page('desk-letter-new', activity)}?who={alice.uuid}" in shown
    assign = f"{page('allocation-assign', activity)}?author=alice%40example.org"
    assert assign in shown
    assert "alice@example.org" in text(desk, assign)
    only = text(desk, page("desk-queue", activity, "?kind=behind"))
    assert "Alice has" not in only


def test_work_that_could_not_be_opened_is_in_the_queue(fran, client_of):
    anna, bert = reviewing.learner("Anna"), reviewing.learner("Bert")
    activity = reviewing.activity_in(reviewing.cohort_of(anna, bert, facilitator=fran))
    reviewing.submission_by(anna, activity)
    review = reviewing.draft(reviewing.duty(bert, activity))
    client_of(bert).post(
        reverse("review-decline", args=[review.uuid]),
        {"kind": "broken_link", "reason": "The link is broken"},
    )

    shown = text(client_of(fran), page("desk-queue", activity, "?kind=unreadable"))

    assert "“The link is broken”. Ask Anna to mend it." in shown


def test_an_empty_queue_says_so(activity, desk):
    assert "Nothing waits for you" in text(desk, page("desk-queue", activity))


# --- figures and trail ---------------------------------------------------------------------------
@pytest.fixture
def reviewed(fran, deliver):
    authors = [reviewing.learner(name) for name in ("Anna", "Bert", "Cleo")]
    readers = [reviewing.learner(name) for name in ("Eve", "Finn")]
    activity = reviewing.activity_in(reviewing.cohort_of(*authors, *readers, facilitator=fran))
    for number, who in enumerate(authors):
        reviewing.submission_by(who, activity, minutes=number)
    for who in readers:
        for levels in ((3, 2, 3), (1, 2, 3), (0, 1, 2)):
            reviewing.reviewed(who, activity, levels=levels)
    deliver()
    return activity


def test_figures_are_drawn_and_written(reviewed, desk):
    shown = text(desk, page("desk-figures", reviewed))

    assert "<polyline" in shown
    assert "Works at each level" in shown
    assert "Agreement (α)" in shown
    assert "As a table" in shown
    assert "All reviewers, and how this is found" in shown
    assert "style=" not in shown.partition("<main")[2]


def test_figures_of_nothing_say_so(activity, desk):
    shown = text(desk, page("desk-figures", activity))

    assert "Nothing has come in yet" in shown
    assert "There are too few reviews to say anything of reviewers yet" in shown


def test_the_trail_tells_what_happened_and_that_it_holds(reviewed, desk):
    url = page("desk-trail", reviewed)

    shown = text(desk, url)

    assert "A review was handed in" in shown
    assert "Intact" in shown
    assert "Changed" not in shown
    for program in ("None", "True", "[", "by_id", "reviewer_id"):
        assert f"<dd>{program}" not in shown
        assert f"<dt>{program}" not in shown
    assert "every entry is as it was recorded" in desk.post(url).content.decode()


def test_a_changed_entry_is_seen_on_its_page_and_by_the_whole_check(reviewed, desk):
    last = Entry.objects.filter(activity_id=reviewed.pk).order_by("-number").first()
    Entry.objects.filter(pk=last.pk).update(payload={"activity_id": reviewed.pk, "by_id": 1})

    shown = text(desk, page("desk-trail", reviewed))

    assert "An entry on this page is not as it was recorded" in shown
    checked = desk.post(page("desk-trail", reviewed)).content.decode()
    assert f"The chain is broken at entry {last.number}" in checked


def test_the_trail_of_one_activity_holds_nothing_of_another(reviewed, activity, desk, deliver):
    deliver()

    assert "A review was handed in" not in text(desk, page("desk-trail", activity))


# --- lists stay cheap ----------------------------------------------------------------------------
LISTS = [
    ("activity-board", ""), ("activity-board", "?state=stuck&sort=given"),
    ("activity-board", "?q=learner&fragment=1"), ("desk-queue", "?kind=contested"),
    ("desk-queue", "?kind=few"), ("desk-figures", ""),
]  # fmt: skip


@pytest.mark.long
def test_pages_cost_the_same_for_10_and_1000_learners(activity, desk, alice, queries):
    handed_in(activity, alice)
    Activity.objects.filter(pk=activity.pk).update(review_by=activity.submit_by)
    Submission.objects.update(submitted_at=clock.now() - timedelta(days=5))
    urls = [page(name, activity, query) for name, query in LISTS]
    for person in crowd(activity, range(30)):
        assert person.pk
    Submission.objects.update(submitted_at=clock.now() - timedelta(days=5))
    few = [queries(desk, url) for url in urls]

    crowd(activity, range(30, 1000))
    Submission.objects.update(submitted_at=clock.now() - timedelta(days=5))

    assert [queries(desk, url) for url in urls] == few
    assert Membership.objects.filter(cohort=activity.cohort).count() > 1000


def test_the_trail_costs_the_same_for_40_and_400_entries(reviewed, desk, queries):
    few = queries(desk, page("desk-trail", reviewed))
    first = Entry.objects.order_by("-number").first()
    Entry.objects.bulk_create(
        Entry(
            number=first.number + n, message_id=10_000 + n, name="desk.LetterSent",
            payload={"activity_id": reviewed.pk, "by_id": reviewed.created_by_id},
            recorded_at=clock.now(), previous="", digest="", activity_id=reviewed.pk,
        )
        for n in range(1, 400)
    )  # fmt: skip

    assert queries(desk, page("desk-trail", reviewed)) <= few


def test_one_page_of_people_does_not_speak_of_others(activity, desk):
    assert "on other pages" not in text(desk, page("activity-board", activity, "?state=stuck"))
