# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Links by which somebody without an account decides on one claim: signed, numbered, with an end.

Nothing about them is stored that would open them: who reads the database cannot make one.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.translation import gettext as _

from peerreview.hours import lifecycle, queries
from peerreview.hours.models import Claim
from peerreview.kernel.errors import Missing

SALT = "peerreview.hours.links"
OLD, EXPIRED, WITHDRAWN, USED, LIVE = "old", "expired", "withdrawn", "used", "live"


@dataclass(frozen=True)
class Opened:
    """A claim by a link, and what the link still is."""

    claim: Claim
    standing: str

    @property
    def is_live(self) -> bool:
        """Whether the claim may be read and decided by it."""
        return self.standing == LIVE

    @property
    def may_revoke(self) -> bool:
        """Whether who decided by it may take that back."""
        return self.standing == USED and self.claim.is_standing


def token_for(claim: Claim) -> str:
    """The token of the claim's present link."""
    return signing.dumps([claim.uuid.hex, claim.link_number], salt=SALT)


def url_for(claim: Claim) -> str:
    """The whole address."""
    return settings.SITE_URL + reverse("hours-outside", args=[token_for(claim)])


def opened(token: str, now: datetime) -> Opened:
    """What a link is for. Raises Missing for one that we did not sign."""
    missing = Missing("no-link", _("This link is not whole. Copy all of it from the mail."))
    try:
        key, number = signing.loads(token, salt=SALT)
        claim = queries.claims().filter(uuid=UUID(key)).exclude(approver_mail="").first()
    except (signing.BadSignature, TypeError, ValueError, AttributeError) as error:
        raise missing from error
    if claim is None:
        raise missing
    return Opened(claim, _standing(claim, number, now))


def _standing(claim: Claim, number: int, now: datetime) -> str:
    if claim.state == lifecycle.WITHDRAWN:
        return WITHDRAWN
    if number != claim.link_number:
        return OLD
    if not claim.is_open:
        return USED
    return LIVE if claim.link_until and claim.link_until > now else EXPIRED
