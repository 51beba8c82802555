# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Who sets the waits of an activity, and who sees what waits in it."""

from typing import Any

from peerreview.activities.models import Activity
from peerreview.activities.rules import is_facilitator_of, may_manage


def may_set_waits(user: Any, activity: Activity) -> bool:
    """Whoever may change the activity."""
    return may_manage(user, activity)


def sees_matching(user: Any, activity: Activity) -> bool:
    """Who is called and how many are here is for who looks after the activity alone."""
    return is_facilitator_of(user, activity)
