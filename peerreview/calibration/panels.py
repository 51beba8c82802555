# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Where calibration appears on other pages: before reviewing, for its setter, for authors asked."""

from typing import Any

from django.http import HttpRequest

from peerreview.activities.models import Activity
from peerreview.calibration import queries, rules
from peerreview.kernel import clock
from peerreview.ui import panels

AT_HOME = 3


@panels.offer("home", template="peerreview/calibration/_home_panel.html", order=9)
def calibrate_first(request: HttpRequest, subject: Any) -> dict[str, Any] | None:
    """Where I rate examples before I review, and where my work is wanted as one."""
    held_up = queries.held_up(request.user, clock.now())[:AT_HOME]
    asked = list(queries.asked_for_consent(request.user)[:AT_HOME])
    return {"held_up": held_up, "asked": asked} if held_up or asked else None


@panels.offer("activity", template="peerreview/calibration/_activity_panel.html", order=15)
def calibrate_here(request: HttpRequest, activity: Activity) -> dict[str, Any] | None:
    """The way to the examples: for learners who have to rate them, and for who sets them."""
    if rules.may_set(request.user, activity):
        return {
            "activity": activity,
            "sets": True,
            "count": queries.published(activity).count(),
            "asking": queries.asking(activity).count(),
        }
    if queries.is_ready(request.user, activity):
        return None
    count = queries.for_learner(request.user, activity).count()
    return {"activity": activity, "sets": False, "count": count}
