# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""An invitation to a role taken up before one has an account: kept in the session, acted on after
signing in, as cohorts do with theirs."""

from typing import Any

from allauth.account.signals import user_logged_in
from django.contrib import messages
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils.translation import gettext as _

from badges.issuers import services
from badges.issuers.models import Seat
from peerreview.accounts.models import User
from peerreview.kernel.errors import DomainError

SESSION_KEY = "issuers.invitation"


def remember(request: HttpRequest, token: str) -> None:
    """This visitor wants the role, and goes to sign up or in first."""
    request.session[SESSION_KEY] = token


@receiver(user_logged_in, dispatch_uid="issuers.take_up_invitation")
def take_up(request: HttpRequest, user: User, **_details: Any) -> None:
    """Take what was wanted before. Sent once every step of signing in is done; what stands against it is
    told, and signing in goes on."""
    token = request.session.pop(SESSION_KEY, None)
    if token is None:
        return
    try:
        tell(request, services.take(invitation=services.invitation_with(token), by=user))
    except DomainError as error:
        messages.error(request, error.message)


def tell(request: HttpRequest, seat: Seat) -> None:
    """Say what they are now."""
    values = {"role": seat.get_role_display(), "issuer": seat.issuer.name}
    messages.success(request, _("You are now %(role)s of “%(issuer)s”.") % values)
