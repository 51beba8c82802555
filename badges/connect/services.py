# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Letting applications go, and what they change for a person."""

from datetime import datetime, timedelta
from typing import Any

from allauth.idp.oidc.models import Client, Token
from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.utils.translation import gettext as _

from badges.connect.models import Handover
from peerreview.accounts import services as accounts
from peerreview.accounts.models import User
from peerreview.kernel import clock, hashing
from peerreview.kernel.errors import Invalid

DAY, UNUSED = timedelta(days=1), timedelta(days=180)
CODE_SECONDS = settings.IDP_OIDC_AUTHORIZATION_CODE_EXPIRES_IN


def begin_trade(code: str) -> bool:
    """Whether this is the first time a code is traded for a key. The second time somebody has stolen
    it: what the first gave is taken back (RFC 6749 §4.1.2)."""
    name = _name_of(code)
    if cache.add(name, (), CODE_SECONDS):
        return True
    if whose := cache.get(name):
        client_id, person_id = whose
        Token.objects.filter(client_id=client_id, user_id=person_id).delete()
    return False


def end_trade(code: str, access_token: str) -> None:
    """Note whom the code let in; one that gave nothing may be tried again."""
    token = Token.objects.lookup(Token.Type.ACCESS_TOKEN, access_token) if access_token else None
    if token is None:
        cache.delete(_name_of(code))
    else:
        cache.set(_name_of(code), (token.client_id, token.user_id), CODE_SECONDS)


def _name_of(code: str) -> str:
    return f"ob3-code-{hashing.digest_bytes(code.encode())}"


@transaction.atomic
def disconnect(*, person: User, client_id: str) -> bool:
    """Take back every key of an application; whether it had one."""
    return bool(Token.objects.filter(user=person, client_id=client_id).delete()[0])


@transaction.atomic
def forget(*, person: User) -> None:
    """Nobody holds a key to an account that is gone."""
    Token.objects.filter(user=person).delete()
    Client.objects.filter(owner=person).delete()
    Handover.objects.filter(credential__award__recipient=person).delete()


def tidy(now: datetime | None = None) -> None:
    """Forget keys and doors a day after they ended, and applications that registered half a year ago
    and hold no key."""
    at = now or clock.now()
    Token.objects.filter(expires_at__lt=at - DAY).delete()
    Handover.objects.filter(ends_at__lt=at - DAY).delete()
    Client.objects.filter(data__dcr=True, created_at__lt=at - UNUSED, token__isnull=True).delete()


@transaction.atomic
def change_profile(*, person: User, profile: dict[str, Any]) -> User:
    """Take name and description over; all else of a profile is not a person's to set from outside.
    Raises Invalid."""
    name, about = profile.get("name"), profile.get("description", "")
    if not isinstance(name, str) or not isinstance(about, str):
        raise Invalid("profile", _("A profile needs a name and may have a description, as text."))
    return accounts.update_profile(
        user=person,
        by=person,
        display_name=name,
        pronouns=person.pronouns,
        about=about,
        time_zone=person.time_zone,
        language=person.language,
        is_public=person.is_public,
    )
