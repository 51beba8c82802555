# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""From an id in an address to what a facilitator may see and do."""

from uuid import UUID

from django.utils.translation import gettext as _

from peerreview.accounts.models import User
from peerreview.activities import access, rules
from peerreview.activities.models import Activity
from peerreview.cohorts.access import seat_of_facilitator
from peerreview.cohorts.models import Cohort
from peerreview.desk.models import Letter, LetterCopy
from peerreview.kernel.errors import Missing, NotAllowed


def activity_for_facilitator(user: User, uuid: UUID) -> Activity:
    """An activity one looks after; Missing for strangers, NotAllowed for those who take part."""
    activity = access.activity_for_reader(user, uuid)
    if not rules.is_facilitator_of(user, activity):
        raise NotAllowed("not-facilitator", _("Only who looks after this activity may see this."))
    return activity


def cohort_for_facilitator(user: User, uuid: UUID) -> Cohort:
    """A cohort one facilitates."""
    return seat_of_facilitator(user, uuid).cohort


def letter_for_facilitator(user: User, uuid: UUID) -> Letter:
    """A letter that was written in an activity one looks after."""
    letter = Letter.objects.filter(uuid=uuid).select_related("sender", "activity").first()
    if letter is None:
        raise Missing("no-letter", _("There is no such message."))
    activity_for_facilitator(user, letter.activity.uuid)
    return letter


def letter_for_reader(user: User, uuid: UUID) -> LetterCopy:
    """One's own copy of a letter; Missing for all else."""
    copies = LetterCopy.objects.filter(letter__uuid=uuid, recipient=user)
    copy = copies.select_related("letter__sender", "letter__activity__cohort").first()
    if copy is None:
        raise Missing("no-letter", _("There is no such message to you."))
    return copy
