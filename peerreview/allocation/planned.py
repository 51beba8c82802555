# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Reading what a plan is drawn from, and where it stands at half time."""

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from peerreview.activities.models import Activity, Submission
from peerreview.allocation.conflicts import BINDING_STATES, Tie
from peerreview.allocation.models import Assignment, Plan, Rule, Setup
from peerreview.allocation.pairs import barred_pairs, rules_of
from peerreview.cohorts.models import Membership

State = Assignment.State


@dataclass(frozen=True)
class Inputs:
    """What a plan is drawn from. `works`: author → submission; pairs are (reviewer, author)."""

    works: dict[int, int]
    barred: frozenset[tuple[int, int]]
    avoided: frozenset[tuple[int, int]]
    wanted: frozenset[tuple[int, int]]


def inputs_of_plan(activity: Activity) -> Inputs:
    """Who has handed in and can review, and which pairs cannot, should not or must be."""
    rows = Submission.objects.filter(
        activity=activity, withdrawn_at=None, superseded_at=None, author__is_active=True
    )
    if activity.cohort_id:
        present = Membership.objects.filter(cohort=activity.cohort_id, left_at=None)
        rows = rows.filter(author__in=present.values("user"))
    works = dict(rows.order_by("pk").values_list("author_id", "pk"))
    ties = _ties_among(activity, works)
    here = {(tie.reviewer_id, tie.author_id) for tie in ties if tie.is_here}
    binding = {(t.author_id, t.reviewer_id) for t in ties if t.state in BINDING_STATES}
    found = rules_of(activity).order_by().values_list("kind", "reviewer_id", "author_id")
    pairs = {kind: set() for kind in Rule.Kind.values}
    for kind, by, author in found:
        pairs[kind].add((by, author))
    must = pairs[Rule.Kind.MUST]
    return Inputs(
        works=works,
        barred=frozenset(here | barred_pairs(activity, works)),
        avoided=frozenset(binding | {(author, by) for by, author in must}),
        wanted=frozenset(pair for pair in must if set(pair) <= set(works)),
    )


def _ties_among(activity: Activity, people: Collection[int]) -> list[Tie]:
    scope = Q(submission__activity=activity)
    if activity.cohort_id:
        scope = Q(submission__activity__cohort=activity.cohort_id)
    rows = Assignment.objects.filter(scope, reviewer__in=people, submission__author__in=people)
    values = rows.order_by().values_list(
        "reviewer_id", "submission__author_id", "state", "submission__activity_id"
    )
    return [Tie(by, of, state, is_here=where == activity.pk) for by, of, state, where in values]


def aliases_by_submission(activity: Activity) -> dict[int, set[str]]:
    """Pseudonyms in use, by submission."""
    found: dict[int, set[str]] = defaultdict(set)
    rows = Assignment.objects.filter(submission__activity=activity)
    for submission_id, alias in rows.order_by().values_list("submission_id", "alias"):
        found[submission_id].add(alias)
    return found


def awaiting_plan() -> QuerySet[Activity]:
    """Activities that give work out by a plan and have none yet."""
    by_plan = Activity.objects.filter(allocation_setup__method=Setup.Method.PLAN)
    return by_plan.filter(allocation_plan=None).select_related("cohort")


def plans_in_first_half() -> QuerySet[Plan]:
    """Published plans that were not mended yet."""
    return Plan.objects.filter(reassigned_at=None).select_related("activity__cohort")


@dataclass(frozen=True)
class Half:
    """Where a plan stands at half time. `missing` and `idle` are by author, `finished` by reviewer."""

    works: dict[int, int]
    missing: dict[int, int]
    finished: dict[int, int]
    idle: dict[int, list[Assignment]]
    taken: frozenset[tuple[int, int]]
    barred: frozenset[tuple[int, int]]


def half_of(plan: Plan) -> Half:
    """Who has finished, who has not begun, and what would be lacking without the latter."""
    live = Submission.objects.filter(
        activity=plan.activity_id, withdrawn_at=None, superseded_at=None
    )
    rows = list(
        Assignment.objects.filter(submission__in=live)
        .select_related("submission__activity")
        .order_by("pk")
    )
    states: dict[int, Counter[str]] = defaultdict(Counter)
    for row in rows:
        states[row.reviewer_id][row.state] += 1
    begun = {who for who, have in states.items() if have[State.DONE] or have[State.LEASED]}
    unfinished = (State.PLANNED, State.LEASED, State.EXPIRED)
    finished = {
        who: have[State.DONE]
        for who, have in states.items()
        if have[State.DONE] and not any(have[state] for state in unfinished)
    }
    missing = {
        each.author_id: plan.activity.reviews_needed - each.reviews_done - each.reviews_leased
        for each in live
    }
    idle: dict[int, list[Assignment]] = defaultdict(list)
    for row in rows:
        if row.state != State.PLANNED:
            continue
        if row.reviewer_id in begun:
            missing[row.submission.author_id] -= 1
        else:
            idle[row.submission.author_id].append(row)
    return Half(
        works={each.author_id: each.pk for each in live},
        missing=missing,
        finished=finished,
        idle=idle,
        taken=frozenset((row.reviewer_id, row.submission.author_id) for row in rows),
        barred=frozenset(barred_pairs(plan.activity, missing)),
    )
