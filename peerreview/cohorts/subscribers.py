# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What cohorts do when something below them happened."""

from typing import Any

from allauth.account.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from peerreview.accounts.models import User
from peerreview.cohorts import invitations


@receiver(user_logged_in, dispatch_uid="cohorts.take_up_invitation")
def take_up_invitation(request: HttpRequest, user: User, **_details: Any) -> None:
    """Sent once every step of signing in is done, so an unconfirmed address joins nothing."""
    invitations.take_up(request, user)
