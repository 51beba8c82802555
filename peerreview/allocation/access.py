# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""From an id in an address to what one may use of an activity's allocation."""

from uuid import UUID

from django.utils.translation import gettext as _

from peerreview.accounts.models import User
from peerreview.activities.access import activity_for_reader
from peerreview.activities.models import Activity
from peerreview.activities.rules import is_facilitator_of, may_take_part
from peerreview.allocation import pairs
from peerreview.allocation.models import Assignment, Rule
from peerreview.cohorts.queries import companions_of
from peerreview.kernel.errors import Missing, NotAllowed


def activity_for_facilitator(user: User, uuid: UUID) -> Activity:
    """An activity one looks after; Missing for strangers, NotAllowed for its other members."""
    activity = activity_for_reader(user, uuid)
    if not is_facilitator_of(user, activity):
        raise NotAllowed("not-facilitator", _("Only a facilitator sees who reviews what."))
    return activity


def activity_for_volunteer(user: User, uuid: UUID) -> Activity:
    """An activity one takes part in."""
    activity = activity_for_reader(user, uuid)
    if not may_take_part(user, activity):
        raise NotAllowed("sees-names", _("You take no part in this activity."))
    return activity


def assignment_for_facilitator(user: User, uuid: UUID) -> Assignment:
    """A duty in an activity one looks after."""
    found = Assignment.objects.filter(uuid=uuid)
    around = ("submission__activity__cohort", "submission__version", "submission__author")
    assignment = found.select_related(*around, "reviewer").first()
    if assignment is None:
        raise Missing("assignment", _("There is no such assignment."))
    activity_for_facilitator(user, assignment.submission.activity.uuid)
    return assignment


def rule_for_facilitator(activity: Activity, uuid: UUID) -> Rule:
    """A rule that holds in an activity which was asked for by `activity_for_facilitator`."""
    rule = pairs.rules_of(activity).filter(uuid=uuid).select_related("activity__cohort").first()
    if rule is None:
        raise Missing("rule", _("There is no such rule any more."))
    return rule


def companion(user: User, uuid: UUID) -> User:
    """Somebody one learns with."""
    other = companions_of(user).filter(uuid=uuid).first()
    if other is None:
        raise Missing("person", _("There is nobody of that name among those you learn with."))
    return other


def named_conflict(user: User, uuid: UUID) -> User:
    """Somebody on one's own list."""
    row = pairs.conflicts_of(user).filter(other__uuid=uuid).first()
    if row is None:
        raise Missing("person", _("This person is not on your list."))
    return row.other
