# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Revealed ratings criterion by criterion: who said what, how far apart they were, what changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from peerreview.rubrics.models import Criterion
from peerreview.rubrics.queries import criteria_at_hand
from peerreview.rubrics.sheets import judged
from peerreview.studio import plots, queries
from peerreview.studio.models import Ballot, Session


@dataclass(frozen=True)
class Said:
    """What one person rated: titles of levels, "" where there is none, and their words, each once.

    `moved` is in levels; `is_kept` is whether they rated twice and said the same.
    """

    person: Any
    number: int
    first: str
    second: str
    words: tuple[str, ...]
    is_late: bool
    moved: int
    is_kept: bool
    line: plots.Line


@dataclass(frozen=True)
class Result:
    """One criterion. `spread` is from the lowest to the highest of the last revealed round, in levels."""

    title: str
    said: tuple[Said, ...]
    spread: int
    change: str


Row = tuple[Any, Ballot | None, Ballot | None]


def results_of(session: Session) -> list[Result]:
    """In the rubric's order; empty while nothing is revealed."""
    ballots = queries.revealed_ballots(session)
    if not ballots:
        return []
    found = {(ballot.seat_id, ballot.round): ballot for ballot in ballots}
    seats = {ballot.seat_id: ballot.seat for ballot in ballots}
    rows = [
        (seat, found.get((seat.pk, 1)), found.get((seat.pk, 2)))
        for seat in sorted(seats.values(), key=lambda seat: seat.number)
    ]
    criteria = judged(criteria_at_hand(session.rubric_version))
    return [_result(criterion, rows, session.revealed) for criterion in criteria]


def widest(results: Sequence[Result]) -> Result | None:
    """Where they are furthest apart; None when they agree on everything."""
    apart = [result for result in results if result.spread]
    return max(apart, key=lambda result: result.spread, default=None)


def _result(criterion: Criterion, rows: Sequence[Row], revealed: int) -> Result:
    titles = {level.value: level.title for level in criterion.levels.all()}
    last = [value for row in rows if (value := _value(row[revealed], criterion)) is not None]
    said = tuple(_said(row, criterion, titles) for row in rows)
    return Result(
        title=criterion.title,
        said=said,
        spread=max(last) - min(last) if last else 0,
        change=_change(said) if revealed == 2 else "",
    )


def _said(row: Row, criterion: Criterion, titles: dict[int, str]) -> Said:
    seat, *ballots = row
    first, second = (_value(ballot, criterion) for ballot in ballots)
    given, key = [ballot for ballot in ballots if ballot], criterion.key
    return Said(
        person=seat.person,
        number=seat.number,
        first=titles.get(first, ""),
        second=titles.get(second, ""),
        words=tuple(dict.fromkeys(each.words[key] for each in given if key in each.words)),
        is_late=any(each.is_late for each in given),
        moved=0 if None in (first, second) else second - first,
        is_kept=first is not None and first == second,
        line=plots.line(first, second, levels=len(titles)),
    )


def _value(ballot: Ballot | None, criterion: Criterion) -> int | None:
    return ballot.levels.get(criterion.key) if ballot else None


def _change(said: Sequence[Said]) -> str:
    moved = sum(1 for each in said if each.moved)
    if not moved:
        return _("Nobody changed their mind here.")
    words = ngettext(
        "%(count)d person changed their mind.", "%(count)d people changed their mind.", moved
    )
    return words % {"count": moved}
