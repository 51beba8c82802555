# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Reading the demo's people and their work."""

from django.db.models import F

from peerreview.accounts.models import User
from peerreview.activities.models import Activity, Submission


def demo_person(key: str) -> User | None:
    """The simulated person with that key."""
    return User.objects.filter(email=f"{key}@demo.example", is_simulated=True).first()


def final_submissions(activity: Activity, *, authors: list[User]) -> list[Submission]:
    """The works of these people that have all the reviews they need, in that order of people."""
    rows = Submission.objects.filter(
        activity=activity,
        author__in=authors,
        withdrawn_at=None,
        reviews_done__gte=F("activity__reviews_needed"),
    ).select_related("activity__rubric_version", "author")
    order = [person.pk for person in authors]
    return sorted(rows, key=lambda row: order.index(row.author_id))
