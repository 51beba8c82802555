# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What of an activity its facilitator may take out: nothing of a work they still have to review."""

from django.db.models import Q, QuerySet

from peerreview.accounts.models import User
from peerreview.activities.models import Activity
from peerreview.allocation.models import Assignment
from peerreview.reviews.models import Review

CHUNK = 500


def owed_by(reader: User, activity: Activity) -> QuerySet:
    """Submissions the reader still has to review themselves: the one rule hides their reviews."""
    return Assignment.objects.filter(
        ~Q(state=Assignment.State.DECLINED),
        ~Q(review__state__in=[Review.State.SUBMITTED, Review.State.SET_ASIDE]),
        submission__activity=activity,
        reviewer=reader,
    ).values("submission")


def readable_reviews(activity: Activity, reader: User) -> QuerySet[Review]:
    """What was handed in, as `reviews.visibility` lets a facilitator read it. Drafts are nobody's."""
    return (
        Review.objects.filter(submission__activity=activity)
        .exclude(state=Review.State.DRAFT)
        .exclude(submission__in=owed_by(reader, activity))
    )
