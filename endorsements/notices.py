# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What endorsements tell. By whom stands on the page, not in the notice."""

from django.utils.translation import gettext_lazy as _

from peerreview.notifications.registry import EMAIL, INBOX, PUSH, Kind, register, sentence

ALL = frozenset({INBOX, EMAIL, PUSH})
QUIETLY = frozenset({INBOX})

RECEIVED = register(
    Kind(
        name="endorsement-received",
        group="badges",
        label=_("Somebody endorsed you"),
        description=_("With the reason they gave."),
        say=sentence(_("You were endorsed for “%(skill)s”.")),
        channels=ALL,
    )
)
