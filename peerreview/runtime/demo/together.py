# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Work made and read together: a team activity with its stages, and the study group's exchange."""

from datetime import timedelta
from typing import Any

from peerreview.activities import services as activities
from peerreview.activities import teaming
from peerreview.activities.models import Activity
from peerreview.activities.stages import Act
from peerreview.cohorts.models import Cohort
from peerreview.groups import exchanging
from peerreview.runtime.demo import acts, people
from peerreview.runtime.demo.works import Work

PAGES = (
    Work(
        "amara", "One page on waiting",
        "Waiting is work that nobody books. I kept a list for a week: eleven queues, four of them without a person at the "
        "end. What would a queue owe us if it were a colleague?",
        0.8, ("the list of eleven queues", "the colleague in the last line", "the four without a person"),
    ),
    Work(
        "chen", "One page on clocks",
        "My grandmother had one clock and was never late. I have nine and negotiate with all of them. This page is what "
        "they would say to each other at night.",
        0.75, ("the grandmother’s clock", "the nine that are negotiated with", "the talk at night"),
    ),
    Work(
        "dagny", "One page on timetables",
        "A timetable is a promise made by someone who will not be there. I read ours from 1974 aloud to my class. They "
        "asked who had been allowed to be slow.",
        0.85, ("the promise in the first sentence", "the timetable of 1974", "the question of the class"),
    ),
    Work(
        "umut", "One page on silence",
        "In our video calls nobody is silent; they are muted. I describe the difference as a musician would: a rest is "
        "played, a mute is not.",
        0.7, ("the muted who are not silent", "the rest that is played", "the musician’s ear"),
    ),
)  # fmt: skip
DIALOGUE = Work(
    "keiko", "Two voices, one microphone",
    "A conversation recorded in one take. We did not edit the pauses: they are where one of us changes her mind.",
    0.8, ("the pauses that stay", "the one take", "the change of mind"),
)  # fmt: skip


def together(world: Any) -> None:
    """A study group exchanges pages, and teams make a conversation"""
    _exchange(world)
    _conversation(world)


def _exchange(world: Any) -> None:
    group = Cohort.objects.get(kind=Cohort.Kind.STUDY_GROUP)
    members = [world.people[key] for key in people.STUDY_GROUP]
    activity = exchanging.start_exchange(
        group=group,
        title="One page each, read by all of us",
        brief="One page about something that keeps you from learning. We **all** read **all** of them.",
        rubric_version=world.rubrics["essay"],
        days_to_make=7,
        days_to_review=5,
        people=members,
        is_blind=False,
        by=members[0],
        now=world.ago(days=6),
    ).activity
    for number, work in enumerate(PAGES):
        author = world.people[work.author]
        now = world.ago(days=3 - number / 4)
        made = acts.hand_in(work=work, author=author, activity=activity, now=now)
        world.works[made.pk] = work
    activity.refresh_from_db()
    for number, key in enumerate(("amara", "chen", "dagny", "amara", "umut")):
        now = world.ago(days=1.5 - number / 10)
        review = acts.begin_review(activity=activity, reviewer=world.people[key], now=now)
        if review:
            work = world.works[review.submission_id]
            acts.review_whole(review=review, work=work, dice=world.dice, now=now)


def _conversation(world: Any) -> None:
    fran, opened = world.people["fran"], world.ago(days=4)
    activity = activities.open_activity(
        kind=Activity.Kind.COHORT,
        cohort=world.cohort,
        title="Week 4: a conversation, in teams",
        brief="Two or three of you record **one conversation** about a tool you both use and disagree on.",
        rubric_version=world.rubrics["presentation"],
        blindness=Activity.Blindness.REVEAL,
        author_sees=Activity.AuthorSees.PAID,
        team_size=3,
        opens_at=opened,
        submit_by=world.ago(days=-4),
        submit_until=world.ago(days=-5),
        review_by=world.ago(days=-10),
        by=fran,
        now=opened,
    )
    activities.set_stage(
        activity=activity, act=Act.SEE_RESULTS, is_on=True, opens_at=world.ago(days=-11), by=fran
    )
    activities.set_stage(
        activity=activity,
        act=Act.REVISE,
        is_on=True,
        opens_at=world.ago(days=-11),
        due_at=world.ago(days=-16),
        by=fran,
    )
    _teams(world, activity)
    activities.extend(
        activity=activity,
        people=[world.people["ravi"], world.people["mariam"]],
        until=world.ago(days=-6),
        stage=Act.SUBMIT,
        reason="The recording studio was closed for three days.",
        by=fran,
    )


def _teams(world: Any, activity: Activity) -> None:
    keiko, farah = world.people["keiko"], world.people["farah"]
    mate = teaming.name_teammate(activity=activity, person=farah, by=keiko, now=world.ago(days=2))
    teaming.confirm(teammate=mate, by=farah, now=world.ago(days=1.9))
    acts.hand_in(work=DIALOGUE, author=keiko, activity=activity, now=world.ago(days=1))
    # The newcomer finds that somebody counts on her.
    teaming.name_teammate(
        activity=activity,
        person=world.people["lena"],
        by=world.people["amara"],
        now=world.now - timedelta(hours=5),
    )
