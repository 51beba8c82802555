# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
import json
import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from peerreview.activities.models import Activity
from peerreview.allocation import picks
from peerreview.allocation.models import Assignment
from peerreview.allocation.rules import may_review
from peerreview.artifacts.registry import is_granted
from peerreview.kernel import clock
from peerreview.reviews.models import Edit, Review
from peerreview.reviews.owed import opening_now, openings, to_begin
from peerreview.reviews.queries import draft_snapshot
from peerreview.reviews.submitting import submit_review
from tests.peerreview.reviewing import (
    COMMENT,
    NOW,
    activity_in,
    challenge,
    cohort_of,
    draft,
    duty,
    fill,
    learner,
    reviewed,
    submission_by,
)


@pytest.fixture
def activity(alice, ben, fran) -> Activity:
    return activity_in(cohort_of(alice, ben, facilitator=fran))


@pytest.fixture
def review(activity, alice, ben) -> Review:
    submission_by(alice, activity)
    return draft(duty(ben, activity, now=clock.now()), now=clock.now())


def url(name: str, review: Review) -> str:
    return reverse(name, args=[review.uuid])


def filled(levels=("2", "2", "2"), **fields: str) -> dict[str, str]:
    keys = ("argument", "sources", "form")
    scores = {f"score:{key}": level for key, level in zip(keys, levels, strict=True)}
    return {**scores, "comment:argument": COMMENT, "act": "hand-in", **fields}


def send(client, review, **content) -> tuple[int, dict]:
    answer = client.post(
        url("review-change", review),
        json.dumps(content),
        content_type="application/json",
        headers={"Accept": "application/json"},
    )
    return answer.status_code, answer.json()


# ---- who may --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["review-desk", "review-change", "review-submit", "review-decline", "review-set-aside"]
)
def test_a_review_is_nobodys_but_its_reviewers(
    name, review, alice, ben, fran, charlie, client_of, client
):
    method = "get" if name == "review-desk" else "post"
    answers = {
        person.display_name: getattr(client_of(person), method)(url(name, review)).status_code
        for person in (alice, fran, charlie)
    }

    assert answers == {"Alice": 404, "Fran": 404, "Charlie": 404}
    assert getattr(client, method)(url(name, review)).status_code == 302


@pytest.mark.parametrize("name", ["review-change", "review-submit", "review-set-aside"])
def test_what_changes_something_is_not_done_by_looking(name, review, ben, client_of):
    assert client_of(ben).get(url(name, review)).status_code == 405


def test_looking_at_the_desk_changes_nothing(review, ben, client_of):
    with CaptureQueriesContext(connection) as captured:
        assert client_of(ben).get(url("review-desk", review)).status_code == 200

    writing = [q["sql"] for q in captured if q["sql"].startswith(("UPDATE", "INSERT", "DELETE"))]
    assert [sql for sql in writing if "session" not in sql and "last_login" not in sql] == []


# ---- getting work ---------------------------------------------------------------------------


def test_the_next_review_is_opened_and_given_again(activity, alice, ben, client_of):
    submission_by(alice, activity)
    browser = client_of(ben)

    first = browser.post(reverse("review-next", args=[activity.uuid]))
    second = browser.post(reverse("review-next", args=[activity.uuid]))

    review = Review.objects.get()
    assert first.url == second.url == url("review-desk", review)


def test_when_there_is_nothing_it_says_so(activity, ben, client_of):
    answer = client_of(ben).post(reverse("review-next", args=[activity.uuid]), follow=True)

    assert answer.redirect_chain == [(reverse("review-home"), 302)]
    assert "nothing for you to review" in answer.content.decode()


def test_handing_in_leads_on_to_reviewing_once_there_is_something_to_review(
    activity, alice, ben, client_of
):
    submission_by(alice, activity)
    page, form = (
        reverse("submit", args=[activity.uuid]),
        reverse("review-next", args=[activity.uuid]),
    )
    browser = client_of(alice)

    alone = browser.get(page).content.decode()
    submission_by(ben, activity)
    joined = browser.get(page).content.decode()

    assert "What happens next" in alone
    assert form not in alone
    assert f'action="{form}"' in joined
    assert "Review the next one" in joined


def test_who_is_no_reviewer_gets_none(activity, alice, fran, charlie, client_of):
    submission_by(alice, activity)
    address = reverse("review-next", args=[activity.uuid])

    assert client_of(charlie).post(address).status_code == 404
    assert client_of(fran).post(address).status_code == 403
    assert not Assignment.objects.exists()


def test_after_the_end_there_is_none(activity, alice, ben, client_of):
    submission_by(alice, activity)
    past = clock.now() - timedelta(days=1)
    Activity.objects.update(submit_by=past, review_by=past, opens_at=past - timedelta(days=9))

    assert client_of(ben).post(reverse("review-next", args=[activity.uuid])).status_code == 409


# ---- saving ---------------------------------------------------------------------------------


def test_a_change_is_acknowledged_with_its_revision_once(review, ben, client_of):
    command, browser = str(uuid4()), client_of(ben)

    first = send(browser, review, id=command, field="score:argument", value=2)
    again = send(browser, review, id=command, field="score:argument", value=2)

    assert first == again
    assert (first[0], first[1]["id"], first[1]["revision"]) == (200, command, 1)
    assert Edit.objects.count() == 1


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b'{"id": 1}', b'{"id": "x", "field": "overall", "value": ""}', b"\xff\xfe",
     b'{"id": "11111111-1111-4111-8111-111111111111", "field": ["a"], "value": 1}',
     b'{"id": "11111111-1111-4111-8111-111111111111", "field": "overall", "value": 1, "x": 1}',
     b"[" * 10_000, b'"' + b"x" * 70_000 + b'"'],
)  # fmt: skip
def test_nonsense_is_answered_and_changes_nothing(body, review, ben, client_of):
    answer = client_of(ben).post(
        url("review-change", review),
        body,
        content_type="application/json",
        headers={"Accept": "application/json"},
    )

    assert answer.status_code == 422
    assert answer.json()["error"]["message"]
    assert not Edit.objects.exists()


def test_a_change_that_was_overtaken_is_not_made_and_brings_what_is_stored(review, ben, client_of):
    client = client_of(ben)
    send(client, review, id=str(uuid4()), field="overall", value="From home.", base=0)

    status, answer = send(
        client, review, id=str(uuid4()), field="overall", value="From the train.", base=0
    )

    assert status == 409
    assert answer == {"overtaken": {"field": "overall", "value": "From home.", "revision": 1}}
    review.refresh_from_db()
    assert review.overall == "From home."


def test_a_refused_change_says_why(review, ben, client_of):
    status, answer = send(client_of(ben), review, id=str(uuid4()), field="score:argument", value=9)

    assert (status, answer["error"]["code"]) == (422, "unknown-level")


def test_the_form_without_a_script_saves(review, ben, client_of):
    answer = client_of(ben).post(url("review-submit", review), filled(act="save"))

    assert answer.url == url("review-desk", review)
    snapshot = draft_snapshot(review)
    assert (snapshot.state, snapshot.scores["form"], snapshot.comments["argument"]) == (
        "draft", 2, COMMENT
    )  # fmt: skip


def test_an_incomplete_form_is_kept_and_says_what_is_missing(review, ben, client_of):
    answer = client_of(ben).post(
        url("review-submit", review),
        {"score:argument": "3", "comment:argument": "Short", "act": "hand-in"},
    )

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Write at least 10 characters here." in page
    assert page.count("Choose a level") == 4  # each once in the summary, once at its criterion
    assert page.count("Write at least 10 characters here.") == 2
    assert 'href="#comment-argument"' in page
    assert 'href="#criterion-form"' in page
    assert "{typed} of at least 10 characters" in page
    assert draft_snapshot(review).comments["argument"] == "Short"


def test_a_bad_field_does_not_lose_the_others_nor_itself(review, ben, client_of):
    long = "Much too long. " * 400
    answer = client_of(ben).post(
        url("review-submit", review), filled(overall=long, **{"score:form": "7"})
    )

    assert answer.status_code == 422
    assert "Shorten this to 5000 characters" in answer.content.decode()
    assert long in answer.content.decode()
    assert draft_snapshot(review).scores["argument"] == 2


# ---- handing in -----------------------------------------------------------------------------


def test_a_double_click_hands_in_once(review, ben, client_of):
    browser = client_of(ben)

    answers = [browser.post(url("review-submit", review), filled()) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert Review.objects.get().state == "submitted"
    assert Assignment.objects.get().state == "done"
    assert "handed in" in browser.get(url("review-desk", review)).content.decode()


def test_once_handed_in_the_page_thanks_once_and_shows_the_work(review, ben, client_of):
    page = client_of(ben).post(url("review-submit", review), filled(), follow=True).content.decode()

    assert page.count("is handed in") == 1
    assert "The work you reviewed" in page
    assert "data-artifact" in page


def test_after_the_deadline_the_text_comes_back(review, ben, client_of):
    past = clock.now() - timedelta(days=1)
    Activity.objects.update(submit_by=past, review_by=past, opens_at=past - timedelta(days=9))

    answer = client_of(ben).post(
        url("review-submit", review), filled(overall="A thought that must not be lost")
    )

    assert answer.status_code == 409
    assert "Reviewing is closed" in answer.content.decode()
    assert "A thought that must not be lost" in answer.content.decode()


def test_a_lapsed_lease_does_not_keep_from_handing_in(review, ben, client_of):
    Assignment.objects.update(lease_until=clock.now() - timedelta(hours=1), state="expired")
    review.submission.__class__.objects.update(reviews_leased=0)

    client_of(ben).post(url("review-submit", review), filled())

    assert Review.objects.get().state == "submitted"


def test_giving_back_frees_the_work(review, ben, client_of):
    browser = client_of(ben)

    too_long = browser.post(url("review-decline", review), {"kind": "other", "reason": "x" * 900})
    assert too_long.status_code == 422
    for _ in range(2):
        browser.post(url("review-decline", review), {"kind": "conflict", "reason": "A friend’s"})

    assert Assignment.objects.get().state == "declined"
    assert browser.get(url("review-desk", review)).status_code == 200
    assert "gave this review back" in browser.get(url("review-desk", review)).content.decode()


def test_a_facilitator_sets_aside_and_says_why(review, alice, ben, fran, client_of):
    fill(review, now=clock.now())
    submit_review(review=review, by=ben)
    address = url("review-set-aside", review)

    assert client_of(ben).post(address, {"reason": "Mine"}).status_code == 403
    assert client_of(alice).post(address, {"reason": "Harsh"}).status_code == 403
    client_of(fran).post(address, {"reason": ""})
    assert Review.objects.get().state == "submitted"
    client_of(fran).post(address, {"reason": "Copied"})
    assert Review.objects.get().state == "set_aside"


# ---- blind ----------------------------------------------------------------------------------


def traces_of(person) -> list[str]:
    avatar = f"/people/{person.uuid}"
    return [person.display_name, person.email, str(person.uuid), avatar]


def test_nothing_sent_to_a_reviewer_tells_who_the_author_is(review, alice, ben, client_of):
    browser = client_of(ben)
    pages = [
        browser.get(reverse("review-home")),
        browser.get(reverse("home")),
        browser.get(url("review-desk", review)),
        browser.post(url("review-submit", review), {"act": "hand-in"}),
        browser.post(url("review-submit", review), filled(), follow=True),
        browser.get(url("review-desk", review)),
        browser.get(reverse("review-home")),
        browser.get(reverse("activity", args=[review.submission.activity.uuid])),
    ]

    for page in pages:
        assert page.status_code in {200, 422}
        for trace in traces_of(alice):
            assert trace.encode() not in page.content


# ---- home -----------------------------------------------------------------------------------


def test_home_shows_what_is_begun_owed_and_handed_in(activity, review, ben, client_of):
    page = client_of(ben).get(reverse("review-home")).content.decode()

    assert url("review-desk", review) in page
    assert "You still owe" not in page  # the only work is the one begun
    assert "0 of 3 reviews handed in" in page


ONE_EACH = {"reviews_needed": 1, "reviews_asked": 1}


def at_home(client) -> str:
    page = client.get(reverse("home")).content.decode()
    return page.partition('id="to-review"')[2].partition("</section>")[0]


def test_what_is_owed_stands_at_home_before_what_is_done(alice, ben, fran, client_of):
    done, others = challenge(fran, title="All given", **ONE_EACH), [alice, learner("Cleo")]
    owed = challenge(fran, title="Still owed", reviews_asked=3)
    for author in (ben, *others):
        submission_by(author, done)
        submission_by(author, owed)
    reviewed(ben, done, now=clock.now())

    shown = at_home(client_of(ben))

    assert shown.index("Still owed") < shown.index("All given")
    first, second = re.findall(
        r'<button class="([^"]+)"[^>]*>.*?<span>([^<]+)</span>', shown, re.DOTALL
    )
    assert first[1] == "Review the next one"
    assert "button-quiet" not in first[0]
    assert second[1] == "Review one more"
    assert "button-quiet" in second[0]


def test_what_is_owed_stands_at_home_though_others_lack_no_reviewer(alice, ben, fran, client_of):
    owed = challenge(fran, title="Alone so far", reviews_asked=3)
    submission_by(ben, owed)

    shown = at_home(client_of(ben))

    assert "Alone so far" in shown
    assert "You have given 0 of 3." in shown
    assert "0 of 3 reviews handed in" in shown
    assert "<button" not in shown


def test_what_is_done_does_not_crowd_out_what_is_owed(alice, ben, fran):
    cohort = cohort_of(alice, ben, learner("Cleo"), learner("Dora"), facilitator=fran)
    soon = {"review_by": clock.now() + timedelta(days=9)}
    for number in range(4):
        done = activity_in(cohort, title=f"Done {number}", **ONE_EACH, **soon)
        for author in cohort.memberships.exclude(user__in=[ben, fran]):
            submission_by(author.user, done)
        reviewed(ben, done, now=clock.now())
    late = activity_in(cohort, title="Owed, later")
    urgent = activity_in(cohort, title="Owed, sooner", **soon)
    for owed in (late, urgent):
        submission_by(alice, owed)

    found = list(to_begin(ben, clock.now()))

    assert found[:2] == [urgent, late]
    assert len(found) == 6


def test_more_than_was_asked_is_said_as_two_numbers(alice, ben, fran, client_of):
    given = challenge(fran, **ONE_EACH)
    for author in (alice, ben, learner("Cleo"), learner("Dora")):
        submission_by(author, given)
    for _time in range(2):
        reviewed(ben, given, now=clock.now())

    assert "2 reviews handed in, 1 was asked" in at_home(client_of(ben))


@pytest.mark.parametrize("review_by", [None, timedelta(days=90)])
def test_who_owes_reviews_that_nothing_waits_for_is_told_so(review_by, activity, ben, client_of):
    until = review_by and clock.now() + review_by
    Activity.objects.filter(pk=activity.pk).update(review_by=until, reviews_asked=3)

    page = client_of(ben).get(reverse("review-home")).content.decode()

    assert "You have given 0 of 3. Nothing waits for a review right now; new work may" in page
    assert ("may come until" in page) == bool(until)
    assert "You still owe" not in page


def test_openings_follow_the_rule_of_who_may_review(activity, alice, ben, fran, charlie, person):
    stella = person("Stella")
    stella.is_staff = True
    stella.save()
    blind, seen = challenge(fran), challenge(fran, blindness="open")
    for entered in (blind, seen):
        submission_by(alice, entered)
    named = activity_in(activity.cohort, title="Named", blindness="open")

    for user in (alice, ben, fran, charlie, stella):
        offered = set(openings(user, clock.now()))
        allowed = {a for a in (activity, named, blind, seen) if may_review(user, a)}
        assert offered == allowed, user


def home_cost(client) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(reverse("review-home")).status_code == 200
    return len(captured)


@pytest.mark.long
def test_home_costs_the_same_for_ten_and_for_many(fran, client_of):
    people = [learner(f"Learner{number}") for number in range(12)]
    activity = activity_in(cohort_of(*people, facilitator=fran), reviews_needed=1)
    for number, author in enumerate(people):
        submission_by(author, activity, minutes=number)
    reviewer, browser = people[-1], client_of(people[-1])
    reviewed(reviewer, activity, now=clock.now())
    cost = home_cost(browser)
    for _ in range(9):
        reviewed(reviewer, activity, now=clock.now())

    assert home_cost(browser) == cost


def test_the_desk_costs_the_same_for_an_empty_and_a_full_draft(review, ben, client_of):
    browser = client_of(ben)
    costs = []
    browser.get(url("review-desk", review))  # a rubric version is read once per process
    for _ in range(2):
        with CaptureQueriesContext(connection) as captured:
            browser.get(url("review-desk", review))
        costs.append(len(captured))
        fill(review, now=clock.now())

    assert costs[0] == costs[1]


def test_a_reviewer_may_read_the_work_and_others_may_not(review, ben, charlie, client_of):
    version = review.submission.version_id
    dora = learner("Dora")

    assert is_granted(ben, version)
    assert not is_granted(dora, version)
    assert not is_granted(charlie, version)
    Assignment.objects.update(state="declined")
    assert not is_granted(ben, version)


def test_at_home_debts_that_can_be_paid_come_first_and_the_rest_is_counted(
    alice, ben, fran, client_of
):
    for number in range(3):
        submission_by(ben, challenge(fran, title=f"Nothing waits {number}", reviews_asked=3))
    payable = challenge(fran, title="Something waits", reviews_asked=3)
    for author in (alice, ben):
        submission_by(author, payable)

    assert to_begin(ben, clock.now())[0] == payable
    assert "1 more activity to review in" in at_home(client_of(ben))


@pytest.mark.django_db
def test_only_work_one_may_be_given_now_is_counted():
    ana, ben, fay = learner("Ana"), learner("Ben"), learner("Fay")
    activity = activity_in(cohort_of(ana, ben, facilitator=fay))
    submission_by(ana, activity)
    submission_by(ben, activity)
    assert opening_now(activity, ben, NOW).can_begin
    duty(ana, activity)  # Ana reviews Ben: Ben is not given hers
    assert picks.candidates(activity, ben).count() == 0
    assert not opening_now(activity, ben, NOW).can_begin
