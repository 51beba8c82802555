# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The review desk as plain values: the rubric with what the draft has, and what is still missing."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from peerreview.accounts.models import User
from peerreview.activities.rules import sees_names, sees_reviewers
from peerreview.reviews import queries
from peerreview.reviews.fields import Kind
from peerreview.reviews.forms import DeclineForm
from peerreview.reviews.models import Review
from peerreview.rubrics.queries import spec_of
from peerreview.rubrics.specs import CriterionSpec, RubricSpec


@dataclass(frozen=True)
class LevelRow:
    """A level to choose."""

    value: int
    title: str
    description: str


@dataclass(frozen=True)
class CriterionRow:
    """A criterion with what the draft (or the form that was just sent) has for it."""

    key: str
    title: str
    description: str
    questions: tuple[str, ...]
    levels: tuple[LevelRow, ...]
    allows_cannot_judge: bool
    is_counted: bool
    score: int | str | None
    comment: str
    comment_mode: str
    comment_min_chars: int


@dataclass(frozen=True)
class WholeRow:
    """What is asked about the work as a whole; `mode` is off, optional or required."""

    mode: str
    min_chars: int
    text: str


@dataclass(frozen=True)
class Problem:
    """Something that keeps the review from being handed in; `anchor` is where it is put right."""

    anchor: str
    title: str
    message: str


def context_of(
    review: Review,
    *,
    typed: Mapping[str, Any] | None = None,
    errors: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """What the desk's page shows. `typed` goes before what is stored; `errors` are by field.

    Of a blind activity nothing in it tells whose work this is.
    """
    activity = review.submission.activity
    spec = spec_of(activity.rubric_version)
    values = {**queries.draft_snapshot(review).by_field(), **(typed or {})}
    gaps = {field.key for field in queries.gaps_in(review)}
    return {
        "review": review,
        "activity": activity,
        "version": review.submission.version,
        "alias": review.assignment.alias,
        "is_blind": not sees_reviewers(review.submission.author, activity),
        "author": author_for(review),
        "done": sum(criterion.key not in gaps for criterion in spec.criteria),
        **form_of(spec, values),
        "decline": DeclineForm(),
        "reason": review.assignment.reason,
        "problems": _problems(spec, errors or {}),
    }


def author_for(review: Review) -> User | None:
    """Whose work it is, where its reviewer may know."""
    submission = review.submission
    return submission.author if sees_names(review.reviewer, submission.activity) else None


def form_of(spec: RubricSpec, values: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The questions of a rubric as a form, filled with `values` by field: on the desk and in a preview."""
    values = values or {}
    overall = WholeRow(spec.overall, spec.overall_min_chars, values.get("overall", ""))
    return {
        "guidance": spec.guidance,
        "rows": [_row(criterion, values) for criterion in spec.criteria],
        "overall": overall,
        "missed": WholeRow("optional" if spec.asks_missed else "off", 0, values.get("missed", "")),
    }


def _row(criterion: CriterionSpec, values: Mapping[str, Any]) -> CriterionRow:
    return CriterionRow(
        key=criterion.key,
        title=criterion.title,
        description=criterion.description,
        questions=criterion.questions,
        levels=tuple(
            LevelRow(value, level.title, level.description)
            for value, level in enumerate(criterion.levels)
        ),
        allows_cannot_judge=criterion.allows_cannot_judge,
        is_counted=bool(criterion.weight),
        score=values.get(f"score:{criterion.key}"),
        comment=values.get(f"comment:{criterion.key}", ""),
        comment_mode=criterion.comment,
        comment_min_chars=criterion.comment_min_chars,
    )


def _problems(spec: RubricSpec, errors: Mapping[str, str]) -> list[Problem]:
    titles = {criterion.key: criterion.title for criterion in spec.criteria}
    found = []
    for field, message in errors.items():
        kind, _, key = field.partition(":")
        anchor = f"criterion-{key}" if kind == Kind.SCORE else field.replace(":", "-")
        found.append(Problem(anchor, titles.get(key, ""), message))
    return found
