# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What backpacks offer to other pages."""

from typing import Any

from django.http import HttpRequest

from badges.backpack import queries
from peerreview.kernel import paging
from peerreview.ui import panels

AT_ONCE = 12


@panels.offer("person", template="badges/backpack/_person_panel.html", order=21)
def from_elsewhere(request: HttpRequest, person: Any) -> dict[str, Any] | None:
    """Badges a person earned elsewhere and lets others see."""
    page = paging.paginate(request, queries.shown_by(person.pk), per_page=AT_ONCE, key="kept")
    return {"badges": page} if page.object_list else None
