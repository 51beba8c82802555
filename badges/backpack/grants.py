# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What of backpacks goes when somebody deletes their account."""

from datetime import datetime
from typing import Any

from badges.backpack.models import KeptBadge
from peerreview.accounts.leaving import on_leaving


@on_leaving(order=2)
def empty(user: Any, _now: datetime) -> None:
    """What they brought along was theirs, and is in their export."""
    KeptBadge.objects.filter(owner=user).delete()
