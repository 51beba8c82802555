# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What facilitators see: who reviews what and why, what was given back, what nobody can open."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import Greatest, Least
from django.utils.translation import gettext as _

from peerreview.accounts.models import User
from peerreview.activities.models import Activity, Submission
from peerreview.activities.queries import participants
from peerreview.allocation import pairs, preferences, rules, simulation
from peerreview.allocation.models import Assignment, Plan, Setup
from peerreview.kernel.errors import Invalid

State = Assignment.State
PEOPLE_SUGGESTED = 200
LACKING_SHOWN = 5


@dataclass(frozen=True)
class Totals:
    """Of the live works of an activity. `lacking`: reviews for which there is nobody yet."""

    works: int
    wanted: int
    counted: int
    leased: int
    planned: int
    lacking: int


def totals(activity: Activity) -> Totals:
    """How far the reviews have come; two queries."""
    live = preferences.with_kept(
        Submission.objects.filter(activity=activity, withdrawn_at=None, superseded_at=None)
    )
    needed = activity.reviews_needed
    under_way = F("reviews_done") + F("reviews_leased") + F("kept")
    row = live.annotate(under_way=under_way).aggregate(
        works=Count("pk"),
        counted=Sum(Least("reviews_done", needed)),
        leased=Sum("reviews_leased"),
        planned=Sum("kept"),
        lacking=Sum(Greatest(needed + F("extra_needed") - F("under_way"), 0)),
    )
    found = {name: value or 0 for name, value in row.items()}
    return Totals(wanted=found["works"] * needed, **found)


def assignments(activity: Activity, *, state: str = "", search: str = "") -> QuerySet[Assignment]:
    """Assignments of the activity with their people and works, the newest first."""
    found = Assignment.objects.filter(submission__activity=activity)
    if state:
        found = found.filter(state=state)
    if search:
        found = found.filter(
            Q(reviewer__display_name__icontains=search)
            | Q(submission__author__display_name__icontains=search)
            | Q(submission__version__title__icontains=search)
        )
    return found.select_related("reviewer", "submission__author", "submission__version").order_by(
        "-leased_at", "-pk"
    )


def counts(activity: Activity) -> dict[str, int]:
    """How many assignments are in each state."""
    rows = Assignment.objects.filter(submission__activity=activity).order_by().values_list("state")
    found = dict(rows.annotate(n=Count("pk")))
    return {state.value: found.get(state.value, 0) for state in State}


def declines(activity: Activity) -> list[tuple[str, int]]:
    """Why work was given back, how often, the most frequent first."""
    rows = (
        Assignment.objects.filter(submission__activity=activity, state=State.DECLINED)
        .exclude(decline_kind=Assignment.Decline.TAKEN_BACK)
        .order_by()
        .values_list("decline_kind")
        .annotate(n=Count("pk"))
    )
    labels = dict(Assignment.Decline.choices)
    named = [(str(labels.get(kind, _("No reason chosen"))), n) for kind, n in rows]
    return sorted(named, key=lambda each: (-each[1], each[0]))


def unreadable(activity: Activity) -> QuerySet[Submission]:
    """Live works that as many reviewers as count could not open, with `complaints`."""
    complaints = Count("assignments", filter=_cannot_open())
    return (
        Submission.objects.filter(activity=activity, withdrawn_at=None, superseded_at=None)
        .annotate(complaints=complaints)
        .filter(complaints__gte=rules.UNREADABLE_AFTER)
        .select_related("author", "version")
        .order_by("-complaints", "pk")
    )


def is_unreadable(submission: Submission) -> bool:
    """Whether as many reviewers as count could not open this work."""
    found = pairs.unreadable_declines().filter(submission=submission)
    return found.count() >= rules.UNREADABLE_AFTER


def _cannot_open() -> Q:
    return Q(
        assignments__state=State.DECLINED, assignments__decline_kind__in=sorted(rules.UNREADABLE)
    )


def lacking(activity: Activity) -> QuerySet[Submission]:
    """Live works for which there are not enough reviewers, the fewest first, with `under_way`."""
    live = preferences.with_kept(
        Submission.objects.filter(activity=activity, withdrawn_at=None, superseded_at=None)
    )
    return (
        live.annotate(under_way=F("reviews_done") + F("reviews_leased") + F("kept"))
        .filter(under_way__lt=activity.reviews_needed + F("extra_needed"))
        .select_related("author", "version")
        .order_by("under_way", "submitted_at", "pk")
    )


def plan_of(activity: Activity) -> Plan | None:
    """The published plan."""
    return Plan.objects.filter(activity=activity).select_related("published_by").first()


def method_of(activity: Activity) -> str:
    """How work is given out."""
    setup = Setup.objects.filter(activity=activity).first()
    return setup.method if setup else Setup.Method.PULL


def works_to_play(activity: Activity) -> list[simulation.Work]:
    """The live works as a simulation takes them; two queries."""
    gave = dict(
        Assignment.objects.filter(submission__activity=activity, state=State.DONE)
        .order_by()
        .values_list("reviewer")
        .annotate(n=Count("pk"))
    )
    live = Submission.objects.filter(
        activity=activity, withdrawn_at=None, superseded_at=None
    ).order_by("submitted_at")
    rows = live.values_list("author_id", "reviews_done")
    return [simulation.Work(author, got, gave.get(author, 0)) for author, got in rows]


# ---- People by what a facilitator types -------------------------------------------------------


def suggestions(activity: Activity) -> list[str]:
    """The first people of the activity as they can be typed."""
    rows = (
        participants(activity)
        .order_by("display_name", "pk")
        .values_list("display_name", "email")[:PEOPLE_SUGGESTED]
    )
    return [f"{name} <{email}>" for name, email in rows]


def person_typed(activity: Activity, typed: str, field: str) -> User:
    """The one person of the activity that was meant: `Name <address>`, an address, or a name.

    Raises Invalid at `field` when nobody or more than one fits.
    """
    people = participants(activity)
    address = typed.rpartition("<")[2].rstrip("> ").strip().lower()
    found = list(people.filter(email=address)[:1]) if "@" in address else []
    for narrowed in ({"display_name__iexact": typed}, {"display_name__icontains": typed}):
        found = found or list(people.filter(**narrowed)[:2])
    if not found:
        message = _("Nobody here is called “%(typed)s”. Choose from the list, or type an address.")
        raise Invalid("nobody", message % {"typed": typed}, field=field)
    if len(found) > 1:
        message = _("More than one person is called “%(typed)s”. Type the e-mail address.")
        raise Invalid("many", message % {"typed": typed}, field=field)
    return found[0]


def work_of(activity: Activity, author: User, field: str) -> Submission:
    """What the person has handed in. Raises Invalid at `field` without."""
    found = Submission.objects.filter(
        activity=activity, author=author, withdrawn_at=None, superseded_at=None
    )
    work = found.select_related("author", "version").first()
    if work is None:
        message = _("%(name)s has not handed anything in here.")
        raise Invalid("no-work", message % {"name": author}, field=field)
    return work


def names_of(people: Mapping[int, int]) -> dict[int, User]:
    """People by id."""
    return User.objects.in_bulk(list(people))
