# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What may be put into a claim, and what stands in one already: no hour is approved twice."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet, Sum

from peerreview.accounts.models import User
from peerreview.hours import lifecycle, units
from peerreview.hours.models import ActiveDay, Claim, HoursKind, Line, Place
from peerreview.hours.queries import between, entries_of, grants_of
from peerreview.hours.units import Amount

# One claim has no more lines of its owner's choice than this.
CHOICES_MOST = 300


@dataclass(frozen=True)
class Choice:
    """Something that may be put into a claim. `key` is its source."""

    key: str
    kind: str
    first_day: date
    last_day: date
    minutes: int
    words: str
    url: str = ""
    entry_id: int | None = None

    @property
    def amount(self) -> Amount:
        """In hours."""
        return Amount(self.minutes)


def taken(person: User) -> QuerySet[Line]:
    """Lines that cannot be claimed again: approved, be it in part, or in a claim that waits for a decision.

    What was declined, withdrawn, left out of an approval or approved until that was taken back is free.
    """
    approved = Q(claim__state__in=lifecycle.STANDING, approved_minutes__gt=0)
    waits = Q(claim__state__in=lifecycle.OPEN)
    return Line.objects.filter(approved | waits, claim__person=person).order_by()


def taken_between(person: User, first: date, last: date) -> list[Line]:
    """Such lines of these days, the newest claim first, with their claims; CHOICES_MOST at most."""
    rows = taken(person).filter(first_day__lte=last, last_day__gte=first)
    return list(
        rows.select_related("claim").order_by("-claim_id", "first_day", "pk")[:CHOICES_MOST]
    )


def choices(person: User, first: date, last: date) -> list[Choice]:
    """What they may put into a claim of that period, kind by kind; CHOICES_MOST and one at most."""
    wanted = between(first, last)
    stated, own = _things(person, HoursKind.STATED), _things(person, HoursKind.DECLARED)
    grants = grants_of(person).filter(wanted).exclude(uuid__in=stated).order_by("day", "pk")
    entries = entries_of(person).filter(wanted).exclude(uuid__in=own).order_by("day", "pk")
    found = [
        *(
            Choice(f"stated:{row.uuid}", HoursKind.STATED, row.day, row.day, row.minutes, row.activity.title)
            for row in grants[: CHOICES_MOST + 1]
        ),
        *_measured(person, first, last),
        *(
            Choice(f"own:{row.uuid}", HoursKind.DECLARED, row.day, row.day, row.minutes, row.description,
                   row.url, row.pk)
            for row in entries[: CHOICES_MOST + 1]
        ),
    ]  # fmt: skip
    return found[: CHOICES_MOST + 1]


def _things(person: User, kind: str) -> list[UUID]:
    """Ids of grants or entries that are taken: the thing as a whole, whatever its day says now."""
    sources = taken(person).filter(kind=kind).values_list("source", flat=True)
    return [UUID(source.partition(":")[2]) for source in sources]


def _measured(person: User, first: date, last: date) -> Iterable[Choice]:
    """Measured time by place. Where some of the days are taken, each run of the others is by itself."""
    active = ActiveDay.objects.filter(between(first, last), person=person, minutes__gt=0)
    days = active.order_by().values("place", "day").annotate(sum=Sum("minutes"))
    by_place: dict[str, dict[date, int]] = {}
    for row in days:
        by_place.setdefault(row["place"], {})[row["day"]] = row["sum"]
    gone = taken(person).filter(kind=HoursKind.EVIDENCED, first_day__lte=last, last_day__gte=first)
    spans = list(gone.values_list("source", "first_day", "last_day"))
    for place, sums in sorted(by_place.items()):
        held = [(starts, ends) for source, starts, ends in spans if place_of(source) == place]
        for starts, ends in units.free_runs(first, last, held):
            minutes = sum(each for day, each in sums.items() if starts <= day <= ends)
            if minutes:
                key = f"active:{place}" + (f":{starts.isoformat()}" if held else "")
                words = str(Place(place).label)
                yield Choice(key, HoursKind.EVIDENCED, starts, ends, minutes, words)


def place_of(source: str) -> str:
    """Where time was measured, by the source of its line; for other lines, the thing itself."""
    return source.split(":")[1]


def approved_elsewhere(claim: Claim, lines: Iterable[Line]) -> list[Line]:
    """Those of these lines of the claim that stand approved in another claim of the same person."""
    rows = Line.objects.filter(
        claim__person=claim.person_id, claim__state__in=lifecycle.STANDING, approved_minutes__gt=0
    ).exclude(claim=claim)
    others = list(rows.values_list("kind", "source", "first_day", "last_day"))
    return [line for line in lines if any(_is_same_time(line, *other) for other in others)]


def _is_same_time(line: Line, kind: str, source: str, first: date, last: date) -> bool:
    if line.kind != kind or place_of(line.source) != place_of(source):
        return False
    is_measured = kind == HoursKind.EVIDENCED
    return not is_measured or (line.first_day <= last and first <= line.last_day)
