# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What others may know of a person's hours: facts for badges, items for a portfolio."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from peerreview.hours import choosing, lifecycle, units
from peerreview.hours.models import Claim, HoursKind, Line
from peerreview.hours.printing import approver_words
from peerreview.hours.queries import claim_sums, claims, totals


@dataclass(frozen=True, kw_only=True)
class HoursFact:
    """What a person has of one kind, and how much of it somebody approved (and has not taken back)."""

    person_id: int
    kind: str
    minutes: int
    approved_minutes: int


@dataclass(frozen=True, kw_only=True)
class ApprovalItem:
    """An approval that stands, for a person's portfolio.

    Unless anybody may check it, `code` is empty and `approved_by` names nobody. `printed_name` is
    what a reader finds where it is checked.
    """

    claim_uuid: str
    starts: date
    ends: date
    printed_name: str
    approved_by: str
    approved_at: datetime
    minutes: dict[str, int]
    units: dict[str, Decimal]
    per_unit: Decimal
    code: str


@dataclass(frozen=True, kw_only=True)
class HoursItems:
    """A person's hours as an administrator reads them: three kinds, and who approved what."""

    facts: tuple[HoursFact, ...]
    approvals: tuple[ApprovalItem, ...]


def facts_about(person_id: int) -> tuple[HoursFact, ...]:
    """By kind: what there is and what is approved, nothing counted twice."""
    kinds = totals(person_id)
    approved = _approved(person_id)
    return tuple(
        HoursFact(
            person_id=person_id,
            kind=kind,
            minutes=amount.minutes,
            approved_minutes=approved.get(kind, 0),
        )
        for kind, amount in zip(
            HoursKind.values, (kinds.stated, kinds.evidenced, kinds.declared), strict=True
        )
    )


def _approved(person_id: int) -> dict[str, int]:
    lines = Line.objects.filter(
        claim__person=person_id, claim__state__in=lifecycle.STANDING, approved_minutes__gt=0
    ).order_by("pk")
    spans: dict[tuple[str, str], list[tuple[date, date, int]]] = defaultdict(list)
    rows = lines.values_list("kind", "source", "first_day", "last_day", "approved_minutes")
    for kind, source, first, last, minutes in rows:
        spans[kind, choosing.place_of(source)].append((first, last, minutes))
    found: dict[str, int] = defaultdict(int)
    for (kind, _of), each in spans.items():
        found[kind] += units.disjoint_most(each)
    return dict(found)


def items_of(person_id: int) -> HoursItems:
    """What a portfolio's view for administrators may show, once its owner chooses so."""
    standing = claims().filter(person=person_id, state__in=lifecycle.STANDING)
    rows = standing.prefetch_related("lines").order_by("-decided_at", "-pk")
    return HoursItems(
        facts=facts_about(person_id), approvals=tuple(_approval(claim) for claim in rows)
    )


def _approval(claim: Claim) -> ApprovalItem:
    sums = claim_sums(claim, claim.lines.all())
    kept = {kind: approved for kind, (_claimed, approved) in sums.items() if approved.minutes}
    return ApprovalItem(
        claim_uuid=str(claim.uuid),
        starts=claim.starts,
        ends=claim.ends,
        printed_name=claim.printed_name,
        approved_by=approver_words(claim, is_named=claim.is_public),
        approved_at=claim.decided_at or claim.made_at,
        minutes={kind: approved.minutes for kind, approved in kept.items()},
        units={kind: approved.units for kind, approved in kept.items()},
        per_unit=claim.per_unit,
        code=(claim.code or "") if claim.is_public else "",
    )
