# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What hours tell."""

from django.utils.translation import gettext_lazy as _

from peerreview.notifications.registry import EMAIL, INBOX, PUSH, Kind, register, sentence

ALL = frozenset({INBOX, EMAIL, PUSH})

GRANTED = register(
    Kind(
        name="hours-granted",
        group="work",
        label=_("You were granted the hours of an activity"),
        description=_("You did what it asks, and it is stated to count for hours."),
        say=sentence(_("“%(activity)s” counts for %(hours)s hours. They are yours.")),
        channels=frozenset({INBOX}),
    )
)
APPROVED = register(
    Kind(
        name="hours-approved",
        group="work",
        label=_("Hours of yours were approved"),
        description=_("All you claimed, or a part. The certificate is ready."),
        say=sentence(_("Your hours from %(from)s to %(to)s were approved. The certificate is ready.")),
        channels=ALL,
    )
)  # fmt: skip
ASKED = register(
    Kind(
        name="hours-asked",
        group="work",
        label=_("Somebody asks about hours you claimed"),
        description=_("They decide when you have answered."),
        say=sentence(_("There is a question about your hours from %(from)s to %(to)s.")),
        channels=ALL,
    )
)
DECLINED = register(
    Kind(
        name="hours-declined",
        group="work",
        label=_("Hours you claimed were declined"),
        description=_("With the reason. You may claim them anew."),
        say=sentence(_("Your hours from %(from)s to %(to)s were declined. The reason is with them.")),
        channels=ALL,
    )
)  # fmt: skip
REVOKED = register(
    Kind(
        name="hours-revoked",
        group="rights",
        label=_("An approval of your hours was taken back"),
        description=_("With the reason."),
        say=sentence(_("The approval of your hours from %(from)s to %(to)s was taken back.")),
        channels=ALL,
        at_once=True,
    )
)
CLAIMED = register(
    Kind(
        name="hours-claimed",
        group="looking-after",
        label=_("Somebody asks you to approve hours"),
        description=_("In a cohort you facilitate."),
        say=sentence(_("Somebody in “%(cohort)s” asks you to approve hours.")),
        channels=frozenset({INBOX, EMAIL}),
    )
)
