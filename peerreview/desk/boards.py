# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The board of an activity: who (or, where it is blind, how many) stands where."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Case, Count, F, FilteredRelation, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, Lower
from django.utils.translation import gettext_lazy as _

from peerreview.accounts.models import User
from peerreview.activities import rules
from peerreview.activities.models import Activity, Entry, Submission, Teammate
from peerreview.activities.queries import LIVE
from peerreview.cohorts.models import Membership


class Place(models.TextChoices):
    """Where somebody stands on the board."""

    NOT_STARTED = "not_started", _("Not started")
    DRAFT = "draft", _("Draft")
    WAITING = "waiting", _("Waiting for a reviewer")
    IN_REVIEW = "in_review", _("In review")
    REVIEWED = "reviewed", _("Reviewed")


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line of the board. Where names are hidden, `person`, `title`, `submitted_at` and
    the two uuids are None, since each of them can tell whose it is. `submission_uuid` is also
    None for work whose results the viewer may not open."""

    place: str
    place_label: str
    reviews_done: int
    reviews_needed: int
    has_reviewed: bool = False
    is_late: bool = False
    is_mine: bool = False
    person: User | None = None
    title: str | None = None
    submitted_at: datetime | None = None
    version_uuid: UUID | None = None
    submission_uuid: UUID | None = None


def _place(activity: Activity, prefix: str = "") -> Case:
    """Where the submission at `prefix` stands."""
    done, leased = f"{prefix}reviews_done", f"{prefix}reviews_leased"
    is_reviewed = Q(**{f"{done}__gte": activity.reviews_needed})
    is_in_review = Q(**{f"{leased}__gt": 0}) | Q(**{f"{done}__gt": 0})
    return Case(
        When(is_reviewed, then=Value(Place.REVIEWED)),
        When(is_in_review, then=Value(Place.IN_REVIEW)),
        default=Value(Place.WAITING),
        output_field=models.CharField(),
    )


# What a line tells of the work, and where it is found from its submission.
OF_WORK = {
    "done": "reviews_done",
    "has_reviewed": "author_has_reviewed",
    "handed_in_at": "submitted_at",
    "is_late": "is_late",
    "version_uuid": "version__uuid",
    "submission_uuid": "uuid",
    "work_title": "version__title",
}


def own_or_team(path: str) -> Coalesce:
    """A column of a person's submission, be it theirs or their team's."""
    return Coalesce(F(f"live__{path}"), F(f"team__submission__{path}"))


def _confirmed(activity: Activity, prefix: str = "") -> Q:
    return Q(**{f"{prefix}activity": activity, f"{prefix}confirmed_at__isnull": False})


def people(activity: Activity) -> QuerySet[User]:
    """Everyone who may or did take part, with `place`, `live` (their submission's columns) and title."""
    taking_part = Q(pk__in=Submission.objects.filter(LIVE, activity=activity).values("author"))
    taking_part |= Q(pk__in=Entry.objects.filter(activity=activity).values("author"))
    if activity.cohort_id:
        learners = Membership.objects.filter(
            cohort=activity.cohort_id, left_at=None, role=Membership.Role.LEARNER
        )
        taking_part |= Q(pk__in=learners.values("user"))
    taking_part |= Q(pk__in=Teammate.objects.filter(_confirmed(activity)).values("person"))
    started = Entry.objects.filter(activity=activity, author=models.OuterRef("pk"))
    return (
        User.objects.filter(taking_part)
        .annotate(
            live=FilteredRelation(
                "submissions",
                condition=Q(
                    submissions__activity=activity,
                    submissions__withdrawn_at=None,
                    submissions__superseded_at=None,
                ),
            ),
            team=FilteredRelation("teammates", condition=_confirmed(activity, "teammates__")),
            **{name: own_or_team(path) for name, path in OF_WORK.items()},
        )
        .annotate(
            place=Case(
                When(live__isnull=False, then=_place(activity, "live__")),
                When(team__submission__isnull=False, then=_place(activity, "team__submission__")),
                When(models.Exists(started), then=Value(Place.DRAFT)),
                default=Value(Place.NOT_STARTED),
                output_field=models.CharField(),
            )
        )
        .order_by(Lower("display_name"), "pk")
    )


def submissions(activity: Activity) -> QuerySet[Submission]:
    """Live submissions with `place`, in an order that tells nothing about who or when."""
    return activity.submissions.filter(LIVE).annotate(place=_place(activity)).order_by("uuid")


def rows(activity: Activity, viewer: User, *, state: str = "", with_names: bool) -> Sequence[Row]:
    """The board as `viewer` may see it, only those at `state` when it is given; slice it to read it."""
    found = people(activity) if with_names else submissions(activity)
    if state:
        found = found.filter(place=state)
    opens_all = with_names and rules.is_facilitator_of(viewer, activity)
    knows_reviewers = rules.sees_reviewers(viewer, activity)
    make = _named if with_names else _nameless
    return Rows(found, make, activity, viewer, opens_all, knows_reviewers)


@dataclass(frozen=True)
class Rows(Sequence[Row]):
    """A queryset seen as lines, so that a page of it can be shown and the rest stays unread."""

    found: QuerySet
    make: Callable[[Any, "Rows"], Row]
    activity: Activity
    viewer: User
    opens_all: bool
    knows_reviewers: bool

    def __len__(self) -> int:
        return self.found.count()

    def __getitem__(self, index: Any) -> Any:
        if not isinstance(index, slice):
            return self.make(self.found[index], self)
        return [self.make(item, self) for item in self.found[index]]


def _named(person: User, rows: Rows) -> Row:
    """A line with its name, from a row of `people`."""
    is_mine = person.pk == rows.viewer.pk
    return Row(
        place=person.place,
        place_label=Place(person.place).label,
        reviews_done=person.done or 0,
        reviews_needed=rows.activity.reviews_needed,
        has_reviewed=rows.knows_reviewers and bool(person.has_reviewed),
        is_late=bool(person.is_late),
        is_mine=is_mine,
        person=person,
        title=person.work_title,
        submitted_at=person.handed_in_at,
        version_uuid=person.version_uuid,
        submission_uuid=person.submission_uuid if is_mine or rows.opens_all else None,
    )


def _nameless(submission: Submission, rows: Rows) -> Row:
    """A line without a name, from a row of `submissions`; only one's own is marked, to oneself."""
    return Row(
        place=submission.place,
        place_label=Place(submission.place).label,
        reviews_done=submission.reviews_done,
        reviews_needed=rows.activity.reviews_needed,
        is_mine=submission.author_id == rows.viewer.pk,
    )


def counts(activity: Activity, *, with_names: bool) -> dict[str, int]:
    """How many stand at each place; without names only what is handed in is counted."""
    rows = people(activity) if with_names else submissions(activity)
    found = dict(rows.order_by().values_list("place").annotate(count=Count("pk")))
    places = Place if with_names else (Place.WAITING, Place.IN_REVIEW, Place.REVIEWED)
    return {place.value: found.get(place.value, 0) for place in places}


def filters(counts: dict[str, int], state: str) -> list[dict[str, Any]]:
    """The links above the board: everything, then each place with how many stand there."""
    everyone = {"label": _("All"), "url": "?", "count": sum(counts.values()), "current": not state}
    return [everyone] + [
        {
            "label": Place(place).label,
            "url": f"?state={place}",
            "count": count,
            "current": place == state,
        }
        for place, count in counts.items()
    ]
