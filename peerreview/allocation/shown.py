# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What pages of facilitators show, as plain values."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from peerreview.accounts.models import User
from peerreview.activities.models import Activity
from peerreview.allocation import overview, planning, simulation, words
from peerreview.allocation.models import Assignment
from peerreview.kernel.errors import Conflict

PAGES = (
    "allocation",
    "allocation-rules",
    "allocation-plan",
    "allocation-assign",
    "allocation-simulate",
)


def tabs(activity: Any, current: str) -> list[dict[str, Any]]:
    """The five pages, as tabs."""
    labels = (
        _("Who reviews what"),
        _("Rules"),
        _("Plan"),
        _("Assign by hand"),
        _("What if"),
    )
    return [
        {"label": label, "url": reverse(name, args=[activity.uuid]), "current": name == current}
        for name, label in zip(PAGES, labels, strict=True)
    ]


def filters(counts: dict[str, int], state: str, search: str) -> list[dict[str, Any]]:
    """The links above the list: all, then each state with how many there are."""
    rows = [("", _("All"), sum(counts.values()))]
    rows += [(each.value, each.label, counts[each.value]) for each in Assignment.State]
    return [
        {
            "label": label,
            "url": "?" + urlencode({"state": value, "q": search}),
            "count": count,
            "current": value == state,
        }
        for value, label, count in rows
    ]


def remarks(stored: Sequence[Any]) -> list[str]:
    """What has to be said about a plan, in words."""
    return [words.of_remark((code, numbers)) for code, numbers in stored]


def seed(typed: str) -> int | None:
    """The number of a lot; None for anything else."""
    is_number = typed.isascii() and typed.isdigit() and len(typed) < 12
    return int(typed) % planning.SEED_MOST if is_number else None


@dataclass(frozen=True)
class Row:
    """Whom one person would review."""

    reviewer: User
    authors: list[User]


def drawn(activity: Activity, number: int | None) -> dict[str, Any]:
    """A plan that is not published: by reviewer, or why there is none."""
    try:
        preview = planning.preview(activity=activity, seed=number)
    except Conflict as error:
        return {"pairs": [], "why_not": error.message}
    people = overview.names_of(preview.works)
    authors: dict[int, list[User]] = {}
    for by, of in preview.drawing.pairs:
        authors.setdefault(by, []).append(people[of])
    rows = [Row(people[by], given) for by, given in authors.items()]
    return {
        "pairs": sorted(rows, key=lambda row: (row.reviewer.display_name.lower(), row.reviewer.pk)),
        "preview": preview,
        "remarks": remarks(preview.remarks),
    }


def size(activity: Activity) -> dict[str, bool]:
    """Whether only a part of the group is played, and whether it is too small for its needs."""
    works = overview.totals(activity).works
    return {
        "is_part": works > simulation.PEOPLE_AT_MOST,
        "is_tiny": 0 < works < 2 * activity.reviews_needed + 1,
    }


@dataclass(frozen=True)
class Played:
    """The result for one number of reviews asked, in whole per cent."""

    asked: int
    enough: int
    none: int
    written_each: float
    is_chosen: bool


def played(activity: Activity, *, dropout: int, asked: int) -> list[Played]:
    """What comes out when that many reviews are asked of each, and one or two more."""
    works = overview.works_to_play(activity)
    rows = []
    for number in range(asked, asked + 3):
        result = simulation.simulate(
            works,
            needed=activity.reviews_needed,
            asked=number,
            dropout=dropout / 100,
            order=activity.pick_order,
        )
        enough, none = round(100 * result.enough), round(100 * result.none)
        rows.append(Played(number, enough, none, result.written_each, number == asked))
    return rows if works else []
