# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What reviewers may show of how near they judge to the reference: a band, never a number."""

from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from peerreview.calibration.measures import calibrated
from peerreview.calibration.models import Clearance
from peerreview.calibration.words import nearness
from peerreview.portfolio import registry

# Each is measured anew, so only so many are.
MOST = 8


@registry.offer(
    registry.Kind(
        name="calibration",
        label=gettext_lazy("As a reviewer"),
        help=gettext_lazy(
            "Where you passed the examples that reviewers are calibrated on, as a band."
        ),
        icon="scale",
        most=5,
        order=40,
    )
)
def calibrations(person: Any, keys: Collection[str] | None) -> list[registry.Piece]:
    """Activities in which they were calibrated, the newest first."""
    rows = Clearance.objects.filter(person=person, state=Clearance.State.CALIBRATED)
    if keys is not None:
        rows = rows.filter(activity__uuid__in=keys)
    rows = rows.select_related("activity__rubric_version").order_by("-at", "-pk")[:MOST]
    found = ((row, calibrated(person.pk, row.activity)) for row in rows)
    return [_piece(row, measured.distance) for row, measured in found if measured]


def _piece(row: Clearance, distance: float) -> registry.Piece:
    return registry.Piece(
        key=str(row.activity.uuid),
        title=_("Calibrated on “%(rubric)s”") % {"rubric": row.activity.rubric_version.title},
        at=row.at,
        about=nearness(distance),
        limits=_("Measured on examples with a known rating, before any work of others was read."),
    )
