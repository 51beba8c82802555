# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Reading cohorts: whose, with whom."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Lower

from peerreview.accounts.models import User
from peerreview.cohorts import rules
from peerreview.cohorts.models import STUDY_GROUP_FEWEST, STUDY_GROUP_MOST, Cohort, Membership

PRESENT = Q(memberships__left_at=None)
# What holds an exchange between two groups together is seen by nobody.
SEEN = ~Q(kind=Cohort.Kind.BETWEEN)


def cohorts_of(user: User) -> QuerySet[Cohort]:
    """Cohorts and study groups the person is in now, newest first, each with `people` (members);
    archived ones last."""
    mine = Membership.objects.filter(user=user, left_at=None).values("cohort")
    counted = Cohort.objects.annotate(people=Count("memberships", filter=PRESENT))
    return counted.filter(SEEN, pk__in=mine).order_by(
        F("archived_at").asc(nulls_first=True), "-created_at", "pk"
    )


def roster(cohort: Cohort, *, search: str = "") -> QuerySet[Membership]:
    """Present members by name, with their people; `search` narrows to names that contain it."""
    seats = Membership.objects.filter(cohort=cohort, left_at=None).select_related("user")
    if search:
        seats = seats.filter(user__display_name__icontains=search)
    return seats.order_by(Lower("user__display_name"), "pk")


def role_in(cohort_id: Any, user_id: Any) -> QuerySet:
    """The role of the present member, for a subquery: ids or `OuterRef`s; no row for strangers."""
    seats = Membership.objects.filter(cohort=cohort_id, user=user_id, left_at=None)
    return seats.order_by().values("role")[:1]


def member_count(cohort: Cohort) -> int:
    """How many are in it now, guests not counted."""
    return rules.members_of(cohort).count()


def ever_beside(user_id: int) -> QuerySet[Membership]:
    """Seats of all who are or were in a study group that the person is or was in, their own included."""
    mine = Membership.objects.filter(user=user_id, cohort__kind=Cohort.Kind.STUDY_GROUP)
    return Membership.objects.filter(cohort__in=mine.values("cohort")).order_by("pk")


def largest_group(user_id: int) -> int:
    """How many members the largest study group has that the person is in now; 0 without one."""
    mine = Membership.objects.filter(
        user=user_id, left_at=None, cohort__kind=Cohort.Kind.STUDY_GROUP
    ).values("cohort")
    seats = Membership.objects.filter(cohort__in=mine, left_at=None)
    sizes = (
        seats.exclude(role=Membership.Role.GUEST)
        .order_by()
        .values("cohort")
        .annotate(size=Count("pk"))
        .values_list("size", flat=True)
    )
    return max(sizes, default=0)


def people_wanted(cohort: Cohort, people: int) -> int:
    """How many more a study group of that many needs to be one; 0 for a cohort."""
    return max(0, STUDY_GROUP_FEWEST - people) if cohort.is_study_group else 0


def is_full(cohort: Cohort, people: int) -> bool:
    """Whether a study group of that many takes nobody more."""
    return cohort.is_study_group and people >= STUDY_GROUP_MOST


def convener_id_of(cohort: Cohort) -> int | None:
    """Who convenes a study group; nobody a cohort, which is facilitated."""
    convener = rules.convener_of(cohort) if cohort.is_study_group else None
    return convener.user_id if convener else None


def facilitators_of(cohort: Cohort) -> QuerySet[Membership]:
    """Those who facilitate it now."""
    return Membership.objects.filter(
        cohort=cohort, left_at=None, role=Membership.Role.FACILITATOR
    ).select_related("user")


def companions_of(user: User, *, search: str = "") -> QuerySet[User]:
    """People who share a cohort or study group with the person now, by name; never themselves.

    `search` narrows to names that contain it.
    """
    mine = _shared(user).values("cohort")
    beside = Membership.objects.filter(cohort__in=mine, left_at=None).values("user")
    people = User.objects.filter(pk__in=beside, is_active=True).exclude(pk=user.pk)
    if search:
        people = people.filter(display_name__icontains=search)
    return people.order_by(Lower("display_name"), "pk")


def _shared(user: User) -> QuerySet[Membership]:
    """The person's seats where people know of each other."""
    seats = Membership.objects.filter(user=user, left_at=None)
    return seats.exclude(cohort__kind=Cohort.Kind.BETWEEN)


def share_any(people: Collection[int], others: Collection[int]) -> set[tuple[int, int]]:
    """Pairs of one and another who are in some cohort or study group together now. One query."""
    seats = Membership.objects.filter(left_at=None, user__in={*people, *others})
    rows = seats.exclude(cohort__kind=Cohort.Kind.BETWEEN).order_by()
    inside: dict[int, set[int]] = defaultdict(set)
    for cohort_id, user_id in rows.values_list("cohort_id", "user_id"):
        inside[cohort_id].add(user_id)
    return {
        (one, other)
        for there in inside.values()
        for one in there.intersection(people)
        for other in there.intersection(others)
        if one != other
    }


def shared_cohort_relation(a: User, b: User) -> str | None:
    """What `a` is to `b`: "study_group", "guest" (a of a study group of b's), "facilitator" (a of a
    cohort of b's), "cohort" or None.

    The closest tie is told first: who reads a word of praise should know of it.
    """
    cohorts_of_b = _shared(b).values("cohort")
    ties = set(
        Membership.objects.filter(user=a, left_at=None, cohort__in=cohorts_of_b)
        .values_list("cohort__kind", "role")
        .order_by()
        .distinct()
    )
    in_groups = {role for kind, role in ties if kind == Cohort.Kind.STUDY_GROUP}
    if in_groups:
        return "guest" if in_groups == {Membership.Role.GUEST} else "study_group"
    if any(role == Membership.Role.FACILITATOR for _kind, role in ties):
        return "facilitator"
    return "cohort" if ties else None


def is_in(user: User, cohort: Cohort) -> bool:
    """Whether the person belongs to it now."""
    return rules.is_member(user, cohort)
