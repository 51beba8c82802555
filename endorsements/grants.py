# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Endorsements of who deletes their account: about them hidden, by them kept under no name."""

from datetime import datetime
from typing import Any

from endorsements.models import Endorsement
from peerreview.accounts.leaving import on_leaving


@on_leaving(order=1)
def hide_words(user: Any, now: datetime) -> None:
    """Words about them are read nowhere any more."""
    Endorsement.objects.filter(recipient=user, hidden_at=None).update(hidden_at=now)
