# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""From an id in an address or a message to a review."""

from uuid import UUID

from django.utils.translation import gettext as _

from peerreview.accounts.models import User
from peerreview.activities import access as activity_access
from peerreview.activities import rules as activity_rules
from peerreview.activities.models import Activity, Submission
from peerreview.activities.queries import is_author_of
from peerreview.kernel.errors import Missing, NotAllowed
from peerreview.reviews import queries, visibility
from peerreview.reviews.models import Review

_DRAFT = Review.State.DRAFT


def review_for_reviewer(user: User, uuid: UUID, *, lock: bool = False) -> Review:
    """The person's own review with its surroundings; Missing for everybody else.

    With `lock` (in a transaction) the row is held until the transaction ends.
    """
    if not user.is_authenticated:
        raise Missing("review", _("There is no such review."))
    review = queries.with_surroundings().filter(uuid=uuid, reviewer=user.pk).first()
    if review is None:
        raise Missing("review", _("There is no such review."))
    return queries.locked(review) if lock else review


def own_review(user: User, uuid: UUID) -> Review:
    """The same with its duty and activity only, for what is asked at every pause in typing."""
    found = Review.objects.select_related("assignment", "submission__activity").filter(
        uuid=uuid, reviewer=user.pk
    )
    review = found.order_by().first() if user.is_authenticated else None
    if review is None:
        raise Missing("review", _("There is no such review."))
    return review


def review_for_history(user: User, uuid: UUID) -> Review:
    """A handed-in review for its writer or who runs the activity; Missing or NotAllowed for others."""
    own = queries.with_surroundings().filter(uuid=uuid, reviewer=user.pk).exclude(state=_DRAFT)
    return own.first() or review_for_facilitator(user, uuid)


def activity_for_facilitator(user: User, uuid: UUID) -> Activity:
    """An activity this person looks after; NotAllowed for its other readers, Missing for strangers."""
    activity = activity_access.activity_for_reader(user, uuid)
    if not activity_rules.is_facilitator_of(user, activity):
        raise NotAllowed("not-facilitator", _("Only a facilitator can do this."))
    return activity


def submission_for_reader(user: User, uuid: UUID) -> Submission:
    """A submission of which this person may read some review; Missing for all others."""
    found = Submission.objects.select_related("activity__cohort", "version").filter(uuid=uuid)
    submission = found.first()
    if submission is None or not visibility.views_of(user, submission):
        raise Missing(
            "submission", _("There is no such work, or no review of it that you may read.")
        )
    return submission


def review_for_facilitator(user: User, uuid: UUID) -> Review:
    """A handed-in review of an activity this person runs, not of their own work.

    Missing for strangers to the activity, NotAllowed for its other members.
    """
    review = queries.with_surroundings().filter(uuid=uuid).exclude(state=_DRAFT).first()
    if review is None or not activity_rules.may_read(user, review.submission.activity):
        raise Missing("review", _("There is no such review."))
    submission = review.submission
    is_own = is_author_of(user, submission)
    if is_own or not activity_rules.is_facilitator_of(user, submission.activity):
        raise NotAllowed("not-facilitator", _("Only a facilitator can do this."))
    return review
