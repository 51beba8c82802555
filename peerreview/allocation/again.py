# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""A revision goes to who reviewed the round before: an agreed exception from "never a pair twice"."""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from peerreview.accounts.models import User
from peerreview.activities.models import Submission
from peerreview.activities.revising import SECOND_LOOK
from peerreview.allocation import queries, rules, solver
from peerreview.allocation.events import AssignmentMade
from peerreview.allocation.models import Assignment
from peerreview.kernel import clock
from peerreview.kernel.errors import Closed, Conflict, NotAllowed
from peerreview.outbox.services import emit

REASON = gettext_noop("You reviewed the version before this one.")


@transaction.atomic
def assign_again(
    *, submission: Submission, earlier: Assignment, now: datetime | None = None
) -> Assignment:
    """The duty to review the revision, under the alias that its author knows. Again gives the same.

    Raises NotAllowed, Closed or Conflict.
    """
    at = now or clock.now()
    reviewer = User.objects.select_for_update(no_key=True).get(pk=earlier.reviewer_id)
    rows = Submission.objects.select_for_update(of=("self",), no_key=True)
    locked = rows.select_related("activity__cohort").get(pk=submission.pk)
    there = Assignment.objects.filter(submission=locked, reviewer=reviewer).first()
    if there is not None:
        return there
    _refuse(locked, reviewer, at)
    assignment = Assignment.objects.create(
        submission=locked,
        reviewer=reviewer,
        alias=_alias(locked, earlier),
        reason=REASON,
        leased_at=at,
        lease_until=at + solver.LEASE,
    )
    Submission.objects.filter(pk=locked.pk).update(
        reviews_leased=F("reviews_leased") + 1, places_left=F("places_left") - 1
    )
    emit(
        AssignmentMade(
            assignment_id=assignment.pk,
            submission_id=locked.pk,
            activity_id=locked.activity_id,
            reviewer_id=reviewer.pk,
            author_id=locked.author_id,
            reason=assignment.reason,
        ),
        now=at,
    )
    return assignment


def _refuse(submission: Submission, reviewer: User, now: datetime) -> None:
    if submission.withdrawn_at or submission.superseded_at or submission.held_at:
        raise Conflict("not-live", _("There is a later version of this work, or none any longer."))
    if not rules.may_review(reviewer, submission.activity):
        raise NotAllowed("not-a-reviewer", _("You are not among the reviewers of this activity."))
    is_second = now <= submission.submitted_at + SECOND_LOOK
    if not (is_second or rules.is_open_for_reviewing(submission.activity, now, reviewer)):
        raise Closed("reviewing-closed", _("This revision is no longer open for reviewing."))
    if queries.open_duty(activity=submission.activity, reviewer=reviewer):
        message = _("You have begun another review here. Hand it in or give it back first.")
        raise Conflict("has-duty", message)


def _alias(submission: Submission, earlier: Assignment) -> str:
    """The same as before, unless somebody else has it towards this submission already."""
    taken = queries.aliases_taken(submission)
    return earlier.alias if earlier.alias not in taken else f"{earlier.alias} {len(taken) + 1}"
