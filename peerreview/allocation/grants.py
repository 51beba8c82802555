# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Private conflicts: only theirs who declared them, and gone with either of the two."""

from datetime import datetime

from django.db.models import Q

from peerreview.accounts import personal
from peerreview.accounts.leaving import on_leaving
from peerreview.accounts.models import User
from peerreview.allocation.models import Conflict

# That somebody asked not to meet them is for nobody else to know, least of all for them.
personal.withheld("allocation.Conflict", "other")


@on_leaving(order=35)
def forget(user: User, _now: datetime) -> None:
    """Nobody reviews an account that is no more."""
    Conflict.objects.filter(Q(person=user) | Q(other=user)).delete()
