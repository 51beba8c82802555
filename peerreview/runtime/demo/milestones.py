# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""A milestone, two badges for reviewers, a rule on trial, and what people want of them."""

from typing import Any

from badges import pursuing, ready, services, trying
from badges.models import Achievement

REFLECTION = (
    "I began with the tools and ended with the people. The second round of reviews made me throw away the opening, "
    "and the work has been about one belief of mine ever since. Next time I would show the first page sooner."
)
SEEN = "Read three drafts of others in one week and stayed with each until the next round."


def milestones(world: Any) -> None:
    """A milestone, badges for reviewers, a rule on trial"""
    fran = world.people["fran"]
    milestone = _milestone(world)
    for key in ("thoughtful-reviewer", "mentor"):
        ready.open_ready(key=key, by=fran)
    mentor = Achievement.objects.get(name="Mentor")
    pursuing.request(achievement=mentor, by=world.people["ravi"], now=world.ago(days=2))
    pursuing.approve(
        achievement=mentor,
        person=world.people["ravi"],
        by=fran,
        reason=SEEN,
        now=world.ago(days=1),
    )
    pursuing.request(achievement=milestone, by=world.people["ravi"], now=world.ago(days=1))
    pursuing.wish(achievement=milestone, by=world.people["lena"], now=world.ago(days=1))
    pursuing.reflect(
        achievement=milestone,
        by=world.people["ravi"],
        words=REFLECTION,
        now=world.ago(days=0.5),
    )
    _on_trial(world)


def _milestone(world: Any) -> Achievement:
    steps = [str(achievement.uuid) for achievement in world.achievements[:3]]
    shown = services.define_achievement(
        issuer=services.site_issuer(),
        name="Digital educator",
        description="Made, explained and reflected, each time for others to judge. A milestone on the way of three badges.",
        skills=["Digital storytelling", "Explaining clearly"],
        tree={
            "all": [
                {"holds": {"of": steps, "at_least": 2}},
                {"gave": {"helpful_reviews": 1, "within_days": 365}},
                {"reflection": {"min_chars": 200}},
            ]
        },
        shape="star",
        colour="brass",
        icon="compass",
        opt_in="request",
        by=world.people["fran"],
        now=world.ago(days=5),
    )
    world.achievements.append(shown)
    return shown


def _on_trial(world: Any) -> None:
    """A stricter rule for one of them: what it would mean is there to be read."""
    tried = world.achievements[1]
    version = tried.criteria_versions.order_by("-number")[0]
    trial = trying.start(
        achievement=tried,
        tree={
            "all": [
                {"reviewers": {"independent": 2}},
                {"consensus": {"criteria": "all", "level": 2, "probability": 0.85}},
                {"flags": {"open": 0}},
                {
                    "any": [
                        {"endorsements": {"people": 1, "skill": None}},
                        {"facilitator": {"approve": 1}},
                    ]
                },
            ]
        },
        activity_uuid=version.activity_uuid,
        opt_in=version.opt_in,
        by=world.people["fran"],
        now=world.ago(days=1),
    )
    trying.go_on(trial_id=trial.pk, begin=0, now=world.now)
