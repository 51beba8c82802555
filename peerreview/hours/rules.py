# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Who may do what with hours."""

from typing import Any

from peerreview.accounts.models import User
from peerreview.activities import rules as activity_rules
from peerreview.activities.models import Activity
from peerreview.cohorts import rules as cohort_rules
from peerreview.hours.models import Claim


def may_state(user: Any, activity: Activity) -> bool:
    """Say what an activity counts for: who looks after it; among equals nobody does."""
    return activity_rules.is_facilitator_of(user, activity)


def may_decide(user: User, claim: Claim) -> bool:
    """On a claim put to a cohort: its facilitators, never on their own."""
    if claim.cohort is None or claim.is_outside or claim.person_id == user.pk:
        return False
    return cohort_rules.is_facilitator(user, claim.cohort)
