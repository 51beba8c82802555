# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What matching tells people. Nothing says whose work it is, and nobody is named."""

from django.utils.translation import gettext_lazy as _

from peerreview.kernel import clock
from peerreview.matching import queries, words
from peerreview.notifications.registry import (
    EMAIL,
    INBOX,
    PUSH,
    Kind,
    Ruling,
    Words,
    register,
    sentence,
)


def _how(person_id: int) -> Words:
    return words.whether_called(queries.calls_of(person_id), clock.now())


# Whether somebody is called is decided in one place; here only by which ways they hear of it.
CALLS = Ruling(page="review-home", place="calls", label=_("Change whether you are asked"), how=_how)

CALLED = register(
    Kind(
        name="review-called",
        group="reviewing",
        label=_("Somebody waits for a first review"),
        description=_("A work has no reader yet, and you could be the one."),
        say=sentence(
            _("Somebody waits for a first review in “%(activity)s”."),
            _(
                "A work in “%(activity)s” has no reader yet, and feedback helps most while it is fresh. "
                "If you have half an hour, open the page below: you are given the work that needs a "
                "reader most. Not now? Do nothing, and you are not asked again for this work. You "
                "can switch these calls off on the same page."
            ),
        ),
        channels=frozenset({INBOX, EMAIL, PUSH}),
        at_once=True,
        needs_you=True,
        ruling=CALLS,
    )
)
CALLED_HERE = register(
    Kind(
        name="review-called-here",
        group="reviewing",
        label=_("Somebody waits for a first review, and you are here"),
        description=_("You are asked first when you have a page open."),
        say=sentence(_("Somebody waits for a first review in “%(activity)s”.")),
        channels=frozenset({INBOX}),
        needs_you=True,
        ruling=CALLS,
    )
)
UNANSWERED = register(
    Kind(
        name="work-unanswered",
        group="looking-after",
        label=_("A work waits, and nobody has begun"),
        description=_("Everybody else was asked for its first review."),
        say=sentence(
            _("A work in “%(activity)s” still waits for a first review."),
            _(
                "Those who are here, those who owe reviews and those who offered more were asked for "
                "a first review of a work in “%(activity)s”, and nobody has begun. The page below shows "
                "what waits; you can give it to somebody by hand."
            ),
        ),
        channels=frozenset({INBOX, EMAIL}),
        at_once=True,
        needs_you=True,
    )
)
