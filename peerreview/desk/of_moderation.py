# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Flags, appeals and signals on the board and in the queue."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from peerreview.activities import attention
from peerreview.activities.attention import Found, Item
from peerreview.activities.models import Activity, Submission
from peerreview.desk import addresses
from peerreview.moderation.models import Appeal, Case
from peerreview.moderation.queries import UNDECIDED, appeals_in, signals_in
from peerreview.moderation.signs import Sign, signs_of

# ---- Marks ----------------------------------------------------------------------------------


def _open_cases(activity: Activity) -> QuerySet[Case]:
    return Case.objects.filter(activity=activity).exclude(state=Case.State.CLOSED)


def flagged(activity: Activity) -> QuerySet[Submission]:
    """Works that are flagged, or of which a review is."""
    things = _open_cases(activity).values("thing")
    works = Submission.objects.filter(activity=activity)
    return works.filter(uuid__in=things) | works.filter(reviews__uuid__in=things)


def appealed(activity: Activity) -> QuerySet[Submission]:
    """Works with an appeal that is not decided."""
    return Submission.objects.filter(activity=activity, appeals__state__in=UNDECIDED)


attention.offer_mark("flagged", gettext_lazy("Flagged"), works=flagged, tone="revoked", order=10)
attention.offer_mark(
    "appealed", gettext_lazy("Appealed"), works=appealed, tone="contested", order=20
)


# ---- The queue ------------------------------------------------------------------------------


@attention.offer_kind("flagged", gettext_lazy("Flagged"), icon="flag", order=10)
def cases(activity: Activity, _now: datetime) -> Sequence[Item]:
    """Flags nobody has ruled on, answered ones first."""

    def item(case: Case) -> Item:
        answered = case.state == Case.State.ANSWERED
        more = _("It is answered: rule on it.") if answered else _("It waits for an answer.")
        return Item(
            kind="flagged",
            title=str(_about(case)),
            why=f"{_said(case.said)} {more}",
            url=reverse("case", args=[case.uuid]),
            since=case.opened_at,
        )

    rows = _open_cases(activity).annotate(said=Count("flags")).select_related("accused")
    return Found(rows.order_by("state", "opened_at", "pk"), item)


def _said(count: int) -> str:
    """By whom it was brought up: a case may come from a facilitator alone."""
    if not count:
        return _("A facilitator opened it; nobody flagged it.")
    return ngettext("%(n)d person flagged it.", "%(n)d people flagged it.", count) % {"n": count}


def _about(case: Case) -> str:
    """Whose thing it is, as the facilitator reads it."""
    name = case.accused.display_name if case.accused else _("Somebody who left")
    return _("About %(name)s") % {"name": name}


@attention.offer_kind("appealed", gettext_lazy("Appeals"), icon="scale", order=5)
def appeals(activity: Activity, _now: datetime) -> Sequence[Item]:
    """Appeals that are not decided."""

    def item(appeal: Appeal) -> Item:
        why = _("%(name)s says that the result on “%(criterion)s” is wrong.")
        author = appeal.submission.author
        values = {"name": author.display_name, "criterion": appeal.criterion.title}
        return Item(
            kind="appealed",
            title=appeal.submission.version.title or _("Untitled work"),
            why=why % values,
            url=reverse("appeal", args=[appeal.uuid]),
            since=appeal.made_at,
            person=author.uuid,
            work=appeal.submission.uuid,
            place=addresses.criterion(appeal.criterion.key),
        )

    return Found(appeals_in(activity).filter(state__in=UNDECIDED), item)


@attention.offer_kind("signals", gettext_lazy("Worth a look"), icon="radar", order=50)
def signals(activity: Activity, _now: datetime) -> Sequence[Item]:
    """Patterns a program found; a hint, not a verdict."""

    url = reverse("signals", args=[activity.uuid])
    return Signalled(signals_in(activity), partial(_signal, url))


@dataclass(frozen=True)
class Signalled(Found):
    """Signals with what they are about, read once for those shown."""

    def __getitem__(self, index: Any) -> Any:
        if not isinstance(index, slice):
            return self[index : index + 1][0]
        return [self.make(sign) for sign in signs_of(self.rows[index])]


def _signal(url: str, sign: Sign) -> Item:
    works = dict.fromkeys(each.title or str(_("Untitled work")) for each in sign.evidence)
    about = ", ".join(f"“{title}”" for title in works)
    hint = _("A program noticed this in some reviews. It may well be a false alarm: look.")
    return Item(
        kind="signals",
        title=f"{sign.label}: {about}" if about else str(sign.label),
        why=hint,
        url=url,
        since=sign.signal.found_at,
    )


attention.offer_act(
    ("appealed",), gettext_lazy("Decide"), "submission", icon="gavel", of="work", to_place=True
)
attention.offer_act(
    ("appealed",), gettext_lazy("Write"), "desk-letter-new",
    icon="mail", of="person", query="who",
)  # fmt: skip
