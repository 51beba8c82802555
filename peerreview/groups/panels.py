# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What groups add to a study group's page, and to home."""

from typing import Any

from django.http import HttpRequest

from peerreview.cohorts import rules as cohort_rules
from peerreview.cohorts.models import Cohort
from peerreview.groups import queries, showing
from peerreview.kernel import clock, paging
from peerreview.ui import panels

SHOWN = 5


@panels.offer("home", template="peerreview/groups/_prompt.html", order=14)
def word_at_home(request: HttpRequest, _subject: Any) -> dict[str, Any] | None:
    """The gentle word of the day."""
    found = queries.prompt_of(request.user, clock.now().date())
    return showing.prompt(found) if found else None


@panels.offer("cohort", template="peerreview/groups/_prompt.html", order=5)
def word_of_the_day(request: HttpRequest, cohort: Cohort) -> dict[str, Any] | None:
    """The same on the group's page, if it is about this group."""
    if not cohort.is_study_group:
        return None
    found = queries.prompt_of(request.user, clock.now().date())
    return showing.prompt(found) if found and found.group_id == cohort.pk else None


@panels.offer("cohort", template="peerreview/groups/_shares.html", order=10)
def shared_work(request: HttpRequest, cohort: Cohort) -> dict[str, Any] | None:
    """What members let the group read."""
    if not cohort.is_study_group:
        return None
    page = paging.paginate(request, queries.shares_of(cohort), per_page=6, key="shared")
    return {"group": cohort, "page": page, **_rights(request, cohort)}


@panels.offer("cohort", template="peerreview/groups/_exchanges.html", order=15)
def exchanges(request: HttpRequest, cohort: Cohort) -> dict[str, Any] | None:
    """Rounds of the group, and with other groups."""
    if not cohort.is_study_group:
        return None
    swaps = list(queries.swaps_of(cohort)[:SHOWN])
    return {
        "group": cohort,
        "exchanges": showing.exchanges(list(queries.exchanges_of(cohort)[:SHOWN])),
        "swaps": showing.swaps(swaps, cohort),
        **_rights(request, cohort),
    }


@panels.offer("cohort", template="peerreview/groups/_meetings.html", order=19)
def meetings(request: HttpRequest, cohort: Cohort) -> dict[str, Any] | None:
    """When the group meets next."""
    if not cohort.is_study_group:
        return None
    coming = list(queries.coming(cohort, clock.now())[:SHOWN])
    return {"group": cohort, "meetings": coming, **_rights(request, cohort)}


@panels.offer("cohort-side", template="peerreview/groups/_place.html", order=50)
def own_place(request: HttpRequest, cohort: Cohort) -> dict[str, Any] | None:
    """What I can do about being here: look after it, leave."""
    if not cohort.is_study_group:
        return None
    convener = cohort_rules.convener_of(cohort)
    seat = cohort_rules.seat_of(request.user, cohort)
    return {"group": cohort, "seat": seat, "convener": convener}


def _rights(request: HttpRequest, cohort: Cohort) -> dict[str, Any]:
    return {"may_act": cohort_rules.may_tend(request.user, cohort)}
