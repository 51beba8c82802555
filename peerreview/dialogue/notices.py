# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What the dialogue tells both sides, each under the other's pseudonym or none."""

from django.utils.translation import gettext_lazy as _

from peerreview.notifications.registry import EMAIL, INBOX, PUSH, Kind, register, sentence

ALL = frozenset({INBOX, EMAIL, PUSH})
QUIETLY = frozenset({INBOX})

RATED = register(
    Kind(
        name="reviews-rated",
        group="reviewing",
        label=_("Authors have said what your reviews were worth"),
        description=_("Several at once, so that nobody can be told apart."),
        say=sentence(_("Authors have said what your reviews were worth to them.")),
    )
)
TAKEN_UP = register(
    Kind(
        name="uptake",
        group="reviewing",
        label=_("Something was changed thanks to your review"),
        description=_("An author took up what you wrote."),
        say=sentence(_("“%(work)s” was changed thanks to your review.")),
    )
)
SECOND_LOOK = register(
    Kind(
        name="second-look",
        group="reviewing",
        label=_("Work you reviewed has been revised"),
        description=_("You may look at it before others do."),
        say=sentence(_("Work you reviewed has been revised. You may look at it first.")),
        channels=ALL,
        at_once=True,
        needs_you=True,
    )
)
AUTHOR_WROTE = register(
    Kind(
        name="author-wrote",
        group="reviewing",
        label=_("An author has written to you"),
        description=_("About a review you gave."),
        say=sentence(_("The author of “%(work)s” has written to you.")),
        channels=ALL,
        needs_you=True,
    )
)
REVIEWER_WROTE = register(
    Kind(
        name="reviewer-wrote",
        group="work",
        label=_("A reviewer has written to you"),
        description=_("About a review of your work."),
        say=sentence(_("A reviewer of “%(work)s” has written to you.")),
        channels=ALL,
        needs_you=True,
    )
)
