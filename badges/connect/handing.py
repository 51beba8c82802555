# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Handing a badge over to a wallet, by VC-API: an address is shown, the wallet proves its key, gets the
badge, and the address is spent."""

import hashlib
import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from badges.connect.models import Handover
from badges.models import Credential
from badges.openbadges import presentation
from badges.openbadges.presentation import PresentationError
from peerreview.accounts.models import User
from peerreview.kernel import clock
from peerreview.kernel.errors import Conflict, Invalid, Missing, NotAllowed

LASTS = timedelta(minutes=10)
MOST_OPEN = 20
SECRET_BYTES = 32
WALLET_PAGE = "https://lcw.app/request"
CONTEXT = "https://www.w3.org/ns/credentials/v2"
SUITES = ("eddsa-rdfc-2022", "Ed25519Signature2020")


@dataclass(frozen=True)
class Begun:
    """A handover and its two addresses: the one to scan, and the one that opens the Learner Credential
    Wallet on this device. They are told once."""

    handover: Handover
    interaction_url: str
    wallet_url: str


@transaction.atomic
def begin(*, credential: Credential, by: User, now: datetime | None = None) -> Begun:
    """Open the door for one wallet. Raises NotAllowed for anybody else's badge, Conflict for a revoked
    one and for too many open doors."""
    at = now or clock.now()
    if credential.award.recipient_id != by.pk:
        raise NotAllowed("not-yours", _("Only the owner of a badge puts it into a wallet."))
    if credential.is_withdrawn:
        raise Conflict("revoked", _("This badge was revoked."))
    User.objects.select_for_update().get(pk=by.pk)
    own = Handover.objects.filter(credential__award__recipient=by)
    own.filter(ends_at__lt=at).delete()
    if own.count() >= MOST_OPEN:
        raise Conflict("many", _("Too many at once. Try again in ten minutes."))
    secret = secrets.token_urlsafe(SECRET_BYTES)
    made = Handover.objects.create(
        credential=credential,
        secret=_digest(secret),
        challenge=secrets.token_urlsafe(SECRET_BYTES),
        begun_at=at,
        ends_at=at + LASTS,
    )
    return Begun(made, f"{exchange_url(secret)}?iuv=1", _wallet_url(secret))


def exchange_url(secret: str) -> str:
    """Where the wallet and this site talk."""
    return f"{settings.SITE_URL}{reverse('wallet-exchange', args=[secret])}"


def protocols(secret: str) -> dict[str, Any]:
    """What an interaction address answers."""
    return {"protocols": {"vcapi": exchange_url(secret)}}


def _wallet_url(secret: str) -> str:
    return f"{WALLET_PAGE}?{urlencode({'request': json.dumps(protocols(secret))})}"


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def open_handover(secret: str, now: datetime | None = None) -> Handover:
    """The handover of an address that is neither spent nor over. Raises Missing, the same for all."""
    at = now or clock.now()
    found = (
        Handover.objects.select_related("credential")
        .filter(secret=_digest(secret), fetched_at=None, ends_at__gt=at)
        .first()
    )
    if found is None or found.credential.is_withdrawn:
        raise _nothing()
    return found


def _nothing() -> Missing:
    return Missing("missing", _("There is nothing to fetch here, or not any more."))


def request_for(handover: Handover) -> dict[str, Any]:
    """What the wallet is asked for: a signature by its own key, for this challenge."""
    return {
        "verifiablePresentationRequest": {
            "query": [
                {
                    "type": "DIDAuthentication",
                    "acceptedMethods": [{"method": "key"}],
                    "acceptedCryptosuites": [{"cryptosuite": name} for name in SUITES],
                }
            ],
            "challenge": handover.challenge,
            "domain": settings.SITE_HOST,
        }
    }


@transaction.atomic
def fetch(*, secret: str, shown: dict[str, Any], now: datetime | None = None) -> dict[str, Any]:
    """Give the badge to the wallet that signed the challenge, once. Raises Invalid for what does not
    hold, and the door stays open; Missing once it is shut."""
    at = now or clock.now()
    found = open_handover(secret, at)
    try:
        wallet = presentation.holder_of(
            shown, challenge=found.challenge, domain=settings.SITE_HOST, now=at
        )
    except PresentationError as error:
        words = _("The wallet did not show that it holds its key: %(why)s.")
        raise Invalid("presentation", words % {"why": str(error)[:200]}) from None
    spent = Handover.objects.filter(pk=found.pk, fetched_at=None)
    if not spent.update(fetched_at=at, wallet=wallet[:100]):
        raise _nothing()
    return {
        "verifiablePresentation": {
            "@context": [CONTEXT],
            "type": ["VerifiablePresentation"],
            "verifiableCredential": [json.loads(found.credential.document)],
        }
    }
