# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""How often a facilitator may write, and to whom."""

from datetime import datetime, timedelta

from peerreview.accounts.models import User
from peerreview.desk.models import Letter

RECIPIENTS_MOST = 2_000
LETTERS_AN_HOUR = 6


def may_write_now(user: User, now: datetime) -> bool:
    """Whether this person has not yet sent all the letters one may send within an hour."""
    lately = Letter.objects.filter(sender=user, sent_at__gt=now - timedelta(hours=1))
    return lately.count() < LETTERS_AN_HOUR
