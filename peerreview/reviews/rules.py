# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What may be done with a review, and when."""

from datetime import datetime

from django.utils.translation import gettext as _

from peerreview.accounts.models import User
from peerreview.activities.queries import window_of
from peerreview.activities.stages import is_released
from peerreview.allocation import rules as allocation_rules
from peerreview.allocation.models import Assignment
from peerreview.kernel.errors import Closed, Conflict, NotAllowed
from peerreview.reviews import lifecycle
from peerreview.reviews.models import Review


def require_reviewer(review: Review, by: User) -> None:
    """Only its reviewer writes a review. Raises NotAllowed."""
    if review.reviewer_id != by.pk:
        raise NotAllowed("not-yours", _("Only its reviewer can change a review."))


def require_possible(review: Review, act: str, now: datetime) -> None:
    """Whether the reviewer can still do this. Raises Conflict or Closed with what is the matter."""
    if lifecycle.after(review.state, act) is None:
        raise Conflict("handed-in", _("This review is handed in, so it can no longer be changed."))
    _require_open(review, now)


def require_amendable(review: Review, now: datetime) -> None:
    """Whether a handed-in review can still be changed: as long as nobody else has read it.

    Raises Conflict or Closed with the reason.
    """
    if lifecycle.after(review.state, "amend") is None:
        raise Conflict("not-handed-in", _("Only a review that is handed in and counts is amended."))
    if review.seen_at:
        raise Conflict("seen", _("Somebody has read this review by now, so it stays as it is."))
    if is_released(window_of(review.submission.activity), now):
        raise Closed("released", _("The results are released, so this review stays as it is."))
    _require_open(review, now)


def _require_open(review: Review, now: datetime) -> None:
    if review.assignment.state == Assignment.State.DECLINED:
        raise Conflict("declined", allocation_rules.why_given_back(review.assignment))
    if review.submission.withdrawn_at:
        raise Closed("withdrawn", _("The author withdrew this work. Your draft is kept."))
    activity = review.submission.activity
    review.assignment.reviewer = review.reviewer  # one and the same; not to be read again
    if not allocation_rules.is_open_for(review.assignment, review.submission, now):
        raise Closed("reviewing-closed", _("Reviewing is closed. What was saved before is kept."))
    if not allocation_rules.may_review(review.reviewer, activity):
        raise NotAllowed("not-a-reviewer", _("You are no longer a reviewer of this activity."))
