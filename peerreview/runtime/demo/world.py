# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""A believable world, made by going through the same services as users do."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from badges import assessing, issuing, keys
from badges import queries as badge_queries
from badges import services as badges
from badges.models import Achievement, Award
from endorsements import services as endorsements
from peerreview.accounts import services as accounts
from peerreview.accounts.models import User
from peerreview.activities import services as activities
from peerreview.activities.models import Activity, Submission
from peerreview.cohorts import services as cohorts
from peerreview.cohorts.models import Cohort
from peerreview.kernel import clock
from peerreview.outbox import services as outbox
from peerreview.rubrics import services as rubrics
from peerreview.rubrics.models import RubricVersion
from peerreview.runtime.demo import (
    achievements,
    acts,
    allocation,
    designs,
    desk,
    dialogue,
    due_process,
    elsewhere,
    explanation,
    groups,
    hours,
    issuers,
    learning,
    lives,
    matching,
    milestones,
    notifications,
    one_word,
    people,
    portfolio,
    rubric_life,
    studio,
    table,
    together,
    vouching,
    weight,
    withdrawn,
    words,
    works,
)
from peerreview.runtime.demo.works import Work

PASSWORD = "peerage-demo"  # noqa: S105  of made-up people, on this machine
COHORT_NAME = "E-learning and Digital Cultures"
Say = Callable[[str], None]


@dataclass
class World:
    """What has been made so far, by the keys of people.py and the titles of works.py."""

    now: datetime
    say: Say
    dice: random.Random = field(default_factory=lambda: random.Random(1913))  # noqa: S311
    people: dict[str, User] = field(default_factory=dict)
    rubrics: dict[str, RubricVersion] = field(default_factory=dict)
    activities: dict[str, Activity] = field(default_factory=dict)
    achievements: list[Achievement] = field(default_factory=list)
    cohort: Cohort | None = None
    works: dict[int, Work] = field(default_factory=dict)

    def ago(self, *, days: float) -> datetime:
        """The time so many days before now."""
        return self.now - timedelta(days=days)


def build(say: Say) -> World:
    """Fill an empty database. Takes about half a minute; says what it is doing."""
    world = World(now=clock.now(), say=say)
    for step in (
        _people, notifications.choose, _groups, _rubrics, _activities, _badges, issuers.issuers,
        _past_reflections, _digital_artefacts, rubric_life.in_use, _challenges, together.together,
        _endorsements, vouching.reviewers_vouch, _awards, withdrawn.take_one_back, elsewhere.elsewhere, dialogue.build, _present, matching.offer_and_call,
        allocation.show, learning.learning, due_process.build, desk.work_the_desk, studio.group_at_work, groups.at_home,
        hours.keep_hours, vouching.vouch, weight.weigh, milestones.milestones, issuers.approvals, designs.design,
        lives.lives, portfolio.show, table.lay, notifications.read,
    ):  # fmt: skip
        say(step.__doc__ or step.__name__)
        step(world)
        outbox.deliver_all()
    return world


def _people(world: World) -> None:
    """Twenty-four learners and their facilitator sign up"""
    signing_in = [character for _, character, _ in people.CAST]
    for days, character in enumerate((people.FACILITATOR, *people.LEARNERS)):
        world.people[character.key] = accounts.create_person(
            email=character.email,
            display_name=character.name,
            # Hashing is slow on purpose; only those a newcomer signs in as get a password.
            password=PASSWORD if character in signing_in else None,
            time_zone=character.time_zone,
            pronouns=character.pronouns,
            about=character.about,
            is_public=character.is_public,
            is_simulated=True,
            now=world.ago(days=30 - days / 10),
        )


def _groups(world: World) -> None:
    """They join the cohort; five of them found a study group"""
    fran = world.people["fran"]
    cohort = _group(world, COHORT_NAME, "cohort", fran, [person.key for person in people.LEARNERS])
    world.cohort = cohort
    lena, *others = people.STUDY_GROUP
    _group(world, "Thursday evenings", "study_group", world.people[lena], others)


def _group(world: World, name: str, kind: str, founder: User, members: list[str]) -> Cohort:
    descriptions = {
        "cohort": "Five weeks on how we learn with, about and in spite of digital technology. We read, watch short films, "
        "make a **digital artefact** and review each other's. Everything you hand in is read by at least three others.",
        "study_group": "Five of us who kept talking after the first live session. We meet on Thursdays, read each other's "
        "drafts and say what we really think.",
    }
    group = cohorts.create_cohort(
        name=name,
        description=descriptions[kind],
        kind=kind,
        time_zone="Europe/London",
        by=founder,
        now=world.ago(days=28),
    )
    for key in members:
        cohorts.join_with_code(code=group.join_code, by=world.people[key], now=world.ago(days=27))
    return group


def _rubrics(world: World) -> None:
    """Rubrics are published"""
    published = rubrics.publish_library(now=world.ago(days=29))
    names = ("artefact", "essay", "code", "presentation", "holistic")
    world.rubrics = dict(zip(names, published, strict=True))
    for name, spec in (("explanation", explanation.RUBRIC), ("word", one_word.RUBRIC)):
        world.rubrics[name] = rubrics.publish_rubric(
            spec=spec, owner=world.people["fran"], now=world.ago(days=29)
        )


ACTIVITIES = {
    "reflection": (
        "Week 1: a reflection", "essay", (22, 16, 10), 2,
        "Write about **one belief** about technology and learning that you held before this week, and what has happened to "
        "it. 300 to 600 words. Say *I*; be concrete; end with a question you do not know the answer to.",
    ),
    "artefact": (
        "Your digital artefact", "artefact", (14, 2, -5), 3,
        "Make something that is *meant to be seen on a screen* and says something you believe about digital culture and "
        "learning: an image, a sound, a film, a page, a comic. It should stand on its own, without you beside it.\n\nAdd a "
        "short text on what you were trying to do.",
    ),
    "manifesto": (
        "Week 5: a manifesto for the next teacher", "essay", (2, -6, -13), 3,
        "Ten lines, not more, to whoever teaches your subject in 2040.",
    ),
    "explainer": (
        "Explain one thing well", "explanation", (25, None, None), 3,
        "Choose one idea that people find hard. Explain it on **one page** to somebody who has never "
        "heard of it. No course needed: submit when you are ready.",
    ),
    "code": (
        "Code for the next person", "code", (25, None, None), 3,
        "Fifty lines at most that somebody else will be glad to inherit. Any language. Include its tests or say how you "
        "know that it works.",
    ),
}  # fmt: skip


def _activities(world: World) -> None:
    """The facilitator opens three activities and two open challenges"""
    for key, (title, rubric, days, needed, brief) in ACTIVITIES.items():
        opens, submit, review = days
        is_challenge = submit is None
        world.activities[key] = activities.open_activity(
            kind="challenge" if is_challenge else "cohort",
            cohort=None if is_challenge else world.cohort,
            title=title,
            brief=brief,
            rubric_version=world.rubrics[rubric],
            reviews_needed=needed,
            reviews_asked=needed,
            opens_at=world.ago(days=opens),
            submit_by=None if is_challenge else world.ago(days=submit),
            review_by=None if is_challenge else world.ago(days=review),
            by=world.people["fran"],
            now=world.ago(days=opens),
        )


def _badges(world: World) -> None:
    """Badges are declared, each with its criteria"""
    issuer = badges.site_issuer()
    # Published before anything is signed with it, as on a site that has run for a while.
    keys.token_key(issuer)
    for plan in achievements.PLANS:
        shape, colour, icon = plan.look
        world.achievements.append(
            badges.define_achievement(
                issuer=issuer,
                name=plan.name,
                description=plan.description,
                skills=list(plan.skills),
                tree=plan.tree,
                activity_uuid=world.activities[plan.activity].uuid if plan.activity else None,
                shape=shape,
                colour=colour,
                icon=icon,
                by=world.people["fran"],
                now=world.ago(days=26),
            )
        )


def _past_reflections(world: World) -> None:
    """Week 1 is over: reflections are handed in and reviewed"""
    activity = world.activities["reflection"]
    for number, work in enumerate(works.REFLECTIONS):
        _hand_in(world, work, activity, world.ago(days=20 - number / 3))
    reviewers = ["amara", "chen", "dagny", "umut", "nikhil", "lena", "olga", "rosa", "ravi", "thuy"]
    _review_rounds(world, activity, reviewers, rounds=2, start=world.ago(days=14))


def _hand_in(world: World, work: Work, activity: Activity, now: datetime) -> Submission:
    author = world.people[work.author]
    submission = acts.hand_in(work=work, author=author, activity=activity, now=now)
    world.works[submission.pk] = work
    return submission


def _review_rounds(
    world: World,
    activity: Activity,
    reviewers: list[str],
    *,
    rounds: int,
    start: datetime,
    enough: Callable[[], bool] = lambda: False,
) -> None:
    """Each reviewer in turn pulls and hands in a review, round by round, until it is enough."""
    now = start
    for _ in range(rounds):
        for key in world.dice.sample(reviewers, len(reviewers)):
            if enough():
                return
            now += timedelta(minutes=world.dice.randint(9, 40))
            review = acts.begin_review(activity=activity, reviewer=world.people[key], now=now)
            if review:
                work = world.works[review.submission_id]
                acts.review_whole(review=review, work=work, dice=world.dice, now=now)


def _digital_artefacts(world: World) -> None:
    """The digital artefacts are in, and being reviewed"""
    activity = world.activities["artefact"]
    hers, *rest = works.DIGITAL_ARTEFACTS
    # Lena's is nearly the last, so that it is hers whose last review a newcomer sees arrive.
    in_order = [*rest[:-3], hers, *rest[-3:]]
    submissions = {
        work.author: _hand_in(world, work, activity, world.ago(days=9 - number / 3.2))
        for number, work in enumerate(in_order)
    }
    lena = Submission.objects.filter(pk=submissions["lena"].pk)
    _review_rounds(
        world,
        activity,
        [person.key for person in people.LEARNERS if person.key != "ravi"],
        rounds=4,
        start=world.ago(days=1.9),
        enough=lambda: lena.filter(reviews_done__gte=2).exists(),
    )
    world.say(f"  {activity.title}: reviews are at every stage")


def _challenges(world: World) -> None:
    """The open challenges collect submissions from people who are ready"""
    for key, collection in (("explainer", works.EXPLAINERS), ("code", works.CODE_WORKS)):
        for number, work in enumerate(collection):
            _hand_in(world, work, world.activities[key], world.ago(days=12 - number))
        authors = [work.author for work in collection]
        _review_rounds(world, world.activities[key], authors, rounds=4, start=world.ago(days=3))


ENDORSEMENTS = (
    ("amara", "lena", "Giving feedback", 2),
    ("chen", "lena", "Explaining clearly", 1),
    ("lena", "amara", "Audio storytelling", 11),
    ("dagny", "amara", "Digital storytelling", 3),
    ("umut", "amara", "Audio storytelling", 9),
    ("lena", "chen", "Giving feedback", 0),
    ("amara", "chen", "Giving feedback", 10),
    ("dagny", "umut", "Giving feedback", 4),
    ("fran", "keiko", "Digital storytelling", 5),
    ("fran", "farah", "Digital storytelling", 8),
    ("pablo", "bruno", "Explaining clearly", 7),
    ("mariam", "pablo", "Digital storytelling", 6),
)


def _endorsements(world: World) -> None:
    """The study group and the facilitator endorse, with reasons"""
    skills = {
        name: endorsements.add_skill(name=name, description=text, by=world.people["fran"])
        for name, text in (
            (
                "Giving feedback",
                "Says what works, what does not and what to try, so that it can be used.",
            ),
            ("Digital storytelling", "Makes an idea felt with images, sound or code."),
            ("Audio storytelling", "Makes an idea heard."),
            ("Explaining clearly", "Makes a hard thing simple without making it wrong."),
        )
    }
    for number, (giver, receiver, skill, reason) in enumerate(ENDORSEMENTS):
        recipient = world.people[receiver]
        at = world.ago(days=1.5 - number / 20)
        given = endorsements.endorse(
            endorser=world.people[giver],
            recipient=recipient,
            skill=skills[skill],
            reason=words.REASONS[reason],
            now=at,
        )
        endorsements.accept(endorsement=given, by=recipient, now=at + timedelta(minutes=30))


def _awards(world: World) -> None:
    """Evidence is considered; some claim what they have earned"""
    for achievement in world.achievements:
        for person_id in badge_queries.candidate_ids(achievement):
            assessing.consider(person_id=person_id, achievement=achievement)
    keep_for_the_newcomer = world.people["lena"].pk
    offered = Award.objects.filter(state=Award.State.OFFERED).exclude(
        recipient_id=keep_for_the_newcomer
    )
    # The worker has offered them a moment ago and published the keys: what is signed comes after both.
    for number, award in enumerate(offered.select_related("recipient").order_by("pk")):
        if number % 4 != 3:
            issuing.claim(
                award=award, by=award.recipient, printed_name=award.recipient.display_name
            )


def _present(world: World) -> None:
    """This morning: drafts, reviews half written, a manifesto just begun"""
    activity = world.activities["manifesto"]
    acts.compose(
        work=works.MANIFESTOS[0],
        author=world.people["lena"],
        activity=activity,
        now=world.ago(days=0.2),
    )
    for number, work in enumerate(works.MANIFESTOS[1:]):
        _hand_in(world, work, activity, world.ago(days=1.5 - number / 4))
    for key in ("ravi", *people.SIMULATED_ACTIVE[:4]):
        now = world.ago(days=0.02)
        review = acts.begin_review(
            activity=world.activities["artefact"], reviewer=world.people[key], now=now
        )
        if review and key != "ravi":
            work = world.works[review.submission_id]
            changes = list(acts.judgement(review=review, work=work, dice=world.dice))
            acts.write(review=review, changes=iter(changes[: len(changes) // 2]), now=now)
