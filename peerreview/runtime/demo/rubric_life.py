# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Rubrics in use: reworded while activities keep theirs, amended reviews, and what a rubric misses."""

import dataclasses
from typing import Any

from peerreview.reviews import amending
from peerreview.reviews.models import Review
from peerreview.rubrics import queries as rubrics
from peerreview.rubrics import services
from peerreview.rubrics.specs import RubricSpec

MISSED = (
    "Whether it credits what it uses. Two of the pictures look familiar, and I could not tell whose they are.",
    "Who can use it: there was no transcript and no text beside the pictures.",
    "Courage. This one tries something that does not quite work, and I wanted to reward that.",
    "How long it takes. I nearly left before the best part.",
)
ADDED = " I looked at it once more: the second half makes the same point better than the first."


def in_use(world: Any) -> None:
    """A rubric is reworded, reviewers amend, and say what a rubric misses"""
    _reword(world)
    reviews = Review.objects.filter(
        submission__activity=world.activities["artefact"],
        state=Review.State.SUBMITTED,
        submitted_at__lt=world.ago(days=0.6),
    ).select_related("reviewer")
    for review, missed in zip(reviews.order_by("pk"), MISSED, strict=False):
        values = {"missed": missed}
        if review.overall and missed is MISSED[-1]:
            values["overall"] = review.overall + ADDED
        amending.amend_review(
            review=review, by=review.reviewer, values=values, now=world.ago(days=0.5)
        )


def _reword(world: Any) -> None:
    version = world.rubrics["explanation"]
    clearer = _with_questions(rubrics.spec_of(version))
    weighed = dataclasses.replace(
        clearer,
        criteria=(dataclasses.replace(clearer.criteria[0], weight=2), *clearer.criteria[1:]),
    )
    for days, spec in ((6, clearer), (3, weighed)):
        services.publish_rubric(spec=spec, rubric=version.rubric, now=world.ago(days=days))
    fran = world.people["fran"]
    services.share_rubric(rubric=version.rubric, by=fran, shared=True, now=world.ago(days=3))


def _with_questions(spec: RubricSpec) -> RubricSpec:
    first, *rest = spec.criteria
    asked = dataclasses.replace(
        first, questions=("What would you tell a friend it is about, in one breath?",)
    )
    return dataclasses.replace(
        spec,
        guidance=spec.guidance + " Say where, not only that.",
        criteria=(asked, *rest),
        asks_missed=True,
    )
