# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Reading what a study group has."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from peerreview.accounts.models import User
from peerreview.activities.models import Activity, Submission
from peerreview.activities.queries import LIVE
from peerreview.allocation.models import Assignment
from peerreview.artifacts.models import Version
from peerreview.artifacts.queries import artifacts_of
from peerreview.cohorts import rules as cohort_rules
from peerreview.cohorts.models import Cohort, Membership
from peerreview.groups.models import (
    Exchange,
    Expected,
    GuestPass,
    Meeting,
    Offer,
    Place,
    Prompt,
    Removal,
    Share,
    Swap,
)
from peerreview.studio.models import Seat

DONE = Assignment.State.DONE


def groups_of(user: User) -> QuerySet[Cohort]:
    """Study groups one is a member of, no guest, and that are not archived; by name."""
    mine = Membership.objects.filter(user=user, left_at=None).exclude(role="guest")
    return Cohort.objects.filter(
        pk__in=mine.values("cohort"), kind=Cohort.Kind.STUDY_GROUP, archived_at=None
    ).order_by("name", "pk")


def people_of(group: Cohort) -> QuerySet[User]:
    """Members now, no guests, by name."""
    seats = Membership.objects.filter(cohort=group, left_at=None).exclude(role="guest")
    return User.objects.filter(pk__in=seats.values("user")).order_by("display_name", "pk")


def everybody(group: Cohort) -> QuerySet[Membership]:
    """Seats of all who are here now, guests included."""
    seats = Membership.objects.filter(cohort=group, left_at=None).select_related("user")
    return seats.order_by("joined_at", "pk")


# ---- Shared work, dates, people ---------------------------------------------------------------


def shares_of(group: Cohort) -> QuerySet[Share]:
    """What the group may read now, newest first, with works and people. Not what is withheld."""
    found = Share.objects.filter(group=group, taken_back_at=None, withheld_at=None)
    return found.select_related("version", "by").order_by("-shared_at", "-pk")


def works_to_share(user: User) -> QuerySet[Version]:
    """The newest version of each of one's works that has a title."""
    return artifacts_of(user).exclude(title="")


def may_read_version(user: Any, version_id: int) -> bool:
    """Whether the version is shared with a group that the person is in now."""
    groups = Membership.objects.filter(user=user, left_at=None).values("cohort")
    shares = Share.objects.filter(version=version_id, taken_back_at=None, withheld_at=None)
    return shares.filter(group__in=groups).exists()


def coming(group: Cohort, now: datetime) -> QuerySet[Meeting]:
    """Dates still to come, the next first."""
    return group.meetings.filter(cancelled_at=None, starts_at__gt=now).order_by("starts_at", "pk")


def open_removals(group: Cohort) -> QuerySet[Removal]:
    """What waits for a second member."""
    found = Removal.objects.filter(group=group, settled_at=None)
    return found.select_related("person", "by").order_by("asked_at", "pk")


def done_to(user: User) -> QuerySet[Removal]:
    """What took the person out of groups."""
    found = Removal.objects.filter(person=user, is_done=True, set_aside_at=None)
    return found.select_related("group").order_by("settled_at", "pk")


def open_pass(group: Cohort, now: datetime) -> GuestPass | None:
    """The guests' link that works now."""
    return GuestPass.objects.filter(group=group, taken_at=None, expires_at__gt=now).first()


def prompt_of(user: User, day: Any) -> Prompt | None:
    """Today's word, unless it was sent away."""
    found = Prompt.objects.filter(person=user, day=day, dismissed_at=None)
    return found.select_related("group").first()


# ---- Exchanges --------------------------------------------------------------------------------


def exchanges_of(group: Cohort) -> QuerySet[Exchange]:
    """Rounds of the group, newest first, with `expecting` (how many it counts on) and `handed_in`."""
    works = Q(activity__submissions__withdrawn_at=None, activity__submissions__superseded_at=None)
    return (
        Exchange.objects.filter(group=group)
        .select_related("activity")
        .annotate(
            expecting=Count("expected", distinct=True),
            handed_in=Count("activity__submissions", filter=works, distinct=True),
        )
        .order_by("-pk")
    )


def without_exchanges(activities: QuerySet[Activity]) -> QuerySet[Activity]:
    """The group's exchanges have a list of their own."""
    return activities.filter(group_exchange=None)


def reviews_given_in(activities: list[int]) -> dict[int, int]:
    """Reviews handed in, by activity. One query."""
    rows = Assignment.objects.filter(submission__activity__in=activities, state=DONE).order_by()
    counted = rows.values("submission__activity").annotate(n=Count("pk"))
    return dict(counted.values_list("submission__activity", "n"))


# ---- With other groups ------------------------------------------------------------------------


def own_offers(group: Cohort) -> QuerySet[Offer]:
    """What the group offers or offered, newest first."""
    return Offer.objects.filter(group=group).select_related("rubric_version").order_by("-pk")


def swaps_of(group: Cohort) -> QuerySet[Swap]:
    """Answers given and got, newest first; what was declined is not kept in sight."""
    found = Swap.objects.filter(Q(group=group) | Q(offer__group=group))
    return (
        found.exclude(state=Swap.State.DECLINED)
        .select_related("offer__group", "group", "activity")
        .order_by("-asked_at", "-pk")
    )


def offers_for(group: Cohort, user: User) -> QuerySet[Offer]:
    """Listed offers of groups that the person is not in: the same rubric first, then one's language."""
    mine = Membership.objects.filter(user=user, left_at=None).values("cohort")
    used = Activity.objects.filter(cohort=group).values("rubric_version__rubric")
    return (
        Offer.objects.filter(is_listed=True, closed_at=None, group__archived_at=None)
        .exclude(group__in=mine)
        .exclude(Exists(Swap.objects.filter(offer=OuterRef("pk"), group=group)))
        .annotate(fits=Q(rubric_version__rubric__in=used), speaks=Q(language=user.language))
        .select_related("rubric_version")
        .order_by("-fits", "-speaks", "-made_at", "pk")
    )


@dataclass(frozen=True)
class Balance:
    """Of one side of a swap: works in, reviews given, got, and still to come."""

    works: int
    given: int
    got: int
    to_give: int
    to_come: int


def balance(swap: Swap, side: Cohort) -> Balance:
    """What the group gave, and what is coming to it. Two queries, no names."""
    sides = dict(Place.objects.filter(swap=swap).values_list("person_id", "side_id"))
    mine = {person for person, where in sides.items() if where == side.pk}
    rows = Assignment.objects.filter(submission__activity=swap.activity_id).order_by()
    rows = rows.exclude(state__in=[Assignment.State.DECLINED, Assignment.State.EXPIRED])
    done: dict[tuple[bool, bool], int] = defaultdict(int)
    for by, state in rows.values_list("reviewer_id", "state"):
        done[by in mine, state == DONE] += 1
    return Balance(
        works=len(mine),
        given=done[True, True],
        got=done[False, True],
        to_give=done[True, False],
        to_come=done[False, False],
    )


def balance_over_all(group: Cohort) -> tuple[int, int]:
    """Reviews the group gave to other groups, and got from them. Two queries."""
    mine = Place.objects.filter(side=group, swap__activity=OuterRef("submission__activity"))
    places = Place.objects.filter(side=group).values("swap__activity")
    rows = Assignment.objects.filter(submission__activity__in=places, state=DONE).annotate(
        is_ours=Exists(mine.filter(person=OuterRef("reviewer")))
    )
    given = rows.filter(is_ours=True).count()
    return given, rows.filter(is_ours=False).count()


# ---- Who has seen whose work ------------------------------------------------------------------


@dataclass(frozen=True)
class Seen:
    """One member has seen a work of another's: reviewed it under open names, or sat in a room about it."""

    by_id: int
    of_id: int
    title: str
    rubric_uuid: UUID
    is_review: bool


def seen_in(group: Cohort) -> list[Seen]:
    """All that the whole group may know of who has seen whose work. Reviews in blind rounds are not in
    it, whoever asks. Two queries."""
    people = [seat.user_id for seat in cohort_rules.members_of(group)]
    done = Assignment.objects.filter(
        state=DONE,
        reviewer__in=people,
        submission__author__in=people,
        submission__activity__cohort=group,
        submission__activity__blindness=Activity.Blindness.OPEN,
        submission__withdrawn_at=None,
    ).order_by("pk")
    seats = (
        Seat.objects.filter(session__group=group, session__revealed__gte=1, person__in=people)
        .filter(session__version__artifact__owner__in=people)
        .exclude(person=F("session__version__artifact__owner"))
        .order_by("pk")
    )
    return [
        *(
            Seen(*row, is_review=True)
            for row in done.values_list(
                "reviewer_id",
                "submission__author_id",
                "submission__version__title",
                "submission__activity__rubric_version__rubric__uuid",
            )
        ),
        *(
            Seen(*row, is_review=False)
            for row in seats.values_list(
                "person_id",
                "session__version__artifact__owner_id",
                "session__version__title",
                "session__rubric_version__rubric__uuid",
            )
        ),
    ]


# ---- For the word of the day ------------------------------------------------------------------


def still_owed(group: Cohort, user_id: int) -> list[Activity]:
    """Rounds that count on the person, who has not handed in."""
    counted_on = Expected.objects.filter(person=user_id, exchange__group=group)
    live = Submission.objects.filter(LIVE, author=user_id, activity=OuterRef("pk"))
    found = Activity.objects.filter(pk__in=counted_on.values("exchange__activity"))
    return list(found.filter(~Exists(live), submit_by__isnull=False).order_by("pk"))


def unread_in(group: Cohort, user_id: int, now: datetime) -> list[Submission]:
    """Work of others in the group's rounds that nobody has begun to read."""
    rows = Submission.objects.filter(
        LIVE, activity__group_exchange__group=group, reviews_done=0, reviews_leased=0, held_at=None
    )
    rows = rows.filter(Q(activity__review_by=None) | Q(activity__review_by__gt=now))
    return list(
        rows.exclude(author=user_id)
        .select_related("activity", "author")
        .order_by("submitted_at", "pk")
    )


def free_places(group: Cohort, user_id: int, now: datetime) -> list[Swap]:
    """Agreed swaps in which the group still has a place and the person has none."""
    mine = Place.objects.filter(swap=OuterRef("pk"), person=user_id)
    ours = Swap.objects.filter(Q(group=group) | Q(offer__group=group), state=Swap.State.AGREED)
    found = ours.filter(~Exists(mine), activity__submit_by__gt=now).annotate(
        in_it=Count("places", filter=Q(places__side=group))
    )
    return list(found.filter(in_it__lt=F("offer__works")).select_related("offer").order_by("pk"))
