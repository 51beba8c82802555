# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Giving duties, and ending them. Counters of the submission change in the same transaction.

Locks are taken in one order everywhere: the reviewer, the assignment, submissions by ascending id;
a candidate (with its author) is never waited for but skipped. On SQLite every transaction is
IMMEDIATE, so they run one by one.
"""

import random
import time
from collections.abc import Sequence
from copy import copy
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from peerreview.accounts.models import User
from peerreview.activities.models import Activity, Submission
from peerreview.allocation import aliases, pairs, picks, preferences, queries, rules, solver
from peerreview.allocation.events import AssignmentEnded, AssignmentMade, WorkUnreadable
from peerreview.allocation.models import Assignment
from peerreview.cohorts.rules import knowing_seat
from peerreview.kernel import clock, text
from peerreview.kernel.errors import Closed, Conflict, NotAllowed
from peerreview.outbox.services import emit

State = Assignment.State
TRIES = 6
REASON_MAX_CHARS = 200
_rng = random.SystemRandom()
# Said in SQL: every review runs one of them twice, and building them takes longer than doing them.
COUNT = """
UPDATE activities_submission SET reviews_done = reviews_done + %s,
reviews_leased = reviews_leased + %s, places_left = places_left - %s WHERE id = %s
"""
COUNT_AND_MARK = """
UPDATE activities_submission SET
reviews_done = reviews_done + CASE WHEN id = %%s THEN %%s ELSE 0 END,
reviews_leased = reviews_leased + CASE WHEN id = %%s THEN %%s ELSE 0 END,
places_left = places_left - CASE WHEN id = %%s THEN %%s ELSE 0 END,
author_has_reviewed = CASE WHEN id = %%s THEN %%s ELSE author_has_reviewed END
WHERE id IN (SELECT id FROM activities_submission WHERE id IN (%%s, %%s) ORDER BY id %s)
"""


# ---- Giving ---------------------------------------------------------------------------------


def next_assignment(
    *,
    activity: Activity,
    reviewer: User,
    order: str | None = None,
    now: datetime | None = None,
) -> Assignment | None:
    """The duty this person holds here, or a new one, or None when there is nothing for them.

    `order` is a PickOrder in place of the activity's. Raises NotAllowed to who is no reviewer here,
    Closed outside the time for reviewing.
    """
    at = now or clock.now()
    if order is not None:
        activity = copy(activity)
        activity.pick_order = order
    given = _give_patiently("short", activity, reviewer, at)
    if given is None:
        # Before anything gets more than it needs: a place may be held by somebody who walked away.
        if expire_leases(now=at):
            given = _give_patiently("short", activity, reviewer, at)
        given = given or _give_patiently("spare", activity, reviewer, at)
    return given


def _give_patiently(
    which: str, activity: Activity, reviewer: User, now: datetime
) -> Assignment | None:
    for attempt in range(TRIES):
        assignment, was_busy = _give(which, activity, reviewer, now)
        if assignment or not was_busy:
            return assignment
        # What is left is being given to somebody this very moment; look again when that is over.
        time.sleep(0.01 * (attempt + 1) * (1 + _rng.random()))
    return None


@transaction.atomic
def _give(
    which: str, activity: Activity, reviewer: User, now: datetime
) -> tuple[Assignment | None, bool]:
    """A duty, and whether there was one that somebody else held locked."""
    me = picks.standing(activity, reviewer)
    with knowing_seat(reviewer, activity.cohort, me.role):
        _refuse_unless_reviewing(activity, reviewer, now)
    held = _held(me, now)
    if held:
        return held, False
    wishes = preferences.wishes_of(activity, reviewer, has_any=me.has_wishes)
    if wishes != preferences.NONE:
        return _give_by_wishes(which, activity, reviewer, wishes, now)
    first = picks.first_short if which == "short" else picks.first_spare
    picked = first(activity, reviewer)
    if picked:
        return _lease(picked, activity, reviewer, now), False
    if not connection.features.has_select_for_update_skip_locked:
        return None, False
    # With row locks, another click may have been first, or something have been passed over.
    held = queries.open_duty(activity=activity, reviewer=reviewer)
    return held, held is None and picks.is_anything(which, activity, reviewer)


def _give_by_wishes(
    which: str, activity: Activity, reviewer: User, wishes: preferences.Wishes, now: datetime
) -> tuple[Assignment | None, bool]:
    """First what was kept for this reviewer, then what must be, then the usual."""
    # A second click waited for the first, whose duty `standing` could not see yet.
    if given := queries.open_duty(activity=activity, reviewer=reviewer):
        return given, False
    held = {"leased_at": now, "lease_until": now + solver.LEASE}
    for kept in wishes.kept:
        assignment = queries.duty(kept)
        if move(assignment, State.LEASED, from_states=[State.PLANNED], **held):
            _tell_made(assignment, activity.pk, assignment.submission.author_id, now)
            return assignment, False
    picked, was_busy = picks.first_wished(which, activity, reviewer, wishes)
    if picked is None:
        return None, was_busy
    reason = wishes.reason_for(picked.author_id)
    return _lease(picked, activity, reviewer, now, reason=reason), False


def _refuse_unless_reviewing(activity: Activity, reviewer: User, now: datetime) -> None:
    if not rules.may_review(reviewer, activity):
        raise NotAllowed("not-a-reviewer", _("You are not among the reviewers of this activity."))
    if not rules.is_open_for_reviewing(activity, now, reviewer):
        raise Closed("reviewing-closed", _("This activity is not open for reviewing now."))


def _held(me: picks.Standing, now: datetime) -> Assignment | None:
    """The duty the reviewer holds; a lapsed one ends here and now."""
    if me.duty_id is None:
        return None
    held = queries.duty(me.duty_id)
    is_over = held.state != State.LEASED
    return None if is_over or (held.lease_until < now and _expire(held, now)) else held


def _lease(
    picked: picks.Picked,
    activity: Activity,
    reviewer: User,
    now: datetime,
    *,
    reason: solver.Reason | None = None,
) -> Assignment:
    needed = activity.reviews_needed + picked.extra_needed
    reason = reason or solver.reason_for(
        solver.Load(picked.reviews_done, picked.reviews_leased, needed),
        author_has_reviewed=bool(picked.author_has_reviewed),
        order=activity.pick_order,
        doubt=picked.doubt,
    )
    assignment = Assignment.objects.create(
        submission_id=picked.pk,
        reviewer=reviewer,
        alias=aliases.choose(picked.aliases_taken, _rng),
        reason=rules.REASONS[reason],
        leased_at=now,
        lease_until=now + solver.LEASE,
    )
    _count(picked.pk, solver.Step(done=0, leased=+1))
    _tell_made(assignment, activity.pk, picked.author_id, now)
    return assignment


def _tell_made(assignment: Assignment, activity_id: int, author_id: int, now: datetime) -> None:
    emit(
        AssignmentMade(
            assignment_id=assignment.pk,
            submission_id=assignment.submission_id,
            activity_id=activity_id,
            reviewer_id=assignment.reviewer_id,
            author_id=author_id,
            reason=assignment.reason,
        ),
        now=now,
    )


# ---- Holding --------------------------------------------------------------------------------


@transaction.atomic
def extend_lease(*, assignment: Assignment, now: datetime | None = None) -> Assignment:
    """Hold the duty for another lease. A lapsed one with a draft is taken up again, unless its
    reviewer has another duty in the activity meanwhile: then the draft stays writable without.

    Called from a draft's autosave, so there is a draft. Ended duties are left as they are.
    """
    at = now or clock.now()
    held = Assignment.objects.filter(pk=assignment.pk, state=State.LEASED)
    if held.update(lease_until=at + solver.LEASE):
        assignment.state, assignment.lease_until = State.LEASED, at + solver.LEASE
    else:
        _resume(assignment, at)
    return assignment


def _resume(assignment: Assignment, now: datetime) -> None:
    User.objects.select_for_update(no_key=True).get(pk=assignment.reviewer_id)
    submission = Submission.objects.select_related("activity").get(pk=assignment.submission_id)
    if not queries.open_duty(activity=submission.activity, reviewer=assignment.reviewer):
        move(
            assignment,
            State.LEASED,
            from_states=[State.EXPIRED],
            lease_until=now + solver.LEASE,
            ended_at=None,
        )
    assignment.refresh_from_db(fields=["state", "lease_until", "ended_at"])


# ---- Ending ---------------------------------------------------------------------------------


@transaction.atomic
def finish(*, assignment: Assignment, now: datetime | None = None) -> Assignment:
    """The review was handed in. A lapsed duty is accepted too: its review is one more than planned.

    Doing it again changes nothing; a declined duty raises Conflict.
    """
    return complete(assignment=assignment, now=now)


def complete(
    *, assignment: Assignment, now: datetime | None = None, own: list[int] | None = None
) -> Assignment:
    """`finish` inside the caller's transaction. `own` is the reviewer's work that is not yet marked
    as that of somebody who reviewed, where the caller knows it."""
    moved = move(
        assignment,
        State.DONE,
        from_states=[State.LEASED, State.EXPIRED],
        own=_unmarked(assignment) if own is None else own,
        ended_at=now or clock.now(),
    )
    if not moved and assignment.state != State.DONE:
        raise Conflict("declined", rules.why_given_back(assignment))
    return assignment


@transaction.atomic
def decline(
    *,
    assignment: Assignment,
    by: User,
    reason: str,
    kind: str = "",
    now: datetime | None = None,
) -> Assignment:
    """Give a duty back; the same submission is never offered to this person again.

    `kind`, where it is said, is one of `rules.DECLINES`; those that need words raise Invalid at
    `reason` without. When a second reviewer cannot open it, that is announced.
    """
    if assignment.reviewer_id != by.pk:
        raise NotAllowed("not-yours", _("Only its reviewer can give a review back."))
    words = text.one_line(reason)[:REASON_MAX_CHARS]
    rules.require_decline_said(kind, words)
    moved = move(
        assignment,
        State.DECLINED,
        from_states=[State.LEASED, State.EXPIRED],
        decline_kind=kind,
        decline_reason=words,
        ended_at=now or clock.now(),
    )
    if moved:
        tell_ended(assignment, now)
        if kind in rules.UNREADABLE:
            _tell_unreadable(assignment, now)
    elif assignment.state != State.DECLINED:
        raise Conflict("handed-in", _("This review is handed in and cannot be given back."))
    return assignment


def _tell_unreadable(assignment: Assignment, now: datetime | None) -> None:
    """Announce it once, when the second reviewer says that it cannot be opened."""
    declines = pairs.unreadable_declines().filter(submission=assignment.submission_id)
    if declines.count() == rules.UNREADABLE_AFTER:
        emit(WorkUnreadable(**_about(assignment)), now=now)


def expire_leases(*, now: datetime | None = None) -> int:
    """End the duties whose lease has run out; how many. Each in its own transaction."""
    at = now or clock.now()
    return sum(_expire(assignment, at) for assignment in queries.lapsed(at))


@transaction.atomic
def _expire(assignment: Assignment, now: datetime) -> bool:
    # An autosave may have extended it since it was read.
    still = Q(lease_until__lt=now)
    moved = move(assignment, State.EXPIRED, from_states=[State.LEASED], only=still, ended_at=now)
    if moved:
        tell_ended(assignment, now)
    return moved


# ---- Counting -------------------------------------------------------------------------------


@transaction.atomic
def discount(*, assignment: Assignment) -> None:
    """A handed-in review was set aside: it counts no longer, and its submission needs one more."""
    _count(assignment.submission_id, solver.Step(done=-1, leased=0))


def move(
    assignment: Assignment,
    to: str,
    *,
    from_states: list[str],
    only: Q | None = None,
    own: Sequence[int] = (),
    **fields: object,
) -> bool:
    """Move by updates that must hit exactly one row, and let the counters follow.

    The state as last read is tried first. The reviewer's `own` work is marked too.
    """
    rows = Assignment.objects.filter(only or Q(), pk=assignment.pk)
    likely = sorted(from_states, key=lambda state: state != assignment.state)
    came_from = next(
        (state for state in likely if rows.filter(state=state).update(state=to, **fields)), None
    )
    if came_from is None:
        assignment.refresh_from_db()
        return False
    for name, value in {"state": to, **fields}.items():
        setattr(assignment, name, value)
    _count(assignment.submission_id, solver.STEPS[(str(came_from), str(to))], own=own)
    return True


def _count(submission_id: int, step: solver.Step, *, own: Sequence[int] = ()) -> None:
    """Let the counters follow, and mark the giver's own work: one statement, which locks by
    ascending id, or two people reviewing in a ring could each hold what the other waits for."""
    changes = [step.done, step.leased, step.done + step.leased]
    with connection.cursor() as cursor:
        if not own:
            cursor.execute(COUNT, [*changes, submission_id])
            return
        [mark] = own
        locks = connection.features.has_select_for_no_key_update
        sql = COUNT_AND_MARK % ("FOR NO KEY UPDATE" if locks else "")
        here = [parameter for change in changes for parameter in (submission_id, change)]
        cursor.execute(sql, [*here, mark, True, submission_id, mark])


def _unmarked(assignment: Assignment) -> list[int]:
    here = _row(assignment.submission_id).values("activity")[:1]
    own = Submission.objects.filter(
        activity=here,
        author=assignment.reviewer_id,
        withdrawn_at=None,
        superseded_at=None,
        author_has_reviewed=False,
    )
    return list(own.values_list("pk", flat=True)[:1])


def _row(submission_id: int) -> QuerySet[Submission]:
    return Submission.objects.filter(pk=submission_id)


def tell_ended(assignment: Assignment, now: datetime | None) -> None:
    """Announce that a duty ended without a review."""
    ended = {"assignment_id": assignment.pk, "reviewer_id": assignment.reviewer_id}
    emit(AssignmentEnded(**_about(assignment), **ended, state=assignment.state), now=now)


def _about(assignment: Assignment) -> dict[str, int]:
    columns = ("pk", "activity_id", "author_id")
    ids = Submission.objects.values_list(*columns).get(pk=assignment.submission_id)
    return dict(zip(("submission_id", "activity_id", "author_id"), ids, strict=True))
