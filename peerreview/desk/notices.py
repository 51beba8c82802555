# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What the desk tells: messages of who looks after an activity."""

from collections.abc import Mapping
from typing import Any

from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from peerreview.desk.models import Letter
from peerreview.kernel import text
from peerreview.notifications.registry import EMAIL, INBOX, PUSH, Kind, Said, register, sentence

ALL = frozenset({INBOX, EMAIL, PUSH})
QUIETLY = frozenset({INBOX})


def _by_mail(params: Mapping[str, Any]) -> Said:
    """The whole message; answers go to who wrote it."""
    letter = Letter.objects.select_related("sender", "activity").get(uuid=params["letter"])
    opening = _("%(name)s writes to you about “%(activity)s”:") % {
        "name": letter.sender.display_name,
        "activity": letter.activity.title,
    }
    return Said(
        letter.subject,
        f"{opening}\n\n{letter.source}",
        html=format_html("<p>{}</p>{}", opening, text.stored(letter.html)),
        reply_to=letter.sender.email,
    )


LETTER = register(
    Kind(
        name="letter",
        group="dates",
        label=_("Who looks after an activity writes to you"),
        description=_("A message to you, or to several people."),
        say=sentence(
            _("%(subject)s"),
            _("About “%(activity)s”."),
        ),
        at_once=True,
        mail=_by_mail,
        needs_you=True,
    )
)
