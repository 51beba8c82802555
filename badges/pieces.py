# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The badges a person may put on their wall: theirs, standing, and open to anybody with the link."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from badges import editions, queries
from badges.models import Credential
from peerreview.portfolio import registry


@registry.offer(
    registry.Kind(
        name="badge",
        label=gettext_lazy("Badges"),
        help=gettext_lazy(
            "Your wall: choose, order, and say in your own words what each one means to you. A badge that only you may see stays off it."
        ),
        icon="award",
        most=24,
        order=30,
    )
)
def badges(person: Any, keys: Collection[str] | None) -> list[registry.Piece]:
    """What they hold and let be seen, the newest first."""
    rows = queries.credentials().filter(award__recipient=person, is_public=True, revoked_at=None)
    rows = rows.filter(suspended_at=None)
    if keys is not None:
        # Chosen is the badge, not its edition: a renewed one takes the place of the one before.
        chosen = queries.editions(person.pk, keys)
        pieces = {row.award_id: row for row in rows.filter(award__in=chosen.values())}
        editions.all_as_awarded(row.award for row in pieces.values())
        return [_piece(pieces[award], key) for key, award in chosen.items() if award in pieces]
    found = list(rows.order_by("-issued_at", "-pk")[: registry.MOST_OFFERED])
    editions.all_as_awarded(row.award for row in found)
    return [_piece(row) for row in found]


@registry.check_of("voice")
def signed_voices(keys: Collection[str]) -> dict[str, str]:
    """Where the signed form of each endorsement is read, once there is one."""
    signed = queries.signed_standing([UUID(key) for key in keys])
    return {
        str(each.about): reverse("endorsement-credential", args=[each.about]) for each in signed
    }


def _piece(row: Credential, key: str = "") -> registry.Piece:
    achievement = row.award.achievement
    return registry.Piece(
        key=key or str(row.uuid),
        title=achievement.name,
        at=row.issued_at,
        about=achievement.description,
        by=achievement.issuer.name,
        limits=_(
            "Its page says what it took, by which rule it was decided, and what it does not prove."
        ),
        check_path=reverse("credential", args=[row.uuid]),
        prints=row.award.printed_name,
        medallion=registry.Medallion(
            seed=str(achievement.uuid),
            icon=achievement.icon,
            colour=achievement.colour,
            shape=achievement.shape,
        ),
    )
