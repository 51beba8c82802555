# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Hours that a person may show to administrators and committees: kind by kind, approval by approval."""

from collections.abc import Collection
from typing import Any

from django.urls import reverse
from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from peerreview.hours import facts, printing, units
from peerreview.hours.facts import ApprovalItem, HoursFact
from peerreview.hours.models import HoursKind
from peerreview.portfolio import registry
from peerreview.portfolio.registry import Fact, Piece

TITLES: dict[str, Promise] = {
    HoursKind.STATED: gettext_lazy("Stated hours"),
    HoursKind.EVIDENCED: gettext_lazy("Evidenced hours"),
    HoursKind.DECLARED: gettext_lazy("Self-declared hours"),
}


def _apart(person: Any, keys: Collection[str]) -> list[str]:
    return [
        _("The three kinds may be of the same time. They are never added together."),
        printing.rule_words(units.CONTACT_HOURS),
    ]


@registry.offer(
    registry.Kind(
        name="hours",
        label=gettext_lazy("Hours"),
        help=gettext_lazy(
            "Each kind and each approval is shown only if you choose it, and only in the views for an administrator and a committee."
        ),
        icon="clock",
        most=24,
        order=80,
        summary=_apart,
    )
)
def hours(person: Any, keys: Collection[str] | None) -> list[Piece]:
    """The kinds there is something of, then the approvals that stand, the newest first."""
    items = facts.items_of(person.pk)
    kinds = [_kind(fact) for fact in items.facts if fact.minutes]
    found = [*kinds, *(_approval(each) for each in items.approvals)]
    if keys is not None:
        return [piece for piece in found if piece.key in keys]
    return found[: registry.MOST_OFFERED]


def _kind(fact: HoursFact) -> Piece:
    kind = HoursKind(fact.kind)
    lines = [_amount(_("Altogether"), fact.minutes, units.ceu(fact.minutes))]
    if fact.approved_minutes:
        approved = fact.approved_minutes
        lines.append(_amount(_("Of these approved"), approved, units.ceu(approved)))
    said = printing.EXPLAINED[kind]()
    return Piece(
        key=f"kind-{kind.value}",
        title=str(TITLES[kind]),
        about=said[:1].upper() + said[1:] + ".",
        facts=tuple(lines),
    )


def _approval(item: ApprovalItem) -> Piece:
    days = {"from": _day(item.starts), "to": _day(item.ends)}
    return Piece(
        key=f"approval-{item.claim_uuid}",
        title=_("Approved hours, %(from)s to %(to)s") % days,
        at=item.approved_at,
        by=item.approved_by,
        facts=tuple(
            _amount(str(TITLES[kind]), minutes, item.units[kind])
            for kind, minutes in item.minutes.items()
        ),
        limits="" if item.per_unit == units.CONTACT_HOURS else printing.rule_words(item.per_unit),
        check_path=reverse("hours-check", args=[item.code]) if item.code else "",
        prints=item.printed_name if item.code else "",
    )


def _amount(label: str, minutes: int, ceu: object) -> Fact:
    said = {"hours": units.clock_words(minutes), "units": formats.number_format(ceu)}
    return Fact(label=label, words=_("%(hours)s hours (%(units)s CEU)") % said)


def _day(day: Any) -> str:
    return formats.date_format(day, "DATE_FORMAT")
