# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Badges for reviewers that are ready to be opened, each with its rule."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models.functions import Lower
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from badges import access, services
from badges.models import Achievement, CriteriaVersion
from peerreview.accounts.models import User
from peerreview.kernel.errors import Missing


@dataclass(frozen=True, kw_only=True)
class Ready:
    """One of them. Who holds one reviews in the open, so nobody gets it unasked."""

    key: str
    name: str
    description: str
    skills: tuple[str, ...]
    look: tuple[str, str, str]
    tree: dict[str, Any]


ALL = (
    Ready(
        key="thoughtful-reviewer",
        name=gettext_lazy("Thoughtful reviewer"),
        description=gettext_lazy(
            "Reviews for others widely and steadily, and authors change their work because of it."
        ),
        skills=("Giving feedback",),
        look=("scalloped", "green", "message-circle-heart"),
        tree={
            "all": [
                {"reviewing": {"assigned": 10, "groups": 3, "days": 5, "used": 0.6}},
                {"calibrated": {"exemplars": 1, "agreement": 0.6}},
            ]
        },
    ),
    Ready(
        key="calibrated-reviewer",
        name=gettext_lazy("Calibrated reviewer"),
        description=gettext_lazy(
            "Rates examples like the reference. It speaks of the last twelve months."
        ),
        skills=("Giving feedback",),
        look=("hexagon", "indigo", "telescope"),
        tree={"all": [{"calibrated": {"exemplars": 8, "agreement": 0.6, "within_days": 365}}]},
    ),
    Ready(
        key="mentor",
        name=gettext_lazy("Mentor"),
        description=gettext_lazy(
            "Stayed with learners from a draft to a better next round, and two facilitators stand up for it."
        ),
        skills=("Giving feedback", "Mentoring"),
        look=("shield", "plum", "sprout"),
        tree={"all": [{"mentored": {"learners": 3}}, {"facilitator": {"approve": 2}}]},
    ),
)


def open_already() -> dict[str, Achievement]:
    """Those of them that the site has, by key."""
    named = {str(item.name).casefold(): item.key for item in ALL}
    rows = Achievement.objects.filter(issuer__slug=services.SITE_ISSUER)
    return {
        named[achievement.name.casefold()]: achievement
        for achievement in rows.annotate(lower=Lower("name")).filter(lower__in=named)
    }


@transaction.atomic
def open_ready(*, key: str, by: User) -> Achievement:
    """Open one of them; where it is open already, that one. Raises NotAllowed, and Missing for a
    key there is not."""
    access.activities_for_designer(by)
    found = next((item for item in ALL if item.key == key), None)
    if found is None:
        raise Missing("missing", _("There is no such badge."))
    issuer = services.site_issuer()
    if standing := open_already().get(found.key):
        return standing
    shape, colour, icon = found.look
    return services.define_achievement(
        issuer=issuer,
        name=str(found.name),
        description=str(found.description),
        skills=list(found.skills),
        tree=found.tree,
        shape=shape,
        colour=colour,
        icon=icon,
        opt_in=CriteriaVersion.OptIn.REQUEST,
        by=by,
    )
