# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""From an id in an address to an activity whose waits one may set."""

from uuid import UUID

from django.utils.translation import gettext as _

from peerreview.accounts.models import User
from peerreview.activities.access import activity_for_reader
from peerreview.activities.models import Activity
from peerreview.kernel.errors import NotAllowed
from peerreview.matching import rules


def activity_to_set(user: User, uuid: UUID) -> Activity:
    """Missing for strangers, NotAllowed for those who take part."""
    activity = activity_for_reader(user, uuid)
    if not rules.may_set_waits(user, activity):
        raise NotAllowed("not-facilitator", _("Only who looks after this activity can change it."))
    return activity
