# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What study groups tell."""

from django.utils.translation import gettext_lazy as _

from peerreview.notifications.registry import INBOX, Kind, register, sentence

QUIETLY = frozenset({INBOX})


SHARED = register(
    Kind(
        name="group-shared",
        group="work",
        label=_("Somebody shared a work with your group"),
        description=_("A member of a study group of yours lets the group read something."),
        say=sentence(_("“%(work)s” was shared in “%(group)s”. Have a look when you can.")),
        channels=QUIETLY,
    )
)
EXCHANGE = register(
    Kind(
        name="group-exchange",
        group="work",
        label=_("Your group begins an exchange"),
        description=_(
            "An exchange of work begins, in your group or with another, and you are counted on."
        ),
        say=sentence(_("“%(activity)s” begins in “%(group)s”, and you are counted on.")),
    )
)
MEETING = register(
    Kind(
        name="group-meeting",
        group="dates",
        label=_("Your group planned to meet"),
        description=_("Somebody planned a time for your study group, or took it back."),
        say=sentence(_("“%(words)s”: there is news about when “%(group)s” meets.")),
    )
)
CONVENER = register(
    Kind(
        name="group-convener",
        group="looking-after",
        label=_("You convene a group now"),
        description=_("Convening a study group was handed on to you."),
        say=sentence(
            _("You convene “%(group)s” from now on. You can hand it on whenever you like.")
        ),
    )
)
REMOVAL = register(
    Kind(
        name="group-removal",
        group="looking-after",
        label=_("Somebody asks that a member leaves your group"),
        description=_("A member asks that another be taken out. It needs one more who agrees."),
        say=sentence(_("In “%(group)s” somebody asks that a member be taken out. Read why.")),
    )
)
REMOVED = register(
    Kind(
        name="group-removed",
        group="rights",
        label=_("You are no longer in a group"),
        description=_("You were taken out of a study group, with the reason."),
        say=sentence(
            _("You are no longer in “%(group)s”. The reason given: %(reason)s"),
        ),
        required=_("You have a right to know."),
    )
)
SWAP_ASKED = register(
    Kind(
        name="group-swap-asked",
        group="looking-after",
        label=_("Another group answers your offer"),
        description=_("A group would exchange reviews with yours; your group says yes or no."),
        say=sentence(_("Another group would take up “%(title)s” with “%(group)s”. Say yes or no.")),
    )
)
SWAP_SETTLED = register(
    Kind(
        name="group-swap-settled",
        group="work",
        label=_("Another group said yes or no"),
        description=_("The group whose offer yours answered has decided."),
        say=sentence(_("There is an answer about “%(title)s” for “%(group)s”.")),
    )
)
