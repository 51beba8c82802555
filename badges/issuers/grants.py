# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What of issuers goes when somebody deletes their account."""

from datetime import datetime
from typing import Any

from badges.issuers import services
from badges.issuers.models import Invitation, Seat
from badges.models import Issuer
from peerreview.accounts import personal
from peerreview.accounts.leaving import on_leaving

# Whom somebody invited is told to nobody else.
personal.secret("issuers.Invitation", "email")


@on_leaving(order=2)
def give_up_roles(user: Any, now: datetime) -> None:
    """Their roles end; an issuer they alone own has to be handed over before. Addresses are forgotten."""
    for seat in Seat.objects.filter(person=user).select_related("issuer").distinct():
        services.leave(issuer=seat.issuer, by=user)
    Invitation.objects.filter(by=user, closed_at=None).update(closed_at=now)
    Invitation.objects.filter(email=user.email.lower()).update(email="", closed_at=now)
    Invitation.objects.filter(by=user).update(email="")
    Issuer.objects.filter(founded_by=user).update(founded_by=None)
