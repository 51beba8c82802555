# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""A badge taken back, so that there is one to be found withdrawn: by its page, its list and the log."""

from typing import Any

from badges import issuing
from badges.models import Credential

NEWCOMERS = ("lena", "ravi", "fran")
REASON = "It was issued to the wrong of two accounts. The right one has it now."


def take_one_back(world: Any) -> None:
    """One badge is revoked, with a reason"""
    kept = [world.people[key].pk for key in NEWCOMERS]
    stands = Credential.objects.exclude(award__recipient__in=kept).order_by("-pk")
    # Nothing to take back where nobody has claimed anything.
    for credential in stands[:1]:
        issuing.revoke(
            credential=credential,
            by=world.people["fran"],
            reason=REASON,
        )
