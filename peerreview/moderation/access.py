# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""From an id in an address to a case, appeal or signal one may see."""

from uuid import UUID

from django.utils.translation import gettext as _

from peerreview.accounts.models import User
from peerreview.activities import queries as activity_queries
from peerreview.activities.models import Activity, Submission
from peerreview.activities.queries import is_author_of
from peerreview.aggregation.access import submission_for_results
from peerreview.kernel.errors import Missing, NotAllowed
from peerreview.moderation import queries, rules
from peerreview.moderation.models import Appeal, Case, Signal


def activity_for_moderator(user: User, uuid: UUID) -> Activity:
    """An activity for who moderates it; NotAllowed for its other readers, Missing for strangers."""
    found = Activity.objects.select_related("cohort", "rubric_version", "created_by")
    activity = found.filter(uuid=uuid).first()
    if activity is not None and rules.moderates(user, activity):
        return activity
    if activity is None or not activity_queries.readable_by(user).filter(uuid=uuid).exists():
        raise Missing("no-activity", _("There is no such activity, or it is not for you."))
    raise NotAllowed("not-moderator", _("Only those who look after this activity see this."))


def case_for(user: User, uuid: UUID) -> Case:
    """A case for its parties and for moderators; to all others there is none."""
    case = queries.cases().filter(uuid=uuid).first()
    if case is None or not (rules.is_party(user, case) or rules.moderates_case(user, case)):
        raise Missing("no-case", _("There is no such case, or you have no part in it."))
    return case


def require_moderator_elsewhere(user: User) -> None:
    """NotAllowed for who looks after nothing to which cases outside of activities belong."""
    if not (user.is_staff or queries.facilitates(user)):
        message = _("Only those who look after a cohort see what was flagged there.")
        raise NotAllowed("not-moderator", message)


def submission_for_appeal(user: User, uuid: UUID) -> Submission:
    """One's own submission; NotAllowed for others who see its results."""
    submission = submission_for_results(user, uuid)
    if not is_author_of(user, submission):
        raise NotAllowed("not-author", _("Only the author appeals."))
    return submission


def appeal_for_facilitator(user: User, uuid: UUID) -> Appeal:
    """An appeal, for who runs its activity; NotAllowed for its author, Missing for all others."""
    appeal = queries.appeals().filter(uuid=uuid).first()
    if appeal is None:
        raise Missing("no-appeal", _("There is no such appeal."))
    if rules.may_decide(user, appeal.submission):
        return appeal
    if not rules.moderates(user, appeal.submission.activity):
        submission_for_results(user, appeal.submission.uuid)  # Missing, or NotAllowed, or goes on
    raise NotAllowed("not-facilitator", _("Only a facilitator who has no part in it decides this."))


def appeal_for_author(user: User, uuid: UUID) -> Appeal:
    """One's own appeal; NotAllowed for others who see the results, Missing for the rest."""
    appeal = queries.appeals().filter(uuid=uuid).first()
    if appeal is None:
        raise Missing("no-appeal", _("There is no such appeal."))
    submission_for_appeal(user, appeal.submission.uuid)
    return appeal


def signal_for_moderator(user: User, uuid: UUID) -> Signal:
    """A signal, for who moderates its activity."""
    signal = Signal.objects.filter(uuid=uuid).select_related("activity").first()
    if signal is None:
        raise Missing("no-signal", _("There is no such signal."))
    activity_for_moderator(user, signal.activity.uuid)
    return signal
