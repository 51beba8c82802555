# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""When evidence changes, consider again."""

from collections.abc import Iterable

from badges import assessing, attesting, batching, criteria, queries, rule_queries, trying
from badges.events import (
    AssessorChanged,
    BadgeOwed,
    CredentialIssued,
    CredentialRevoked,
    CriteriaPublished,
    TrialDue,
)
from badges.evidence import Section
from badges.models import Achievement
from badges.sources import deeds, endorsements
from endorsements.evidence import (
    EndorsementGiven,
    EndorsementHidden,
    EndorsementShown,
    EndorsementWithdrawn,
    MergeUndone,
    SkillsMerged,
    StandingChanged,
    losses_from,
)
from peerreview.accounts.events import AddressesChanged
from peerreview.deeds import (
    CaseReinstated,
    CaseRuled,
    FitMade,
    MemberJoined,
    MemberLeft,
    ReviewerCleared,
    RoleChanged,
    ThingFlagged,
    ThingHidden,
)
from peerreview.evidence import (
    AppealDecided,
    HoursDecided,
    HoursGranted,
    HoursTaken,
    OutcomeComputed,
    PurposeChosen,
    ResultsReleased,
    ReviewSetAside,
    ReviewSubmitted,
    SelfAssessed,
    SubmissionUnsealed,
    UptakeConfirmed,
    activity_uuid,
    authors_by_id,
    opens_by_reviewing,
    people_with_submission,
)
from peerreview.kernel import clock
from peerreview.outbox.registry import on, periodically

# A minute's share of what the calendar changes.
LOOKS_AT_ONCE = 100

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
    _consider_for_reviews_given([event.reviewer_id], authors_by_id(event.submission_id))


@on(ReviewSetAside)
def consider_without_review(event: ReviewSetAside) -> None:
    """A review counts no more for who wrote it; its author hears by the outcome."""
    _consider_for_reviews_given([event.reviewer_id], authors_by_id(event.submission_id))


@on(ThingHidden)
@on(CaseRuled)
@on(CaseReinstated)
def consider_for_a_hidden_review(event: ThingHidden | CaseRuled | CaseReinstated) -> None:
    """A review is put away while its case is open, or is back."""
    writers, authors = deeds.flagged_review(event.case_id)
    _consider_for_reviews_given(writers, authors)
    for person_id in authors:
        _consider_reading({Section.REVIEWS}, person_id)


def _consider_for_reviews_given(writers: Iterable[int], authors: Iterable[int]) -> None:
    """Of those who wrote them; and of those they are for, whose own reviews of the writers count by
    whether these reviewed them in turn."""
    for person_id in writers:
        _consider_reading({Section.GIVEN, Section.MENTORED}, person_id)
    for person_id in authors:
        _consider_reading({Section.GIVEN}, person_id)


@on(FitMade)
def consider_for_reliability(event: FitMade) -> None:
    """How reliably people review is known anew, which some rules ask of each review."""
    activity = activity_uuid(event.activity_id)
    asking = [each for each in queries.tied_to(activity) if _reads(each, {Section.REVIEWS})]
    for person_id in people_with_submission(activity) if asking else ():
        _consider(person_id, asking)


@on(MemberJoined)
@on(MemberLeft)
@on(RoleChanged)
def consider_for_group(event: MemberJoined | MemberLeft | RoleChanged) -> None:
    """Who is in a study group makes whose words and reviews come from inside it."""
    for person_id in deeds.ever_in_group(event.cohort_id):
        _consider_reading({Section.GROUP, Section.REVIEWS}, person_id)


@on(AddressesChanged)
def consider_for_identity(event: AddressesChanged) -> None:
    """An address was confirmed, or is gone."""
    _consider_reading({Section.IDENTITY}, event.user_id)


@on(SkillsMerged)
@on(MergeUndone)
def consider_for_merged_skills(event: SkillsMerged | MergeUndone) -> None:
    """What was said for one skill counts for another."""
    for person_id in endorsements.people_endorsed_for([event.source_id, event.target_id]):
        _consider_for_endorsements(person_id)


@on(UptakeConfirmed)
def consider_for_uptake(event: UptakeConfirmed) -> None:
    """An author acted upon a remark: to the credit of who made it."""
    _consider_reading({Section.GIVEN, Section.MENTORED}, event.reviewer_id)


@on(ReviewerCleared)
def consider_for_calibration(event: ReviewerCleared) -> None:
    """Somebody rated the examples of an activity."""
    _consider_reading({Section.CALIBRATION}, event.person_id)


@on(HoursGranted)
@on(HoursTaken)
@on(HoursDecided)
def consider_for_hours(event: HoursGranted | HoursTaken | HoursDecided) -> None:
    """Hours were granted, approved, or taken back."""
    _consider_reading({Section.HOURS}, event.person_id)


@on(StandingChanged)
def consider_for_standing(event: StandingChanged) -> None:
    """What endorsements weigh together is another than before."""
    _consider_reading({Section.STANDINGS}, event.person_id)


@on(ThingFlagged)
@on(CaseRuled)
def consider_for_flags(event: ThingFlagged | CaseRuled) -> None:
    """A work was flagged, or its flag was ruled on."""
    authors, _activity = deeds.flagged_work(event.case_id)
    for person_id in authors:
        _consider_reading({Section.FLAGS}, person_id)


@on(CredentialIssued)
@on(CredentialRevoked)
def consider_for_held(event: CredentialIssued | CredentialRevoked) -> None:
    """A badge may count towards another."""
    _consider_reading({Section.HELD}, event.recipient_id)


@on(TrialDue)
def try_some_more(event: TrialDue) -> None:
    """A rule is tried on the next people."""
    trying.go_on(trial_id=event.trial_id, begin=event.begin)


@periodically
def consider_by_the_calendar() -> None:
    """What time alone may have changed."""
    due = rule_queries.due_for_a_look(clock.now().date())
    for progress in due[:LOOKS_AT_ONCE]:
        assessing.consider(person_id=progress.person_id, achievement=progress.achievement)


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


@on(BadgeOwed, together=True, most=batching.AT_ONCE)
def issue_what_is_owed(events: list[BadgeOwed]) -> None:
    """Badges of a batch."""
    batching.issue_items(item_ids=[event.item_id for event in events])


@on(AssessorChanged)
def consider_for_assessor(event: AssessorChanged) -> None:
    """Other people's approvals count from now on."""
    achievement = queries.achievement_with_pk(event.achievement_id)
    for progress in rule_queries.on_the_way_to(achievement):
        assessing.consider(person_id=progress.person_id, achievement=achievement)


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
    _consider_reading({Section.ENDORSEMENTS, Section.GROUP}, person_id)


def _consider_reading(sections: set[Section], person_id: int) -> None:
    """The achievements whose rule reads what changed, and that it could bring the person nearer."""
    begun = queries.begun_by(person_id)
    _consider(
        person_id,
        (
            achievement
            for achievement in queries.catalogue()
            if _could_matter(achievement, sections, has_begun=achievement.pk in begun)
        ),
    )


def _could_matter(achievement: Achievement, sections: set[Section], *, has_begun: bool) -> bool:
    """Not where no version reads it, nor where a submission is needed and none was made. The list
    of versions is at hand; the first holds now, earlier ones for who asked under them."""
    if not _reads(achievement, sections):
        return False
    newest = achievement.criteria_versions.all()[0]
    return has_begun or not criteria.needs_submission(newest.tree)


def _reads(achievement: Achievement, sections: set[Section]) -> bool:
    versions = achievement.criteria_versions.all()
    return any(criteria.reads(version.tree) & sections for version in versions)


def _consider(person_id: int, achievements: Iterable[Achievement]) -> None:
    for achievement in achievements:
        assessing.consider(person_id=person_id, achievement=achievement)
