# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Whom reviewing lets read a version: those who were assigned it and did not give it back.

And what of reviewing is a person's own: what they wrote, and what was written about their work.
"""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from typing import Any

from peerreview.accounts import personal
from peerreview.accounts.leaving import on_leaving
from peerreview.accounts.models import User
from peerreview.activities import registry as activities
from peerreview.activities.models import Submission
from peerreview.artifacts import registry
from peerreview.reviews import queries
from peerreview.reviews.leaving import stop_reviewing
from peerreview.reviews.visibility import views_of

personal.also("reviews.Score", "review__reviewer")
personal.also("reviews.SelfScore", "assessment__person")
personal.also("reviews.Edit", "review__reviewer")


@registry.may_read
def as_reviewer(user: Any, version_id: int) -> bool:
    """Reviewers whose duty is live or done, or lapsed with a draft."""
    return user.is_authenticated and queries.was_given(user, version_id)


@personal.section("reviews about my work")
def received(user: User) -> Iterator[dict[str, Any]]:
    """As their pages show them: under the reviewers' pseudonyms where those are unknown to them, and
    when they were written to the day."""
    works = Submission.objects.filter(author=user).select_related("activity__cohort", "author")
    for work in works.order_by("pk"):
        for view in views_of(user, work):
            when = {"submitted_at": view.submitted_at and view.submitted_at.date()}
            about = {"submission": str(work.uuid), "activity": work.activity.title}
            yield {**about, **asdict(view), **when}


@on_leaving(order=20)
def stop(user: User, now: datetime) -> None:
    """Free what is held before the work itself goes."""
    stop_reviewing(reviewer=user, now=now)


# A draft counts: its levels are those of the rubric as it is.
activities.reviews_begun(queries.has_begun)
