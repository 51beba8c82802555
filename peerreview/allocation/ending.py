# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Ending duties that are not their reviewer's doing: taken back by a facilitator, or left behind."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from peerreview.allocation import services
from peerreview.allocation.models import Assignment
from peerreview.kernel import clock, text

State = Assignment.State


@transaction.atomic
def take_back(*, assignment: Assignment, reason: str, now: datetime | None = None) -> bool:
    """End a duty that nobody has handed in, for good; whether it was one. Who may is asked before."""
    moved = services.move(
        assignment,
        State.DECLINED,
        from_states=[State.PLANNED, State.LEASED, State.EXPIRED],
        decline_kind=Assignment.Decline.TAKEN_BACK,
        decline_reason=text.one_line(reason)[: services.REASON_MAX_CHARS],
        ended_at=now or clock.now(),
    )
    if moved:
        services.tell_ended(assignment, now)
    return moved


@transaction.atomic
def keep_again(*, assignment: Assignment, reason: str) -> bool:
    """Plan a duty anew that was taken back, for the same reviewer; whether it was one."""
    was_taken_back = Q(decline_kind=Assignment.Decline.TAKEN_BACK)
    changes = {"decline_kind": "", "decline_reason": "", "ended_at": None, "reason": reason}
    return services.move(
        assignment, State.PLANNED, from_states=[State.DECLINED], only=was_taken_back, **changes
    )


@transaction.atomic
def lapse(*, assignment: Assignment, now: datetime | None = None) -> bool:
    """Let a duty run out before its time, since its reviewer is gone. Its draft is kept."""
    at = now or clock.now()
    moved = services.move(assignment, State.EXPIRED, from_states=[State.LEASED], ended_at=at)
    if moved:
        services.tell_ended(assignment, now)
    return moved
