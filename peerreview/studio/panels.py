# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Where studios appear on other pages."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from peerreview.artifacts.models import Version
from peerreview.cohorts.models import Cohort
from peerreview.studio import queries
from peerreview.ui import navigation, panels

SHOWN = 4

navigation.offer(
    "account", _("Studio sessions"), "studios", icon="presentation", order=16,
    audience=navigation.members,
)  # fmt: skip


@panels.offer("cohort", template="peerreview/studio/_group_panel.html", order=20)
def of_group(_request: HttpRequest, cohort: Cohort) -> dict[str, Any] | None:
    """A study group's studios, and the way to a new one."""
    if not cohort.is_study_group:
        return None
    return {"cohort_key": str(cohort.uuid), **_newest(queries.of_group(cohort))}


@panels.offer("artifact", template="peerreview/studio/_artifact_panel.html", order=20)
def about_work(request: HttpRequest, version: Version) -> dict[str, Any] | None:
    """Beside one's own work: the studios about it."""
    shown = _newest(queries.about(version.artifact))
    may_start = queries.study_groups_of(request.user).exists()
    if not may_start and not shown["sessions"]:
        return None
    return {"work_key": str(version.uuid), "may_start": may_start, **shown}


def _newest(sessions: Any) -> dict[str, Any]:
    found = list(sessions[: SHOWN + 1])
    return {"sessions": found[:SHOWN], "has_more": len(found) > SHOWN}


@panels.offer("home", template="peerreview/studio/_home_panel.html", order=12)
def open_now(request: HttpRequest, _subject: Any) -> dict[str, Any] | None:
    """Rooms that are open in my groups."""
    sessions = list(queries.open_for(request.user)[:SHOWN])
    return {"sessions": sessions} if sessions else None
