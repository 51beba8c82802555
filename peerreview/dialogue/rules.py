# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Who may say what about a review, and until when."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from peerreview.activities import stages
from peerreview.activities.models import Activity, Submission
from peerreview.activities.queries import is_author_of, window_of
from peerreview.activities.stages import Act
from peerreview.dialogue.models import Side
from peerreview.kernel.errors import Closed, NotAllowed
from peerreview.reviews import lifecycle
from peerreview.reviews.models import Review
from peerreview.reviews.visibility import seal_of


def is_author(user: Any, submission: Submission) -> bool:
    """Whether the work is this person's."""
    return user.is_authenticated and is_author_of(user, submission)


def side_of(user: Any, review: Review) -> Side | None:
    """As whom this person speaks about a review; None for who only reads."""
    if is_author(user, review.submission):
        return Side.AUTHOR
    return Side.REVIEWER if review.reviewer_id == user.pk else None


def talk_closes_at(activity: Activity) -> datetime | None:
    """When the last word is said, which is when answering reviews ends; None where nothing ends."""
    return stages.closes_at(window_of(activity), Act.BACK_EVALUATE)


def may_talk(review: Review, now: datetime) -> bool:
    """Whether the two can write to each other now: the review counts, the author may read it, and the
    activity's end is not long ago."""
    submission = review.submission
    end = talk_closes_at(submission.activity)
    if review.state not in lifecycle.COUNTED or (end is not None and now > end):
        return False
    return seal_of(submission.author, submission, now) is None


def may_rate(review: Review, now: datetime) -> bool:
    """Whether the author can evaluate this review now."""
    window = window_of(review.submission.activity)
    return review.state in lifecycle.COUNTED and stages.allows(window, Act.BACK_EVALUATE, now)


def has_ended(activity: Activity, now: datetime) -> bool:
    """Whether no further evaluation can come."""
    ends = [stages.closes_at(window_of(activity), act) for act in (Act.REVIEW, Act.BACK_EVALUATE)]
    known = [end for end in ends if end is not None]
    return bool(known) and now > max(known)


def require_author(user: Any, review: Review) -> None:
    """Raises NotAllowed to anybody but the author, and to all about a review that does not count."""
    if not is_author(user, review.submission) or review.state not in lifecycle.COUNTED:
        raise NotAllowed("not-author", _("Only the author of the work can do this."))


def require_talking(user: Any, review: Review, now: datetime) -> Side:
    """The side this person speaks for. Raises NotAllowed or Closed."""
    side = side_of(user, review)
    if side is None or review.state not in lifecycle.COUNTED:
        raise NotAllowed("not-a-party", _("Only the author and the reviewer can write here."))
    if not may_talk(review, now):
        raise Closed(
            "talk-closed", _("This conversation is not open now. What was said can be read.")
        )
    return side
