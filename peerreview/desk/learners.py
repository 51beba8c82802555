# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Learners of an activity with everything the board says of them; the same queries for 10 and 10 000."""

from dataclasses import dataclass, field
from datetime import datetime

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
from django.db.models.functions import Coalesce, Lower

from peerreview.accounts.models import User
from peerreview.activities import attention
from peerreview.activities.models import Activity, Entry, Extension
from peerreview.activities.stages import Act
from peerreview.aggregation.models import CriterionOutcome, Outcome
from peerreview.allocation.models import Assignment
from peerreview.artifacts.models import Part
from peerreview.desk import boards
from peerreview.desk.standing import PATIENCE, SOON, Facts, Finding, Rules, findings

SORTS = {
    "name": (Lower("display_name"), "pk"),
    "given": ("given", Lower("display_name"), "pk"),
    "received": (F("done").asc(nulls_first=True), Lower("display_name"), "pk"),
    "newest": (F("handed_in_at").desc(nulls_last=True), "pk"),
    "oldest": (F("handed_in_at").asc(nulls_last=True), "pk"),
}
FILTERS = ("stuck", "missing", "owes", "few", "contested", "late")


@dataclass(frozen=True)
class Learner:
    """One line of the board."""

    person: User
    place: str
    place_label: str
    findings: list[Finding]
    words: int
    is_late: bool
    is_sealed: bool
    given: int
    done: int
    leased: int
    settled: int
    contested: int
    insufficient: int
    marks: list[attention.Mark]
    cells: list[tuple[attention.Column, attention.Cell | None]] = field(default_factory=list)

    @property
    def is_stuck(self) -> bool:
        """Whether something here needs somebody's help now."""
        return any(finding.is_stuck for finding in self.findings)


def rules_of(activity: Activity) -> Rules:
    """What `standing` needs to know of an activity."""
    return Rules(
        needed=activity.reviews_needed,
        asked=activity.reviews_asked,
        opens_at=activity.opens_at,
        submit_by=activity.submit_by,
        review_by=activity.review_by,
    )


def everyone(activity: Activity) -> QuerySet[User]:
    """Everyone on the board, with what they gave and got, and how the newest outcome stands."""
    given = Assignment.objects.filter(
        reviewer=OuterRef("pk"), submission__activity=activity, state=Assignment.State.DONE
    )
    newest = Outcome.objects.filter(submission=OuterRef("work_id")).order_by("-number")
    longer = Extension.objects.filter(activity=activity, person=OuterRef("pk"), act=Act.SUBMIT)
    started = Entry.objects.filter(activity=activity, author=OuterRef("pk"))
    return (
        boards.people(activity)
        .annotate(
            leased=boards.own_or_team("reviews_leased"),
            work_id=boards.own_or_team("pk"),
            given=_count(given, "reviewer"),
            started_at=Subquery(started.values("started_at")[:1]),
            unsealed=boards.own_or_team("unsealed_reason"),
            extended_until=Subquery(longer.values("until")[:1]),
        )
        .annotate(
            outcome_id=Subquery(newest.values("pk")[:1]),
        )
        .annotate(contested=Exists(_criteria_of_outcome("contested")))
    )


def _criteria_of_outcome(state: str) -> QuerySet[CriterionOutcome]:
    return CriterionOutcome.objects.filter(outcome=OuterRef("outcome_id"), state=state)


def _count(rows: QuerySet, group: str) -> Coalesce:
    counted = rows.order_by().values(group).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def filters(activity: Activity, now: datetime) -> dict[str, Q]:
    """What each filter of the board lets through."""
    handed_in = Q(handed_in_at__isnull=False)
    few = handed_in & Q(done__lt=activity.reviews_needed)
    owes = handed_in & Q(given__lt=activity.reviews_asked)
    lies = Q(handed_in_at__lte=now - PATIENCE)
    review_is_near = _near(activity.review_by, now)
    missing = ~handed_in
    # Who was given more time is behind only when that is nearly over too.
    no_longer = Q(extended_until=None) | Q(extended_until__lte=now + SOON)
    stuck = (
        (missing & no_longer & _near(activity.submit_by or activity.review_by, now))
        | (few & Q(leased=0) & (lies | review_is_near))
        | (owes & review_is_near)
    )
    # Who has deleted their account is asked for nothing any more.
    here = Q(is_active=True)
    return {
        "stuck": stuck & here,
        "missing": missing & here,
        "owes": owes & here,
        "few": few,
        "contested": Q(contested=True),
        "late": Q(is_late=True),
        **{
            mark.key: Q(work_id__in=mark.works(activity).values("pk")) for mark in attention.marks()
        },
    }


NOBODY = Q(pk__isnull=True)


def _near(deadline: datetime | None, now: datetime) -> Q:
    if deadline is not None and now >= deadline - SOON:
        return ~NOBODY
    return NOBODY


def chosen(
    activity: Activity, *, state: str = "", search: str = "", sort: str = "", now: datetime
) -> QuerySet[User]:
    """Those whom a filter and a search let through, in the order asked for."""
    found = everyone(activity)
    known = filters(activity, now)
    if state in known:
        found = found.filter(known[state])
    elif state in boards.Place.values:
        found = found.filter(place=state)
    if search:
        found = found.filter(Q(display_name__icontains=search) | Q(email__icontains=search))
    return found.order_by(*SORTS.get(sort, SORTS["name"]))


def counts(activity: Activity, now: datetime) -> dict[str, int]:
    """How many there are, and how many each filter lets through; one query."""
    known = filters(activity, now)
    flags = {
        f"is_{key}": Case(
            When(condition, then=Value(1)), default=Value(0), output_field=IntegerField()
        )
        for key, condition in known.items()
    }
    rows = everyone(activity).annotate(**flags).order_by()
    sums = {key: Count("pk", filter=Q(**{f"is_{key}": 1})) for key in known}
    return rows.aggregate(all=Count("pk"), **sums)


def lines(activity: Activity, people: list[User], now: datetime) -> list[Learner]:
    """A page of people as lines of the board; as many queries for one as for twenty."""
    rules = rules_of(activity)
    words = _words_in_drafts(activity, [p.pk for p in people if p.handed_in_at is None])
    states = _states([person.outcome_id for person in people if person.outcome_id])
    marked = _marked(activity, [person.work_id for person in people if person.work_id])
    pays_first = activity.author_sees == Activity.AuthorSees.PAID
    columns = attention.columns(activity)
    cells = [
        (column, column.cells(activity, [person.pk for person in people])) for column in columns
    ]
    return [
        _line(person, rules, now, pays_first, words.get(person.pk, 0), states.get(person.outcome_id, []),
              marked.get(person.work_id, []), [(column, found.get(person.pk)) for column, found in cells])
        for person in people
    ]  # fmt: skip


def _line(
    person: User,
    rules: Rules,
    now: datetime,
    pays_first: bool,
    words: int,
    states: list[str],
    marks: list,
    cells: list,
) -> Learner:
    state = CriterionOutcome.State
    facts = Facts(
        started_at=person.started_at,
        handed_in_at=person.handed_in_at,
        done=person.done or 0,
        leased=person.leased or 0,
        given=person.given,
        contested=states.count(state.CONTESTED),
        submit_by=_latest(rules.submit_by, person.extended_until),
    )
    return Learner(
        person=person,
        place=person.place,
        place_label=boards.Place(person.place).label,
        findings=findings(rules, facts, now) if person.is_active else [],
        words=words,
        is_late=bool(person.is_late),
        is_sealed=pays_first and not person.unsealed,
        given=facts.given,
        done=facts.done,
        leased=facts.leased,
        settled=states.count(state.SETTLED),
        contested=facts.contested,
        insufficient=states.count(state.INSUFFICIENT),
        marks=marks,
        cells=cells,
    )


def _latest(told: datetime | None, own: datetime | None) -> datetime | None:
    return max(told, own) if told and own else told


def _words_in_drafts(activity: Activity, user_ids: list[int]) -> dict[int, int]:
    texts = Part.objects.filter(
        version__frozen_at=None,
        version__artifact__entries__activity=activity,
        version__artifact__entries__author__in=user_ids,
        kind=Part.Kind.TEXT,
    ).values_list("version__artifact__entries__author", "text_source")
    found: dict[int, int] = {}
    for author, source in texts.order_by():
        found[author] = found.get(author, 0) + len(source.split())
    return found


def _states(outcome_ids: list[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    rows = CriterionOutcome.objects.filter(outcome_id__in=outcome_ids).order_by()
    for outcome_id, state in rows.values_list("outcome_id", "state"):
        found.setdefault(outcome_id, []).append(state)
    return found


def _marked(activity: Activity, work_ids: list[int]) -> dict[int, list[attention.Mark]]:
    found: dict[int, list[attention.Mark]] = {}
    for mark in attention.marks():
        works = mark.works(activity).filter(pk__in=work_ids).order_by()
        for work_id in works.values_list("pk", flat=True).distinct():
            found.setdefault(work_id, []).append(mark)
    return found
