# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The endorser's mirror: of those they vouched for, how many reviewers confirmed afterwards.

For themselves alone, in batches: a count that moves by one would tell whose work was just judged.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from endorsements.ledger import Confirmation, Mirror
from endorsements.models import Endorsement
from peerreview.kernel import clock
from peerreview.testimony import ResultFact

LEAST = 5  # judged people before anything is shown
BATCH = 3  # more of them before it is shown anew


@transaction.atomic
def remember(*, results: Iterable[ResultFact], now: datetime | None = None) -> None:
    """Keep what reviewers found. The first time it was told stays as its time; told again, the
    finding follows."""
    at = now or clock.now()
    for fact in results:
        Confirmation.objects.update_or_create(
            person_id=fact.person_id,
            submission_number=fact.submission_id,
            defaults={"is_confirmed": fact.is_confirmed},
            create_defaults={"is_confirmed": fact.is_confirmed, "told_at": at},
        )


def count() -> dict[int, tuple[int, int]]:
    """By endorser: how many of those they vouched for were judged later, how many confirmed.

    The latest finding of each person counts. Taking a word back after the finding changes nothing.
    """
    latest = {
        person: (told_at, is_confirmed)
        for person, told_at, is_confirmed in Confirmation.objects.order_by("told_at", "pk")
        .values_list("person_id", "told_at", "is_confirmed")
        .iterator(chunk_size=5000)
    }
    vouched: set[tuple[int, int]] = set()
    found: dict[int, tuple[int, int]] = {}
    given = Endorsement.objects.order_by("given_at").values_list(
        "endorser_id", "recipient_id", "given_at", "withdrawn_at"
    )
    for endorser, recipient, given_at, withdrawn_at in given.iterator(chunk_size=5000):
        told_at, is_confirmed = latest.get(recipient, (None, False))
        stood = told_at and given_at <= told_at and (withdrawn_at is None or withdrawn_at > told_at)
        if stood and (endorser, recipient) not in vouched:
            vouched.add((endorser, recipient))
            judged, confirmed = found.get(endorser, (0, 0))
            found[endorser] = (judged + 1, confirmed + is_confirmed)
    return found


@transaction.atomic
def refresh(*, now: datetime | None = None) -> int:
    """Show anew to those for whom enough came together; to how many."""
    at = now or clock.now()
    shown = {row.endorser_id: row for row in Mirror.objects.all()}
    due = [
        Mirror(endorser_id=endorser, judged=judged, confirmed=confirmed, made_at=at)
        for endorser, (judged, confirmed) in sorted(count().items())
        if judged >= LEAST and (endorser not in shown or judged - shown[endorser].judged >= BATCH)
    ]
    Mirror.objects.bulk_create(
        due,
        update_conflicts=True,
        unique_fields=["endorser"],
        update_fields=["judged", "confirmed", "made_at"],
        batch_size=500,
    )
    return len(due)


def of(person_id: int) -> Mirror | None:
    """What is shown to this person; None while there is too little."""
    return Mirror.objects.filter(endorser=person_id).first()
