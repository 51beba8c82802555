# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Agendas to start from: what a group does when, with minutes. The titles are fixed when a session starts."""

from typing import Any

from django.utils.translation import gettext, gettext_lazy

REFLECTION = "reflection"
SHORT = "short"
NONE = "none"
# Title and minutes of each point.
TEMPLATES: dict[str, tuple[Any, tuple[tuple[Any, int], ...]]] = {
    REFLECTION: (
        gettext_lazy("Reflection after the course"),
        (
            (gettext_lazy("Arrive: one sentence each on how you are coming into this"), 5),
            (gettext_lazy("The author shows the work and says what they were after"), 5),
            (gettext_lazy("Everyone looks and points, nobody judges yet"), 8),
            (gettext_lazy("First rating, each alone, sealed"), 6),
            (gettext_lazy("Reveal, and talk where you differ most"), 15),
            (gettext_lazy("Second rating, sealed again"), 4),
            (gettext_lazy("What changed, and what each takes along from the course"), 10),
        ),
    ),
    SHORT: (
        gettext_lazy("One work in half an hour"),
        (
            (gettext_lazy("Look together"), 8),
            (gettext_lazy("First rating, sealed"), 5),
            (gettext_lazy("Reveal and talk"), 10),
            (gettext_lazy("Second rating, sealed"), 3),
            (gettext_lazy("What changed; next steps"), 4),
        ),
    ),
    NONE: (gettext_lazy("No agenda: you keep time yourselves"), ()),
}
CHOICES = [(key, title) for key, (title, _points) in TEMPLATES.items()]


def agenda_of(template: str) -> list[dict[str, Any]]:
    """The points in the language of now, as a session keeps them."""
    _title, points = TEMPLATES[template]
    return [{"title": gettext(str(title)), "minutes": minutes} for title, minutes in points]
