# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""From an id in an address to an activity or submission the person may use."""

from uuid import UUID

from django.utils.translation import gettext as _

from peerreview.accounts.models import User
from peerreview.activities import queries, rules
from peerreview.activities.models import Activity, Submission, Teammate
from peerreview.cohorts.models import Cohort
from peerreview.cohorts.queries import cohorts_of
from peerreview.kernel.errors import Missing, NotAllowed


def activity_for_reader(user: User, uuid: UUID) -> Activity:
    """An activity of one's cohorts, or a challenge; Missing for all else."""
    activity = queries.readable_by(user).filter(uuid=uuid).first()
    if activity is None:
        raise Missing("no-activity", _("There is no such activity, or it is not for you."))
    return activity


def activity_for_participant(user: User, uuid: UUID) -> Activity:
    """An activity one may hand in to; NotAllowed for who looks after a blind one."""
    activity = activity_for_reader(user, uuid)
    if not rules.may_submit(user, activity):
        message = _("You look after this activity and see names, so you take no part in it.")
        raise NotAllowed("sees-names", message)
    return activity


def activity_for_manager(user: User, uuid: UUID) -> Activity:
    """An activity one may change; NotAllowed for its other readers."""
    activity = activity_for_reader(user, uuid)
    if not rules.may_manage(user, activity):
        message = _("Only who looks after this activity can change it.")
        raise NotAllowed("not-facilitator", message)
    return activity


def submission_for_manager(user: User, uuid: UUID) -> Submission:
    """A live submission to an activity one looks after; Missing for strangers, NotAllowed for others."""
    submission = (
        Submission.objects.filter(uuid=uuid, withdrawn_at=None)
        .select_related("activity__cohort", "version", "author")
        .first()
    )
    if submission is None or not rules.may_read(user, submission.activity):
        raise Missing("no-submission", _("There is no such submission, or it is not for you."))
    if not rules.may_manage(user, submission.activity):
        raise NotAllowed("not-facilitator", _("Only who looks after the activity can do this."))
    return submission


def require_teams(activity: Activity) -> None:
    """Missing where an activity takes the work of single people."""
    if not activity.takes_teams:
        raise Missing("no-teams", _("This activity takes the work of single people."))


def teammate_of(user: User, activity: Activity, uuid: UUID) -> Teammate:
    """A place in a team of this activity: one's own, in one's own team, or for who looks after it."""
    found = (
        Teammate.objects.filter(uuid=uuid, activity=activity)
        .select_related("entry", "person", "activity__cohort")
        .first()
    )
    if found is None or not (
        user.pk in {found.person_id, found.entry.author_id} or rules.may_manage(user, activity)
    ):
        raise Missing("no-teammate", _("There is no such place in a team of yours."))
    return found


def cohort_for_opener(user: User, uuid: UUID) -> Cohort:
    """A cohort one may set work for; Missing for strangers, NotAllowed for learners."""
    cohort = cohorts_of(user).filter(uuid=uuid).first()
    if cohort is None:
        raise Missing("no-cohort", _("There is no such cohort, or you are not in it."))
    if not rules.may_open_in(user, cohort):
        raise NotAllowed("not-facilitator", _("Only a facilitator sets activities here."))
    return cohort


def require_challenge_opener(user: User) -> None:
    """NotAllowed for who may not set a challenge."""
    if not rules.may_open_challenge(user):
        raise NotAllowed("not-facilitator", _("Challenges are set by facilitators of a cohort."))


def submission_for_author(user: User, uuid: UUID) -> Submission:
    """A submission made by oneself, or by one's team, that is not withdrawn; Missing for all else."""
    submission = (
        Submission.objects.filter(uuid=uuid, withdrawn_at=None)
        .select_related("activity__cohort", "activity__rubric_version", "version")
        .first()
    )
    if submission is None or not queries.is_author_of(user, submission):
        raise Missing("no-submission", _("There is no such submission of yours."))
    return submission
