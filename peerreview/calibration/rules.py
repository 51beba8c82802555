# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Who sets exemplars, who tries them, and when nobody is held up any more."""

from datetime import datetime

from peerreview.accounts.models import User
from peerreview.activities import rules as activity_rules
from peerreview.activities.models import Activity
from peerreview.activities.queries import window_of
from peerreview.activities.stages import Act, allows
from peerreview.calibration.models import Clearance, Exemplar

EXEMPLARS_MAX = 3
TRIES = 2
CLEARED = (Clearance.State.WENT_ON, Clearance.State.WAIVED, Clearance.State.CALIBRATED)


def may_set(user: User, activity: Activity) -> bool:
    """Set exemplars and let people through: who looks after the activity."""
    return activity_rules.is_facilitator_of(user, activity)


def may_try(user: User, exemplar: Exemplar) -> bool:
    """Rate it: who takes part in the activity, but nobody their own work."""
    if exemplar.published_at is None or exemplar.removed_at is not None:
        return False
    is_own = exemplar.version.artifact.owner_id == user.pk
    return not is_own and activity_rules.may_take_part(user, exemplar.activity)


def is_asked(activity: Activity, now: datetime) -> bool:
    """Whether reviewing begins with calibration now: its stage is on, and not over."""
    window = window_of(activity)
    return window.has(Act.CALIBRATE) and allows(window, Act.CALIBRATE, now)
