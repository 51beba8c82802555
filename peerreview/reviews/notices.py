# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What reviewing tells authors. Nothing here says who reviewed."""

from django.utils.translation import gettext_lazy as _

from peerreview.notifications.registry import EMAIL, INBOX, PUSH, Kind, register, sentence

ALL = frozenset({INBOX, EMAIL, PUSH})
QUIETLY = frozenset({INBOX})

ARRIVED = register(
    Kind(
        name="review-arrived",
        group="work",
        label=_("A review of your work came in"),
        description=_("Each time somebody has reviewed what you handed in."),
        say=sentence(_("A review of “%(work)s” has come in.")),
        channels=ALL,
    )
)
