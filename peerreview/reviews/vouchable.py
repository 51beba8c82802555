# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What of a handed-in review matters to who would vouch for what they saw in it."""

from dataclasses import dataclass
from uuid import UUID

from peerreview.accounts.models import User
from peerreview.activities import rules as activity_rules
from peerreview.activities.models import Submission
from peerreview.activities.queries import authors_of, stage_of
from peerreview.activities.stages import Stage
from peerreview.reviews.models import Review
from peerreview.reviews.visibility import seal_of


@dataclass(frozen=True, kw_only=True)
class ReviewedWork:
    """Work that its reviewer has judged, by an assignment of the site's.

    `is_author_hidden`: the reviewer must not learn whose it is; `is_reviewer_hidden`: the author
    must not learn who reviewed it; `is_sealed`: the author may not read the reviews yet;
    `is_under_review`: others may still come who must not know whose it is; `is_among_friends`: a study
    group's own round, in which people chose each other. `words` is what the review says as a whole. A
    team's work has no single author and is not told of.
    """

    review_uuid: UUID
    reviewer_id: int
    author: User
    version_id: int
    work_title: str
    activity_title: str
    rubric_uuid: UUID
    cohort_id: int | None
    words: str
    is_author_hidden: bool
    is_reviewer_hidden: bool
    is_sealed: bool
    is_under_review: bool
    is_among_friends: bool


def reviewed_work(review_uuid: UUID) -> ReviewedWork | None:
    """The work a handed-in review is of; None for drafts, what was set aside, and teams' work."""
    review = (
        Review.objects.filter(
            uuid=review_uuid,
            state=Review.State.SUBMITTED,
            hidden_at=None,
            submission__withdrawn_at=None,
            submission__held_at=None,
            submission__author__is_active=True,
        )
        .select_related(
            "submission__activity__cohort",
            "submission__activity__rubric_version__rubric",
            "submission__author",
            "submission__version",
            "reviewer",
        )
        .first()
    )
    if review is None or len(authors_of(review.submission)) > 1:
        return None
    return _told(review)


def review_uuid_of(review_id: int) -> UUID:
    """The public id of the review that an event names."""
    return Review.objects.values_list("uuid", flat=True).get(pk=review_id)


def version_ids_of(activity_id: int) -> list[int]:
    """Ids of the versions that were handed in to the activity that an event names."""
    rows = Submission.objects.filter(activity=activity_id).order_by("pk")
    return list(rows.values_list("version_id", flat=True))


def _told(review: Review) -> ReviewedWork:
    submission = review.submission
    activity = submission.activity
    return ReviewedWork(
        review_uuid=review.uuid,
        reviewer_id=review.reviewer_id,
        author=submission.author,
        version_id=submission.version_id,
        work_title=submission.version.title,
        activity_title=activity.title,
        rubric_uuid=activity.rubric_version.rubric.uuid,
        cohort_id=activity.cohort_id,
        words=review.overall,
        is_author_hidden=not activity_rules.sees_names(review.reviewer, activity),
        is_reviewer_hidden=not activity_rules.sees_reviewers(submission.author, activity),
        is_sealed=seal_of(submission.author, submission) is not None,
        is_under_review=is_under_review(submission),
        is_among_friends=activity.cohort is not None and activity.cohort.is_study_group,
    )


def is_under_review(submission: Submission) -> bool:
    """Whether reviewers who must not know whose it is may still come."""
    activity = submission.activity
    if not activity.hides_authors:
        return False
    is_wanted = submission.reviews_done < activity.reviews_needed
    return submission.reviews_leased > 0 or (is_wanted and stage_of(activity) is not Stage.ENDED)
