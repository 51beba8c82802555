# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Reading hours: sums by period, lists, and what other apps may know. Never two kinds in one sum."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth, TruncWeek

from peerreview.accounts import rules as account_rules
from peerreview.accounts.models import User
from peerreview.activities.models import Activity
from peerreview.activities.queries import LIVE
from peerreview.cohorts.models import Cohort, Membership
from peerreview.hours import lifecycle, units
from peerreview.hours.models import (
    ActiveDay,
    Claim,
    Entry,
    Grant,
    HoursKind,
    Line,
    Measuring,
    Place,
    Statement,
    Step,
    Terms,
)
from peerreview.hours.units import Amount
from peerreview.reviews.models import Review

WEEK = timedelta(days=6)


@dataclass(frozen=True)
class Kinds:
    """The three kinds side by side, which are never added."""

    stated: Amount
    evidenced: Amount
    declared: Amount

    @property
    def any(self) -> bool:
        """Whether there is anything at all."""
        return any(each.minutes for each in (self.stated, self.evidenced, self.declared))


@dataclass(frozen=True)
class Period:
    """A week or month and its hours."""

    first: date
    last: date
    kinds: Kinds


# ---- one's own ------------------------------------------------------------------------------


def is_measured(person_id: int) -> bool:
    """Whether the person lets their active time be measured."""
    return not Measuring.objects.filter(person=person_id, is_on=False).exists()


def entries_of(person: User) -> QuerySet[Entry]:
    """What they declared, newest first."""
    return Entry.objects.filter(person=person).order_by("-day", "-pk")


def grants_of(person: User) -> QuerySet[Grant]:
    """Stated hours they were granted, newest first."""
    return Grant.objects.filter(person=person).select_related("activity").order_by("-day", "-pk")


def measured_days(person: User) -> QuerySet[dict]:
    """Minutes by day and place, newest first."""
    sums = ActiveDay.objects.filter(person=person, minutes__gt=0).values("day", "place")
    return sums.annotate(sum=Sum("minutes")).order_by("-day", "place")


def measured_months(person: User, wanted: Q) -> QuerySet[dict]:
    """Minutes by month and place, newest first."""
    rows = ActiveDay.objects.filter(wanted, person=person, minutes__gt=0)
    sums = rows.annotate(month=TruncMonth("day")).order_by().values("month", "place")
    return sums.annotate(sum=Sum("minutes")).order_by("-month", "place")


def shown_day(row: dict) -> dict:
    """A row of these in words."""
    return {
        "day": row["day"],
        "where": Place(row["place"]).label,
        "hours": units.clock_words(row["sum"]),
    }


def totals(
    person_id: int, *, first: date | None = None, last: date | None = None,
    per_unit: Decimal = units.CONTACT_HOURS,
) -> Kinds:  # fmt: skip
    """The three kinds in a span of days; without one, in all."""
    found = [
        rows.filter(between(first, last)).aggregate(sum=Sum("minutes"))["sum"] or 0
        for rows in _rows(person_id)
    ]
    return _kinds(found, per_unit)


def periods(person: User, *, by: str) -> list[Period]:
    """Weeks or months in which there is something, newest first; a query for each kind."""
    trunc = TruncWeek if by == "week" else TruncMonth
    found: dict[date, list[int]] = defaultdict(lambda: [0, 0, 0])
    for column, rows in enumerate(_rows(person.pk)):
        summed = rows.annotate(period=trunc("day")).order_by().values("period")
        for row in summed.annotate(sum=Sum("minutes")):
            found[row["period"]][column] += row["sum"]
    return [
        Period(first, _last_of(first, by), _kinds(sums, units.CONTACT_HOURS))
        for first, sums in sorted(found.items(), reverse=True)
        if any(sums)
    ]


def _rows(person_id: int) -> tuple[QuerySet, ...]:
    return tuple(model.objects.filter(person=person_id) for model in (Grant, ActiveDay, Entry))


def _kinds(sums: Iterable[int], per_unit: Decimal) -> Kinds:
    return Kinds(*(Amount(each, per_unit) for each in sums))


def between(first: date | None, last: date | None) -> Q:
    """Rows of these days; without one, of all."""
    wanted = Q()
    if first:
        wanted &= Q(day__gte=first)
    if last:
        wanted &= Q(day__lte=last)
    return wanted


def _last_of(first: date, by: str) -> date:
    if by == "week":
        return first + WEEK
    return (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


# ---- claims -----------------------------------------------------------------------------------


def claims() -> QuerySet[Claim]:
    """With what every page of a claim shows."""
    return Claim.objects.select_related("person", "cohort", "decided_by")


def claims_of(person: User) -> QuerySet[Claim]:
    """What they claimed, newest first."""
    return claims().filter(person=person).order_by("-made_at", "-pk")


def claims_to(cohort: Cohort, *, only_open: bool) -> QuerySet[Claim]:
    """What was put to a cohort's facilitators: what waits oldest first, else what was decided, newest first."""
    rows = claims().filter(cohort=cohort, approver_mail="")
    if only_open:
        return rows.filter(state=lifecycle.WAITING).order_by("made_at", "pk")
    decided = rows.exclude(state__in=[lifecycle.WAITING, lifecycle.WITHDRAWN])
    return decided.order_by("-made_at", "-pk")


def lines_of(claim: Claim) -> list[Line]:
    """Its lines in the order of kinds and days."""
    order = {kind: at for at, kind in enumerate(HoursKind.values)}
    rows = claim.lines.select_related("entry")
    return sorted(rows, key=lambda row: (order[row.kind], row.first_day, row.pk))


def claim_sums(claim: Claim, lines: Iterable[Line]) -> dict[str, tuple[Amount, Amount]]:
    """By kind: what is claimed and what is approved."""
    claimed: dict[str, int] = defaultdict(int)
    approved: dict[str, int] = defaultdict(int)
    for line in lines:
        claimed[line.kind] += line.minutes
        approved[line.kind] += line.approved_minutes or 0
    return {
        kind: (Amount(claimed[kind], claim.per_unit), Amount(approved[kind], claim.per_unit))
        for kind in HoursKind.values
        if claimed[kind]
    }


def sent_since(person_id: int, since: datetime) -> int:
    """How many links they had sent to outsiders since then."""
    sent = Step.objects.filter(claim__person=person_id, at__gt=since, act__in=["send", "renew"])
    return sent.exclude(claim__approver_mail="").count()


def claim_with_code(code: str) -> Claim | None:
    """An approval, standing or taken back, whose learner (and under age, a guardian) lets it be checked."""
    known = [*lifecycle.STANDING, lifecycle.REVOKED]
    rows = claims().exclude(account_rules.sheltered("person__"))
    return rows.filter(code=code, is_public=True, state__in=known).first()


def cohorts_to_ask(person: User) -> QuerySet[Cohort]:
    """Cohorts they are in that somebody else facilitates."""
    mine = Membership.objects.filter(user=person, left_at=None).values("cohort")
    led = Membership.objects.filter(
        cohort__in=mine, left_at=None, role=Membership.Role.FACILITATOR
    ).exclude(user=person)
    return Cohort.objects.filter(pk__in=led.values("cohort")).order_by("name", "pk")


def per_unit_of(cohort: Cohort | None) -> Decimal:
    """Contact hours that the cohort takes for one unit."""
    terms = Terms.objects.filter(cohort=cohort).first() if cohort else None
    return terms.per_unit if terms else units.CONTACT_HOURS


# ---- stated hours -----------------------------------------------------------------------------


def statement_of(activity: Activity) -> Statement | None:
    """What its facilitator says that it counts for."""
    return Statement.objects.filter(activity=activity).first()


def who_is_done(statement: Statement, *, only: int | None = None) -> set[int]:
    """Ids of those who did what the activity asks; `only` looks at one person."""
    activity = statement.activity
    live = activity.submissions.filter(LIVE, is_early=False).order_by()
    pairs = live.values_list("author", "coauthors__person")
    if only is not None:
        pairs = pairs.filter(Q(author=only) | Q(coauthors__person=only))
    handed_in = {pk for pair in pairs for pk in pair if pk is not None}
    if only is not None:
        handed_in &= {only}
    if not statement.needs_reviews or not activity.reviews_asked:
        return handed_in
    wrote = (
        Review.objects.filter(
            submission__activity=activity, state=Review.State.SUBMITTED, reviewer__in=handed_in
        )
        .order_by()
        .values("reviewer")
        .annotate(n=Count("pk"))
        .filter(n__gte=activity.reviews_asked)
    )
    return set(wrote.values_list("reviewer", flat=True))


def approvals_of(person: User, first: date | None, last: date | None) -> QuerySet[Claim]:
    """Approvals that stand, of days within the span, with their lines."""
    wanted = Q(state__in=lifecycle.STANDING, person=person)
    if first:
        wanted &= Q(ends__gte=first)
    if last:
        wanted &= Q(starts__lte=last)
    return claims().filter(wanted).prefetch_related("lines").order_by("starts", "pk")


def today(now: datetime) -> date:
    """The day hours are counted by: UTC, so that nobody's day is longer than another's."""
    return now.astimezone(UTC).date()


def last_words(claim: Claim) -> str:
    """What was said with the last step."""
    last = claim.steps.order_by("-at", "-pk").first()
    return last.words if last else ""
