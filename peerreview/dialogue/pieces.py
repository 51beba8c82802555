# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What authors changed after a person's reviews, in the authors' words: with their consent, without their names."""

from collections.abc import Collection
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from peerreview.dialogue.models import Task
from peerreview.portfolio import registry
from peerreview.reviews.models import Review
from peerreview.reviews.pieces import author_knows_reviewer


@registry.offer(
    registry.Kind(
        name="change",
        label=gettext_lazy("What authors changed"),
        help=gettext_lazy(
            "What authors say they changed because of a review of yours, where they let you show it."
        ),
        icon="sprout",
        most=3,
        order=50,
    )
)
def changes(person: Any, keys: Collection[str] | None) -> list[registry.Piece]:
    """Confirmed in a later version, and let be shown by the author."""
    rows = Task.objects.filter(
        review__reviewer=person,
        review__state=Review.State.SUBMITTED,
        state=Task.State.DONE,
        confirmed_at__isnull=False,
        may_be_shown=True,
    )
    if keys is not None:
        rows = rows.filter(pk__in=[key for key in keys if key.isascii() and key.isdigit()])
    rows = rows.select_related("review__submission__activity").order_by("-decided_at", "-pk")
    found = rows[: registry.MOST_OFFERED]
    return [_piece(row) for row in found if author_knows_reviewer(row.review.submission.activity)]


def _piece(row: Task) -> registry.Piece:
    month = date_format(row.decided_at, "YEAR_MONTH_FORMAT")
    return registry.Piece(
        key=str(row.pk),
        title=_("Changed because of a review, %(month)s") % {"month": month},
        said=row.what_changed,
        by=_("An author, who agreed to be quoted without a name"),
    )
