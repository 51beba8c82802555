# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Reading for a pick: who asks, and what comes first for them.

Each order walks an index of its own and stops at the first row; who is barred comes from two
small lists that the database makes once. So a pick takes as long among ten as among 100,000.
"""

from dataclasses import dataclass

from django.db import connection
from django.db.models import Aggregate, Exists, F, OuterRef, Q, QuerySet, Subquery, TextField

from peerreview.accounts.models import User
from peerreview.activities.models import Activity, Submission, Teammate
from peerreview.activities.queries import leads_of
from peerreview.allocation import preferences
from peerreview.allocation.conflicts import BINDING_STATES
from peerreview.allocation.models import Assignment
from peerreview.allocation.policy import FEWEST_FIRST
from peerreview.cohorts.queries import role_in
from peerreview.kernel.prepared import Prepared

State = Assignment.State
SEPARATOR = ","


class Joined(Aggregate):
    """Text values of a group, separated by commas."""

    function = "GROUP_CONCAT"
    output_field = TextField()

    def as_postgresql(self, compiler, connection, **context):
        template = "STRING_AGG(%(expressions)s, ',')"
        return self.as_sql(compiler, connection, template=template, **context)


@dataclass(frozen=True)
class Standing:
    """The reviewer's role in the cohort (None for strangers), the duty they hold here, and whether
    there is something of `preferences` to heed."""

    role: str | None
    duty_id: int | None
    has_wishes: bool


@dataclass(frozen=True)
class Picked:
    """A submission that may be given; `aliases` are the pseudonyms in use towards its author."""

    pk: int
    author_id: int
    reviews_done: int
    reviews_leased: int
    author_has_reviewed: bool
    doubt: float
    extra_needed: int
    aliases: str | None

    @property
    def aliases_taken(self) -> list[str]:
        """The pseudonyms in use."""
        return (self.aliases or "").split(SEPARATOR)


def standing(activity: Activity, reviewer: User) -> Standing:
    """Where the reviewer stands, their row held until the transaction ends. Meanwhile they are given
    nothing else, nor is their own work given to anybody: no mutual pair by a race."""
    [row] = _STANDING.rows(activity=activity.pk, cohort=activity.cohort_id, reviewer=reviewer.pk)
    if activity.takes_teams:
        # The work of a team is given to nobody while any of them is given something.
        lead = User.objects.filter(pk__in=leads_of(reviewer, activity)).order_by("pk")
        list(lead.select_for_update(no_key=True).values_list("pk"))
    return Standing(*row)


def _held(activity: int, reviewer: int) -> QuerySet[Assignment]:
    return Assignment.objects.filter(
        reviewer=reviewer,
        state=State.LEASED,
        submission__activity=activity,
        submission__withdrawn_at=None,
    ).order_by("leased_at", "pk")


def _standing(*, activity: int, cohort: int | None, reviewer: int) -> QuerySet:
    held = _held(activity, reviewer)
    return (
        User.objects.filter(pk=reviewer)
        .order_by()
        .values_list(
            Subquery(role_in(cohort, reviewer)),
            Subquery(held.values("pk")[:1]),
            preferences.any_for(activity=activity, cohort=cohort, reviewer=reviewer),
        )
    )


_STANDING = Prepared(_standing, lock_of=[User._meta.db_table])


def first_short(activity: Activity, reviewer: User) -> Picked | None:
    """What needs a reviewer and comes first for this one, held; what others hold is passed over."""
    return _first("short", activity, reviewer)


def first_spare(activity: Activity, reviewer: User) -> Picked | None:
    """What has enough reviews and may have more, held: most contested first, then fewest reviews."""
    return _first("spare", activity, reviewer)


def _first(which: str, activity: Activity, reviewer: User) -> Picked | None:
    order = activity.pick_order if which == "short" else ""
    shape = (which, order, *_manner(activity))
    rows = _FIRST.rows(shape=shape, **_who(activity, reviewer))
    return Picked(*rows[0][:-1]) if rows else None


def _manner(activity: Activity) -> tuple[bool, bool]:
    """Whether it is an exchange, mutual by its nature, and whether teams hand in."""
    return activity.kind == Activity.Kind.EXCHANGE, activity.takes_teams


def _who(activity: Activity, reviewer: User) -> dict[str, int | None]:
    """Who asks, and where; `lead` hands in for their team here, or is the reviewer."""
    leads = list(leads_of(reviewer, activity)) if activity.takes_teams else []
    return {
        "activity": activity.pk,
        "cohort": activity.cohort_id,
        "reviewer": reviewer.pk,
        "lead": leads[0] if leads else reviewer.pk,
    }


def _pick(
    which: str, order: str, is_exchange: bool, takes_teams: bool, **ids: int | None
) -> QuerySet:
    # A second click waits for the first, but what `standing` read it read before that.
    rows = _candidates(is_exchange, takes_teams, **ids)
    rows = rows.filter(~Exists(_held(ids["activity"], ids["reviewer"])))
    rows = rows.filter(**{f"is_{which}": True}).order_by(*_order(which, order))
    # The author's row is read so that it can be locked.
    return rows.values_list(*_COLUMNS, _aliases(), "author__is_active")[:1]


def _aliases() -> Subquery:
    taken = Assignment.objects.filter(submission=OuterRef("pk")).order_by().values("submission")
    return Subquery(taken.annotate(all=Joined(F("alias"))).values("all"))


def _order(which: str, order: str) -> tuple[str, ...]:
    """`solver.rank` as SQL (a test holds the two together)."""
    if which == "spare":
        return ("-doubt", "-places_left", "submitted_at", "pk")
    waiting = ("-author_has_reviewed", "submitted_at", "pk")
    return ("-places_left", *waiting) if order in FEWEST_FIRST else waiting


_COLUMNS = (
    "pk",
    "author_id",
    "reviews_done",
    "reviews_leased",
    "author_has_reviewed",
    "doubt",
    "extra_needed",
)
_FIRST = Prepared(_pick, lock_of=[Submission._meta.db_table, User._meta.db_table], skip_locked=True)


def candidates(activity: Activity, reviewer: User) -> QuerySet[Submission]:
    """Work of the activity that the reviewer may be given."""
    return _candidates(*_manner(activity), **_who(activity, reviewer))


def _candidates(
    is_exchange: bool,
    takes_teams: bool,
    *,
    activity: int,
    cohort: int | None,
    reviewer: int,
    lead: int,
) -> QuerySet[Submission]:
    """The rule of `conflicts.authors_out_of_reach` as SQL (a test holds the two together)."""
    given = Assignment.objects.filter(reviewer=reviewer, submission__activity=activity)
    rows = (
        # A later round stands for all; at first it waits for who reviewed the one before.
        Submission.objects.filter(activity=activity, superseded_at=None, held_until=None)
        .exclude(author__in=[reviewer, lead])
        .exclude(author__in=given.order_by().values("submission__author"))
    )
    for barred in preferences.barred_authors(activity=activity, cohort=cohort, reviewer=reviewer):
        rows = rows.exclude(author__in=barred)
    if is_exchange:
        return rows
    scope = Q(submission__activity=activity)
    if cohort is not None:
        exchange = Q(submission__activity__kind=Activity.Kind.EXCHANGE)
        scope = Q(submission__activity__cohort=cohort) & ~exchange
    received = Assignment.objects.filter(
        scope, submission__author__in=[reviewer, lead], state__in=sorted(BINDING_STATES)
    )
    whoever = received.order_by().values("reviewer")
    rows = rows.exclude(author__in=whoever)
    if takes_teams:
        mates = Teammate.objects.filter(activity=activity, confirmed_at__isnull=False)
        rows = rows.exclude(
            author__in=mates.filter(person__in=whoever).order_by().values("entry__author")
        )
    return rows


def is_anything(which: str, activity: Activity, reviewer: User) -> bool:
    """Whether there is work of this kind for them, locked or not."""
    return candidates(activity, reviewer).filter(**{f"is_{which}": True}).exists()


# ---- Where there are wishes: not prepared, since few have any -------------------------------------


def first_wished(
    which: str, activity: Activity, reviewer: User, wishes: preferences.Wishes
) -> tuple[Picked | None, bool]:
    """What comes first when wishes are heeded, held; and whether others hold something like it."""
    found = candidates(activity, reviewer).filter(~Exists(_held(activity.pk, reviewer.pk)))
    order = _order(which, activity.pick_order)
    usual = found.filter(**{f"is_{which}": True}).order_by(*order)
    for rows in preferences.in_turn(wishes, found.filter(withdrawn_at=None, held_at=None), usual):
        held = rows.select_for_update(of=("self", "author"), skip_locked=True, no_key=True)
        first = held.select_related("author").annotate(aliases=_aliases()).first()
        if first:
            return Picked(*(getattr(first, name) for name in _COLUMNS), first.aliases), False
        if connection.features.has_select_for_update_skip_locked and rows.exists():
            return None, True
    return None, False
