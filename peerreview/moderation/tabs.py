# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The tabs of a facilitator's lists: between the lists, and the filters of each."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from peerreview.activities.models import Activity
from peerreview.moderation.models import Appeal, Case, Signal

Tab = dict[str, Any]


def places(activity: Activity, current: str) -> list[Tab]:
    """From list to list."""
    named = (
        ("appeals", _("Appeals"), "activity-appeals", "scale"),
        ("cases", _("Flags"), "activity-cases", "flag"),
        ("signals", _("Signals"), "signals", "radar"),
        ("agreement", _("Agreement"), "activity-agreement", "chart-no-axes-column"),
    )
    return [
        {
            "label": label,
            "url": reverse(name, args=[activity.uuid]),
            "current": place == current,
            "icon": icon,
        }
        for place, label, name, icon in named
    ]


def chosen(asked: str, known: Iterable[str]) -> str:
    """The filter asked for, or none."""
    return asked if asked in known else ""


def case_filters(counts: Mapping[str, int], current: str) -> list[Tab]:
    """By state of a case."""
    return _filters("state", Case.State.choices, counts, current)


def appeal_filters(counts: Mapping[str, int], current: str) -> list[Tab]:
    """By state of an appeal."""
    return _filters("state", Appeal.State.choices, counts, current)


def signal_filters(counts: Mapping[str, int], current: str) -> list[Tab]:
    """By kind of a signal."""
    return _filters("kind", Signal.Kind.choices, counts, current)


def _filters(
    key: str, choices: Iterable[tuple[str, Any]], counts: Mapping[str, int], current: str
) -> list[Tab]:
    everything = {
        "label": _("All"),
        "url": "?",
        "current": not current,
        "count": sum(counts.values()),
    }
    some = [
        {
            "label": label,
            "url": f"?{key}={value}",
            "current": value == current,
            "count": counts[value],
        }
        for value, label in choices
        if counts.get(value)
    ]
    return [everything, *some]
