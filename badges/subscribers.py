# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""When evidence changes, consider again."""

from collections.abc import Iterable

from badges import assessing, attesting, batching, criteria, queries
from badges.events import BadgeOwed, CriteriaPublished
from badges.models import Achievement
from badges.sources import endorsements
from endorsements.evidence import (
    EndorsementGiven,
    EndorsementHidden,
    EndorsementShown,
    EndorsementWithdrawn,
    losses_from,
)
from peerreview.evidence import (
    AppealDecided,
    OutcomeComputed,
    PurposeChosen,
    ResultsReleased,
    ReviewSubmitted,
    SelfAssessed,
    SubmissionUnsealed,
    activity_uuid,
    authors_by_id,
    opens_by_reviewing,
    people_with_submission,
)
from peerreview.outbox.registry import on

# From the next night on, who lost a badge is believed less about others.
losses_from(queries.badges_lost)


@on(OutcomeComputed)
def consider_for_outcome(event: OutcomeComputed) -> None:
    """New reviews of somebody's submission: the achievements tied to its activity."""
    _consider_authors(event.submission_id, event.activity_id)


@on(PurposeChosen)
@on(SelfAssessed)
@on(SubmissionUnsealed)
def consider_authors(event: PurposeChosen | SelfAssessed | SubmissionUnsealed) -> None:
    """It counts from now on, or its reviews are open to its author now."""
    _consider_authors(event.submission_id, event.activity_id)


@on(ReviewSubmitted)
def consider_who_reviewed(event: ReviewSubmitted) -> None:
    """Where authors read their own reviews only after they have reviewed."""
    if opens_by_reviewing(event.activity_id):
        _consider(event.reviewer_id, queries.tied_to(activity_uuid(event.activity_id)))


@on(ResultsReleased)
def consider_all_at_the_release(event: ResultsReleased) -> None:
    """What nobody could read before is evidence from now on."""
    activity = activity_uuid(event.activity_id)
    for person_id in people_with_submission(activity):
        _consider(person_id, queries.tied_to(activity))


def _consider_authors(submission_id: int, activity_id: int) -> None:
    for person_id in authors_by_id(submission_id):
        _consider(person_id, queries.tied_to(activity_uuid(activity_id)))


@on(AppealDecided)
def consider_after_appeal(event: AppealDecided) -> None:
    """An appeal is decided: what is offered follows, what was claimed is never taken in silence."""
    _consider_authors(event.submission_id, event.activity_id)


@on(CriteriaPublished)
def consider_for_new_criteria(event: CriteriaPublished) -> None:
    """A rule is new: whoever has evidence already need not wait for more of it."""
    achievement = queries.achievement_with_pk(event.achievement_id)
    for person_id in queries.candidate_ids(achievement):
        assessing.consider(person_id=person_id, achievement=achievement)


@on(BadgeOwed)
def issue_what_is_owed(event: BadgeOwed) -> None:
    """One badge of a batch."""
    batching.issue_item(item_id=event.item_id)


@on(EndorsementGiven)
def consider_for_endorsement(event: EndorsementGiven) -> None:
    """Somebody vouches: the achievements that ask for endorsements."""
    _consider_for_endorsements(event.recipient_id)


@on(EndorsementWithdrawn)
def consider_without_endorsement(event: EndorsementWithdrawn) -> None:
    """Somebody no longer vouches. What was claimed stands; what was not yet is judged again."""
    _consider_for_endorsements(event.recipient_id)


@on(EndorsementHidden)
def consider_with_hidden_endorsement(event: EndorsementHidden) -> None:
    """A hidden endorsement is no evidence."""
    _consider_for_endorsements(event.recipient_id)


@on(EndorsementShown)
def sign_what_is_shown(event: EndorsementShown) -> None:
    """What others may read is signed on the endorser's behalf."""
    attesting.sign_endorsement(endorsements.uuid_of(event.endorsement_id))


@on(EndorsementHidden)
def conceal_what_is_hidden(event: EndorsementHidden) -> None:
    """Its recipient hides it: its signed form is served no more."""
    attesting.conceal(endorsements.uuid_of(event.endorsement_id))


@on(EndorsementWithdrawn)
def revoke_what_is_withdrawn(event: EndorsementWithdrawn) -> None:
    """Nobody stands by it any more: its signed form is revoked, wherever it went."""
    attesting.revoke(endorsements.uuid_of(event.endorsement_id), reason="withdrawn")


@on(EndorsementShown)
def consider_with_shown_endorsement(event: EndorsementShown) -> None:
    """A shown endorsement is evidence again."""
    _consider_for_endorsements(event.recipient_id)


def _consider_for_endorsements(person_id: int) -> None:
    begun = queries.begun_by(person_id)
    _consider(
        person_id,
        (
            achievement
            for achievement in queries.catalogue()
            if _asks_for_endorsements(achievement, has_begun=achievement.pk in begun)
        ),
    )


def _asks_for_endorsements(achievement: Achievement, *, has_begun: bool) -> bool:
    """Whether an endorsement could matter: not where a submission is needed and none was made."""
    tree = achievement.criteria_versions.all()[0].tree
    asks = any(kind == "endorsements" for kind, _ in criteria.leaves(tree))
    return asks and (has_begun or not criteria.needs_submission(tree))


def _consider(person_id: int, achievements: Iterable[Achievement]) -> None:
    for achievement in achievements:
        assessing.consider(person_id=person_id, achievement=achievement)
