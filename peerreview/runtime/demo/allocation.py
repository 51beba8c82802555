# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Allocation at work: a small group with a plan, rules, offers, a forecast, work nobody can open."""

from typing import Any

from peerreview.activities import services as activities
from peerreview.activities.models import Activity, Submission
from peerreview.allocation import assigning, forecasting, planning, ruling
from peerreview.allocation import services as allocation
from peerreview.allocation.models import Assignment
from peerreview.runtime.demo import acts
from peerreview.runtime.demo.works import Work

WORDS = (
    ("amara", "Echo", "A word comes back changed. On air I learned to wait for that."),
    ("bruno", "Glass", "Between visitor and thing. I would like to take it away once a year."),
    ("dagny", "Enough", "My students ask when they know enough. I ask them who would notice."),
    ("emeka", "Therefore", "The most generous word in mathematics: it takes you by the hand."),
    ("farah", "Between", "A translator lives there, and the rent is low."),
    ("giulia", "Again", "Six-year-olds say it with joy. When did we begin to say it with a sigh?"),
    ("jonas", "Live", "On a wire it means danger, on a screen it means now."),
    ("keiko", "Margin", "Where the reader’s thumb goes. Leave room for it."),
    ("liam", "Draft", "Cold air through a door that somebody left open on purpose."),
    ("rosa", "Begin", "The dictionary says it needs nobody’s leave. It took me forty years."),
)
BUSY = ("amara", "dagny", "farah", "giulia", "keiko", "rosa")
DETAILS = ("the single word", "the last sentence", "the picture it leaves")


def show(world: Any) -> None:
    """A small group reviews by a plan; rules are made, offers given, the week is forecast"""
    activity = _planned(world)
    _review(world, activity)
    _decide(world, world.activities["artefact"])
    for days in (2, 1, 0):
        for each in (activity, world.activities["artefact"]):
            forecasting.take_forecast(activity=each, now=world.ago(days=days))


def _planned(world: Any) -> Activity:
    fran = world.people["fran"]
    activity = activities.open_activity(
        kind="cohort",
        cohort=world.cohort,
        title="One word, two sentences",
        brief="Choose **one word** of this course. Say in two sentences what it has come to mean.",
        rubric_version=world.rubrics["word"],
        reviews_needed=3,
        reviews_asked=4,
        opens_at=world.ago(days=9),
        submit_by=world.ago(days=3),
        review_by=world.ago(days=-3),
        by=fran,
        now=world.ago(days=9),
    )
    world.activities["word"] = activity
    planning.choose_method(activity=activity, method="plan", by=fran, now=world.ago(days=9))
    for number, (author, title, text) in enumerate(WORDS):
        work = Work(author, title, text, 0.5 + number / 25, DETAILS)
        made = acts.hand_in(
            work=work,
            author=world.people[author],
            activity=activity,
            now=world.ago(days=5 - number / 10),
        )
        world.works[made.pk] = work
    planning.publish_plan(activity=activity, by=None, seed=1913, now=world.ago(days=2.9))
    return activity


def _review(world: Any, activity: Activity) -> None:
    """Most have begun. Whoever is given one of the works cannot open it, and says so."""
    shut = Submission.objects.get(activity=activity, author=world.people["liam"])
    planned = Assignment.objects.filter(submission=shut).order_by("pk")[:2]
    keys = dict.fromkeys([*BUSY, *(each.reviewer.email.split("@", 1)[0] for each in planned)])
    for turn in range(2):
        for number, key in enumerate(keys):
            now = world.ago(days=2.5 - turn - number / 20)
            review = acts.begin_review(activity=activity, reviewer=world.people[key], now=now)
            if review is None:
                continue
            if review.submission_id == shut.pk:
                allocation.decline(
                    assignment=review.assignment,
                    by=review.reviewer,
                    kind="cannot_open",
                    reason="",
                    now=now,
                )
                continue
            work = world.works[review.submission_id]
            acts.review_whole(review=review, work=work, dice=world.dice, now=now)


def _decide(world: Any, activity: Activity) -> None:
    """What the facilitator and the learners said about who reviews whom."""
    people, at = world.people, world.ago(days=1)
    fran = people["fran"]
    for kind, reviewer, author, scope in (
        ("must_not", "olga", "hector", "cohort"),
        ("should", "quinn", "lena", "activity"),
        ("must", "bruno", "keiko", "activity"),
    ):
        ruling.make_rule(
            activity=world.activities["manifesto"],
            kind=kind,
            reviewer=people[reviewer],
            author=people[author],
            scope=scope,
            by=fran,
            now=at,
        )
    ruling.declare_conflict(person=people["ravi"], other=people["nikhil"], by=people["ravi"])
    for key, up_to in (("amara", 2), ("keiko", 1)):
        person = people[key]
        for each in (activity, world.activities["word"]):
            forecasting.volunteer(activity=each, person=person, up_to=up_to, by=person, now=at)
    word = world.activities["word"]
    lacking = Submission.objects.get(activity=word, author=people["liam"])
    reviewer = _free_for(world, lacking)
    if reviewer is not None:
        assigning.assign(activity=word, reviewer=reviewer, submission=lacking, by=fran, now=at)


def _free_for(world: Any, work: Submission) -> object:
    for key in BUSY:
        person = world.people[key]
        checks = assigning.checks(activity=work.activity, reviewer=person, submission=work)
        if not any(check.bars for check in checks):
            return person
    return None
