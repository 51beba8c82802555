# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Setting endorsements and skills aside while, or after, a moderator looks at them; and bringing them back.

What is set aside is read nowhere, weighs nothing and is no evidence, as if its recipient hid it; who
gave and who received it still see it, with a word that it is set aside. Doing either again changes nothing.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from endorsements.events import EndorsementHidden, EndorsementShown
from endorsements.models import Endorsement, Skill
from endorsements.queries import VISIBLE
from peerreview.kernel import clock
from peerreview.outbox.services import emit


@transaction.atomic
def withhold_endorsement(
    *, endorsement_id: int, is_withheld: bool, now: datetime | None = None
) -> None:
    """Set one aside, or bring it back."""
    about = Endorsement.objects.filter(pk=endorsement_id)
    _withhold(about, [endorsement_id], is_withheld, now or clock.now())


@transaction.atomic
def withhold_skill(*, skill_id: int, is_withheld: bool, now: datetime | None = None) -> None:
    """Set a skill aside with all that is said for it, or bring it back: it is offered to nobody meanwhile."""
    about = Skill.objects.filter(pk=skill_id)
    said = Endorsement.objects.filter(skill=skill_id).order_by("pk").values_list("pk", flat=True)
    _withhold(about, list(said), is_withheld, now or clock.now())


def _withhold(about: object, said: Iterable[int], is_withheld: bool, at: datetime) -> None:
    before = _read(said)
    changing = about.filter(withheld_at__isnull=is_withheld)
    changing.update(withheld_at=at if is_withheld else None)
    after = _read(said)
    for pk, recipient in sorted((before - after) | (after - before)):
        told = EndorsementHidden if is_withheld else EndorsementShown
        emit(told(endorsement_id=pk, recipient_id=recipient), now=at)


def _read(said: Iterable[int]) -> set[tuple[int, int]]:
    """Those among them that others may read."""
    rows = Endorsement.objects.filter(VISIBLE, pk__in=said).order_by()
    return set(rows.values_list("pk", "recipient_id"))
