# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What accounts do when allauth says that addresses changed."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.account.signals import email_changed, email_confirmed, email_removed
from django.dispatch import receiver

from peerreview.accounts import services
from peerreview.accounts.models import User


@receiver(email_confirmed)
def note_confirmed(email_address: EmailAddress, **_more: Any) -> None:
    """Somebody showed that mail to an address reaches them."""
    services.note_addresses(user=email_address.user)


@receiver([email_changed, email_removed])
def note_changed(user: User, **_more: Any) -> None:
    """Another address is theirs, or one is no more."""
    services.note_addresses(user=user)
