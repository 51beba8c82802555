# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What activities tell: dates, more time, teams."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from peerreview.activities import queries
from peerreview.notifications.registry import (
    EMAIL,
    INBOX,
    PUSH,
    Kind,
    Said,
    only_for,
    register,
    sentence,
)

ALL = frozenset({INBOX, EMAIL, PUSH})
QUIETLY = frozenset({INBOX})

only_for("looking-after", lambda person: queries.tended(person).exists())

# By what has opened, or is due: the sentence.
OPENED_SENTENCES = {
    "submit": _("“%(activity)s” has opened. You can begin."),
    "review": _("Reviewing has begun in “%(activity)s”."),
    "results": _("Results of “%(activity)s” are open."),
}
DUE_SENTENCES = {
    "submit": _("Handing in ends soon in “%(activity)s”. Yours is not handed in yet."),
    "review": _("Reviewing ends soon in “%(activity)s”. You have not done all of yours yet."),
}


def _opened(params: Mapping[str, Any]) -> Said:
    return Said(str(OPENED_SENTENCES[params["act"]]) % params)


def _due_soon(params: Mapping[str, Any]) -> Said:
    return Said(str(DUE_SENTENCES[params["act"]]) % params)


OPENED = register(
    Kind(
        name="stage-opened",
        group="dates",
        label=_("Something has opened"),
        description=_("Handing in, reviewing or results of an activity begin."),
        say=_opened,
    )
)
DUE_SOON = register(
    Kind(
        name="due-soon",
        group="dates",
        label=_("A date is near"),
        description=_(
            "A day before handing in or reviewing ends, if you still have something to do."
        ),
        say=_due_soon,
        channels=ALL,
        at_once=True,
        needs_you=True,
    )
)
MORE_TIME = register(
    Kind(
        name="more-time",
        group="dates",
        label=_("You have more time"),
        description=_("Somebody who looks after an activity gave you a later date."),
        say=sentence(_("You have more time in “%(activity)s”.")),
    )
)
REOPENED = register(
    Kind(
        name="submission-reopened",
        group="work",
        label=_("Your work is a draft again"),
        description=_("Somebody who looks after an activity gave it back to you."),
        say=sentence(_("Your work in “%(activity)s” is a draft again.")),
        at_once=True,
        needs_you=True,
    )
)
TEAM_ASKED = register(
    Kind(
        name="team-asked",
        group="together",
        label=_("You are asked to be a co-author"),
        description=_("Somebody named you for their team; it is for you to say yes."),
        say=sentence(_("You are asked to be a co-author in “%(activity)s”.")),
        at_once=True,
        needs_you=True,
    )
)
