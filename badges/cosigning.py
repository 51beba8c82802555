# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""A body takes back what it co-signed."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from badges import attesting
from badges.issuers import rules as roles
from badges.issuers.models import Cosignature
from peerreview.accounts.models import User
from peerreview.kernel import clock, text
from peerreview.kernel.errors import Invalid, NotAllowed

REASON_MOST = 200


@transaction.atomic
def revoke(*, cosignature: Cosignature, reason: str, by: User, now: datetime | None = None) -> None:
    """The body no longer stands by an award: its signature is revoked wherever it went, the badge stands
    without it. Also after the body has ended its part. Again changes nothing."""
    at = now or clock.now()
    if not roles.may_speak_for(by, cosignature.assessment.body):
        raise NotAllowed("not-yours", _("Only the body that co-signed takes its signature back."))
    why = text.one_line(reason)
    if not why or len(why) > REASON_MOST:
        message = _("Say in up to 200 characters why. The badge’s check shows it.")
        raise Invalid("reason", message, field="reason")
    standing = Cosignature.objects.filter(pk=cosignature.pk, revoked_at=None)
    if standing.update(revoked_at=at, revocation_reason=why):
        attesting.revoke(cosignature.uuid, reason=why, now=at)
