# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Where the life of awards appears on other pages: what waits for one's decision."""

from typing import Any

from django.http import HttpRequest

from badges.awards import queries
from peerreview.ui import panels


@panels.offer("home", template="badges/awards/_home_panel.html", order=31)
def waiting_at_home(request: HttpRequest, subject: Any) -> dict[str, Any] | None:
    """Appeals to decide, and badges looked at again."""
    appeals = queries.seats_of(request.user.pk).count()
    cases = queries.cases_for(request.user).count()
    return {"appeals": appeals, "cases": cases} if appeals or cases else None
