# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Reviewing now, the author's page, the desk's present, and what nobody else may see."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from peerreview.activities.models import Submission
from peerreview.cohorts.services import join_with_code
from peerreview.matching import ladders, services
from peerreview.matching.models import Presence
from peerreview.matching.policy import Ladder, Rung
from peerreview.reviews.models import Review
from tests import worlds
from tests.peerreview import reviewing

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(fran):
    """Alice has handed in; Ben, Cara and Dora may review; Fran looks after them."""
    people = {name: reviewing.learner(name) for name in ("Alice", "Ben", "Cara", "Dora")}
    cohort = reviewing.cohort_of(*people.values(), facilitator=fran)
    activity = reviewing.activity_in(cohort)
    now = timezone.now()
    work = worlds.a_text_submission(
        activity, people["Alice"], title="Tides", now=now - timedelta(minutes=20)
    )
    return activity, work, people


def now_page(activity):
    return reverse("review-now", args=[activity.uuid])


def body(client, url):
    answer = client.get(url)
    assert answer.status_code == 200, url
    return answer.content.decode()


# --- reviewing now ---------------------------------------------------------------------------------
def test_review_now_leads_to_a_desk(town, client_of):
    activity, work, people = town
    ben = client_of(people["Ben"])
    assert "1 work waits for its first review" in body(ben, now_page(activity))

    answer = ben.post(reverse("review-anywhere"))

    review = Review.objects.get(reviewer=people["Ben"])
    assert review.submission == work
    assert answer["Location"] == reverse("review-desk", args=[review.uuid])
    assert ben.post(now_page(activity))["Location"] == answer["Location"]


def test_a_review_already_begun_is_said_to_be_continued(town, client_of):
    activity, _work, people = town
    ben = client_of(people["Ben"])
    words = "You had begun this review: continue where you left off."

    first = ben.post(reverse("review-anywhere"), follow=True)
    assert words not in first.content.decode()

    for address in (reverse("review-anywhere"), now_page(activity)):
        assert words in ben.post(address, follow=True).content.decode()


def test_where_nothing_waits_it_says_so(town, client_of):
    activity, _work, people = town
    alice = client_of(people["Alice"])

    answer = alice.post(now_page(activity), follow=True)

    assert "Nothing waits for you right now" in answer.content.decode()
    assert not Review.objects.exists()


def test_a_facilitator_of_a_blind_activity_is_told_they_do_not_review(town, client_of, fran):
    activity, _work, _people = town

    assert "You cannot review here now" in body(client_of(fran), now_page(activity))
    assert client_of(fran).post(now_page(activity)).status_code == 403


def test_a_beat_is_kept_and_a_goodbye_too(town, client_of):
    _activity, _work, people = town
    ben = client_of(people["Ben"])

    assert ben.post(reverse("here")).status_code == 204
    assert Presence.objects.get(person=people["Ben"]).seen_at
    assert ben.post(reverse("here"), {"away": "1"}).status_code == 204
    assert Presence.objects.get(person=people["Ben"]).seen_at is None


@pytest.mark.parametrize(
    ("answer", "takes", "quiet"), [("never", False, False), ("1", True, True), ("0", True, False)]
)
def test_everyone_decides_whether_they_are_asked(town, client_of, answer, takes, quiet):
    activity, _work, people = town
    ben = client_of(people["Ben"])

    ben.post(reverse("review-calls"), {"calls": answer})

    row = Presence.objects.get(person=people["Ben"])
    assert (row.takes_calls, row.quiet_until is not None) == (takes, quiet)
    assert f'value="{answer}" checked' in body(ben, now_page(activity))


def test_either_switch_for_calls_says_how_the_other_stands(town, client_of):
    activity, _work, people = town
    ben = client_of(people["Ben"])
    ways = reverse("notification-settings")

    assert "you hear of it on this site, by e-mail." in body(ben, now_page(activity))
    assert "Are you asked? Yes." in body(ben, ways)
    ben.post(reverse("review-calls"), {"calls": "never"})
    ben.post(ways, {"rhythm": "off", "shown": "reviewing"})

    assert "you hear of it on this site." in body(ben, now_page(activity))
    assert "Are you asked? No, never." in body(ben, ways)
    assert 'name="review-called.inbox" checked disabled' in body(ben, ways)
    assert '/review/#calls"' in body(ben, ways)


def test_nonsense_changes_nothing(town, client_of):
    _activity, _work, people = town

    answer = client_of(people["Ben"]).post(reverse("review-calls"), {"calls": "x"}, follow=True)

    assert "Choose one of the answers." in answer.content.decode()
    assert not Presence.objects.filter(takes_calls=False).exists()


# --- the author's page -----------------------------------------------------------------------------
def test_the_author_sees_what_to_expect_and_that_someone_has_started(town, client_of, deliver):
    activity, work, people = town
    deliver()
    alice = client_of(people["Alice"])
    page = reverse("submission", args=[work.uuid])
    before = body(alice, page)
    assert "Nobody has started yet." in before
    assert "No review has come in here yet, so no time can be promised" in before

    review = services.review_now(person=people["Ben"], activity=activity)
    after = body(alice, page)

    assert "Someone has started to review your work." in after
    assert "1 of 1 reviewer is at work." in after
    for secret in ("Ben", "ben@example.org", str(people["Ben"].uuid), review.assignment.alias):
        assert secret not in after


def test_who_has_just_handed_in_is_told_what_to_expect(town, client_of, deliver):
    activity, _work, people = town
    alice = client_of(people["Alice"])
    page = reverse("submit", args=[activity.uuid])

    at_once = body(alice, page)
    deliver()
    later = body(alice, page)

    promise = "no time can be promised"
    assert promise in at_once
    assert at_once.split(promise)[1].split("<")[0] == later.split(promise)[1].split("<")[0]


def test_the_desk_without_a_page_is_the_board(town, client_of, fran):
    activity, _work, _people = town

    answer = client_of(fran).get(reverse("desk", args=[activity.uuid]))

    assert answer["Location"] == reverse("activity-board", args=[activity.uuid])


def test_only_the_author_is_told(town, client_of, fran):
    activity, work, people = town
    services.review_now(person=people["Ben"], activity=activity)

    assert "has started to review" not in body(
        client_of(fran), reverse("submission", args=[work.uuid])
    )


# --- the desk's present ----------------------------------------------------------------------------
def desk(activity):
    return reverse("desk-now", args=[activity.uuid])


def drafts(activity, people, levels):
    """Drafts of those three, each with these levels of the three criteria."""
    for person, chosen in zip(people, levels, strict=True):
        review = services.review_now(person=person, activity=activity)
        for key, level in zip(("argument", "sources", "form"), chosen, strict=True):
            if level is not None:
                reviewing.change(review, f"score:{key}", level, now=timezone.now())


def test_the_present_shows_what_waits_and_who_is_asked(town, client_of, fran):
    activity, _work, people = town
    services.beat(person=people["Ben"])

    shown = body(client_of(fran), desk(activity))

    assert "Tides" in shown
    assert "waits 20 minutes" in shown
    assert "after 10 minutes" in shown
    assert "3 more drafts are needed" in shown
    assert "No estimate has come due yet." in shown


def test_the_present_names_rungs_on_which_nobody_is_free(town, client_of, fran):
    activity, _work, people = town
    for name in ("Ben", "Cara", "Dora"):
        services.choose_calls(person=people[name], takes_calls=False)

    shown = body(client_of(fran), desk(activity))

    nobody = "nobody is free to be asked: Those who are here, Those who owe reviews<"
    assert nobody in shown


def test_the_meter_tells_steps_and_no_choice(town, client_of, fran):
    activity, _work, people = town
    reviewers = [people[name] for name in ("Ben", "Cara", "Dora")]
    drafts(activity, reviewers, [(3, 0, None), (3, 3, None), (3, 2, 1)])

    fragment = body(client_of(fran), desk(activity) + "?fragment=1")

    meter = fragment.split("data-meter")[1].split("</table>")[0]
    assert "very close" in meter
    assert "far apart" in meter
    assert "1 of 3" in meter
    assert "too few to compare" in meter
    for word in ("Ben", "Cara", "Dora", "Excellent", "Missing", "Solid", "Beginning"):
        assert word not in meter


def test_nothing_is_told_of_two_drafts(town, client_of, fran):
    activity, _work, people = town
    drafts(activity, [people["Ben"], people["Cara"]], [(3, 0, 1), (0, 3, 1)])

    shown = body(client_of(fran), desk(activity))

    assert "2 drafts have begun. 1 more draft is needed" in shown
    assert "data-meter>" not in shown


def test_nobody_else_sees_the_meter(town, client_of, charlie):
    activity, _work, people = town
    drafts(
        activity,
        [people[name] for name in ("Ben", "Cara", "Dora")],
        [(3, 3, 3), (3, 3, 3), (0, 0, 0)],
    )

    for name in ("Alice", "Ben"):
        for query in ("", "?fragment=1"):
            assert client_of(people[name]).get(desk(activity) + query).status_code == 403
        board = body(client_of(people[name]), reverse("activity-board", args=[activity.uuid]))
        assert "meter-table" not in board
    assert client_of(charlie).get(desk(activity)).status_code == 404


def test_waits_are_changed_and_refused_in_words(town, client_of, fran):
    activity, _work, _people = town
    page = reverse("matching-waits", args=[activity.uuid])
    typed = {"is_on": "on", "here": 0, "owing": 90, "offering": 45, "facilitator": 240}

    refused = client_of(fran).post(page, typed)
    assert refused.status_code == 422
    assert "at least as long as the one before" in refused.content.decode()
    assert 'value="90"' in refused.content.decode()

    client_of(fran).post(page, {**typed, "offering": 100})
    assert "after 90 minutes" in body(client_of(fran), page)
    client_of(fran).post(page, {**typed, "is_on": "", "offering": 100})
    assert "Nobody is asked here." in body(client_of(fran), page)


# --- queries ---------------------------------------------------------------------------------------
def queries_of(client, url):
    client.get(url)
    with CaptureQueriesContext(connection) as counted:
        assert client.get(url).status_code == 200
    return len(counted)


@pytest.mark.parametrize("page", ["desk-now", "desk-queue", "activity-board"])
def test_no_page_of_the_desk_costs_more_queries_for_more_works(town, client_of, fran, page):
    activity, _work, people = town
    url = reverse(page, args=[activity.uuid])
    browser = client_of(fran)
    drafts(activity, [people["Ben"]], [(3, 3, 3)])
    for number in range(2):
        _newcomer(activity, number)
    few = queries_of(browser, url)
    for number in range(2, 9):
        _newcomer(activity, number)

    assert queries_of(browser, url) <= few


def _newcomer(activity, number):
    person = reviewing.learner(f"New{number}")
    join_with_code(code=activity.cohort.join_code, by=person)
    worlds.a_text_submission(activity, person)


def test_review_home_and_now_cost_the_same_for_many_works(town, client_of):
    activity, _work, people = town
    ben = client_of(people["Ben"])
    before = [queries_of(ben, url) for url in (reverse("review-home"), now_page(activity))]
    for number in range(6):
        _newcomer(activity, number)

    after = [queries_of(ben, url) for url in (reverse("review-home"), now_page(activity))]

    assert after == before


def test_early_drafts_are_offered_where_work_is_handed_in(town, client_of):
    activity, _work, people = town
    ben = client_of(people["Ben"])
    version = worlds.a_text_draft(activity, people["Ben"])
    page = reverse("submit", args=[activity.uuid])
    assert "An early draft" in body(ben, page)

    ben.post(page, {"purpose": "early"})

    work = Submission.objects.get(version=version)
    assert work.is_early
    assert "Work on the finished version" in body(ben, page)
    services.set_waits(activity=activity, ladder=Ladder(), is_on=True, by=activity.created_by)
    alice = services.review_now(person=people["Dora"], activity=activity)
    cara = services.review_now(person=people["Cara"], activity=activity)
    [review] = [each for each in (alice, cara) if each.submission == work]
    desk_page = reverse("review-desk", args=[review.uuid])
    assert "This is an early draft." in body(client_of(review.reviewer), desk_page)


def test_what_nobody_answered_is_on_the_to_do_list(town, client_of, fran):
    activity, work, _people = town
    queue = reverse("desk-queue", args=[activity.uuid]) + "?kind=unanswered"
    assert "nobody has begun" not in body(client_of(fran), queue)

    ladders.call(submission=work, rung=Rung.FACILITATOR)

    shown = body(client_of(fran), queue)
    assert "Everybody else was asked for a first review, and nobody has begun." in shown
    assert "Give it to somebody" in shown
