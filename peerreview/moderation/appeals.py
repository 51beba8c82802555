# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Appeals as their readers see them, and what can still be appealed."""

from dataclasses import dataclass
from datetime import datetime

from peerreview.accounts.models import User
from peerreview.activities.models import Submission
from peerreview.aggregation.queries import latest_outcome
from peerreview.moderation import queries, rules
from peerreview.moderation.appealing import judged_criteria
from peerreview.moderation.models import Appeal
from peerreview.reviews import visibility
from peerreview.reviews.models import Review
from peerreview.reviews.visibility import ScoreView

PILLS = {
    "open": "waiting",
    "in_review": "live",
    "upheld": "done",
    "partly": "done",
    "rejected": "revoked",
}


@dataclass(frozen=True)
class AppealView:
    """An appeal in words."""

    appeal: Appeal
    pill: str
    state: str
    level_before: str
    level_after: str
    fresh_asked: int
    fresh_done: int

    @property
    def is_decided(self) -> bool:
        """Whether it has ended."""
        return self.appeal.decided_at is not None


@dataclass(frozen=True)
class Choice:
    """What one may appeal now: pairs of key and title; until when."""

    criteria: list[tuple[str, str]]
    is_open: bool
    until: datetime | None


def view_of(appeal: Appeal) -> AppealView:
    """An appeal read by queries.appeals(); no query of its own."""
    titles = {level.value: level.title for level in appeal.criterion.levels.all()}
    fresh = list(appeal.fresh.all())
    return AppealView(
        appeal=appeal,
        pill=PILLS[appeal.state],
        state=appeal.get_state_display(),
        level_before=titles.get(appeal.level_before, ""),
        level_after=titles.get(appeal.level_after, ""),
        fresh_asked=len(fresh),
        fresh_done=sum(_is_done(each.assignment) for each in fresh),
    )


def _is_done(assignment) -> bool:
    review = getattr(assignment, "review", None)
    return review is not None and review.state != Review.State.DRAFT


def choice_for(submission: Submission, now: datetime) -> Choice:
    """The criteria that have a result and were not appealed yet."""
    outcome = latest_outcome(submission)
    made = {each.criterion_id for each in queries.appeals_of(submission)}
    rows = judged_criteria(submission).values()
    left = [
        (row.criterion.key, row.criterion.title) for row in rows if row.criterion_id not in made
    ]
    return Choice(
        criteria=left,
        is_open=rules.may_appeal_now(submission, outcome, now),
        until=rules.appeals_end(submission) if outcome else None,
    )


def scores_of(appeal: Appeal, viewer: User) -> list[tuple[str, ScoreView, bool]]:
    """What each review says of the criterion: by whom (as this reader knows them), and whether the
    review was called in for the appeal."""
    fresh = {each.assignment.alias for each in appeal.fresh.all()}
    return [
        (view.reviewer_name or view.alias, score, view.alias in fresh)
        for view in visibility.views_of(viewer, appeal.submission)
        if not view.is_set_aside
        for score in view.scores
        if score.criterion_key == appeal.criterion.key
    ]
