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
        label=_("Somebody vouches for you"),
        description=_("You decide who reads it."),
        say=sentence(_("Somebody vouches for you: “%(skill)s”. You decide who reads it.")),
        channels=ALL,
        needs_you=True,
    )
)
RENEWED = register(
    Kind(
        name="endorsement-renewed",
        group="badges",
        label=_("An endorsement of you was renewed"),
        description=_("Somebody says it again, with a new date. What you decided about it holds."),
        say=sentence(_("Somebody says it again, with a new date: “%(skill)s”.")),
        channels=QUIETLY,
    )
)
WITHDRAWN = register(
    Kind(
        name="endorsement-withdrawn",
        group="badges",
        label=_("Somebody takes back what they said of you"),
        description=_("It is gone from your pages, and weighs nothing from now on."),
        say=sentence(
            _(
                "What somebody said of you, “%(skill)s”, was taken back by who said it. It is gone from "
                "your pages. Somebody else who saw your work could vouch for it."
            )
        ),
        channels=QUIETLY,
    )
)
GONE = register(
    Kind(
        name="endorsement-gone",
        group="badges",
        label=_("Somebody who vouched for you has left"),
        description=_("Their words stay; from now on they weigh nothing towards a badge."),
        say=sentence(
            _(
                "Who vouched for you, “%(skill)s”, left the site some time ago. Their words stay; from "
                "now on they weigh nothing. Somebody else who saw your work could vouch for it."
            )
        ),
        channels=QUIETLY,
    )
)
ASKED = register(
    Kind(
        name="endorsement-asked",
        group="badges",
        label=_("Somebody asks you to vouch for something you saw"),
        description=_("You are free to pass."),
        say=sentence(
            _("Would you vouch for something you saw: “%(skill)s”? You are free to pass.")
        ),
        channels=ALL,
        needs_you=True,
    )
)
PASSED = register(
    Kind(
        name="endorsement-passed",
        group="badges",
        label=_("Somebody you asked to vouch for you passes"),
        description=_("That is usual, and says nothing about your work."),
        say=sentence(
            _(
                "Who you asked to vouch for “%(skill)s” passes this time. That is usual, and says "
                "nothing about your work."
            )
        ),
        channels=QUIETLY,
    )
)
