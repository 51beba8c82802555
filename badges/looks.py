# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What a badge may look like: the shapes, colours and icons there are, with their names."""

from django.utils.translation import gettext_lazy as _

SHAPES = [
    ("round", _("Round")),
    ("scalloped", _("Scalloped")),
    ("hexagon", _("Hexagon")),
    ("shield", _("Shield")),
    ("star", _("Star")),
]
COLOURS = [
    ("brass", _("Brass")),
    ("green", _("Green")),
    ("indigo", _("Indigo")),
    ("plum", _("Plum")),
    ("red", _("Red")),
]
ICONS = [
    ("award", _("Rosette")),
    ("clapperboard", _("Film")),
    ("feather", _("Feather")),
    ("lightbulb", _("Light bulb")),
    ("message-circle-heart", _("Speech and heart")),
    ("code-xml", _("Code")),
    ("compass", _("Compass")),
    ("palette", _("Palette")),
    ("mic", _("Microphone")),
    ("sprout", _("Sprout")),
    ("telescope", _("Telescope")),
    ("users", _("People")),
]


def known(value: str, choices: list[tuple[str, str]]) -> str:
    """The value if it is one of the choices, else the first."""
    return value if value in dict(choices) else choices[0][0]
