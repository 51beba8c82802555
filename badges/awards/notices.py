# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What people are told of in the life of an award."""

from django.utils.translation import gettext_lazy as _

from peerreview.notifications.registry import EMAIL, INBOX, PUSH, Kind, register, sentence

ALL = frozenset({INBOX, EMAIL, PUSH})
ABOUT_YOURS = _("You always hear of this, because it is about a badge of yours.")

REFUSED = register(
    Kind(
        name="badge-refused",
        group="badges",
        label=_("A badge was refused to you"),
        description=_("With the reason, and a way to appeal."),
        say=sentence(_("“%(badge)s” was refused to you. Read why; you may appeal once.")),
        required=ABOUT_YOURS,
    )
)
APPEAL_TO_DECIDE = register(
    Kind(
        name="badge-appeal-to-decide",
        group="looking-after",
        label=_("You are asked to decide an appeal about a badge"),
        description=_("Two people who did not refuse it decide, each for themselves."),
        say=sentence(
            _("Somebody appeals against the refusal of “%(badge)s”. You are asked to look.")
        ),
        needs_you=True,
    )
)
APPEAL_DECIDED = register(
    Kind(
        name="badge-appeal-decided",
        group="badges",
        label=_("An appeal about a badge is decided"),
        description=_("With the reasons."),
        say=sentence(_("The appeal about “%(badge)s” is decided. Read how and why.")),
        channels=ALL,
        required=ABOUT_YOURS,
    )
)
SUSPENDED = register(
    Kind(
        name="badge-suspended",
        group="badges",
        label=_("A badge of yours was suspended"),
        description=_("For the time being; its page says so to everyone."),
        say=sentence(_("Your badge “%(badge)s” is suspended for the time being. Read why.")),
        required=ABOUT_YOURS,
    )
)
RESUMED = register(
    Kind(
        name="badge-resumed",
        group="badges",
        label=_("A suspended badge of yours is in force again"),
        description=_("As if nothing had been."),
        say=sentence(_("Your badge “%(badge)s” is in force again.")),
    )
)
REINSTATED = register(
    Kind(
        name="badge-reinstated",
        group="badges",
        label=_("A revoked badge of yours was issued anew"),
        description=_("The old file stays revoked for good; the new one stands."),
        say=sentence(
            _("“%(badge)s” was issued to you anew. The old file stays revoked: use the new one.")
        ),
        channels=ALL,
    )
)
ENDING = register(
    Kind(
        name="badge-ending",
        group="badges",
        label=_("A badge of yours is about to expire"),
        description=_("60 and 14 days before, with what renews it."),
        say=sentence(_("“%(badge)s” is valid until %(day)s. See what renews it.")),
        needs_you=True,
    )
)
LOOKED_AT_AGAIN = register(
    Kind(
        name="badge-reconsidered",
        group="badges",
        label=_("A badge of yours is looked at again"),
        description=_("It stands meanwhile; you read what is missing and what to add."),
        say=sentence(
            _("Something “%(badge)s” rests on changed. It stands; see what to add by %(day)s.")
        ),
        needs_you=True,
        required=ABOUT_YOURS,
    )
)
TO_RECONSIDER = register(
    Kind(
        name="badge-to-reconsider",
        group="looking-after",
        label=_("A badge you answer for no longer meets its rule"),
        description=_("Its holder has 30 days to make it up; then you decide."),
        say=sentence(_("A “%(badge)s” no longer meets its rule. It stands until you decide.")),
        needs_you=True,
    )
)
RECONSIDERED = register(
    Kind(
        name="badge-reconsideration-closed",
        group="badges",
        label=_("Your badge was looked at again, and it is settled"),
        description=_("With what was decided."),
        say=sentence(_("“%(badge)s” was looked at again. Read what came of it.")),
        required=ABOUT_YOURS,
    )
)
