# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What a studio tells the group. Nobody is named, and nothing says what a ballot says."""

from django.utils.translation import gettext_lazy as _

from peerreview.notifications.registry import EMAIL, INBOX, PUSH, Kind, register, sentence

# Neither waits for a digest: a room is only good to know of while it is open.
OPENED = register(
    Kind(
        name="studio-opened",
        group="dates",
        label=_("A studio was opened in your study group"),
        description=_("A room in which your group looks at one work together."),
        say=sentence(
            _("“%(group)s” looks at “%(work)s” in a studio. Come in."),
            _(
                "A room is open in which your group looks at one work together: each rates it alone in a "
                "sealed ballot, you reveal together, talk, and rate once more. Who comes later can "
                "still join."
            ),
        ),
        channels=frozenset({INBOX, EMAIL, PUSH}),
        at_once=True,
    )
)
BEGUN = register(
    Kind(
        name="studio-begun",
        group="dates",
        label=_("The first rating has begun in a studio of your study group"),
        description=_("Only while you are not in the room."),
        say=sentence(
            _("“%(group)s” has begun to rate “%(work)s”. You can still take part."),
            _("Your ballot counts as a first rating when you seal it before the reveal."),
        ),
        channels=frozenset({INBOX, PUSH}),
        at_once=True,
    )
)
RECORDED = register(
    Kind(
        name="studio-recorded",
        group="dates",
        label=_("The record of a studio is ready"),
        description=_("Of a session in which you took part, or which was about your work."),
        say=sentence(
            _("The record of the studio about “%(work)s” is ready."),
            _("Both ratings, what changed by talking, and what came of it."),
        ),
        channels=frozenset({INBOX, EMAIL}),
    )
)
