# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Who deletes their account is not called any more, and was never here."""

from datetime import datetime

from peerreview.accounts import personal
from peerreview.accounts.leaving import on_leaving
from peerreview.accounts.models import User
from peerreview.matching.models import Call, Presence

# A call follows at once from somebody's handing in; what it said is given with its day.
personal.secret("matching.Call", "at")


@on_leaving(order=18)
def forget(user: User, _now: datetime) -> None:
    """Only how many were called stays, with the step."""
    Call.objects.filter(person=user).delete()
    Presence.objects.filter(person=user).delete()
