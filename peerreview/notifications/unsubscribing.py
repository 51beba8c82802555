# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Addresses by which somebody stops mail without signing in. They say who and what, and are signed."""

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.translation import gettext as _

from peerreview.accounts.models import User
from peerreview.kernel.errors import Missing
from peerreview.notifications.registry import Kind, kind_named

SALT = "peerreview.notifications.unsubscribing"
EVERYTHING = "*"


@dataclass(frozen=True)
class Scope:
    """Whose mail, and of which kind; of all kinds with None."""

    person: User
    kind: Kind | None


def url_for(person: User, kind: Kind | None) -> str:
    """The whole address. It does not expire: a mail is read when it is read."""
    said = {"p": person.uuid.hex, "k": kind.name if kind else EVERYTHING}
    token = signing.dumps(said, salt=SALT)
    return settings.SITE_URL + reverse("notifications-stop", args=[token])


def scope_of(token: str) -> Scope:
    """What a token is for. Raises Missing for one we did not sign, or whose person is gone."""
    missing = Missing(
        "no-token", _("This link is not whole. Copy all of it, or change it in your settings.")
    )
    try:
        said = signing.loads(token, salt=SALT)
        uuid, name = UUID(said["p"]), said["k"]
    except (signing.BadSignature, KeyError, TypeError, ValueError) as error:
        raise missing from error
    person = User.objects.filter(uuid=uuid, is_active=True).first()
    kind = None if name == EVERYTHING else kind_named(name)
    if person is None or (kind is None and name != EVERYTHING) or (kind and kind.required):
        raise missing
    return Scope(person, kind)
