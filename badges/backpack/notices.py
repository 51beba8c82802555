# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What people are told of badges they brought along."""

from django.utils.translation import gettext_lazy as _

from peerreview.notifications.registry import EMAIL, INBOX, Kind, register, sentence

FAILED = register(
    Kind(
        name="kept-badge-failed",
        group="badges",
        label=_("A badge you brought along no longer holds"),
        description=_("Its page says which check failed."),
        say=sentence(
            _("“%(badge)s”, which you brought along, no longer holds. Its page says why.")
        ),
        channels=frozenset({INBOX, EMAIL}),
    )
)
