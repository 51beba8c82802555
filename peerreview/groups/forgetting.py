# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What goes when a person deletes their account."""

from datetime import datetime

from django.db import transaction

from peerreview.accounts.models import User
from peerreview.groups.models import Expected, GuestPass, Meeting, Offer, Prompt, Removal, Share


@transaction.atomic
def forget(*, person: User, now: datetime) -> None:
    """What they shared and were told goes, what they asked of others, too. Exchanges with other groups
    go on: their place stays under no name, as what they handed in does."""
    Share.objects.filter(by=person).delete()
    Prompt.objects.filter(person=person).delete()
    Removal.objects.filter(by=person).delete()
    Removal.objects.filter(person=person).delete()
    GuestPass.objects.filter(by=person).delete()
    Expected.objects.filter(person=person).delete()
    Meeting.objects.filter(by=person, starts_at__gt=now).delete()
    Offer.objects.filter(by=person, closed_at=None).update(closed_at=now)
