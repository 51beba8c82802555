# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""How many reviewers more each submission needs, counted anew when the activity asks for another number."""

from django.db.models import F

from peerreview.activities.models import Activity, Submission


def recount_places(activity: Activity) -> None:
    """Make `places_left` follow from the activity's number and what is counted; in the caller's transaction."""
    left = activity.reviews_needed - F("reviews_done") - F("reviews_leased")
    rows = Submission.objects.filter(activity=activity).exclude(places_left=left)
    rows.update(places_left=left)
