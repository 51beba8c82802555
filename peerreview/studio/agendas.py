# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Agendas to start from: what a group does when, with minutes. The titles are fixed when a session starts."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext, gettext_lazy

from peerreview.studio import lifecycle

REFLECTION = "reflection"
SHORT = "short"
NONE = "none"
# Title, minutes and phase of each point.
TEMPLATES: dict[str, tuple[Any, tuple[tuple[Any, int, str], ...]]] = {
    REFLECTION: (
        gettext_lazy("Reflection after the course"),
        (
            (
                gettext_lazy("Arrive: one sentence each on how you are coming into this"),
                5,
                lifecycle.GATHERING,
            ),
            (
                gettext_lazy("The author shows the work and says what they were after"),
                5,
                lifecycle.GATHERING,
            ),
            (gettext_lazy("Everyone looks and points, nobody judges yet"), 8, lifecycle.GATHERING),
            (gettext_lazy("First rating, each alone, sealed"), 6, lifecycle.FIRST),
            (gettext_lazy("Reveal, and talk where you differ most"), 15, lifecycle.DISCUSSING),
            (gettext_lazy("Second rating, sealed again"), 4, lifecycle.SECOND),
            (
                gettext_lazy("What changed, and what each takes along from the course"),
                10,
                lifecycle.CLOSING,
            ),
        ),
    ),
    SHORT: (
        gettext_lazy("One work in half an hour"),
        (
            (gettext_lazy("Look together"), 8, lifecycle.GATHERING),
            (gettext_lazy("First rating, sealed"), 5, lifecycle.FIRST),
            (gettext_lazy("Reveal and talk"), 10, lifecycle.DISCUSSING),
            (gettext_lazy("Second rating, sealed"), 3, lifecycle.SECOND),
            (gettext_lazy("What changed; next steps"), 4, lifecycle.CLOSING),
        ),
    ),
    NONE: (gettext_lazy("No agenda: you keep time yourselves"), ()),
}
CHOICES = [(key, title) for key, (title, _points) in TEMPLATES.items()]


def agenda_of(template: str) -> list[dict[str, Any]]:
    """The points in the language of now, as a session keeps them."""
    _title, points = TEMPLATES[template]
    return [
        {"title": gettext(str(title)), "minutes": minutes, "phase": phase}
        for title, minutes, phase in points
    ]


def point_for(agenda: Sequence[dict[str, Any]], phase: str, at: int) -> int | None:
    """Where the agenda goes when that phase begins, coming from `at`; None when no point belongs to it.

    A point that belongs to no phase is nobody's but the facilitator's to go to.
    """
    points = [number for number, point in enumerate(agenda) if point.get("phase") == phase]
    if at in points:
        return at
    return min(points, key=lambda number: (number < at, number), default=None)
