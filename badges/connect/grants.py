# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Keys of applications: whose they are, and that they go with the account."""

from datetime import datetime
from typing import Any

from badges.connect import services
from peerreview.accounts import personal
from peerreview.accounts.leaving import on_leaving

personal.secret("allauth_idp_oidc.Token", "hash")
personal.secret("allauth_idp_oidc.Client", "secret")
personal.also("connect.Handover", "credential__award__recipient")
personal.secret("connect.Handover", "secret")
personal.secret("connect.Handover", "challenge")


@on_leaving(order=2)
def take_keys_back(user: Any, _now: datetime) -> None:
    """No application acts for an account that is gone."""
    services.forget(person=user)
