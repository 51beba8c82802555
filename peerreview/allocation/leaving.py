# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Who leaves a cohort holds no duties there any longer; what they handed in stays."""

from datetime import datetime

from peerreview.allocation import ending, pairs
from peerreview.allocation.models import Assignment


def release(*, user_id: int, cohort_id: int | None, now: datetime | None = None) -> int:
    """End what a person holds or has kept for them in a cohort (None: in challenges), so that others
    are asked; how many. Drafts are kept."""
    held = pairs.in_hand().filter(reviewer=user_id, submission__activity__cohort=cohort_id)
    return sum(_free(each, now) for each in held)


def release_of_closed_accounts(*, now: datetime | None = None) -> int:
    """The same for everybody whose account is closed, everywhere; how many."""
    return sum(_free(each, now) for each in pairs.in_hand().filter(reviewer__is_active=False))


def _free(assignment: Assignment, now: datetime | None) -> bool:
    if assignment.state == Assignment.State.PLANNED:
        return ending.take_back(assignment=assignment, reason="", now=now)
    return ending.lapse(assignment=assignment, now=now)
