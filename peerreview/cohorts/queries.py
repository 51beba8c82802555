# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Reading cohorts: whose, with whom."""

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Lower

from peerreview.accounts.models import User
from peerreview.cohorts import rules
from peerreview.cohorts.models import STUDY_GROUP_FEWEST, Cohort, Membership

PRESENT = Q(memberships__left_at=None)


def cohorts_of(user: User) -> QuerySet[Cohort]:
    """Cohorts and study groups the person is in now, newest first, each with `people` (members)."""
    mine = Membership.objects.filter(user=user, left_at=None).values("cohort")
    counted = Cohort.objects.annotate(people=Count("memberships", filter=PRESENT))
    return counted.filter(pk__in=mine).order_by("-created_at", "pk")


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
    """How many are in it now."""
    return Membership.objects.filter(cohort=cohort, left_at=None).count()


def people_wanted(cohort: Cohort, people: int) -> int:
    """How many more a study group of that many needs to be one; 0 for a cohort."""
    return max(0, STUDY_GROUP_FEWEST - people) if cohort.is_study_group else 0


def facilitators_of(cohort: Cohort) -> QuerySet[Membership]:
    """Those who facilitate it now."""
    return Membership.objects.filter(
        cohort=cohort, left_at=None, role=Membership.Role.FACILITATOR
    ).select_related("user")


def companions_of(user: User, *, search: str = "") -> QuerySet[User]:
    """People who share a cohort or study group with the person now, by name; never themselves.

    `search` narrows to names that contain it.
    """
    mine = Membership.objects.filter(user=user, left_at=None).values("cohort")
    beside = Membership.objects.filter(cohort__in=mine, left_at=None).values("user")
    people = User.objects.filter(pk__in=beside, is_active=True).exclude(pk=user.pk)
    if search:
        people = people.filter(display_name__icontains=search)
    return people.order_by(Lower("display_name"), "pk")


def shared_cohort_relation(a: User, b: User) -> str | None:
    """What `a` is to `b`: "study_group", "facilitator" (a of a cohort of b's), "cohort" or None.

    The closest tie is told first: who reads a word of praise should know of it.
    """
    cohorts_of_b = Membership.objects.filter(user=b, left_at=None).values("cohort")
    ties = set(
        Membership.objects.filter(user=a, left_at=None, cohort__in=cohorts_of_b)
        .values_list("cohort__kind", "role")
        .order_by()
        .distinct()
    )
    if any(kind == Cohort.Kind.STUDY_GROUP for kind, _role in ties):
        return "study_group"
    if any(role == Membership.Role.FACILITATOR for _kind, role in ties):
        return "facilitator"
    return "cohort" if ties else None


def is_in(user: User, cohort: Cohort) -> bool:
    """Whether the person belongs to it now."""
    return rules.is_member(user, cohort)
