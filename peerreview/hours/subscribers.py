# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Hours follow what people do: grants, links by mail, and sheets that go with their day."""

from peerreview.activities.events import SubmissionMade, SubmissionWithdrawn
from peerreview.activities.models import Submission
from peerreview.activities.queries import authors_of
from peerreview.hours import mailing, measuring, services
from peerreview.hours.events import HoursClaimAnswered, HoursClaimed, HoursStated
from peerreview.outbox.registry import on, periodically
from peerreview.reviews.events import ReviewSetAside, ReviewSubmitted
from peerreview.reviews.models import Review


@on(HoursStated)
def grant_to_all(event: HoursStated) -> None:
    """Whoever was done before it was stated."""
    services.settle(activity_id=event.activity_id)


@on(SubmissionMade)
@on(SubmissionWithdrawn)
def settle_authors(event: SubmissionMade | SubmissionWithdrawn) -> None:
    """Who handed in may be done; who took it back is not."""
    submission = (
        Submission.objects.select_related("activity").filter(pk=event.submission_id).first()
    )
    # Nobody is left where who handed in has deleted their account since.
    for person_id in authors_of(submission) if submission else ():
        services.settle(activity_id=event.activity_id, person_id=person_id)


@on(ReviewSubmitted)
def settle_reviewer(event: ReviewSubmitted) -> None:
    """Their last review may be what was missing."""
    services.settle(activity_id=event.activity_id, person_id=event.reviewer_id)


@on(ReviewSetAside)
def settle_without_review(event: ReviewSetAside) -> None:
    """A review that counts no more is one that is missing."""
    reviewer = Review.objects.values_list("reviewer_id", flat=True).get(pk=event.review_id)
    services.settle(activity_id=event.activity_id, person_id=reviewer)


@on(HoursClaimed, apart=True)
@on(HoursClaimAnswered, apart=True)
def send_link(event: HoursClaimed | HoursClaimAnswered) -> None:
    """To who decides without an account."""
    mailing.send_link(claim_id=event.claim_id)


@periodically
def forget_sheets() -> None:
    """Of days that are over only the sums stay."""
    measuring.forget_sheets()
