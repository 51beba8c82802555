# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What badges offer to other pages."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from badges import editions, pages, queries, rule_queries
from peerreview.kernel import paging
from peerreview.ui import navigation, panels

OFFERED_AT_HOME = 5
ON_THE_WAY_AT_HOME = 3
TENDED_AT_HOME = 3
OF_AN_ACTIVITY = 5
OF_A_SKILL = 20

navigation.offer("main", _("Badges"), "badges", icon="award", order=50)
navigation.offer("main", _("Verify"), "verify", icon="shield-check", order=60)
navigation.offer("footer", _("Who issues badges"), "issuers", icon="landmark", order=45)
navigation.offer("calls", _("Verify a badge"), "verify", icon="shield-check", order=10)


@panels.offer("home", template="badges/_home_panel.html", order=30)
def badges_at_home(request: HttpRequest, subject: Any) -> dict[str, Any] | None:
    """Badges to claim, the nearest ones on the way, and, for who answers for badges, whose wait is theirs
    to end."""
    context = {
        "offered": list(queries.offered_to(request.user.pk)[:OFFERED_AT_HOME]),
        "on_the_way": pages.standings_of(request.user.pk, ON_THE_WAY_AT_HOME),
        "tended": list(rule_queries.tended_and_waited_for(request.user.pk)[:TENDED_AT_HOME]),
    }
    return context if any(context.values()) else None


@panels.offer("activity", template="badges/_activity_panel.html", order=60)
def badges_of_activity(request: HttpRequest, activity: Any) -> dict[str, Any] | None:
    """What one can earn here."""
    rows = queries.tied_to(activity.uuid).filter(archived_at=None)[:OF_AN_ACTIVITY]
    achievements = [editions.spoken(row) for row in rows]
    return {"achievements": achievements} if achievements else None


@panels.offer("person", template="badges/_person_panel.html", order=20)
def badges_of_person(request: HttpRequest, person: Any) -> dict[str, Any] | None:
    """The badges a person lets others see, and that name them."""
    shown = queries.listed_credentials_of(person.pk)
    page = paging.paginate(request, shown, per_page=12, key="badges")
    editions.all_as_awarded(row.award for row in page)
    return {"credentials": page} if page.object_list else None


@panels.offer("skill", template="badges/_skill_panel.html")
def badges_for_skill(request: HttpRequest, skill: Any) -> dict[str, Any] | None:
    """The badges that stand for a skill."""
    achievements = queries.standing_for_skill(skill.name, OF_A_SKILL)
    return {"achievements": achievements} if achievements else None
