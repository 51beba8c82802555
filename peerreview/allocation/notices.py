# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What allocation tells reviewers and authors. Nothing here says who reviews whom."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from peerreview.notifications.registry import EMAIL, INBOX, PUSH, Kind, Said, register, sentence

ALL = frozenset({INBOX, EMAIL, PUSH})
QUIETLY = frozenset({INBOX})


def _waiting(params: Mapping[str, Any]) -> Said:
    words = ngettext(
        "%(count)d review is waiting for you in “%(activity)s”.",
        "%(count)d reviews are waiting for you in “%(activity)s”.",
        params["count"],
    )
    return Said(words % params)


WAITING = register(
    Kind(
        name="review-waiting",
        group="reviewing",
        label=_("Reviews are waiting for you"),
        description=_("Work was given to you by a plan or by hand."),
        say=_waiting,
        channels=ALL,
        needs_you=True,
    )
)
TAKEN_BACK = register(
    Kind(
        name="review-taken-back",
        group="reviewing",
        label=_("A review was taken back from you"),
        description=_("Somebody who looks after an activity gave it to somebody else."),
        say=sentence(_("A review was taken back from you in “%(activity)s”.")),
    )
)
INVITED = register(
    Kind(
        name="review-invited",
        group="reviewing",
        label=_("One more review is needed"),
        description=_("You offered to do more, and there are too few reviews."),
        say=sentence(
            _("One more review is needed in “%(activity)s”."),
            _(
                "There are too few reviews. You have done yours, and you offered to do more: please write one more. You can take your offer back on the same page."
            ),
        ),
        channels=ALL,
        at_once=True,
        needs_you=True,
    )
)
EXPIRING = register(
    Kind(
        name="duty-expiring",
        group="reviewing",
        label=_("A review you began is about to lapse"),
        description=_("You have not written in it for a while, and it goes to somebody else soon."),
        say=sentence(
            _("A review you began in “%(activity)s” lapses soon. Write a word in it to keep it.")
        ),
        channels=frozenset({INBOX, PUSH}),
        needs_you=True,
    )
)
UNREADABLE = register(
    Kind(
        name="work-unreadable",
        group="work",
        label=_("Your work could not be opened"),
        description=_("Two people who were to review it could not open it."),
        say=sentence(
            _("Your work in “%(activity)s” could not be opened."),
            _(
                "Two people who were to review it could not open it, or a link in it. Look at it as a reader would, and ask who looks after the activity how to mend it."
            ),
        ),
        at_once=True,
        needs_you=True,
    )
)
