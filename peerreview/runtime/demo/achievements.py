# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What can be earned in the demo world, and the declared criteria of each."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Plan:
    """An achievement to define; `activity` is a key of world.ACTIVITIES, or None for endorsements alone."""

    name: str
    description: str
    skills: tuple[str, ...]
    look: tuple[str, str, str]
    activity: str | None
    tree: dict[str, Any]


def _reviewed(*, independent: int, level: int, probability: float) -> list[dict[str, Any]]:
    return [
        {"reviewers": {"independent": independent}},
        {"consensus": {"criteria": "all", "level": level, "probability": probability}},
    ]


PLANS = (
    Plan(
        "Digital artefact, peer-reviewed",
        "Made a digital artefact that stands on its own and takes a position on learning and digital culture, and had it "
        "reviewed blind by at least three peers.",
        ("Digital storytelling", "Critical thinking about technology"),
        ("scalloped", "indigo", "clapperboard"),
        "artefact",
        {
            "all": [
                *_reviewed(independent=3, level=1, probability=0.9),
                {"endorsements": {"people": 1, "skill": None}},
            ]
        },
    ),
    Plan(
        "Reflective writer",
        "Wrote about a belief of their own and what changed it, in a way that two peers found honest and clear.",
        ("Reflective writing",),
        ("shield", "green", "feather"),
        "reflection",
        {"all": _reviewed(independent=2, level=2, probability=0.8)},
    ),
    Plan(
        "Clear explainer",
        "Explained one hard idea so that strangers understood it. An open challenge: no course, no deadline.",
        ("Explaining clearly",),
        ("hexagon", "brass", "lightbulb"),
        "explainer",
        {"all": _reviewed(independent=3, level=2, probability=0.9)},
    ),
    Plan(
        "Generous reader",
        "Wrote reviews that can be used: three times an author changed their work because of one.",
        ("Giving feedback",),
        ("round", "plum", "message-circle-heart"),
        None,
        {"all": [{"gave": {"helpful_reviews": 3, "within_days": 365}}]},
    ),
)
