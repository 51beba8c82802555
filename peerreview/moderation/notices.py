# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What due process tells: the parties of a case, who appealed, who looks after the activity."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from peerreview.notifications.registry import EMAIL, INBOX, PUSH, Kind, Said, register, sentence

ALL = frozenset({INBOX, EMAIL, PUSH})
QUIETLY = frozenset({INBOX})


def _signals(params: Mapping[str, Any]) -> Said:
    found = ngettext(
        "%(count)d pattern in the reviews of “%(activity)s” is worth a look.",
        "%(count)d patterns in the reviews of “%(activity)s” are worth a look.",
        params["count"],
    )
    harmless = _(
        "Nothing has been done to anybody. Each comes with what else could explain it; most turn out "
        "to be harmless."
    )
    return Said(found % params, str(harmless))


FLAGGED = register(
    Kind(
        name="case-opened",
        group="rights",
        label=_("Something you made was flagged"),
        description=_("You can answer before anything is decided."),
        say=sentence(_("Something you made was flagged. You can answer.")),
        required=_("You always hear of this, so that nothing is decided about you unheard."),
        needs_you=True,
    )
)
RULED = register(
    Kind(
        name="case-ruled",
        group="rights",
        label=_("A moderator has ruled in a case of yours"),
        description=_("Something you made, or something you flagged."),
        say=sentence(_("A moderator has ruled. Read the reason.")),
        required=_("You always hear of this, because you may want to act on it."),
    )
)
REINSTATED = register(
    Kind(
        name="case-reinstated",
        group="rights",
        label=_("What a moderator had set aside is back"),
        description=_("Something you made, or something you flagged."),
        say=sentence(_("A moderator has brought back what was set aside. Read the reason.")),
        required=_("You always hear of this, because you may want to act on it."),
    )
)
CASE_WAITS = register(
    Kind(
        name="case-waits",
        group="looking-after",
        label=_("Something was flagged in what you look after"),
        description=_("An endorsement, a skill: what belongs to no activity."),
        say=sentence(_("Something was flagged in what you look after.")),
        at_once=True,
    )
)
APPEAL_DECIDED = register(
    Kind(
        name="appeal-decided",
        group="rights",
        label=_("Your appeal is decided"),
        description=_("With the reason."),
        say=sentence(_("Your appeal is decided. Read the reason.")),
        at_once=True,
    )
)
APPEAL_MOVED = register(
    Kind(
        name="appeal-moved",
        group="rights",
        label=_("Your appeal goes on"),
        description=_("Fresh reviewers are looking at your work."),
        say=sentence(_("Your appeal is with fresh reviewers.")),
    )
)
CALLED_IN = register(
    Kind(
        name="review-called-in",
        group="reviewing",
        label=_("One more independent review is asked of you"),
        description=_("Somebody who has not seen the work is needed."),
        say=sentence(_("One more independent review of “%(activity)s” is asked of you.")),
        channels=ALL,
        at_once=True,
        needs_you=True,
    )
)
SIGNALS = register(
    Kind(
        name="signals-new",
        group="looking-after",
        label=_("Something in the reviews is worth a look"),
        description=_("At most once a day for each activity."),
        say=_signals,
        at_once=True,
        needs_you=True,
    )
)
