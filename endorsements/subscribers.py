# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What endorsements do when something below them happened."""

from endorsements import queries, services
from endorsements.sources import (
    ResultsReleased,
    ReviewSetAside,
    ReviewSubmitted,
    SelfAssessed,
    SubmissionUnsealed,
    authors_by_id,
    review_uuid_of,
    version_ids_of,
)
from peerreview.outbox.registry import on


@on(ReviewSetAside)
def end_what_rested_on_it(event: ReviewSetAside) -> None:
    """A review that no longer counts is no ground to vouch on."""
    services.end_for_review(review_uuid=review_uuid_of(event.review_id))


@on(SelfAssessed)
@on(SubmissionUnsealed)
def open_for_authors(event: SelfAssessed | SubmissionUnsealed) -> None:
    """Its authors may read the reviews from now on."""
    for person_id in authors_by_id(event.submission_id):
        services.open_for(person_id=person_id)


@on(ReviewSubmitted)
def open_after_review(event: ReviewSubmitted) -> None:
    """Who pays by reviewing may have paid; a work that needed this review may be complete."""
    services.open_for(person_id=event.reviewer_id)
    for person_id in authors_by_id(event.submission_id):
        services.open_for(person_id=person_id)


@on(ResultsReleased)
def open_at_the_release(event: ResultsReleased) -> None:
    """Everybody reads their reviews from now on."""
    for person_id in queries.people_unopened(version_ids_of(event.activity_id)):
        services.open_for(person_id=person_id)
