# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Skills of the cohort, vouching after reviews, a question to the newcomer, a district that counts a badge."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from badges import backing, things
from endorsements import asking, framing, services, skill_queries, vouching
from endorsements.models import Endorsement
from endorsements.sheets import Line
from peerreview.accounts.models import User
from peerreview.kernel.errors import DomainError
from peerreview.reviews.models import Review

ESCO = "https://esco.ec.europa.eu/en/classification/skill_main"
LEVELS = ("Begins", "Manages with help", "Manages", "Shows others how")
SKILLS = (
    ("Giving feedback", "Says what works, what does not and what to try next."),
    ("Digital storytelling", "Makes an idea felt with images, sound or code."),
    ("Explaining clearly", "Makes a hard thing simple without making it wrong."),
)
REASONS = (
    "Every picture in this has a reason to be where it is; I followed the idea to the end without a caption.",
    "The turn in the middle is set up early and pays off. I will borrow how the sound carries it.",
    "It says one thing, and each scene makes me believe it a little more. The cut in the last third is brave.",
    "I know the subject and learned something. The sources are there, and they are used, not only named.",
)
OFTEN = 8


def vouch(world: Any) -> None:
    """Skills get a framework; two reviewers vouch for what they saw; Lena is asked"""
    fran = world.people["fran"]
    framework = framing.create_framework(
        name="What this course is about",
        description="The words in which we endorse each other, and what we mean by them.",
        cohort=world.cohort,
        by=fran,
        now=world.ago(days=20),
    )
    lines = [
        Line(f"edc-{n}", name, text, LEVELS, _aligned(name))
        for n, (name, text) in enumerate(SKILLS)
    ]
    framing.take(framework=framework, lines=lines, by=fran, now=world.ago(days=20))
    _link(world.rubrics["explanation"].rubric, fran)
    _after_reviews(world)
    _questions(world)
    _district(world)


def _aligned(name: str) -> tuple[dict[str, str], ...]:
    return ({"url": ESCO, "name": name, "framework": "ESCO", "code": ""},)


def _link(rubric: Any, owner: User) -> None:
    key = next(iter(skill_queries.criteria_titles(rubric)))
    skill = services.add_skill(name="Explaining clearly")
    framing.link(skill=skill, rubric=rubric, criterion_key=key, by=owner)


def reviewers_vouch(world: Any) -> None:
    """Of most works the first reviewer vouches for what they saw, and the author accepts it."""
    firsts: dict[int, Review] = {}
    for review in _reviews(world).order_by("pk"):
        firsts.setdefault(review.submission_id, review)
    for number, review in enumerate(list(firsts.values())[:OFTEN]):
        given = _vouched(review, REASONS[number % len(REASONS)])
        try:
            services.accept(endorsement=given, by=review.submission.author, now=world.ago(days=1))
        except DomainError:
            continue  # others still review it, so it waits


def _after_reviews(world: Any) -> None:
    for review, reason in zip(_reviews(world).order_by("-pk")[:2], REASONS, strict=False):
        _vouched(review, reason)


def _reviews(world: Any) -> Any:
    artefacts = Review.objects.filter(
        submission__activity=world.activities["artefact"], state=Review.State.SUBMITTED
    )
    return artefacts.select_related("reviewer", "submission__author")


def _vouched(review: Review, reason: str) -> Endorsement:
    return vouching.vouch(
        review_uuid=review.uuid,
        by=review.reviewer,
        skill=services.add_skill(name="Digital storytelling"),
        reason=reason,
        now=review.submitted_at + timedelta(minutes=2),
    )


def _questions(world: Any) -> None:
    lena, skill = world.people["lena"], services.add_skill(name="Giving feedback")
    asking.ask(
        asker=world.people["chen"],
        asked=lena,
        skill=skill,
        words="You read both of my drafts on Thursday. Would you say what my remarks did for yours?",
        now=world.ago(days=0.4),
    )
    for giver in ("ravi", "amara"):
        try:
            services.endorse(
                endorser=world.people[giver],
                recipient=lena,
                skill=skill,
                reason="Asked the one question that made me throw away my first page. I am glad I did.",
                now=world.ago(days=0.3),
            )
        except DomainError:
            continue  # they endorse her for it already


def _district(world: Any) -> None:
    achievement = world.achievements[0]
    given = backing.back(
        thing=things.achievement_thing(achievement),
        by=world.people["mariam"],
        words="We looked at the rubric and at three works behind it, and count it towards renewal.",
        on_behalf_of="Harbour School District",
        hours=Decimal(12),
        now=world.ago(days=2),
    )
    if achievement.created_by:
        backing.accept(backing=given, by=achievement.created_by, now=world.ago(days=1.8))
