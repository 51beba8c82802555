# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Plans: a small group's reviews drawn by lot, published once, mended at half time."""

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from peerreview.accounts.models import User
from peerreview.activities.models import Activity
from peerreview.activities.queries import window_of
from peerreview.activities.stages import Act, allows, closes_at
from peerreview.allocation import (
    aliases,
    circulant,
    ending,
    notices,
    planned,
    registry,
    rules,
    words,
)
from peerreview.allocation.circulant import Drawing
from peerreview.allocation.events import MethodChosen, PlanPublished, PlanReassigned
from peerreview.allocation.models import Assignment, Plan, Setup
from peerreview.allocation.ruling import require_facilitator
from peerreview.allocation.solver import EXCHANGE, Reason
from peerreview.allocation.words import Remark
from peerreview.kernel import clock, hashing
from peerreview.kernel.errors import Conflict, Invalid, NotAllowed
from peerreview.notifications.services import notify
from peerreview.outbox.services import emit

State = Assignment.State
SEED_MOST = 2**31
NOT_BEGUN = gettext_noop("Not begun by half time, so somebody who had finished took it over.")
_rng = random.SystemRandom()


@dataclass(frozen=True)
class Preview:
    """What a plan with this seed would be: nothing is stored."""

    kind: str
    seed: int
    drawing: Drawing
    digest: str
    remarks: tuple[Remark, ...]
    works: dict[int, int]  # author → submission


# ---- Choosing, seeing before, publishing ------------------------------------------------------


@transaction.atomic
def choose_method(
    *, activity: Activity, method: str, by: User, now: datetime | None = None
) -> Setup:
    """Give work out as people come, or by a plan. Raises Conflict once a plan is published."""
    require_facilitator(by, activity)
    if method not in Setup.Method.values:
        raise Invalid("method", _("Choose how work is given out."), field="method")
    if Plan.objects.filter(activity=activity).exists():
        raise Conflict("published", _("The plan is published already."), field="method")
    setup, is_new = Setup.objects.get_or_create(activity=activity, defaults={"method": method})
    if is_new or setup.method != method:
        setup.method, setup.changed_at = method, now or clock.now()
        setup.save()
        emit(MethodChosen(activity_id=activity.pk, method=method, by_id=by.pk), now=now)
    return setup


@transaction.atomic
def draw_lots(*, activity: Activity, by: User, now: datetime | None = None) -> Setup:
    """The same for who has just set an activity where nobody stands above the others: by a plan."""
    if activity.created_by_id != by.pk:
        raise NotAllowed("not-facilitator", _("Only who set the activity chooses this."))
    setup, is_new = Setup.objects.get_or_create(
        activity=activity, defaults={"method": Setup.Method.PLAN, "changed_at": now or clock.now()}
    )
    if is_new:
        emit(MethodChosen(activity_id=activity.pk, method=setup.method, by_id=by.pk), now=now)
    return setup


def preview(*, activity: Activity, seed: int | None = None) -> Preview:
    """Draw, and store nothing. Raises Conflict with words where a plan makes no sense."""
    given = planned.inputs_of_plan(activity)
    is_exchange = activity.kind == EXCHANGE
    sides = registry.sides_of(activity)
    _refuse_size(len(given.works))
    chosen = _rng.randrange(SEED_MOST) if seed is None else seed
    people = sorted(given.works)
    if is_exchange:
        drawing = _everyone(people, given.barred, chosen)
    elif sides:
        drawing = _across(people, sides, activity.reviews_needed, given.barred, chosen)
    else:
        drawing = circulant.circle(
            people,
            circulant.usual_each(len(people), activity.reviews_needed),
            seed=chosen,
            barred=given.barred,
            avoided=given.avoided,
            wanted=given.wanted,
        )
    kind = Plan.Kind.EXCHANGE if is_exchange else Plan.Kind.CIRCLE
    inputs = {
        "kind": str(kind),
        "each": drawing.each,
        "people": people,
        "barred": sorted(map(list, given.barred)),
        "avoided": sorted(map(list, given.avoided)),
        "wanted": sorted(map(list, given.wanted)),
    }
    remarks = tuple(_remarks(activity, drawing, len(people), is_exchange=is_exchange))
    return Preview(kind, chosen, drawing, hashing.digest(inputs), remarks, given.works)


def _refuse_size(people: int) -> None:
    """Conflict, whose code is also that of a remark, where a plan makes no sense."""
    numbers = {"most": circulant.SMALL_GROUP, "people": people}
    code = "too-few" if people < 2 else "too-many" if people > numbers["most"] else None
    if code is not None:
        raise Conflict(code, words.of_remark((code, numbers)))


def _everyone(people: list[int], barred: frozenset[circulant.Pair], seed: int) -> Drawing:
    order = people[:]
    random.Random(seed).shuffle(order)  # noqa: S311  lots that anyone can draw again
    pairs = [(order[a], order[b]) for a, b in circulant.exchange(len(order))]
    kept = tuple(pair for pair in pairs if pair not in barred)
    dropped = tuple(pair for pair in pairs if pair in barred)
    return Drawing(kept, len(people) - 1, has_mutual=True, has_rings=True, dropped=dropped)


def _across(
    people: list[int],
    sides: tuple[frozenset[int], frozenset[int]],
    each: int,
    barred: frozenset[circulant.Pair],
    seed: int,
) -> Drawing:
    one, other = ([person for person in people if person in side] for side in sides)
    return circulant.between(one, other, each, seed=seed, barred=barred)


def _remarks(
    activity: Activity, drawing: Drawing, people: int, *, is_exchange: bool
) -> Iterator[Remark]:
    if drawing.dropped:
        yield "dropped", {"count": len(drawing.dropped)}
    if is_exchange:
        return
    if drawing.each < activity.reviews_needed:
        yield "few", {"people": people, "each": drawing.each}
    if drawing.has_mutual:
        yield "mutual", {}
    elif drawing.has_rings:
        yield "rings", {}


@transaction.atomic
def publish_plan(
    *,
    activity: Activity,
    by: User | None,
    seed: int | None = None,
    now: datetime | None = None,
) -> Plan:
    """Draw the plan and keep each pair for its reviewer; an exchange becomes everyone with everyone.

    With `by` None the clock does it, and where a plan makes no sense an empty one is published
    which says so: work is then given out as people come. Again gives the plan that is there.
    """
    if by is not None:
        require_facilitator(by, activity)
    Activity.objects.select_for_update().get(pk=activity.pk)
    there = Plan.objects.filter(activity=activity).first()
    if there:
        return there
    at = now or clock.now()
    try:
        drawn = preview(activity=activity, seed=seed)
    except Conflict as error:
        if by is not None:
            raise
        drawn = Preview(
            Plan.Kind.CIRCLE,
            0,
            Drawing((), 0),
            "",
            ((error.code, {"most": circulant.SMALL_GROUP}),),
            {},
        )
    plan = Plan.objects.create(
        activity=activity,
        kind=drawn.kind,
        seed=drawn.seed,
        inputs_digest=drawn.digest,
        each=drawn.drawing.each,
        remarks=list(drawn.remarks),
        published_by=by,
        published_at=at,
    )
    reason = Reason.EXCHANGE if plan.kind == Plan.Kind.EXCHANGE else Reason.CIRCLE
    made = keep(plan, [(who, drawn.works[of]) for who, of in drawn.drawing.pairs], reason, at)
    emit(
        PlanPublished(
            plan_uuid=str(plan.uuid),
            activity_id=activity.pk,
            kind=str(plan.kind),
            seed=plan.seed,
            inputs_digest=plan.inputs_digest,
            assignments=made,
            by_id=by.pk if by else None,
        ),
        now=at,
    )
    return plan


def keep(plan: Plan, pairs: list[tuple[int, int]], reason: Reason, now: datetime) -> int:
    """Keep submissions for reviewers, (reviewer, submission) each, and tell them; how many."""
    taken = planned.aliases_by_submission(plan.activity)
    rows = []
    for reviewer_id, submission_id in pairs:
        alias = aliases.choose(taken[submission_id], _rng)
        taken[submission_id].add(alias)
        rows.append(
            Assignment(
                submission_id=submission_id,
                reviewer_id=reviewer_id,
                plan=plan,
                state=State.PLANNED,
                alias=alias,
                reason=rules.REASONS[reason],
                leased_at=now,
                lease_until=now,
            )
        )
    Assignment.objects.bulk_create(rows)
    for reviewer_id, count in Counter(row.reviewer_id for row in rows).items():
        _tell(plan.activity, reviewer_id, count, now)
    return len(rows)


def _tell(activity: Activity, reviewer_id: int, count: int, now: datetime) -> None:
    notify(
        to=[reviewer_id],
        kind=notices.WAITING,
        key=f"{activity.uuid}:{now.isoformat()}",
        params={"activity": activity.title, "count": count},
        link=reverse("review-home"),
        now=now,
    )


# ---- By the clock -----------------------------------------------------------------------------


def keep_time(*, now: datetime | None = None) -> None:
    """Publish the plans whose hour has come, and mend those at half time. Idempotent."""
    at = now or clock.now()
    for activity in planned.awaiting_plan():
        if _is_closed_for_submitting(activity, at):
            publish_plan(activity=activity, by=None, now=at)
    for plan in planned.plans_in_first_half():
        middle = half_time(plan)
        if middle is not None and at >= middle:
            reassign_at_half_time(plan=plan, now=at)


def _is_closed_for_submitting(activity: Activity, at: datetime) -> bool:
    window = window_of(activity)
    has_end = closes_at(window, Act.SUBMIT) is not None
    return has_end and at > activity.opens_at and not allows(window, Act.SUBMIT, at)


def half_time(plan: Plan) -> datetime | None:
    """The middle between publishing and the end of reviewing; None without an end."""
    end = closes_at(window_of(plan.activity), Act.REVIEW)
    if end is None:
        return None
    return plan.published_at + max(end - plan.published_at, timedelta(0)) / 2


@transaction.atomic
def reassign_at_half_time(*, plan: Plan, now: datetime | None = None) -> int:
    """What is kept for people who have begun nothing goes, as far as it is needed, to people who
    have finished theirs, who has least first, up to five each; how many. Once for each plan."""
    at = now or clock.now()
    locked = Plan.objects.select_for_update().get(pk=plan.pk)
    if locked.reassigned_at is not None:
        return 0
    half = planned.half_of(locked)
    pairs = circulant.reassign(half.missing, half.finished, taken=half.taken, barred=half.barred)
    released = _release_idle(half, [author for _, author in pairs], at)
    works = [(who, half.works[author]) for who, author in pairs]
    given = keep(locked, works, Reason.TAKEN_OVER, at)
    locked.reassigned_at = at
    locked.save(update_fields=["reassigned_at"])
    emit(
        PlanReassigned(
            plan_uuid=str(locked.uuid),
            activity_id=locked.activity_id,
            released=released,
            given=given,
        ),
        now=at,
    )
    return given


def _release_idle(half: planned.Half, taken_over: list[int], at: datetime) -> int:
    """One assignment that is not begun for each review that somebody else takes over."""
    released = 0
    for author, count in Counter(taken_over).items():
        for assignment in half.idle.get(author, [])[:count]:
            released += ending.take_back(assignment=assignment, reason=NOT_BEGUN, now=at)
    return released
