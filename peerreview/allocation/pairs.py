# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Reading what stands between a reviewer and an author: rules, conflicts, and what has happened."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from peerreview.accounts.models import User
from peerreview.activities.models import Activity, Submission
from peerreview.allocation import rules
from peerreview.allocation.conflicts import BINDING_STATES, Tie
from peerreview.allocation.models import Assignment, Conflict, Rule
from peerreview.allocation.rulebook import Pair

State = Assignment.State


def unreadable_declines() -> QuerySet[Assignment]:
    """Duties given back since the work or a link in it could not be opened."""
    return Assignment.objects.filter(state=State.DECLINED, decline_kind__in=rules.UNREADABLE)


def in_hand() -> QuerySet[Assignment]:
    """Duties begun or kept for somebody."""
    return Assignment.objects.filter(state__in=[State.PLANNED, State.LEASED]).order_by("pk")


@dataclass(frozen=True)
class PairFacts:
    """What is known of a person and a work before the one is given the other."""

    is_pair: bool
    is_mutual: bool
    is_ruled_out: bool
    reviewer_load: int
    work_load: int


def facts_of_pair(activity: Activity, reviewer: User, submission: Submission) -> PairFacts:
    """Whether they have met, whether something bars them, and how much each has."""
    ties = ties_between(activity, reviewer.pk, submission.author_id)
    counted = Assignment.objects.filter(state__in=[State.PLANNED, State.LEASED, State.DONE])
    mine = counted.filter(submission__activity=activity, reviewer=reviewer)
    pair = (reviewer.pk, submission.author_id)
    return PairFacts(
        is_pair=any(tie.reviewer_id == reviewer.pk and tie.is_here for tie in ties),
        is_mutual=any(tie.author_id == reviewer.pk and tie.state in BINDING_STATES for tie in ties),
        is_ruled_out=pair in barred_pairs(activity, pair),
        reviewer_load=mine.count(),
        work_load=counted.filter(submission=submission).count(),
    )


# ---- Rules and conflicts ------------------------------------------------------------------------


def rules_of(activity: Activity) -> QuerySet[Rule]:
    """Rules that hold in the activity, those of its cohort among them, the newest first."""
    scope = Q(activity=activity)
    if activity.cohort_id:
        scope |= Q(cohort=activity.cohort_id)
    return Rule.objects.filter(scope).select_related("reviewer", "author", "submission__version")


def rules_meeting(activity: Activity, *, is_of_cohort: bool) -> list[Pair]:
    """What a new rule must not contradict: one of the cohort meets the rules of all its activities."""
    found = rules_of(activity)
    if is_of_cohort:
        cohort = activity.cohort_id
        found = Rule.objects.filter(Q(cohort=cohort) | Q(activity__cohort=cohort))
    rows = found.order_by().values_list("kind", "reviewer_id", "author_id")
    return [Pair(*row) for row in rows]


def ties_between(activity: Activity, a: int, b: int) -> list[Tie]:
    """Assignments that join two people, here and elsewhere in the cohort."""
    scope = Q(submission__activity=activity)
    if activity.cohort_id:
        scope = Q(submission__activity__cohort=activity.cohort_id)
    rows = Assignment.objects.filter(
        scope,
        Q(reviewer=a, submission__author=b) | Q(reviewer=b, submission__author=a),
        submission__withdrawn_at=None,
    ).values_list("reviewer_id", "submission__author_id", "state", "submission__activity_id")
    return [
        Tie(by, author, state, is_here=where == activity.pk)
        for by, author, state, where in rows.order_by()
    ]


def conflicts_among(people: Collection[int]) -> set[frozenset[int]]:
    """Declared conflicts between any two of these people."""
    rows = Conflict.objects.filter(person__in=people, other__in=people)
    return {frozenset(pair) for pair in rows.order_by().values_list("person_id", "other_id")}


def conflicts_of(person: User) -> QuerySet[Conflict]:
    """What this person declared, the newest first."""
    return Conflict.objects.filter(person=person).select_related("other")


def barred_pairs(activity: Activity, people: Collection[int]) -> set[tuple[int, int]]:
    """Pairs (reviewer, author) that rules or conflicts forbid."""
    banned = rules_of(activity).filter(kind=Rule.Kind.MUST_NOT)
    found = set(banned.order_by().values_list("reviewer_id", "author_id"))
    for pair in conflicts_among(people):
        a, b = sorted(pair)
        found |= {(a, b), (b, a)}
    return found


def not_named(people: QuerySet[User], person: User) -> QuerySet[User]:
    """Those of `people` whom this person has not declared."""
    return people.exclude(pk__in=Conflict.objects.filter(person=person).values("other"))
