# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""A cohort at work: an activity, its learners, their submissions, and reviews written by hand."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from peerreview.accounts.models import User
from peerreview.accounts.services import create_person
from peerreview.activities.models import Activity, Submission
from peerreview.allocation.models import Assignment
from peerreview.allocation.services import next_assignment
from peerreview.cohorts.models import Cohort
from peerreview.reviews.drafting import change_draft, open_review
from peerreview.reviews.models import Review
from peerreview.reviews.submitting import submit_review
from peerreview.rubrics.services import publish_rubric
from peerreview.rubrics.specs import CriterionSpec, LevelSpec, RubricSpec
from tests import worlds

# The present, since the outbox delivers what is due by the real clock.
NOW = datetime.now(UTC).replace(microsecond=0)
LEVELS = tuple(
    LevelSpec(title, f"It is {title.lower()}.", n)
    for n, title in enumerate(["Missing", "Beginning", "Solid", "Excellent"])
)
RUBRIC = RubricSpec(
    title="Essay",
    guidance="Be kind, be specific.",
    criteria=(
        CriterionSpec(
            "argument",
            "Argument",
            "Is there one?",
            LEVELS,
            comment="required",
            comment_min_chars=10,
        ),
        CriterionSpec("sources", "Sources", "Are they used?", LEVELS, comment="optional"),
        CriterionSpec("form", "Form", "Is it readable?", LEVELS, comment="off"),
    ),
)
COMMENT = "The claim is clear and is kept to."


def learner(name: str) -> User:
    """A person."""
    return create_person(email=f"{name.lower()}@example.org", display_name=name)


def cohort_of(*people: User, facilitator: User) -> Cohort:
    """A cohort with these learners."""
    return worlds.a_cohort(facilitator, people)


def activity_in(cohort: Cohort, **fields: object) -> Activity:
    """An activity of the cohort, open since yesterday, for two weeks."""
    values = {
        "opens_at": NOW - timedelta(days=1),
        "submit_by": NOW + timedelta(days=7),
        "review_by": NOW + timedelta(days=14),
        "rubric_version": publish_rubric(spec=RUBRIC, owner=cohort.created_by),
        "now": NOW - timedelta(days=1),
        **fields,
    }
    return worlds.a_cohort_activity(cohort.created_by, cohort=cohort, **values)


def challenge(by: User, **fields: object) -> Activity:
    """An open challenge without end."""
    version = publish_rubric(spec=RUBRIC, owner=by)
    return worlds.a_challenge(by, rubric_version=version, now=NOW - timedelta(days=1), **fields)


def submission_by(author: User, activity: Activity, *, minutes: int = 0) -> Submission:
    """Work handed in an hour before NOW and `minutes` after that."""
    at = NOW - timedelta(hours=1) + timedelta(minutes=minutes)
    return worlds.a_text_submission(activity, author, title="Tides of the north", now=at)


def duty(reviewer: User, activity: Activity, *, now: datetime = NOW) -> Assignment:
    """The next duty of this reviewer; there must be one."""
    assignment = next_assignment(activity=activity, reviewer=reviewer, now=now)
    assert assignment is not None
    return assignment


def draft(assignment: Assignment, *, now: datetime = NOW) -> Review:
    """The review of a duty, opened."""
    return open_review(assignment=assignment, now=now)


def fill(review: Review, *, levels: Iterable[int] = (2, 2, 2), now: datetime = NOW) -> Review:
    """A complete draft with these levels."""
    keys = [criterion.key for criterion in RUBRIC.criteria]
    for key, level in zip(keys, levels, strict=True):
        change(review, f"score:{key}", level, now=now)
    change(review, "comment:argument", COMMENT, now=now)
    review.refresh_from_db()
    return review


def change(review: Review, field: str, value: object, *, now: datetime = NOW) -> object:
    """One change by its reviewer."""
    return change_draft(
        review=review, by=review.reviewer, command_id=uuid4(), field=field, value=value, now=now
    )


def reviewed(
    reviewer: User, activity: Activity, *, levels: Iterable[int] = (2, 2, 2), now: datetime = NOW
) -> Review:
    """A review handed in by this reviewer, of whatever they are given."""
    review = fill(draft(duty(reviewer, activity, now=now), now=now), levels=levels, now=now)
    return submit_review(review=review, by=reviewer, now=now)
