# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Reading who takes part in an activity, with what was allowed to each."""

from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.db.models.functions import Lower

from peerreview.accounts.models import User
from peerreview.activities import queries
from peerreview.activities.models import Activity, Entry, Extension, Submission, Teammate


def rows(activity: Activity, *, search: str = "") -> QuerySet[User]:
    """Who takes part, by name, each with `given` (their extensions) and `is_in` (work handed in)."""
    me = OuterRef("pk")
    live = Submission.objects.filter(activity=activity, withdrawn_at=None, superseded_at=None)
    is_in = Exists(live.filter(author=me)) | Exists(live.filter(coauthors__person=me))
    found = queries.participants(activity).annotate(is_in=is_in)
    if search:
        found = found.filter(display_name__icontains=search)
    given = Extension.objects.filter(activity=activity).order_by("act")
    return found.prefetch_related(Prefetch("extensions", queryset=given, to_attr="given")).order_by(
        Lower("display_name"), "pk"
    )


def extensions_of(person: User, activity: Activity) -> QuerySet[Extension]:
    """What was given to one person."""
    return Extension.objects.filter(activity=activity, person=person).order_by("act")


def team_for(person: User, activity: Activity) -> list[Teammate]:
    """Everybody named in the team the person leads, is in or is asked into."""
    if not activity.takes_teams:
        return []
    mine = Teammate.objects.filter(activity=activity)
    entries = mine.filter(person=person).values("entry") | mine.filter(entry__author=person).values(
        "entry"
    )
    return list(
        mine.filter(entry__in=entries).select_related("person", "entry__author").order_by("pk")
    )


def teams(activity: Activity) -> QuerySet[Entry]:
    """Entries that have co-authors named, by who leads."""
    named = Teammate.objects.filter(activity=activity).values("entry")
    mates = Teammate.objects.select_related("person").order_by("pk")
    return (
        Entry.objects.filter(pk__in=named.order_by())
        .select_related("author")
        .prefetch_related(Prefetch("teammates", queryset=mates))
        .order_by(Lower("author__display_name"), "pk")
    )


def asked_into(person: User, team: list[Teammate]) -> Teammate | None:
    """The place in a team that waits for this person's answer."""
    open_places = (mate for mate in team if mate.confirmed_at is None)
    return next((mate for mate in open_places if mate.person_id == person.pk), None)


def in_team(person: User, team: list[Teammate]) -> bool:
    """Whether the person leads the team or has confirmed."""
    return any(
        mate.entry.author_id == person.pk or (mate.person_id == person.pk and mate.confirmed_at)
        for mate in team
    )


def free_for_team(person: User, activity: Activity) -> QuerySet[User]:
    """Whom a learner can name: others who take part and are in no team and have handed in nothing."""
    mates = Teammate.objects.filter(activity=activity, confirmed_at__isnull=False)
    live = Submission.objects.filter(activity=activity, withdrawn_at=None, superseded_at=None)
    taken = [
        mates.order_by().values("person"),
        mates.order_by().values("entry__author"),
        live.order_by().values("author"),
    ]
    found = queries.participants(activity).exclude(pk=person.pk)
    for each in taken:
        found = found.exclude(pk__in=each)
    return found.order_by(Lower("display_name"), "pk")
