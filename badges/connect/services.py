# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Letting applications go, and what they change for a person."""

from typing import Any

from allauth.idp.oidc.models import Client, Token
from django.db import transaction
from django.utils.translation import gettext as _

from badges.connect.models import Handover
from peerreview.accounts import services as accounts
from peerreview.accounts.models import User
from peerreview.kernel.errors import Invalid


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
