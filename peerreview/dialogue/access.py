# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""From an id in an address to what of the dialogue one may use.

The author comes by their submission and the reviewer's alias, the reviewer by their review, so
that neither address tells the other side anything. Both meet at the same Standpoint.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _

from peerreview.accounts.models import User
from peerreview.activities import rules as activity_rules
from peerreview.activities.models import Submission
from peerreview.artifacts.rules import may_read_version
from peerreview.dialogue import queries, rules
from peerreview.dialogue.models import Annotation, Recording, SecondLook, Side, Task
from peerreview.kernel.errors import Missing, NotAllowed
from peerreview.reviews import queries as review_queries
from peerreview.reviews import visibility
from peerreview.reviews.access import review_for_reviewer
from peerreview.reviews.models import Review
from peerreview.reviews.visibility import ReviewView


@dataclass(frozen=True)
class Standpoint:
    """A reader before a review. `side` is None for a facilitator, who reads and does not write."""

    user: Any
    review: Review
    view: ReviewView
    side: Side | None

    @property
    def submission(self) -> Submission:
        """What was reviewed."""
        return self.review.submission

    @property
    def is_author(self) -> bool:
        """Whether it is the author's own work."""
        return self.side == Side.AUTHOR

    @property
    def sees_names(self) -> bool:
        """Whether names are open to this reader."""
        return activity_rules.sees_names(self.user, self.submission.activity)

    def url(self, name: str) -> str:
        """The address of this review's page `name` (talk, changes…) as this reader has it."""
        if self.side == Side.REVIEWER:
            return reverse(f"my-review-{name}", args=[self.review.uuid])
        return reverse(f"review-{name}", args=[self.submission.uuid, slugify(self.view.alias)])


def _missing() -> Missing:
    return Missing("no-review", _("There is no such review, or it is not for you."))


def at_alias(user: User, submission: UUID, alias: str) -> Standpoint:
    """A handed-in review for the author and for who runs the activity.

    NotAllowed for others who take part in the activity, Missing for everybody else.
    """
    found = _submission_read_by(user, submission)
    for review in review_queries.handed_in(found):
        if slugify(review.assignment.alias) == alias:
            return _standpoint(user, review)
    raise _missing()


def _submission_read_by(user: User, uuid: UUID) -> Submission:
    found = (
        Submission.objects.filter(uuid=uuid, withdrawn_at=None)
        .select_related("activity__cohort", "version", "revises__version")
        .first()
    )
    if found is None or not activity_rules.may_read(user, found.activity):
        raise Missing("no-submission", _("There is no such submission, or it is not for you."))
    if rules.is_author(user, found) or activity_rules.is_facilitator_of(user, found.activity):
        return found
    raise NotAllowed("not-author", _("Results are for the author and for facilitators."))


def submission_for_changes(user: User, uuid: UUID) -> Submission:
    """A revision for its author and for who runs the activity; as at_alias for everybody else."""
    found = _submission_read_by(user, uuid)
    if found.revises is None:
        raise Missing("first-round", _("This is the first version that was handed in."))
    return found


def revision_for_reviewer(user: User, uuid: UUID) -> Submission:
    """The revision that a person reviews, when they reviewed the round before; Missing for all else."""
    submission = review_for_reviewer(user, uuid).submission
    earlier = submission.revises
    if earlier is None or not may_read_version(user, earlier.version):
        raise Missing("first-round", _("This is the first version that you review."))
    return submission


def at_own(user: User, uuid: UUID) -> Standpoint:
    """The person's own review once it is handed in; Missing for all else."""
    review = review_for_reviewer(user, uuid)
    if review.submitted_at is None:
        raise _missing()
    return _standpoint(user, review)


def _standpoint(user: User, review: Review) -> Standpoint:
    view = visibility.view_of(user, review)
    if view is None:
        raise _missing()
    return Standpoint(user, review, view, rules.side_of(user, review))


def recording_for_listener(user: User, uuid: UUID) -> Recording:
    """A spoken comment for whoever may read the review it belongs to; Missing for all else."""
    annotation = (
        Annotation.objects.filter(uuid=uuid, recording__isnull=False)
        .select_related("recording", *(f"review__{name}" for name in _AROUND_REVIEW))
        .first()
    )
    if annotation is None or not user.is_authenticated:
        raise _missing()
    if visibility.view_of(user, annotation.review) is None:
        raise _missing()
    return annotation.recording


_AROUND_REVIEW = (
    "assignment",
    "reviewer",
    "submission__activity__cohort",
    "submission__version",
)


def task_for_author(user: User, task_id: int) -> Task:
    """A task of the person's own; Missing for all else."""
    task = queries.tasks_of(user).filter(pk=task_id).first() if user.is_authenticated else None
    if task is None:
        raise Missing("no-task", _("There is no such task of yours."))
    return task


def second_look_for(user: User, uuid: UUID) -> SecondLook:
    """An offer made to this person; Missing for all else."""
    look = (
        SecondLook.objects.filter(uuid=uuid, reviewer=user.pk)
        .select_related(
            "submission__activity__cohort", "submission__version", "earlier__assignment"
        )
        .first()
    )
    if look is None:
        raise Missing("no-offer", _("There is no such offer for you."))
    return look
