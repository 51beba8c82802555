# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What reviewers and authors are told by the clock, or of work that cannot be opened."""

from datetime import datetime, timedelta

from django.urls import reverse

from peerreview.activities import reminding
from peerreview.activities.models import Submission
from peerreview.activities.queries import authors_of
from peerreview.activities.stages import Act
from peerreview.allocation import notices, queries
from peerreview.kernel import clock
from peerreview.notifications.services import notify

LAPSES_SOON = timedelta(minutes=30)
AT_ONCE = 200


def remind_reviewers(*, now: datetime | None = None) -> None:
    """Those who still owe reviews hear that reviewing ends soon."""
    at = now or clock.now()
    for activity in reminding.due_soon(at, "review_by"):
        duties, _rate = queries.duties_in(activity, at)
        owing = [duty.reviewer_id for duty in duties if duty.remaining]
        reminding.tell_due(activity=activity, act=Act.REVIEW, behind=owing, now=at)


def warn_of_lapse(*, now: datetime | None = None) -> int:
    """Tell reviewers whose lease is nearly over, once for each time they took the duty; how many."""
    at = now or clock.now()
    lapsing = queries.lapsed(at + LAPSES_SOON).filter(lease_until__gt=at)
    rows = lapsing.select_related("submission__activity")[:AT_ONCE]
    return sum(
        len(
            notify(
                to=[row.reviewer_id],
                kind=notices.EXPIRING,
                key=f"{row.uuid}:{row.leased_at.isoformat()}",
                params={"activity": row.submission.activity.title},
                link=reverse("review-home"),
                now=at,
            )
        )
        for row in rows
    )


def tell_unreadable(*, submission_id: int, now: datetime | None = None) -> None:
    """Tell the authors that their work cannot be opened. By whom is nobody's business."""
    work = Submission.objects.select_related("activity").filter(pk=submission_id).first()
    if work is None:
        return
    notify(
        to=authors_of(work),
        kind=notices.UNREADABLE,
        key=str(work.uuid),
        params={"activity": work.activity.title},
        link=reverse("activity", args=[work.activity.uuid]),
        now=now,
    )
