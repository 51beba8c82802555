# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The views of hours beside each other."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from peerreview.cohorts.models import Cohort


def mine(current: str) -> list[dict[str, Any]]:
    """One's own pages."""
    places = [
        ("hours", _("Overview"), "clock"),
        ("hours-measured", _("Measured"), "timer"),
        ("hours-entries", _("My entries"), "pencil-line"),
        ("hours-claims", _("Claims"), "stamp"),
    ]
    return [
        {"label": label, "url": reverse(name), "current": name == current, "icon": icon}
        for name, label, icon in places
    ]


def by_period(by: str) -> list[dict[str, Any]]:
    """By week or by month."""
    return [
        {"label": _("By month"), "url": "?by=month", "current": by == "month"},
        {"label": _("By week"), "url": "?by=week", "current": by == "week"},
    ]


def approvals(cohort: Cohort, *, only_open: bool) -> list[dict[str, Any]]:
    """What waits, and what was decided."""
    url = reverse("cohort-hours", args=[cohort.uuid])
    return [
        {"label": _("Waiting"), "url": url, "current": only_open},
        {"label": _("Decided"), "url": f"{url}?state=decided", "current": not only_open},
    ]
