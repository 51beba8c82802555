# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What the badges people hold leaned on was withdrawn, or came back; and what time brings."""

from badges.awards import queries, reconsidering, refusing, renewing
from badges.awards.models import Reconsideration
from badges.events import CredentialIssued, CredentialRevoked, CredentialSuspended
from badges.evidence import Section
from badges.sources import deeds
from endorsements.evidence import (
    EndorsementGiven,
    EndorsementShown,
    EndorsementWithdrawn,
    StandingChanged,
)
from peerreview.deeds import CaseRuled
from peerreview.evidence import (
    AppealDecided,
    HoursTaken,
    OutcomeComputed,
    ReviewSetAside,
    authors_by_id,
)
from peerreview.outbox.registry import on, periodically

Cause = Reconsideration.Cause
WORK = {Section.SUBMISSION, Section.REVIEWS, Section.FLAGS}


@on(ReviewSetAside)
def doubt_for_review(event: ReviewSetAside) -> None:
    """Badges of the authors that rest on the work, and of the reviewer that rest on reviewing."""
    for person_id in authors_by_id(event.submission_id):
        reconsidering.doubt(person_id=person_id, cause=Cause.REVIEW, sections=WORK)
    given = {Section.GIVEN, Section.MENTORED}
    reconsidering.doubt(person_id=event.reviewer_id, cause=Cause.REVIEW, sections=given)


@on(AppealDecided)
def doubt_for_appeal(event: AppealDecided) -> None:
    """The result of a work changed, when an appeal was not rejected."""
    if event.state == "rejected":
        return
    for person_id in authors_by_id(event.submission_id):
        reconsidering.doubt(person_id=person_id, cause=Cause.APPEAL, sections=WORK)


@on(CaseRuled)
def doubt_for_ruling(event: CaseRuled) -> None:
    """A moderator ruled on a work."""
    authors, _activity = deeds.flagged_work(event.case_id)
    for person_id in authors:
        reconsidering.doubt(person_id=person_id, cause=Cause.WORK, sections=WORK)


@on(EndorsementWithdrawn)
def doubt_for_endorsement(event: EndorsementWithdrawn) -> None:
    """Somebody no longer vouches."""
    read = {Section.ENDORSEMENTS, Section.STANDINGS}
    reconsidering.doubt(person_id=event.recipient_id, cause=Cause.ENDORSEMENT, sections=read)


@on(HoursTaken)
def doubt_for_hours(event: HoursTaken) -> None:
    """Hours were taken back."""
    reconsidering.doubt(person_id=event.person_id, cause=Cause.HOURS, sections={Section.HOURS})


@on(CredentialRevoked)
@on(CredentialSuspended)
def doubt_for_badge(event: CredentialRevoked | CredentialSuspended) -> None:
    """A badge that may count towards others is gone, or back."""
    if getattr(event, "is_suspended", True):
        held = {Section.HELD}
        reconsidering.doubt(person_id=event.recipient_id, cause=Cause.BADGE, sections=held)
    else:
        _keep_in_step(event.recipient_id)


@on(OutcomeComputed)
def keep_in_step_with_results(event: OutcomeComputed) -> None:
    """What is watched shows in the result now, or is made up by it."""
    for person_id in authors_by_id(event.submission_id):
        _keep_in_step(person_id)


@on(EndorsementGiven)
@on(EndorsementShown)
@on(CredentialIssued)
def keep_in_step(event: EndorsementGiven | EndorsementShown | CredentialIssued) -> None:
    """Somebody vouches, or there is another badge: it may make up for what is missing."""
    _keep_in_step(event.recipient_id)


@on(StandingChanged)
def keep_in_step_with_standing(event: StandingChanged) -> None:
    """What endorsements weigh is another: what is watched shows in it, or is made up by it."""
    _keep_in_step(event.person_id)


def _keep_in_step(person_id: int) -> None:
    for case in queries.running_of(person_id):
        reconsidering.look(award=case.award)


@periodically
def what_time_brings() -> None:
    """Endings told of, appeals asked for again, cases kept in step."""
    renewing.tell_of_endings()
    refusing.remind()
    reconsidering.look_around()
