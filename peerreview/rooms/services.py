# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Coming to a desk, staying and leaving, told to those who review the same work."""

from typing import Protocol

from peerreview.activities.models import Submission
from peerreview.reviews.models import Review
from peerreview.rooms import delivery, groups, presence, snapshots, stamps
from peerreview.rooms.messages import Presence


class Place(Protocol):
    """Where a person is seen to be while a socket is open. All three may wait for the database."""

    group: str  # every tab of this person at this place

    def come(self) -> None:
        """They have it open, for the next minute."""

    def stay(self) -> None:
        """They still have; nobody need be told."""

    def go(self) -> None:
        """They have not."""


class Desk:
    """A reviewer's place at the desk of one review, seen by those who review the same work."""

    def __init__(self, review: Review) -> None:
        self._review = review
        self.group = groups.review(review.pk)

    def come(self) -> None:
        is_news = presence.is_free(self._review.assignment_id)
        presence.sit(self._review.assignment_id)
        if is_news:
            tell_reviewers(self._review.submission_id)

    def stay(self) -> None:
        presence.sit(self._review.assignment_id)

    def go(self) -> None:
        presence.rise(self._review.assignment_id)
        tell_reviewers(self._review.submission_id)


def tell_reviewers(submission_id: int) -> None:
    """Tell the reviewers of a submission who of them is at work."""
    stamp = stamps.next_of(groups.reviewers(submission_id))
    submission = Submission.objects.select_related("activity").get(pk=submission_id)
    people = snapshots.people_reviewing(submission)
    delivery.publish(groups.reviewers(submission_id), Presence(people=people, stamp=stamp))
