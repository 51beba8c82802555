# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The study group at home: shared drafts, a date, an exchange of reviews with another group that is done."""

from datetime import timedelta
from typing import Any

from peerreview.accounts import services as accounts
from peerreview.cohorts import services as cohorts
from peerreview.cohorts.models import Cohort
from peerreview.groups import exchanging, nudging, services, swapping
from peerreview.runtime.demo import acts, studio
from peerreview.runtime.demo.people import Character
from peerreview.runtime.demo.works import Work

# A group elsewhere, whose people share nothing with the others.
ELSEWHERE = (
    Character("noor", "Noor Haddou", "Africa/Casablanca", "she/her", "Runs an evening school."),
    Character("piotr", "Piotr Zieliński", "Europe/Warsaw", "he/him", "Bus driver, writes at night."),
    Character("sofia", "Sofía Vidal", "Europe/Madrid", "she/her", "Teaches reading to adults."),
)  # fmt: skip
PAGES = (
    Work(
        "lena", "A card in the catalogue",
        "I found a card typed in 1961 for a book we never had. Somebody meant to buy it. This page is about what a library "
        "keeps of its intentions.",
        0.85, ("the card of 1961", "the book that was never bought", "what is kept of intentions"),
    ),
    Work(
        "chen", "Drawn with one line",
        "I draw my street each morning with one line, without lifting the pen. What I leave out has become the subject.",
        0.75, ("the one line", "what is left out", "the street each morning"),
    ),
    Work(
        "noor", "The last row",
        "Who sits in the last row of an evening class works days. I moved the board to the back for a week. This is what "
        "happened to the first row.",
        0.8, ("the board at the back", "the first row that had to turn", "who works days"),
    ),
    Work(
        "piotr", "Twelve stops",
        "On my line the same people read the same page at the same stop. I wrote one sentence for each stop.",
        0.7, ("a sentence for each stop", "the page that is never turned", "the terminus"),
    ),
)  # fmt: skip
SHARED = (
    ("amara", ("Eleven queues, second try", "I kept the list and threw away the essay. Is a list enough?"),
     "Does the order of the queues tell you anything?"),
    ("umut", ("Rest, mute", "A score for two phones. *Bar 4 is silence that somebody plays.*"),
     "Read it aloud, please, if you can."),
)  # fmt: skip


def at_home(world: Any) -> None:
    """The study group shares drafts, plans a date and exchanges reviews with a group elsewhere"""
    group = Cohort.objects.get(name=studio.GROUP)
    for number, (key, text, words) in enumerate(SHARED):
        owner, at = world.people[key], world.ago(days=2 - number)
        work = studio.a_work(owner, text, at)
        services.share(group=group, version=work, by=owner, words=words, now=at)
    services.plan_meeting(
        group=group,
        words="What we kept from the exchange",
        starts_at=world.ago(days=-2),
        by=world.people["dagny"],
        now=world.ago(days=1),
    )
    _with_another_group(world, group)
    nudging.nudge(group=group, now=world.now)


def _with_another_group(world: Any, group: Cohort) -> None:
    other = _elsewhere(world)
    lena, noor = world.people["lena"], world.people["noor"]
    offer = swapping.offer(
        group=group,
        title="One page, read by strangers",
        brief="One page about a place where people learn without being told to. Two of each group.",
        rubric_version=world.rubrics["essay"],
        language="en",
        works=2,
        by=lena,
        now=world.ago(days=18),
    )
    asked = swapping.answer(offer=offer, group=other, by=noor, now=world.ago(days=17))
    swap = swapping.settle(swap=asked, is_agreed=True, by=lena, now=world.ago(days=16))
    for number, work in enumerate(PAGES):
        author, now = world.people[work.author], world.ago(days=15 - number / 4)
        swapping.take_place(swap=swap, by=author, now=now)
        made = acts.hand_in(work=work, author=author, activity=swap.activity, now=now)
        world.works[made.pk] = work
    exchanging.draw_when_all_are_in(activity_id=swap.activity_id, now=world.ago(days=14))
    for number, work in enumerate(PAGES):
        reviewer, now = world.people[work.author], world.ago(days=12 - number / 4)
        review = acts.begin_review(activity=swap.activity, reviewer=reviewer, now=now)
        if review:
            read = world.works[review.submission_id]
            acts.review_whole(review=review, work=read, dice=world.dice, now=now)


def _elsewhere(world: Any) -> Cohort:
    for character in ELSEWHERE:
        world.people[character.key] = accounts.create_person(
            email=character.email,
            display_name=character.name,
            password=None,
            time_zone=character.time_zone,
            pronouns=character.pronouns,
            about=character.about,
            is_simulated=True,
            now=world.ago(days=25),
        )
    founder, *others = (world.people[character.key] for character in ELSEWHERE)
    other = cohorts.create_cohort(
        name="Late bus readers",
        description="Three who write at night and read each other's pages on the way to work.",
        kind="study_group",
        by=founder,
        now=world.ago(days=24),
    )
    for person in others:
        cohorts.join_with_code(
            code=other.join_code, by=person, now=world.ago(days=24) + timedelta(hours=1)
        )
    return other
