# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Calibration and authors' own ratings on the board; who asks to be let through, in the queue."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from peerreview.activities import attention
from peerreview.activities.attention import Cell, Found, Item
from peerreview.activities.models import Activity
from peerreview.activities.stages import Act
from peerreview.activities.windows import window_of
from peerreview.calibration.models import Clearance
from peerreview.reviews.models import SelfAssessment

TONES = {
    Clearance.State.CALIBRATED: "done",
    Clearance.State.WAIVED: "open",
    Clearance.State.WENT_ON: "open",
    Clearance.State.ASKED: "waiting",
}


def _has(act: Act) -> Any:
    return lambda activity: window_of(activity).has(act)


def _calibrated(activity: Activity, user_ids: Sequence[int]) -> dict[int, Cell]:
    rows = Clearance.objects.filter(activity=activity, person__in=user_ids)
    return {
        row.person_id: Cell(label=row.get_state_display(), tone=TONES.get(row.state, ""))
        for row in rows
    }


def _self_assessed(activity: Activity, user_ids: Sequence[int]) -> dict[int, Cell]:
    rows = SelfAssessment.objects.filter(
        submission__activity=activity, submission__withdrawn_at=None, person__in=user_ids
    )
    done = rows.order_by().values_list("person", flat=True)
    return {person: Cell(label=_("Done"), tone="done") for person in done}


attention.offer_column(
    "calibrated", gettext_lazy("Calibrated"), is_on=_has(Act.CALIBRATE), cells=_calibrated, order=10
)
attention.offer_column(
    "self-assessed", gettext_lazy("Own rating"), is_on=_has(Act.SELF_ASSESS), cells=_self_assessed,
    order=20,
)  # fmt: skip


@attention.offer_kind("asked", gettext_lazy("Asks to go on"), icon="hand", order=35)
def asked(activity: Activity, _now: datetime) -> Sequence[Item]:
    """People who could not calibrate and ask to be let through."""

    def item(row: Clearance) -> Item:
        return Item(
            kind="asked",
            title=row.person.display_name,
            why=row.words or _("Asks to review without having calibrated."),
            url=reverse("exemplars", args=[activity.uuid]),
            since=row.at,
            person=row.person.uuid,
        )

    rows = Clearance.objects.filter(activity=activity, state=Clearance.State.ASKED)
    return Found(rows.select_related("person").order_by("at", "pk"), item)


attention.offer_act(
    ("asked",), gettext_lazy("Write"), "desk-letter-new", icon="mail", of="person", query="who"
)
