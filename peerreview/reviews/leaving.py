# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Reviewing of who deletes their account: what they gave stays, what they had in hand is freed."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from peerreview.accounts.models import User
from peerreview.allocation.models import Assignment
from peerreview.allocation.services import decline
from peerreview.kernel.errors import Conflict
from peerreview.reviews.models import Edit, Review

# Read by facilitators only.
REASON = "The reviewer has deleted their account."


@transaction.atomic
def stop_reviewing(*, reviewer: User, now: datetime | None = None) -> None:
    """Duties go back to the pool, drafts and the history of typing are deleted."""
    held = Q(state=Assignment.State.LEASED) | Q(
        state=Assignment.State.EXPIRED, review__state=Review.State.DRAFT
    )
    for duty in Assignment.objects.filter(held, reviewer=reviewer):
        try:
            decline(assignment=duty, by=reviewer, reason=REASON, now=now)
        except Conflict:
            # Handed in by another tab this very moment: then it is a review given, and stays.
            continue
    Review.objects.filter(reviewer=reviewer, state=Review.State.DRAFT).delete()
    Edit.objects.filter(review__reviewer=reviewer).delete()
