# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Reading backpacks."""

import base64
from datetime import datetime
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Q, QuerySet

from badges.backpack.models import KeptBadge

# What every credential has and no badge of the second version: as it stands in JSON, and as it stands in
# the coded payload of a token, by where in a group of three bytes it begins.
SUBJECT = b'"credentialSubject"'
_CODED = [base64.b64encode(b"." * begin + SUBJECT).decode()[4:-4] for begin in range(3)]
IS_CREDENTIAL = reduce(or_, (Q(content__contains=text) for text in [SUBJECT.decode(), *_CODED]))
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


def credentials_of(person_id: int) -> QuerySet[KeptBadge]:
    """Those of them that are Open Badges 3.0, as JSON or token."""
    return documents_of(person_id).filter(IS_CREDENTIAL)


def due(at: datetime, most: int) -> list[int]:
    """Ids of badges to be checked again, the longest due first."""
    rows = KeptBadge.objects.filter(check_due_at__lte=at).order_by("check_due_at", "pk")
    return list(rows.values_list("pk", flat=True)[:most])
