# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Giving a badge to all who have earned it: one fact for each, which the worker takes AT_ONCE together.

So many are one transaction: a worker may die anywhere, and what is issued is issued, the rest is still
owed, and nothing is done twice. One that has to be refused is noted, and does not keep the others.
Nobody is named on such a badge and nobody but its owner sees it, until the owner says otherwise.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from badges import issuing, queries, rules
from badges.events import BadgeOwed
from badges.models import Achievement, Batch, BatchItem
from peerreview.accounts.models import User
from peerreview.kernel import clock
from peerreview.kernel.errors import DomainError, Invalid, NotAllowed
from peerreview.outbox.services import emit_all

MOST = 5000
# A transaction of these takes about a third of a second, in which nobody else can write to SQLite.
AT_ONCE = 50
State = BatchItem.State


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How far a batch is, in badges."""

    total: int
    issued: int
    refused: int

    @property
    def done(self) -> int:
        return self.issued + self.refused

    @property
    def is_finished(self) -> bool:
        return self.done == self.total


@transaction.atomic
def start(*, achievement: Achievement, by: User, now: datetime | None = None) -> Batch:
    """Owe the badge to everyone who has earned it and has not claimed it, MOST at a time.

    Asked for twice, the second finds nobody left and gives the batch there is. Raises NotAllowed, and
    Invalid when nobody waits.
    """
    at = now or clock.now()
    if not rules.may_issue(by, achievement):
        raise NotAllowed("not-issuer", _("Only who answers for this badge can issue it."))
    Achievement.objects.select_for_update().get(pk=achievement.pk)
    awards = list(queries.waiting_awards(achievement)[:MOST])
    if not awards:
        if running := achievement.batches.filter(items__state=State.WAITING).first():
            return running
        message = _("Nobody is waiting for this badge: whoever has earned it has it already.")
        raise Invalid("nobody", message)
    batch = Batch.objects.create(achievement=achievement, by=by, created_at=at)
    items = BatchItem.objects.bulk_create(
        BatchItem(batch=batch, award_id=award_id) for award_id in awards
    )
    emit_all([BadgeOwed(item_id=item.pk, batch_id=batch.pk) for item in items], now=at)
    return batch


@transaction.atomic
def issue_items(*, item_ids: Collection[int], now: datetime | None = None) -> None:
    """`issue_item` for several, much faster where nothing has changed for their people."""
    at = now or clock.now()
    rows = BatchItem.objects.select_for_update(of=("self",)).select_related("award")
    items = list(rows.filter(pk__in=item_ids, state=State.WAITING).order_by("pk"))
    issued: set[int] = set()
    for achievement_id in sorted({item.award.achievement_id for item in items}):
        same = [item.award_id for item in items if item.award.achievement_id == achievement_id]
        issued.update(_issued_together(same, at))
    BatchItem.objects.filter(pk__in=item_ids, award__in=issued, state=State.WAITING).update(
        state=State.ISSUED, done_at=at
    )
    for item in items:
        if item.award_id not in issued:
            issue_item(item_id=item.pk, now=at)


def _issued_together(award_ids: list[int], at: datetime) -> list[int]:
    """The awards that could be issued together; none where one is at fault, which shows when each is
    taken alone."""
    try:
        with transaction.atomic():
            return issuing.issue_together(award_ids=award_ids, now=at)
    except DomainError:
        return []


@transaction.atomic
def issue_item(*, item_id: int, now: datetime | None = None) -> None:
    """Issue one badge of a batch, or note why it cannot be. Done once, however often it is called."""
    at = now or clock.now()
    item = BatchItem.objects.select_for_update().filter(pk=item_id).first()
    if item is None or item.state != State.WAITING:
        return
    try:
        with transaction.atomic():
            issuing.issue_unasked(award=item.award, now=at)
    except DomainError as error:
        item.state, item.fault = State.REFUSED, str(error)[:300]
    else:
        item.state = State.ISSUED
    item.done_at = at
    item.save(update_fields=["state", "fault", "done_at"])


def progress(batch: Batch) -> Progress:
    """How far it is; one query."""
    found = batch.items.order_by().values_list("state").annotate(n=Count("pk"))
    counts = dict(found)
    return Progress(
        total=sum(counts.values()),
        issued=counts.get(State.ISSUED, 0),
        refused=counts.get(State.REFUSED, 0),
    )
