# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Reading backpacks."""

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from badges.backpack.models import KeptBadge

HOLDING = (KeptBadge.Verdict.VALID, KeptBadge.Verdict.INCOMPLETE)


def kept_by(person_id: int) -> QuerySet[KeptBadge]:
    """What a person brought along, newest first; without the documents."""
    return KeptBadge.objects.filter(owner_id=person_id).defer("content", "findings")


def shown_by(person_id: int) -> QuerySet[KeptBadge]:
    """What of it others see."""
    rows = kept_by(person_id).filter(is_shown=True, verdict__in=HOLDING)
    return rows.exclude(holder=KeptBadge.Holder.OTHER)


def kept_badge(uuid: UUID) -> KeptBadge | None:
    """A badge by its address."""
    return KeptBadge.objects.select_related("owner").filter(uuid=uuid).first()


def documents_of(person_id: int) -> QuerySet[KeptBadge]:
    """Everything a person brought along, as it came, oldest first."""
    return KeptBadge.objects.filter(owner_id=person_id).order_by("added_at", "pk")


def due(at: datetime, most: int) -> list[int]:
    """Ids of badges to be checked again, the longest due first."""
    rows = KeptBadge.objects.filter(check_due_at__lte=at).order_by("check_due_at", "pk")
    return list(rows.values_list("pk", flat=True)[:most])
