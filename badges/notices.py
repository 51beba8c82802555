# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What badges tell the people who earn them."""

from django.utils.translation import gettext_lazy as _

from peerreview.notifications.registry import EMAIL, INBOX, PUSH, Kind, register, sentence

ALL = frozenset({INBOX, EMAIL, PUSH})
QUIETLY = frozenset({INBOX})

OFFERED = register(
    Kind(
        name="award-offered",
        group="badges",
        label=_("You have earned a badge"),
        description=_("Claim it if you want it."),
        say=sentence(_("You have earned “%(badge)s”. Claim it if you want it.")),
        channels=ALL,
        needs_you=True,
    )
)
NOT_YET = register(
    Kind(
        name="badge-not-yet",
        group="badges",
        label=_("Who decides about a badge says what is still missing"),
        description=_("In their own words, on the badge’s page."),
        say=sentence(_("Not yet: read what is still missing for “%(badge)s”.")),
        channels=ALL,
        needs_you=True,
    )
)
BACKED = register(
    Kind(
        name="backing-received",
        group="badges",
        label=_("Somebody vouches for a badge of yours"),
        description=_("One you hold or defined. You decide whether others read it."),
        say=sentence(_("Somebody vouches for “%(badge)s”. You decide whether others read it.")),
        needs_you=True,
    )
)
ISSUED = register(
    Kind(
        name="credential-issued",
        group="badges",
        label=_("A badge was issued to you"),
        description=_("So far only you see it."),
        say=sentence(_("“%(badge)s” is yours. So far only you see it.")),
        channels=ALL,
    )
)
REVOKED = register(
    Kind(
        name="credential-revoked",
        group="badges",
        label=_("A badge of yours was revoked"),
        description=_("Its page says why."),
        say=sentence(_("Your badge “%(badge)s” was revoked. Its page says why.")),
        required=_("You always hear of this, because others may check the badge."),
    )
)
