# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The way to one's portfolio, and what peers see of it on a person's page."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from peerreview.portfolio import queries, rules, showing
from peerreview.portfolio.audiences import Audience
from peerreview.ui import navigation, panels

navigation.offer(
    "account", _("Portfolio"), "portfolio", icon="briefcase", order=15, audience=navigation.members
)


@panels.offer("person", template="peerreview/portfolio/_person_panel.html", order=10)
def chosen_of(request: HttpRequest, person: Any) -> dict[str, Any] | None:
    """Whether there is a public page, and the way to make one's own. What peers may read of badges and
    endorsements stands below in full."""
    is_own = request.user == person
    page = queries.page_of(person.pk)
    is_open = page is not None and rules.is_open_to_all(page)
    # A pseudonymous page must not be tied to its owner by the site.
    is_named = is_open and page.name == person.display_name
    if not is_own and not is_named:
        return None
    view = showing.view_of(page, Audience.PEER) if page else None
    return {"page": page, "is_own": is_own, "is_open": is_open, "view": view}
