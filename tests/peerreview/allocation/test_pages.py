# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Pages about who reviews what: facilitators', and what learners say for themselves."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from peerreview.allocation.forecasting import take_forecast, volunteer
from peerreview.allocation.models import Assignment, Conflict, Plan, Rule, Volunteer
from peerreview.allocation.planning import choose_method, publish_plan
from peerreview.allocation.ruling import make_rule
from peerreview.allocation.services import decline, finish, next_assignment
from peerreview.kernel import clock
from tests.peerreview.reviewing import (
    NOW,
    activity_in,
    cohort_of,
    draft,
    duty,
    learner,
    reviewed,
    submission_by,
)

State = Assignment.State


@pytest.fixture
def people(db):
    return [learner(name) for name in ("Ann", "Bob", "Cy", "Di", "Ed")]


@pytest.fixture
def activity(people, fran):
    activity = activity_in(cohort_of(*people, facilitator=fran))
    for minutes, person in enumerate(people):
        submission_by(person, activity, minutes=minutes)
    return activity


@pytest.fixture
def facilitator(client_of, fran):
    return client_of(fran)


def page(client, name, activity, **query) -> str:
    response = client.get(reverse(name, args=[activity.uuid]), query)
    assert response.status_code == 200, response.content.decode()[:400]
    return response.content.decode()


def test_who_reviews_what_and_why_with_filters(activity, people, facilitator):
    ann, bob, *_ = people
    finish(assignment=duty(ann, activity), now=NOW)
    decline(assignment=duty(bob, activity), by=bob, kind="conflict", reason="A friend", now=NOW)

    html = page(facilitator, "allocation", activity)

    assert "It has waited longest of those that need reviews." in html
    assert "I know whose work it is" in html
    assert "A friend" in html
    done = page(facilitator, "allocation", activity, state="done")
    assert "A friend" not in done
    assert "No duties here" in page(facilitator, "allocation", activity, q="nobody of this name")


def test_no_page_of_it_asks_more_when_there_is_more(activity, people, fran, facilitator):
    def count(name) -> int:
        with CaptureQueriesContext(
            connection,
        ) as found:
            page(facilitator, name, activity)
        return len(found)

    names = ("allocation", "allocation-rules", "allocation-plan")
    finish(assignment=duty(people[0], activity), now=NOW)
    make_rule(activity=activity, kind="should", reviewer=people[0], author=people[3], by=fran)
    [count(name) for name in names]
    few = [count(name) for name in names]
    more = [learner(f"More{number}") for number in range(15)]
    for number, person in enumerate(more):
        activity.cohort.memberships.create(user=person)
        submission_by(person, activity, minutes=10 + number)
    for person in more:
        finish(assignment=duty(person, activity), now=NOW)
        make_rule(activity=activity, kind="must_not", reviewer=person, author=people[4], by=fran)

    assert [count(name) for name in names] == few


def test_a_rule_is_made_refused_in_words_and_removed(activity, people, facilitator):
    address = reverse("allocation-rules", args=[activity.uuid])
    values = {"reviewer": "Ann", "author": "Bob <bob@example.org>", "kind": "must"}
    made = facilitator.post(address, {**values, "scope": "activity", "uuid": Rule().uuid})
    assert made.status_code == 302

    for change, words in (
        ({"kind": "must_not"}, "must or should review Bob"),
        ({"author": "Ann"}, "Nobody reviews their own work"),
        ({"author": "Zed"}, "Nobody here is called “Zed”"),
    ):
        answer = facilitator.post(
            address, {**values, **change, "scope": "activity", "uuid": Rule().uuid}
        )
        assert answer.status_code == 422
        assert words in answer.content.decode()
        assert 'value="Ann"' in answer.content.decode()

    rule = Rule.objects.get()
    facilitator.post(reverse("allocation-rule-remove", args=[activity.uuid, rule.uuid]))
    assert not Rule.objects.exists()


def test_two_of_one_name_are_told_apart(activity, people, facilitator):
    other = learner("Ann B")
    activity.cohort.memberships.create(user=other)
    address = reverse("allocation-assign", args=[activity.uuid])

    both = facilitator.get(address, {"reviewer": "An", "author": "Ed"})

    assert both.status_code == 422
    assert "More than one person is called “An”" in both.content.decode()


def test_by_hand_with_each_check_named(activity, people, facilitator):
    ann = people[0]
    address = reverse("allocation-assign", args=[activity.uuid])
    asked = {"reviewer": "Ann", "author": "Ed"}

    looked = facilitator.get(address, asked).content.decode()
    done = facilitator.post(address, asked)

    assert "Ed does not review Ann, so the two cannot trade praise." in looked
    assert "Give it to them" in looked
    assert done.status_code == 302
    kept = Assignment.objects.get()
    assert (kept.reviewer, kept.submission.author, kept.state) == (ann, people[4], State.PLANNED)
    back = facilitator.post(address, {"reviewer": "Ed", "author": "Ann"})
    assert back.status_code == 422
    assert "two people never review each other" in back.content.decode()


def test_taken_back_by_hand_but_not_what_is_handed_in(activity, people, facilitator):
    begun = duty(people[0], activity)
    address = reverse("allocation-undo", args=[begun.uuid])
    assert "Take it back" in facilitator.get(address).content.decode()
    facilitator.post(address, {"reason": "Wrong person"})
    begun.refresh_from_db()
    assert (begun.decline_kind, begun.decline_reason) == ("taken_back", "Wrong person")

    done = finish(assignment=duty(people[1], activity), now=NOW)
    refused = facilitator.post(reverse("allocation-undo", args=[done.uuid]))
    assert refused.status_code == 409
    assert "set the review aside" in refused.content.decode()


def test_a_plan_is_seen_before_it_is_published(activity, facilitator, people):
    html = page(facilitator, "allocation-plan", activity, seed="77")
    assert "Lot 77" in html
    assert "some people review each other" in html
    assert not Plan.objects.exists()

    facilitator.post(reverse("allocation-plan", args=[activity.uuid]), {"seed": "77"})

    assert Plan.objects.get().seed == 77
    assert "by Fran" in page(facilitator, "allocation-plan", activity)
    refused = facilitator.post(
        reverse("allocation-method", args=[activity.uuid]), {"method": "pull"}, follow=True
    )
    assert "The plan is published already." in refused.content.decode()


def test_the_method_is_chosen(activity, facilitator, fran):
    facilitator.post(reverse("allocation-method", args=[activity.uuid]), {"method": "plan"})

    assert activity.allocation_setup.method == "plan"


def test_what_if_says_per_cent_and_keeps_what_was_typed(activity, facilitator):
    html = page(facilitator, "allocation-simulate", activity, dropout="30", asked="4")
    assert "If 4 reviews are asked of each" in html
    assert "Works that get 3 reviews" in html

    wrong = facilitator.get(
        reverse("allocation-simulate", args=[activity.uuid]), {"dropout": "300", "asked": "4"}
    )
    assert wrong.status_code == 422
    assert 'value="300"' in wrong.content.decode()


def test_what_nobody_can_open_is_shown_and_its_author_told_without_names(
    activity, people, facilitator, client_of, deliver
):
    ann, bob, cy, *_ = people
    for reviewer, kind in ((bob, "cannot_open"), (cy, "broken_link")):
        decline(assignment=duty(reviewer, activity), by=reviewer, kind=kind, reason="", now=NOW)
    deliver()

    assert "Cannot be opened" in page(facilitator, "allocation", activity)
    own = page(client_of(ann), "activity", activity)
    assert "could not open it, or a link in it" in own
    [letter] = [each for each in mail.outbox if each.to == [ann.email]]
    assert "could not open it" in letter.body
    for name in (bob, cy):
        assert name.display_name not in letter.body
        assert str(name.uuid) not in own
        assert name.email not in own


def test_giving_back_asks_why_and_keeps_what_was_typed(activity, people, client_of):
    ann = people[0]
    review = draft(duty(ann, activity))
    client = client_of(ann)
    address = reverse("review-decline", args=[review.uuid])
    desk = client.get(reverse("review-desk", args=[review.uuid])).content.decode()
    assert "I cannot open it" in desk
    assert "Why you were given this:" in desk
    assert "It has waited longest of those that need reviews." in desk

    assert client.post(address, {}).status_code == 422
    wordless = client.post(address, {"kind": "off_topic", "reason": ""})
    assert "Say it in a few words" in wordless.content.decode()
    assert client.get(address).status_code == 200
    done = client.post(address, {"kind": "other", "reason": "I broke my arm"})

    assert done.status_code == 302
    review.assignment.refresh_from_db()
    assert review.assignment.decline_reason == "I broke my arm"


def test_offering_more_and_being_asked(activity, people, client_of, deliver):
    ann = people[0]
    client = client_of(ann)
    address = reverse("allocation-volunteer", args=[activity.uuid])
    client.post(address, {"up_to": "2"})
    assert Volunteer.objects.get().up_to == 2
    assert client.post(address, {"up_to": "7"}).status_code == 422
    for _ in range(3):
        finish(assignment=next_assignment(activity=activity, reviewer=ann, now=NOW), now=NOW)

    type(activity).objects.update(
        submit_by=NOW + timedelta(days=1), review_by=NOW + timedelta(days=2)
    )
    activity.refresh_from_db()
    take_forecast(activity=activity, now=NOW)
    deliver()

    assert "please write one more" in page(client, "activity", activity)
    assert [each.to for each in mail.outbox] == [[ann.email]]


def test_what_waits_and_what_is_kept_is_said_on_the_activity(
    activity, people, client_of, facilitator, fran
):
    choose_method(activity=activity, method="plan", by=fran)
    client = client_of(people[0])
    assert "when handing in closes" in page(client, "activity", activity)

    publish_plan(activity=activity, by=fran)

    kept = Assignment.objects.filter(reviewer=people[0]).count()
    assert f"{kept} reviews are kept for you." in page(client, "activity", activity)
    assert "Every review that is needed is done" in page(facilitator, "activity", activity)


def test_conflicts_are_seen_by_nobody_else(activity, people, client_of, facilitator):
    ann, bob, cy, *_ = people
    client = client_of(ann)
    assert client.post(reverse("conflict-declare", args=[bob.uuid])).status_code == 302
    assert Conflict.objects.count() == 1

    mine = client.get(reverse("conflicts")).content.decode()
    assert "Take Bob off the list" in mine
    assert "Put Bob on the list" not in mine
    theirs = client_of(bob).get(reverse("conflicts")).content.decode()
    assert "Take Ann off the list" not in theirs
    assert client_of(cy).post(reverse("conflict-withdraw", args=[bob.uuid])).status_code == 404

    client.post(reverse("conflict-withdraw", args=[bob.uuid]))
    assert not Conflict.objects.exists()


def test_conflicts_need_no_more_queries_for_more_people(activity, people, client_of):
    def count(client) -> int:
        with CaptureQueriesContext(connection) as found:
            client.get(reverse("conflicts"))
        return len(found)

    client = client_of(people[0])
    client.post(reverse("conflict-declare", args=[people[1].uuid]))
    count(client)
    few = count(client)
    for number in range(12):
        activity.cohort.memberships.create(user=learner(f"More{number}"))
    for person in people[2:]:
        client.post(reverse("conflict-declare", args=[person.uuid]))

    client.get(reverse("conflicts"))
    assert count(client) == few


def test_setting_an_activity_says_how_many_reviews_to_ask_for(activity, people, facilitator):
    for person in people:
        reviewed(person, activity)
    type(activity).objects.update(
        submit_by=clock.now() - timedelta(days=2), review_by=clock.now() - timedelta(days=1)
    )

    html = facilitator.get(reverse("activity-new", args=[activity.cohort.uuid])).content.decode()

    assert "5 of the 15 reviews asked for were written" in html
    assert "For 3 reviews of each work, ask each person for 9." in html


def test_a_reviewer_learns_no_author_from_these_pages(activity, people, client_of, fran):
    """In a blind activity nothing a learner gets about allocation names an author."""
    publish_plan(activity=activity, by=fran)
    volunteer(activity=activity, person=people[0], up_to=1, by=people[0])
    client = client_of(people[0])

    for name in ("activity", "activity-board"):
        html = page(client, name, activity)
        for other in people[1:]:
            assert str(other.uuid) not in html
            assert f">{other.display_name}<" not in html
    for name in ("allocation", "allocation-rules", "allocation-plan", "allocation-assign"):
        assert client.get(reverse(name, args=[activity.uuid])).status_code == 403


@pytest.mark.django_db
def test_who_has_not_handed_in_reads_when_they_can_offer_more(client):
    ana, fay = learner("Ana"), learner("Fay")
    activity = activity_in(cohort_of(ana, facilitator=fay))
    client.force_login(ana)
    page = client.get(reverse("activity", args=[activity.uuid])).content.decode()
    assert "you can offer here to review more" in page
    assert reverse("allocation-volunteer", args=[activity.uuid]) not in page
