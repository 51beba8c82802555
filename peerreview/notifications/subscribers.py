# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The centre sends what is due, and tells people that their way of signing in has changed."""

from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from django.dispatch import receiver
from django.urls import reverse

from peerreview.accounts.models import User
from peerreview.kernel import ids
from peerreview.notifications import sending, services
from peerreview.notifications.events import SendingDue
from peerreview.notifications.notices import SIGN_IN_CHANGED
from peerreview.outbox.registry import on, periodically


@on(SendingDue, apart=True)
def send_now(event: SendingDue) -> None:
    """What need not wait; whatever fails is due again later."""
    sending.send_due(ids=event.delivery_ids)


@periodically
def send_due() -> None:
    """Digests whose hour has come, what waited for the end of the night, what failed before."""
    sending.send_due()


@periodically
def forget_old() -> None:
    """What was read, or sent, long ago."""
    services.forget_old()


@receiver(
    [
        account.password_set,
        account.password_changed,
        account.password_reset,
        account.email_changed,
        account.email_added,
        mfa.authenticator_added,
        mfa.authenticator_removed,
        mfa.authenticator_reset,
    ],
    dispatch_uid="notifications.sign_in_changed",
)
def tell_of_sign_in(user: User, **_details: Any) -> None:
    """Each change is told by itself."""
    services.notify(
        to=[user.pk],
        kind=SIGN_IN_CHANGED,
        key=str(ids.new_uuid()),
        link=reverse("account_change_password"),
    )
