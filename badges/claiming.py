# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What a badge will read like, before anything is signed or kept."""

from typing import Any

from django.utils.translation import gettext as _

from badges import validity
from badges.models import Award
from peerreview.kernel import clock, text


def preview(award: Award, name: str, *, is_public: bool) -> dict[str, Any]:
    """The card, the certificate and who may see what, with this name; nothing is written."""
    printed = text.one_line(name)
    end = award.valid_until or validity.end(award.criteria.validity, clock.now())
    return {
        "printed_name": printed,
        "held_by": _("Held by %(name)s") % {"name": printed}
        if printed
        else _("Held by somebody not named here"),
        "is_public": is_public and not award.recipient.is_sheltered,
        "valid_until": end,
    }
