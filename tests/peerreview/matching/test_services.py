# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Being here, reviewing now, calling people, and what authors are told."""

from datetime import timedelta

import pytest
from django.core import mail

from badges.models import Award
from peerreview.activities.models import Submission
from peerreview.activities.revising import resubmit, start_revision
from peerreview.activities.services import choose_purpose, submit
from peerreview.allocation.forecasting import volunteer
from peerreview.allocation.models import Assignment
from peerreview.allocation.ruling import declare_conflict
from peerreview.artifacts import services as artifacts
from peerreview.kernel.errors import Invalid, NotAllowed
from peerreview.matching import ladders, policy, queries, services
from peerreview.matching.models import Call, Estimate, Presence, Step
from peerreview.matching.policy import Ladder, Rung
from peerreview.outbox.models import Message
from peerreview.reviews.submitting import submit_review
from tests import worlds
from tests.peerreview import reviewing
from tests.peerreview.reviewing import NOW

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def crowd():
    """Six learners of whom Alice has just handed in; Fran looks after them."""
    people = {name: reviewing.learner(name) for name in ("Alice", "Ben", "Cara", "Dora", "Emil")}
    fran = reviewing.learner("Fran")
    cohort = reviewing.cohort_of(*people.values(), facilitator=fran)
    activity = reviewing.activity_in(cohort, reviews_needed=2, reviews_asked=2)
    return activity, {**people, "Fran": fran}


def hand_in(activity, person, now=NOW):
    return worlds.a_text_submission(activity, person, title="Tides of the north", now=now)


def called(rung=None):
    rows = Call.objects.filter(step__rung=rung) if rung else Call.objects.all()
    return {call.person.display_name for call in rows.select_related("person")}


# --- being here ------------------------------------------------------------------------------------
def test_a_heart_beat_is_written_at_most_every_half_minute(crowd, django_assert_num_queries):
    _activity, people = crowd
    ben = people["Ben"]

    assert services.beat(person=ben, now=NOW)
    with django_assert_num_queries(1):
        assert not services.beat(person=ben, now=NOW + timedelta(seconds=29))
    assert services.beat(person=ben, now=NOW + timedelta(seconds=31))

    assert queries.is_here(ben.pk, NOW + timedelta(seconds=120))
    assert not queries.is_here(ben.pk, NOW + timedelta(seconds=140))
    assert Presence.objects.count() == 1


def test_who_says_goodbye_is_not_here(crowd):
    _activity, people = crowd
    services.beat(person=people["Ben"], now=NOW)

    services.leave(person=people["Ben"])

    assert not queries.is_here(people["Ben"].pk, NOW)


# --- calling ---------------------------------------------------------------------------------------
def test_who_is_here_is_called_at_once_and_once(crowd, deliver):
    activity, people = crowd
    services.beat(person=people["Ben"])
    work = hand_in(activity, people["Alice"])

    deliver()
    ladders.climb_for(submission_id=work.pk)

    assert called(Rung.HERE) == {"Ben"}
    assert Call.objects.count() == 1
    assert Message.objects.filter(name="matching.ReviewerCalled").count() == 1
    assert mail.outbox == []


def test_a_rung_on_which_nobody_is_waits_for_somebody(crowd):
    activity, people = crowd
    work = hand_in(activity, people["Alice"])
    assert ladders.climb_for(submission_id=work.pk, now=NOW + MINUTE) == 0

    services.beat(person=people["Dora"], now=NOW + 3 * MINUTE)
    ladders.climb(now=NOW + 3 * MINUTE)

    assert called() == {"Dora"}


def noon(people, at=NOW):
    """Letters go out by day only: put everybody where it is noon."""
    hour = (12 - at.hour) % 24
    zone = f"Etc/GMT{-hour:+d}" if hour <= 14 else f"Etc/GMT{24 - hour:+d}"
    type(people["Ben"]).objects.update(time_zone=zone)


def test_the_ladder_from_those_who_owe_to_the_facilitator(crowd, deliver):
    activity, people = crowd
    start = NOW - 510 * MINUTE
    noon(people, start)
    volunteer(activity=activity, person=people["Emil"], up_to=1, by=people["Emil"], now=NOW)
    for name in ("Ben", "Cara", "Dora"):
        services.choose_calls(person=people[name], takes_calls=name == "Ben", now=NOW)
    # Emil has done his part elsewhere in the activity.
    hand_in(activity, people["Cara"], now=NOW - timedelta(hours=20))
    hand_in(activity, people["Dora"], now=NOW - timedelta(hours=20))
    for _ in range(2):
        reviewing.reviewed(people["Emil"], activity, now=NOW - timedelta(hours=10))
    work = hand_in(activity, people["Alice"], now=start)

    for minutes in (9, 10, 54, 56, 200, 500):
        ladders.climb_for(submission_id=work.pk, now=start + minutes * MINUTE)

    assert called(Rung.OWING) == {"Ben"}
    assert called(Rung.OFFERING) == {"Emil"}
    assert called(Rung.FACILITATOR) == {"Fran"}
    steps = {step.rung: step.at for step in Step.objects.filter(submission=work)}
    assert steps[Rung.OWING] == start + 10 * MINUTE
    assert steps[Rung.OFFERING] == start + 54 * MINUTE
    assert steps[Rung.FACILITATOR] == start + 500 * MINUTE
    deliver()
    assert sorted(letter.to[0] for letter in mail.outbox) == [
        "ben@example.org", "emil@example.org", "fran@example.org",
    ]  # fmt: skip
    assert "Alice" not in "".join(letter.subject + letter.body for letter in mail.outbox)


def test_badge_holders_are_asked_with_those_who_offered(crowd, monkeypatch):
    activity, people = crowd
    noon(people)
    held = Award.objects.none().values("recipient")
    monkeypatch.setattr(
        "peerreview.matching.holders._finders",
        [
            lambda: held,
            lambda: type(people["Ben"]).objects.filter(pk=people["Ben"].pk).values("pk"),
        ],
    )
    work = hand_in(activity, people["Alice"])

    assert ladders.call(submission=work, rung=Rung.OFFERING, now=NOW) == 1
    assert called() == {"Ben"}


def test_nobody_is_called_for_what_they_cannot_be_given(crowd):
    activity, people = crowd
    noon(people)
    hand_in(activity, people["Ben"], now=NOW - timedelta(hours=3))
    assignment = reviewing.duty(people["Alice"], activity)  # Alice reviews Ben: no mutual pair
    assert assignment.submission.author == people["Ben"]
    declare_conflict(person=people["Cara"], other=people["Alice"], by=people["Cara"])
    work = hand_in(activity, people["Alice"])

    ladders.call(submission=work, rung=Rung.OWING, now=NOW)

    assert called() == {"Dora", "Emil"}


def test_who_was_called_or_has_a_review_in_hand_is_left_in_peace(crowd):
    activity, people = crowd
    noon(people)
    first = hand_in(activity, people["Alice"])
    hand_in(activity, people["Ben"], now=NOW + MINUTE)
    reviewing.duty(people["Cara"], activity)
    ladders.call(submission=first, rung=Rung.OWING, now=NOW)
    second = Submission.objects.get(author=people["Ben"])

    assert ladders.call(submission=second, rung=Rung.OWING, now=NOW + 10 * MINUTE) <= 1

    assert "Cara" not in called()
    assert Call.objects.count() == len(set(Call.objects.values_list("person", flat=True)))


def test_a_duty_in_another_activity_is_in_hand_too(crowd):
    activity, people = crowd
    noon(people)
    elsewhere = reviewing.activity_in(activity.cohort)
    hand_in(elsewhere, people["Alice"])
    reviewing.draft(reviewing.duty(people["Cara"], elsewhere))
    volunteer(activity=activity, person=people["Cara"], up_to=1, by=people["Cara"], now=NOW)
    services.beat(person=people["Cara"], now=NOW)
    work = hand_in(activity, people["Alice"])

    for rung in (Rung.HERE, Rung.OWING, Rung.OFFERING):
        ladders.call(submission=work, rung=rung, now=NOW)

    assert called() == {"Ben", "Dora", "Emil"}


def test_rungs_without_anybody_hold_up_nobody_and_are_called_later(crowd):
    activity, people = crowd
    for name in ("Ben", "Cara", "Dora", "Emil"):
        services.choose_calls(person=people[name], takes_calls=False, now=NOW)
    work = hand_in(activity, people["Alice"], now=NOW - 300 * MINUTE)

    ladders.climb(now=NOW)
    assert called() == {"Fran"}

    services.choose_calls(person=people["Ben"], takes_calls=True, now=NOW)
    services.beat(person=people["Ben"], now=NOW)
    ladders.climb(now=NOW + MINUTE)
    assert called(Rung.HERE) == {"Ben"}
    assert Step.objects.filter(submission=work).count() == 2


def test_no_calls_where_they_are_switched_off(crowd):
    activity, people = crowd
    services.set_waits(activity=activity, ladder=Ladder(), is_on=False, by=people["Fran"])
    services.beat(person=people["Ben"], now=NOW)
    work = hand_in(activity, people["Alice"])

    assert ladders.climb_for(submission_id=work.pk, now=NOW) == 0
    assert queries.ladder_of(activity) is None


def test_waits_are_a_facilitators_and_in_order(crowd):
    activity, people = crowd
    with pytest.raises(NotAllowed):
        services.set_waits(activity=activity, ladder=Ladder(), is_on=True, by=people["Ben"])
    with pytest.raises(Invalid):
        services.set_waits(
            activity=activity, ladder=Ladder(owing=60), is_on=True, by=people["Fran"]
        )

    chosen = Ladder(1, 2, 3, 4)
    for _ in range(2):
        services.set_waits(activity=activity, ladder=chosen, is_on=True, by=people["Fran"])

    assert queries.ladder_of(activity) == chosen
    assert Message.objects.filter(name="matching.WaitsSet").count() == 1


def test_climbing_costs_no_more_queries_for_what_need_not_be_called(
    crowd, django_assert_max_num_queries
):
    activity, people = crowd
    services.set_waits(
        activity=activity, ladder=Ladder(60, 60, 60, 60), is_on=True, by=people["Fran"]
    )
    for person in list(people.values())[:5]:
        hand_in(activity, person)

    with django_assert_max_num_queries(3):
        ladders.climb(now=NOW + MINUTE)


# --- reviewing now ---------------------------------------------------------------------------------
def test_review_now_gives_a_first_review_before_anybodys_second(crowd):
    activity, people = crowd
    hand_in(activity, people["Alice"], now=NOW - timedelta(hours=5))
    reviewing.reviewed(people["Dora"], activity)
    fresh = hand_in(activity, people["Cara"])

    review = services.review_now(person=people["Ben"], now=NOW)

    assert review.submission == fresh
    assert review.assignment.reason.startswith("You are here now")
    assert services.review_now(person=people["Ben"], activity=activity, now=NOW) == review
    assert Assignment.objects.filter(reviewer=people["Ben"]).count() == 1


def test_review_now_looks_everywhere_and_gives_nothing_where_there_is_nothing(crowd):
    activity, people = crowd
    assert services.review_now(person=people["Ben"], now=NOW) is None
    elsewhere = reviewing.activity_in(activity.cohort)
    work = hand_in(elsewhere, people["Alice"])

    assert services.review_now(person=people["Ben"], now=NOW).submission == work


def test_swaps_go_round_and_are_never_reciprocal(crowd):
    activity, people = crowd
    learners = [people[name] for name in ("Alice", "Ben", "Cara", "Dora", "Emil")]
    for number, person in enumerate(learners):
        hand_in(activity, person, now=NOW - timedelta(minutes=number))

    for person in learners * 2:
        review = services.review_now(person=person, now=NOW)
        if review and review.state == "draft":
            reviewing.fill(review)
            submit_review(review=review, by=person, now=NOW)

    pairs = set(Assignment.objects.values_list("reviewer", "submission__author"))
    assert len(pairs) >= len(learners)
    assert not {(by, of) for by, of in pairs if (of, by) in pairs}
    assert all(done >= 1 for done in Submission.objects.values_list("reviews_done", flat=True))


# --- what authors are told -------------------------------------------------------------------------
def test_an_estimate_is_kept_as_told_and_settled_by_the_first_review(crowd, deliver):
    activity, people = crowd
    work = hand_in(activity, people["Alice"], now=NOW - 90 * MINUTE)
    deliver()
    told = Estimate.objects.get(submission=work)
    assert told.basis == 0
    assert told.low <= told.middle <= told.high

    reviewing.reviewed(people["Ben"], activity, now=NOW - 60 * MINUTE)
    reviewing.reviewed(people["Cara"], activity, now=NOW - 30 * MINUTE)
    deliver()

    told.refresh_from_db()
    assert told.waited == 30
    assert queries.honesty_in(activity, NOW + timedelta(days=1)).told == 1
    assert queries.honesty_in(activity, NOW + timedelta(days=1)).inside == 1
    assert services.estimate(submission_id=work.pk) == told


def test_a_promise_that_ran_out_counts_as_broken(crowd):
    activity, people = crowd
    work = hand_in(activity, people["Alice"])
    services.estimate(submission_id=work.pk, now=NOW)

    assert queries.honesty_in(activity, NOW + MINUTE).told == 0
    late = queries.honesty_in(activity, NOW + timedelta(days=5))

    assert (late.told, late.inside) == (1, 0)


# --- at work ---------------------------------------------------------------------------------------
def test_at_work_is_told_as_of_the_last_five_minutes(crowd):
    activity, people = crowd
    work = hand_in(activity, people["Alice"], now=NOW - timedelta(hours=2))
    mark = policy.tick(NOW)
    review = reviewing.draft(reviewing.duty(people["Ben"], activity, now=mark), now=mark)

    during = queries.at_work(queries.about(work), mark + timedelta(minutes=4, seconds=59))
    after = queries.at_work(queries.about(work), mark + timedelta(minutes=20, seconds=1))

    assert (during.writing, during.begun) == (1, 1)
    assert (after.writing, after.begun) == (0, 1)
    assert review.state == "draft"


# --- early drafts ----------------------------------------------------------------------------------
def test_an_early_draft_counts_only_when_its_author_says_so(crowd):
    activity, people = crowd
    draft = worlds.a_text_draft(activity, people["Alice"], now=NOW)

    work = submit(activity=activity, version=draft, by=people["Alice"], is_early=True, now=NOW)
    assert (work.is_early, work.counts_for_badge) == (True, False)

    choose_purpose(submission=work, counts_for_badge=True, by=people["Alice"], now=NOW)
    assert (work.is_early, work.counts_for_badge) == (False, True)


def test_the_finished_work_follows_an_early_draft_without_waiting_for_reviews(crowd):
    activity, people = crowd
    alice = people["Alice"]
    draft = worlds.a_text_draft(activity, alice, now=NOW)
    early = submit(activity=activity, version=draft, by=alice, is_early=True, now=NOW)
    reviewing.draft(reviewing.duty(people["Ben"], activity))

    version = start_revision(submission=early, by=alice, now=NOW)
    artifacts.add_text(version=version, by=alice, source="The end it lacked.", now=NOW)
    made = resubmit(submission=early, version=version, by=alice, now=NOW)

    assert (made.is_early, made.counts_for_badge, made.held_until) == (False, True, None)
    assert services.review_now(person=people["Cara"], now=NOW).submission == made
