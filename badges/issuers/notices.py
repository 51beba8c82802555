# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What people are told of issuers they have, or are asked to have, a role for."""

from django.utils.translation import gettext_lazy as _

from peerreview.notifications.registry import EMAIL, INBOX, Kind, register, sentence

INVITED = register(
    Kind(
        name="issuer-invited",
        group="badges",
        label=_("You are asked to take a role for an issuer of badges"),
        description=_("You accept or leave it."),
        say=sentence(_("You are asked to take a role for “%(issuer)s”.")),
        channels=frozenset({INBOX, EMAIL}),
        needs_you=True,
    )
)
ASKED = register(
    Kind(
        name="assessment-asked",
        group="badges",
        label=_("Your organisation is asked to assess a badge"),
        description=_("Its owners and assessors accept or decline."),
        say=sentence(_("“%(issuer)s” asks %(body)s to assess the badge “%(badge)s”.")),
        channels=frozenset({INBOX, EMAIL}),
        needs_you=True,
    )
)
ANSWERED = register(
    Kind(
        name="assessment-answered",
        group="badges",
        label=_("A body you asked to assess a badge has answered"),
        description=_("It accepted, declined, or ended its part."),
        say=sentence(_("%(body)s answered about the badge “%(badge)s”. Its page says how.")),
        channels=frozenset({INBOX, EMAIL}),
    )
)
