# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Learning to judge in the demo: examples with a reference, tries at them, authors' own ratings."""

import random
from datetime import timedelta
from typing import Any

from peerreview.accounts.models import User
from peerreview.activities import services as activities
from peerreview.activities.models import Activity, Submission
from peerreview.activities.stages import Act
from peerreview.artifacts import services as artifacts
from peerreview.calibration import queries, services
from peerreview.calibration.models import Exemplar
from peerreview.reviews.self_assessing import self_assess
from peerreview.rubrics.queries import criteria_of
from peerreview.rubrics.sheets import Entry
from peerreview.runtime.demo import people

TITLE = "Ten lines on the night bus"
TEXT = (
    "1. Whoever teaches after me: sit in the back row once a week.\n2. Say what you do not know before noon.\n"
    "3. Screens are windows. Clean them, then look out.\n4. Let a question stay open overnight.\n"
    "5. The slow reader is reading.\n6. Mark what works in ink, what does not in pencil.\n7. Ask who is missing.\n"
    "8. Use the machine to prepare, not to listen.\n9. Write shorter.\n10. Get off one stop early and walk."
)
# Level and reason by criterion of the essay rubric, in its order.
REFERENCE = (
    (2, "One thing runs through all ten lines: pay attention to who is not being heard. It is never said outright."),
    (1, "“Ask who is missing” wants one moment from a real lesson; as it is, every line could be anybody's."),
    (2, "Lines 5 and 6 explain each other. Line 8 jumps: why prepare, and why not listen?"),
    (1, "Each line does one thing, and the last lets the reader go; four to seven could stand in any order."),
    (1, "Exact and odd in the right places: “the slow reader is reading”. Lines 3 and 9 are slogans."),
)  # fmt: skip
REFERENCE_OF_PAST = (
    (2, "The belief is named in the first lines and comes back, changed, near the end."),
    (2, "Two moments are told so that one can see them; the third is only mentioned."),
    (1, "From the second moment to the conclusion a step is missing: why should one lesson decide it?"),
    (1, "It has a way through, though the middle could lose a paragraph."),
    (1, "Plain and readable; some sentences carry three ideas at once."),
)  # fmt: skip
# How strict or lenient some people's first tries are, in levels; who has two tries goes on either way.
TRIERS = {
    "ravi": 0.1,
    "amara": -0.3,
    "chen": 0.0,
    "emeka": 0.5,
    "farah": -0.2,
    "giulia": 0.7,
    "jonas": 0.2,
    "keiko": -0.6,
    "quinn": 0.1,
    "thuy": 0.0,
}
WENT_ON = "vera"
HARD_ON_HERSELF = -0.25
HAVE_NOT_RATED_THEIR_OWN = ("ravi", "olga", "rosa")


def learning(world: Any) -> None:
    """Examples to calibrate by; authors have rated their own work"""
    manifesto, fran = world.activities["manifesto"], world.people["fran"]
    activities.set_stage(
        activity=manifesto, act=Act.CALIBRATE, is_on=True, by=fran, now=world.ago(days=2)
    )
    exemplars = [_made(world, manifesto, fran), _past(world, manifesto, fran)]
    for key, leaning in TRIERS.items():
        for exemplar in exemplars:
            _try(world, exemplar, world.people[key], leaning)
    hasty = world.people[WENT_ON]
    _try(world, exemplars[0], hasty, 2.0, tries=1)
    services.go_on(activity=manifesto, by=hasty, now=world.ago(days=0.4))
    services.ask_to_go_on(
        activity=manifesto,
        by=world.people["hector"],
        words="I only have my phone this week, and the second example is long.",
        now=world.ago(days=0.6),
    )
    _own_ratings(world, world.activities["artefact"], fran)


def _made(world: Any, activity: Activity, fran: User) -> Exemplar:
    at = world.ago(days=1.9)
    made = services.make_exemplar(activity=activity, by=fran, now=at)
    draft = made.version
    artifacts.save_draft(version=draft, by=fran, title=TITLE, base_revision=draft.revision, now=at)
    artifacts.add_text(version=draft, by=fran, source=TEXT, now=at)
    return _published(made, fran, REFERENCE, at)


def _past(world: Any, activity: Activity, fran: User) -> Exemplar:
    """A reflection of the first week, whose author agrees."""
    raters = [world.people[key] for key in (*TRIERS, WENT_ON, "lena")]
    works = Submission.objects.filter(activity=world.activities["reflection"])
    work = works.exclude(author__in=raters).order_by("pk")[0]
    at = world.ago(days=1.8)
    made = services.propose_past_work(activity=activity, submission=work, by=fran, now=at)
    services.answer_consent(exemplar=made, by=work.author, agreed=True, now=at + timedelta(hours=1))
    return _published(made, fran, REFERENCE_OF_PAST, at + timedelta(hours=2))


def _published(exemplar: Exemplar, fran: User, reference: tuple, at: Any) -> Exemplar:
    criteria = criteria_of(exemplar.activity.rubric_version)
    entries = {
        criterion.key: Entry(level, reason)
        for criterion, (level, reason) in zip(criteria, reference, strict=True)
    }
    services.save_references(exemplar=exemplar, by=fran, entries=entries)
    return services.publish(exemplar=exemplar, by=fran, now=at)


def _try(world: Any, exemplar: Exemplar, person: User, leaning: float, *, tries: int = 2) -> None:
    """A first try that leans; when it is too far off, a second after the reasons were read."""
    criteria = criteria_of(exemplar.activity.rubric_version)
    top = {criterion.key: len(criterion.levels.all()) - 1 for criterion in criteria}
    known = {key: row.level.value for key, row in queries.references_of(exemplar).items()}
    at = world.ago(days=1.5 - world.dice.random())
    for number, around in ((1, leaning), (2, leaning / 2))[:tries]:
        standing = queries.standing_with(person, exemplar)
        if not standing.may_try:
            return
        entries = {
            key: Entry(_near(world.dice, value + around, top[key])) for key, value in known.items()
        }
        services.hand_in(
            exemplar=exemplar, by=person, number=number, entries=entries,
            now=at + timedelta(minutes=9 * number),
        )  # fmt: skip


def _near(dice: random.Random, level: float, top: int) -> int:
    return min(max(round(level + dice.gauss(0, 0.4)), 0), top)


def _own_ratings(world: Any, activity: Activity, fran: User) -> None:
    """Most authors rated their work soon after they handed it in."""
    activities.set_stage(
        activity=activity, act=Act.SELF_ASSESS, is_on=True, due_at=activity.review_by,
        by=fran, now=activity.opens_at,
    )  # fmt: skip
    criteria = criteria_of(activity.rubric_version)
    names = {world.people[key].pk for key in HAVE_NOT_RATED_THEIR_OWN}
    waiting = {world.people[key].pk for key in people.SIMULATED_ACTIVE[-1:]}
    rows = activity.submissions.select_related("author", "activity__rubric_version").exclude(
        author__in=names | waiting
    )
    for submission in rows:
        quality = world.works[submission.pk].quality
        own = HARD_ON_HERSELF if submission.author == world.people["lena"] else 0.05
        entries = {
            criterion.key: _own_level(world.dice, quality + own, len(criterion.levels.all()))
            for criterion in criteria
        }
        self_assess(
            submission=submission,
            by=submission.author,
            entries=entries,
            now=submission.submitted_at + timedelta(minutes=20),
        )


def _own_level(dice: random.Random, quality: float, levels: int) -> Entry:
    """As it is felt, which is seldom quite as others see it."""
    felt = min(max(quality + dice.gauss(0, 0.15), 0.0), 0.999)
    return Entry(int(felt * levels))
