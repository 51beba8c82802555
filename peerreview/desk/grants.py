# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Letters and rosters when somebody deletes their account."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from peerreview.accounts import personal
from peerreview.accounts.leaving import on_leaving
from peerreview.accounts.models import User
from peerreview.desk.models import LetterCopy, RosterEntry


@personal.section("letters to me")
def letters(user: User) -> Iterator[dict[str, Any]]:
    """What facilitators wrote to them, in full."""
    copies = LetterCopy.objects.filter(recipient=user).select_related("letter__activity")
    for copy in copies.order_by("pk"):
        yield {
            "activity": copy.letter.activity.title,
            "subject": copy.letter.subject,
            "text": copy.letter.source,
            "sent_at": copy.letter.sent_at,
        }


@personal.section("rosters I am on")
def rosters(user: User) -> Iterator[dict[str, Any]]:
    """Where a facilitator wrote their address and name."""
    entries = RosterEntry.objects.filter(email=user.email).select_related("cohort")
    for entry in entries.order_by("pk"):
        yield {"cohort": entry.cohort.name, "name": entry.name, "group": entry.group}


@on_leaving(order=25)
def forget(user: User, _now: datetime) -> None:
    """While their address is still known."""
    RosterEntry.objects.filter(email=user.email).delete()
    LetterCopy.objects.filter(recipient=user).delete()
