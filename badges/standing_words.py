# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What the verifier says of a badge that is genuine and does not count: withdrawn, replaced, over."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from badges.models import Credential, SignedEndorsement

SUSPENDED = gettext_lazy("Not for the time being: it is suspended while the issuer looks into it.")
HEADLINES = {
    "revoked": gettext_lazy("This badge is genuine, but was revoked."),
    "replaced": gettext_lazy("This badge is genuine, but there is a newer edition of it."),
    "suspended": gettext_lazy("This badge is genuine, but suspended for the time being."),
    "expired": gettext_lazy("This badge is genuine, but its time is over."),
    "other": gettext_lazy("This badge is whole, but not bound to this e-mail address."),
}
EXPLANATIONS = {
    "replaced": gettext_lazy(
        "Its holder had it renewed, or a name corrected. Nothing was taken from them: ask for the newer one."
    ),
    "suspended": gettext_lazy(
        "The issuer looks into it. It may be in force again, or be revoked: check again later."
    ),
    "expired": gettext_lazy(
        "It was valid for a time that was stated from the beginning. Nobody took it back, and its holder may renew it."
    ),
}


def withdrawal(credential: Credential | SignedEndorsement) -> str:
    """That the issuer no longer stands by it, and why as far as strangers are told."""
    if getattr(credential, "is_replaced", False):
        return _("No longer by this edition: there is a newer one.")
    return f"{_('No, it was revoked.')} {reason(credential)}"


def reason(credential: Credential | SignedEndorsement) -> str:
    """Why it was taken back, for strangers."""
    given = getattr(credential, "public_reason", credential.revocation_reason)
    return _("The reason given: %(reason)s") % {"reason": given}


def is_suspended(credential: Credential | SignedEndorsement | None) -> bool:
    """Whether it is out of force for the time being; endorsements never are."""
    return getattr(credential, "suspended_at", None) is not None


def stamp(credential: Credential, now: datetime) -> str:
    """What stands across a badge that does not count now; empty for one that does."""
    if credential.is_replaced:
        return _("Replaced by a newer edition")
    if credential.revoked_at:
        return _("Revoked by its issuer")
    if credential.suspended_at:
        return _("Suspended for the time being")
    if credential.valid_until and credential.valid_until <= now:
        return _("Its time is over")
    return ""
