# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What is told of results."""

from django.utils.translation import gettext_lazy as _

from peerreview.notifications.registry import EMAIL, INBOX, PUSH, Kind, register, sentence

ALL = frozenset({INBOX, EMAIL, PUSH})
QUIETLY = frozenset({INBOX})

DECIDED = register(
    Kind(
        name="result-decided",
        group="work",
        label=_("A facilitator decided part of your result"),
        description=_("With the reason."),
        say=sentence(_("A facilitator decided part of your result, and says why.")),
        at_once=True,
    )
)
UNDECIDED = register(
    Kind(
        name="result-undecided",
        group="work",
        label=_("A facilitator withdrew a decision on your result"),
        description=_("What your reviewers say counts again."),
        say=sentence(_("A facilitator withdrew a decision on your result.")),
    )
)
