# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The pages of the desk, as tabs."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from peerreview.activities.models import Activity


def of(activity: Activity, current: str) -> list[dict[str, Any]]:
    """Board, the present, queue, figures, messages, export and trail, for who looks after the activity."""
    pages = (
        ("activity-board", _("Board"), "layout-list"),
        ("desk-now", _("Now"), "activity"),
        ("desk-queue", _("To do"), "list-checks"),
        ("desk-figures", _("Figures"), "chart-column"),
        ("desk-letters", _("Messages"), "mail"),
        ("desk-export", _("Export"), "download"),
        ("desk-trail", _("Trail"), "link"),
    )
    return [
        {
            "label": label,
            "url": reverse(name, args=[activity.uuid]),
            "icon": icon,
            "current": name == current,
        }
        for name, label, icon in pages
    ]
