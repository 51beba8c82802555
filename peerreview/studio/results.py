# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Revealed ratings criterion by criterion: who said what, how far apart they were, what changed."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from peerreview.rubrics.models import Criterion
from peerreview.rubrics.queries import criteria_at_hand
from peerreview.rubrics.sheets import judged
from peerreview.studio import plots, queries
from peerreview.studio.models import Ballot, Session


@dataclass(frozen=True)
class Said:
    """What one person rated: level titles, "" where there is none; their words; what moved and how far."""

    name: str
    first: str
    second: str
    words: tuple[str, ...]
    is_late: bool
    moved: int


@dataclass(frozen=True)
class Result:
    """One criterion. `spread` is between the lowest and the highest of the last revealed round, in levels."""

    title: str
    said: tuple[Said, ...]
    plot: plots.Plot
    spread: int
    levels: tuple[str, ...]
    words: str


def results_of(session: Session) -> list[Result]:
    """In the rubric's order; empty while nothing is revealed."""
    ballots = queries.revealed_ballots(session)
    if not ballots:
        return []
    seats = {ballot.seat_id: ballot.seat for ballot in ballots}
    people = sorted(seats.values(), key=lambda seat: seat.number)
    found = queries.by_seat(ballots)
    rows = [
        (seat.person.display_name, found.get((seat.pk, 1)), found.get((seat.pk, 2)))
        for seat in people
    ]
    criteria = judged(criteria_at_hand(session.rubric_version))
    return [_result(criterion, rows, session.revealed) for criterion in criteria]


def widest(results: Sequence[Result]) -> Result | None:
    """Where they are furthest apart; None when they agree on everything."""
    apart = [result for result in results if result.spread]
    return max(apart, key=lambda result: result.spread, default=None)


def _result(
    criterion: Criterion, rows: list[tuple[str, Ballot | None, Ballot | None]], revealed: int
) -> Result:
    titles = {level.value: level.title for level in criterion.levels.all()}
    pairs = [(name, _value(a, criterion), _value(b, criterion)) for name, a, b in rows]
    last = [pair[revealed] for pair in pairs if pair[revealed] is not None]
    said = tuple(
        Said(
            name=name,
            first=titles.get(pair[1], ""),
            second=titles.get(pair[2], ""),
            words=tuple(
                each.words[criterion.key] for each in (a, b) if _has_words(each, criterion)
            ),
            is_late=any(each is not None and each.is_late for each in (a, b)),
            moved=pair[2] - pair[1] if None not in pair[1:] else 0,
        )
        for (name, a, b), pair in zip(rows, pairs, strict=True)
    )
    return Result(
        title=criterion.title,
        said=said,
        plot=plots.plot(pairs, levels=len(titles)),
        spread=max(last) - min(last) if last else 0,
        levels=tuple(titles[value] for value in sorted(titles)),
        words=_in_words(said, revealed),
    )


def _value(ballot: Ballot | None, criterion: Criterion) -> int | None:
    return ballot.levels.get(criterion.key) if ballot else None


def _has_words(ballot: Ballot | None, criterion: Criterion) -> bool:
    return ballot is not None and criterion.key in ballot.words


def _in_words(said: Sequence[Said], revealed: int) -> str:
    if revealed < 2:
        return ""
    moved = [each for each in said if each.moved]
    if not moved:
        return _("Nobody changed their mind here.")
    return ngettext(
        "%(count)d of %(all)d rates differently now.",
        "%(count)d of %(all)d rate differently now.",
        len(moved),
    ) % {"count": len(moved), "all": len(said)}
