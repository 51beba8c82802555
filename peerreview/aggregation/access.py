# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""From an id in an address to what one may see of results, or decide."""

from uuid import UUID

from django.utils.translation import gettext as _

from peerreview.accounts.models import User
from peerreview.activities import rules
from peerreview.activities.access import activity_for_reader
from peerreview.activities.models import Activity, Submission
from peerreview.activities.queries import is_author_of
from peerreview.aggregation.models import Override
from peerreview.kernel.errors import Missing, NotAllowed


def submission_for_results(user: User, uuid: UUID) -> Submission:
    """A live submission for its author and for who looks after its activity.

    NotAllowed for others who take part in the activity, Missing for everybody else.
    """
    submission = (
        Submission.objects.filter(uuid=uuid, withdrawn_at=None)
        .select_related("activity__cohort", "activity__rubric_version", "version", "author")
        .first()
    )
    if submission is None or not rules.may_read(user, submission.activity):
        raise Missing("no-submission", _("There is no such submission, or it is not for you."))
    if is_author_of(user, submission) or rules.is_facilitator_of(user, submission.activity):
        return submission
    raise NotAllowed("not-author", _("Results are for the author and for facilitators."))


def submission_for_decision(user: User, uuid: UUID) -> Submission:
    """The same for who may decide on it: a facilitator, not of their own work."""
    submission = submission_for_results(user, uuid)
    if is_author_of(user, submission) or not rules.is_facilitator_of(user, submission.activity):
        message = _("Only a facilitator decides a result, and never their own.")
        raise NotAllowed("not-facilitator", message)
    return submission


def override_for_facilitator(user: User, uuid: UUID) -> Override:
    """A decision on a submission, for who may decide there."""
    found = Override.objects.filter(uuid=uuid).select_related("submission").first()
    if found is None:
        raise Missing("no-decision", _("There is no such decision."))
    found.submission = submission_for_decision(user, found.submission.uuid)
    return found


def activity_for_facilitator(user: User, uuid: UUID) -> Activity:
    """An activity for who runs it; NotAllowed for its other members, Missing for strangers."""
    activity = activity_for_reader(user, uuid)
    if not rules.is_facilitator_of(user, activity):
        raise NotAllowed("not-facilitator", _("Only facilitators of this activity see this."))
    return activity
