# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What activities show on other pages: home, a cohort's page, the navigation."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from peerreview.activities import queries, registry, rules
from peerreview.kernel import clock, paging
from peerreview.ui import navigation, panels

AT_HOME = 6

navigation.offer(
    "main", _("Challenges"), "challenges", icon="flag", order=40, audience=navigation.members
)


@panels.offer("home", template="peerreview/activities/_home_panel.html", order=20)
def my_activities(request: HttpRequest, subject: Any) -> dict[str, Any] | None:
    """What is going on for me and what I look after, what hangs over me first."""
    now = clock.now()
    rows = list(queries.mine_at_home(request.user, now)[: AT_HOME + 1])
    tended = list(queries.tended_at_home(request.user, now)[: AT_HOME + 1])
    return {
        "standings": queries.standings(rows[:AT_HOME], now),
        "has_more": len(rows) > AT_HOME,
        "tended": [(row, queries.stage_of(row, now)) for row in tended[:AT_HOME]],
        "has_more_tended": len(tended) > AT_HOME,
    }


@panels.offer("cohort", template="peerreview/activities/_cohort_panel.html", order=20)
def activities_of_cohort(request: HttpRequest, cohort: Any) -> dict[str, Any]:
    """The cohort's activities, each with how far it has come."""
    now = clock.now()
    page = paging.paginate(
        request,
        registry.not_listed_elsewhere(queries.of_cohort(cohort)),
        per_page=10,
        key="activities",
    )
    return {
        "cohort": cohort,
        "page": page,
        "rows": [(row, queries.stage_of(row, now)) for row in page],
        "may_open": rules.may_open_in(request.user, cohort),
    }
