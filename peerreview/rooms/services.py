# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Coming to a desk, staying and leaving, told to those who review the same work."""

from peerreview.activities.models import Submission
from peerreview.reviews.models import Review
from peerreview.rooms import delivery, groups, presence, snapshots
from peerreview.rooms.protocol import Presence


def come(review: Review) -> None:
    """The reviewer has the desk open, for the next minute."""
    presence.sit(review.assignment_id)
    tell_reviewers(review.submission_id)


def stay(review: Review) -> None:
    """They still have; nobody need be told."""
    presence.sit(review.assignment_id)


def go(review: Review) -> None:
    """They have not."""
    presence.rise(review.assignment_id)
    tell_reviewers(review.submission_id)


def tell_reviewers(submission_id: int) -> None:
    """Tell the reviewers of a submission who of them is at work."""
    submission = Submission.objects.select_related("activity").get(pk=submission_id)
    people = snapshots.people_reviewing(submission)
    delivery.publish(groups.reviewers(submission_id), Presence(people=people))
