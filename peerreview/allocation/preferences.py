# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What goes before the usual order of a pick: what is kept for this reviewer, what must be, what
should, what must not. Whoever has none of this pays with nothing but a look into empty indexes."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from peerreview.accounts.models import User
from peerreview.activities.models import Activity, Submission
from peerreview.allocation.models import Assignment, Conflict, Plan, Rule, Setup
from peerreview.allocation.solver import SURPLUS, Reason

State = Assignment.State
WISHED = (Rule.Kind.MUST, Rule.Kind.SHOULD)
_KEPT, _BY_PLAN, _HAS_PLAN = "kept", "by_plan", "has_plan"


@dataclass(frozen=True)
class Wishes:
    """Of one reviewer in one activity. `kept` are planned assignments, the others authors."""

    kept: tuple[int, ...] = ()
    must: frozenset[int] = field(default_factory=frozenset)
    should: frozenset[int] = field(default_factory=frozenset)
    by_plan: bool = False
    has_plan: bool = False

    @property
    def waits(self) -> bool:
        """Whether nothing is given out before the plan is drawn."""
        return self.by_plan and not self.has_plan

    def reason_for(self, author_id: int) -> Reason | None:
        """Why this author's work was picked, when it was for a wish."""
        if author_id in self.must:
            return Reason.MUST
        return Reason.SHOULD if author_id in self.should else None


NONE = Wishes()


# ---- Who is barred ------------------------------------------------------------------------------


def barred_authors(*, activity: int, cohort: int | None, reviewer: int) -> Iterator[QuerySet]:
    """Lists of authors this reviewer is not given: by rules, by conflicts of either side, and those
    who must review them, since the pair would be mutual."""
    rules = rules_in(activity, cohort).order_by()
    yield rules.filter(kind=Rule.Kind.MUST_NOT, reviewer=reviewer).values("author")
    yield rules.filter(kind=Rule.Kind.MUST, author=reviewer).values("reviewer")
    yield Conflict.objects.order_by().filter(person=reviewer).values("other")
    yield Conflict.objects.order_by().filter(other=reviewer).values("person")


def rules_in(activity: int, cohort: int | None) -> QuerySet[Rule]:
    """Rules that hold in the activity; one about a work only while that work is there."""
    scope = Q(activity=activity)
    if cohort is not None:
        scope |= Q(cohort=cohort)
    return Rule.objects.filter(scope).filter(
        Q(submission=None) | Q(submission__withdrawn_at__isnull=True)
    )


# ---- What comes first -----------------------------------------------------------------------------


def any_for(*, activity: int, cohort: int | None, reviewer: int) -> Combinable:
    """Whether there is anything to heed: an expression that costs no query of its own."""
    wished = rules_in(activity, cohort).filter(reviewer=reviewer, kind__in=WISHED)
    plans = Plan.objects.filter(activity=activity)
    setups = Setup.objects.filter(activity=activity, method=Setup.Method.PLAN)
    kept = kept_for(activity=activity, reviewer=reviewer)
    is_any = Q(Exists(wished)) | Q(Exists(kept)) | Q(Exists(plans)) | Q(Exists(setups))
    return Case(When(is_any, then=1), default=0, output_field=IntegerField())


def wishes_of(activity: Activity, reviewer: User, *, has_any: bool) -> Wishes:
    """What a pick heeds for this reviewer; one query, or none where `any_for` said so."""
    if not has_any:
        return NONE
    rules = rules_in(activity.pk, activity.cohort_id)
    wished = rules.filter(reviewer=reviewer, kind__in=WISHED).order_by()
    kept = kept_for(activity=activity.pk, reviewer=reviewer.pk).values_list(Value(_KEPT), "pk")
    setups = Setup.objects.filter(activity=activity, method=Setup.Method.PLAN)
    plans = Plan.objects.filter(activity=activity).values_list(Value(_HAS_PLAN), "pk")
    # Without an order of its own: a union takes none of its parts.
    parts = [kept.order_by(), setups.values_list(Value(_BY_PLAN), "pk"), plans]
    rows = list(wished.values_list("kind", "author_id").union(*parts, all=True))
    found = {kind: [target for its, target in rows if its == kind] for kind, _ in rows}
    return Wishes(
        kept=tuple(sorted(found.get(_KEPT, []))),
        must=frozenset(found.get(Rule.Kind.MUST, [])),
        should=frozenset(found.get(Rule.Kind.SHOULD, [])),
        by_plan=_BY_PLAN in found,
        has_plan=_HAS_PLAN in found,
    )


def kept_for(*, activity: int, reviewer: int) -> QuerySet[Assignment]:
    """What is planned for this reviewer and not begun, first things first."""
    return Assignment.objects.filter(
        submission__activity=activity,
        submission__withdrawn_at=None,
        submission__held_at=None,
        reviewer=reviewer,
        state=State.PLANNED,
    ).order_by("pk")


def in_turn(
    wishes: Wishes, candidates: QuerySet[Submission], rows: QuerySet[Submission]
) -> Iterator[QuerySet[Submission]]:
    """Where to look, one after the other: among what must be, then the usual `rows`, in which what
    should be comes before what came at the same turn, and what is kept for others is left to them."""
    if wishes.waits:
        return
    if wishes.must:
        yield candidates.filter(author__in=wishes.must).order_by("pk")
    if wishes.has_plan:
        places = F("kept") - F("extra_needed")
        is_free = Q(is_short=False) | Q(places_left__gt=places)
        rows = with_kept(rows).filter(is_free, places_left__gt=places - SURPLUS)
    yield _should_first(rows, wishes) if wishes.should else rows


def _should_first(rows: QuerySet[Submission], wishes: Wishes) -> QuerySet[Submission]:
    wished = Case(When(author__in=wishes.should, then=0), default=1, output_field=IntegerField())
    order = list(rows.query.order_by)
    turn = order.index("submitted_at")
    return rows.order_by(*order[:turn], wished, *order[turn:])


def with_kept(submissions: QuerySet[Submission]) -> QuerySet[Submission]:
    """Adds `kept`: how many reviewers it is planned for who have not begun."""
    planned = (
        Assignment.objects.filter(submission=OuterRef("pk"), state=State.PLANNED)
        .order_by()
        .values("submission")
        .annotate(n=Count("pk"))
        .values("n")
    )
    return submissions.annotate(kept=Coalesce(Subquery(planned, output_field=IntegerField()), 0))


def is_planned(activity: Activity) -> bool:
    """Whether a facilitator chose that its work is given out by a plan."""
    return Setup.objects.filter(activity=activity, method=Setup.Method.PLAN).exists()


def waits_for_plan(activity: Activity) -> bool:
    """Whether nothing is given out yet, since the plan is drawn when handing in closes."""
    return is_planned(activity) and not Plan.objects.filter(activity=activity).exists()
