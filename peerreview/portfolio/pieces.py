# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""How far it is known who somebody is, with what that does not prove."""

from collections.abc import Collection
from typing import Any

from allauth.account.models import EmailAddress
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from peerreview.portfolio import registry


@registry.offer(
    registry.Kind(
        name="identity",
        label=gettext_lazy("Who this is"),
        help=gettext_lazy("What the site knows of who you are, and what that does not prove."),
        icon="fingerprint-pattern",
        most=1,
        order=90,
    )
)
def identity(person: Any, keys: Collection[str] | None) -> list[registry.Piece]:
    """An address that was confirmed, else only what they say of themselves."""
    confirmed = EmailAddress.objects.filter(user=person, verified=True).exists()
    key = "address" if confirmed else "self"
    if keys is not None and key not in keys:
        return []
    if confirmed:
        title = _("An e-mail address, confirmed")
        limits = _(
            "Whoever this is reads mail that is sent to it. That does not prove a name; nobody has seen papers or a face."
        )
    else:
        title = _("Said by themselves")
        limits = _("Nobody has checked who this is.")
    return [registry.Piece(key=key, title=title, at=person.joined_at, limits=limits)]
