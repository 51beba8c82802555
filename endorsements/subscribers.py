# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What endorsements do when something below them, or among them, happened."""

from endorsements import mirror, queries, services, weighing
from endorsements.events import (
    EndorsementGiven,
    EndorsementHidden,
    EndorsementShown,
    EndorsementWithdrawn,
)
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
from peerreview.outbox.registry import on, periodically
from peerreview.testimony import OutcomeComputed, result_facts, results_of_activity


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


@on(EndorsementGiven, together=True)
def weigh_given(events: list[EndorsementGiven]) -> None:
    """They count for their recipients at once."""
    weighing.recount(people={event.recipient_id for event in events})


@on(EndorsementHidden, together=True)
@on(EndorsementWithdrawn, together=True)
def weigh_without(events: list[EndorsementHidden] | list[EndorsementWithdrawn]) -> None:
    """Withdrawn or set aside is as if never given. What its recipient hides goes on counting: see
    `counted`."""
    weighing.recount(people={event.recipient_id for event in events})


@on(EndorsementShown, together=True)
def weigh_shown(events: list[EndorsementShown]) -> None:
    """What its recipient accepts counts."""
    weighing.recount(people={event.recipient_id for event in events})


@on(OutcomeComputed)
def remember_result(event: OutcomeComputed) -> None:
    """What reviewers found, for those who vouched before."""
    mirror.remember(results=result_facts(event.submission_id))


@on(ResultsReleased)
def remember_released(event: ResultsReleased) -> None:
    """What was found before, and may be told from now on."""
    mirror.remember(results=results_of_activity(event.activity_id))


@periodically
def weigh_everything_nightly() -> None:
    """The whole, once a day."""
    weighing.recompute_when_due()
