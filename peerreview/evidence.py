# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""THE DOOR: what peer review tells badges. Facts, not rows; ids and plain values, never objects."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet

from peerreview.accounts.models import User
from peerreview.activities.events import PurposeChosen, ResultsReleased, SubmissionUnsealed
from peerreview.activities.models import Activity, Submission
from peerreview.activities.queries import authors_of, readable_by
from peerreview.aggregation import words as result_words
from peerreview.aggregation.events import OutcomeComputed
from peerreview.aggregation.models import CriterionOutcome, Outcome
from peerreview.aggregation.queries import latest_outcome
from peerreview.artifacts.queries import part_digests
from peerreview.calibration.measures import calibrated
from peerreview.cohorts.models import Membership
from peerreview.dialogue.events import UptakeConfirmed
from peerreview.dialogue.queries import uptake_of
from peerreview.groups.outside import VoicesFact, voices
from peerreview.hours.events import HoursDecided, HoursGranted, HoursTaken
from peerreview.hours.facts import HoursFact
from peerreview.hours.facts import facts_about as hours_facts
from peerreview.moderation.events import AppealDecided
from peerreview.reviews.events import ReviewSetAside, ReviewSubmitted, SelfAssessed
from peerreview.reviews.visibility import seal_of
from peerreview.reviews.vouchable import (
    ReviewedWork,
    is_under_review,
    review_uuid_of,
    reviewed_work,
    version_ids_of,
)
from peerreview.rubrics.models import Criterion
from peerreview.rubrics.queries import criteria_of

__all__ = [
    "ActivityFact",
    "AppealDecided",
    "CalibrationFact",
    "CriterionFact",
    "HoursDecided",
    "HoursFact",
    "HoursGranted",
    "HoursTaken",
    "LevelFact",
    "OutcomeComputed",
    "PartFact",
    "PurposeChosen",
    "ResultsReleased",
    "ReviewSetAside",
    "ReviewSubmitted",
    "ReviewedWork",
    "SelfAssessed",
    "SubmissionFact",
    "SubmissionUnsealed",
    "UptakeConfirmed",
    "UptakeFact",
    "VoicesFact",
    "activities_to_tie",
    "activity_fact",
    "activity_uuid",
    "authors_by_id",
    "calibration_fact",
    "hours_facts",
    "may_read_activity",
    "opens_by_reviewing",
    "people_with_submission",
    "result_words",
    "review_uuid_of",
    "reviewed_work",
    "submission_fact",
    "uptake_fact",
    "version_ids_of",
    "voices_fact",
]

# More activities than this are not offered for choice at once; the newest come first.
ACTIVITIES_OFFERED = 100


@dataclass(frozen=True)
class LevelFact:
    """A level of a criterion; `value` counts from 0, the lowest."""

    value: int
    title: str
    description: str
    points: str


@dataclass(frozen=True, kw_only=True)
class CriterionFact:
    """A criterion and, where reviews were counted, what they say together.

    `mean` ± `mean_se` is unshrunk; `posterior` ± `posterior_sd` is shrunk and for decisions;
    `at_least[v]` is P(true level ≥ v). `agreement` is in [0, 1], None with fewer than two reviews.
    `reviews_planned` is how many were to be read before the first result was known.
    """

    key: str
    title: str
    description: str
    levels: tuple[LevelFact, ...]
    reviews: int = 0
    reviews_planned: int = 0
    consensus_value: int | None = None
    mean: float | None = None
    mean_se: float | None = None
    posterior: float | None = None
    posterior_sd: float | None = None
    agreement: float | None = None
    at_least: tuple[float, ...] = ()
    state: str = "insufficient"


@dataclass(frozen=True, kw_only=True)
class PartFact:
    """One piece of the artifact: its kind and the SHA-256 (hex) of its content."""

    kind: str
    sha256: str


@dataclass(frozen=True, kw_only=True)
class SubmissionFact:
    """A person's live submission to an activity and its latest outcome (criteria without one have no reviews).

    `is_under_review`: reviewers who must not know whose it is may still come.
    """

    person_id: int
    submission_uuid: UUID
    activity_uuid: UUID
    activity_title: str
    artifact_uuid: UUID
    version_uuid: UUID
    version_title: str
    artifact_digest: str
    parts: tuple[PartFact, ...]
    submitted_at: datetime
    rubric_title: str
    rubric_digest: str
    outcome_uuid: UUID | None
    outcome_number: int
    outcome_inputs_digest: str
    algorithm: str
    independent_reviewers: int
    criteria: tuple[CriterionFact, ...]
    is_blind: bool
    is_under_review: bool


@dataclass(frozen=True, kw_only=True)
class ActivityFact:
    """An activity a badge may be tied to, with its rubric."""

    activity_uuid: UUID
    title: str
    kind: str
    rubric_title: str
    is_blind: bool
    criteria: tuple[CriterionFact, ...]


@dataclass(frozen=True, kw_only=True)
class CalibrationFact:
    """That somebody rated all exemplars of an activity within tolerance of the reference.

    `distance` is the mean absolute difference of their first tries, in levels; `bias` ± `bias_sd`
    (own minus reference) is shrunk. Who went on without has no fact.
    """

    person_id: int
    activity_uuid: UUID
    calibrated_at: datetime
    exemplars: int
    ratings: int
    distance: float
    bias: float
    bias_sd: float


def calibration_fact(person_id: int, activity_uuid: UUID) -> CalibrationFact | None:
    """How near the person was to the reference in the activity, if they are calibrated there."""
    activity = Activity.objects.filter(uuid=activity_uuid).select_related("rubric_version").first()
    found = calibrated(person_id, activity) if activity else None
    if found is None:
        return None
    return CalibrationFact(
        person_id=person_id,
        activity_uuid=activity_uuid,
        calibrated_at=found.at,
        exemplars=found.exemplars,
        ratings=found.ratings,
        distance=found.distance,
        bias=found.bias,
        bias_sd=found.bias_sd,
    )


@dataclass(frozen=True, kw_only=True)
class UptakeFact:
    """What came of a person's reviews: remarks acted upon in a later version, and by how many authors.

    Announced by UptakeConfirmed, whose `reviewer_id` is the person.
    """

    person_id: int
    remarks: int
    authors: int


def uptake_fact(person_id: int) -> UptakeFact:
    """The confirmed uptake of a person's reviews; not what authors thought of them."""
    found = uptake_of(person_id)
    return UptakeFact(person_id=person_id, remarks=found.remarks, authors=found.authors)


def voices_fact(person_id: int, activity_uuid: UUID) -> VoicesFact | None:
    """None without a result that is open to its author: how many have reviewed is told with it."""
    submission, outcome = _round_that_counts(person_id, activity_uuid)
    return voices(submission, person_id) if submission and outcome else None


def submission_fact(person_id: int, activity_uuid: UUID) -> SubmissionFact | None:
    """The person's submission to the activity with its latest outcome, if there is one."""
    submission, outcome = _round_that_counts(person_id, activity_uuid)
    return _submission(submission, person_id, outcome) if submission else None


def _round_that_counts(
    person_id: int, activity_uuid: UUID
) -> tuple[Submission | None, Outcome | None]:
    """Of several rounds the latest that has reviews; what was shown once stands until the next is
    judged. With its outcome, where that is open."""
    rounds = (
        _counting(activity_uuid)
        .filter(Q(author=person_id) | Q(coauthors__person=person_id))
        .select_related("activity__rubric_version__rubric", "version__artifact", "author")
        .order_by(F("superseded_at").desc(nulls_first=True), "-pk")
    )
    found = [(one, _open_outcome(one)) for one in rounds]
    judged = (pair for pair in found if pair[1] and pair[1].reviews_counted)
    chosen = next(judged, found[0] if found else None)
    return chosen or (None, None)


def _open_outcome(submission: Submission) -> Outcome | None:
    # What its author may not read yet is no evidence yet: an offered badge would tell them.
    is_sealed = seal_of(submission.author, submission) is not None
    return None if is_sealed else latest_outcome(submission)


def _counting(activity_uuid: UUID) -> QuerySet[Submission]:
    """Live submissions whose authors chose that they count."""
    return Submission.objects.filter(
        activity__uuid=activity_uuid, withdrawn_at=None, counts_for_badge=True
    )


def authors_by_id(submission_id: int) -> list[int]:
    """Ids of all who made a submission that an event names."""
    submission = Submission.objects.select_related("activity").get(pk=submission_id)
    return authors_of(submission)


def opens_by_reviewing(activity_id: int) -> bool:
    """Whether handing in a review here may open one's own."""
    activity = Activity.objects.get(pk=activity_id)
    return activity.author_sees == Activity.AuthorSees.PAID


def activity_fact(activity_uuid: UUID) -> ActivityFact | None:
    """An activity with the criteria of its rubric."""
    activity = Activity.objects.filter(uuid=activity_uuid).select_related("rubric_version").first()
    if activity is None:
        return None
    criteria = criteria_of(activity.rubric_version)
    return _activity(activity, tuple(_criterion(criterion, None) for criterion in criteria))


def activity_uuid(activity_id: int) -> UUID:
    """The public id of the activity that an event names."""
    return Activity.objects.values_list("uuid", flat=True).get(pk=activity_id)


def may_read_activity(user: User, activity_uuid: UUID) -> bool:
    """Whether the activity's page is open to the person."""
    return readable_by(user).filter(uuid=activity_uuid).exists()


def activities_to_tie(user_id: int) -> list[ActivityFact]:
    """Activities whose badges the person may define: those they set or facilitate, newest first."""
    facilitated = Membership.objects.filter(
        user_id=user_id, left_at=None, role=Membership.Role.FACILITATOR
    ).values("cohort_id")
    # Between groups there is nobody who looks after it for both.
    own = Activity.objects.filter(created_by_id=user_id).exclude(cohort__kind="between")
    found = Activity.objects.filter(cohort_id__in=facilitated) | own
    newest = (
        found.select_related("rubric_version")
        .prefetch_related("rubric_version__criteria__levels")
        .order_by("-created_at", "-pk")[:ACTIVITIES_OFFERED]
    )
    return [
        _activity(
            activity,
            tuple(_criterion(item, None) for item in activity.rubric_version.criteria.all()),
        )
        for activity in newest
    ]


def people_with_submission(activity_uuid: UUID) -> list[int]:
    """Ids of the people with a live submission to the activity that is to count, co-authors included."""
    rows = (
        _counting(activity_uuid)
        .filter(superseded_at=None)
        .order_by()
        .values_list("author", "coauthors__person")
    )
    return sorted({person for pair in rows for person in pair if person is not None})


def _activity(activity: Activity, criteria: tuple[CriterionFact, ...]) -> ActivityFact:
    return ActivityFact(
        activity_uuid=activity.uuid,
        title=activity.title,
        kind=activity.kind,
        rubric_title=activity.rubric_version.title,
        is_blind=activity.blindness != Activity.Blindness.OPEN,
        criteria=criteria,
    )


def _submission(submission: Submission, person_id: int, outcome: Outcome | None) -> SubmissionFact:
    activity, version = submission.activity, submission.version
    rubric = activity.rubric_version
    judged = {row.criterion_id: row for row in outcome.criteria.all()} if outcome else {}
    return SubmissionFact(
        person_id=person_id,
        submission_uuid=submission.uuid,
        activity_uuid=activity.uuid,
        activity_title=activity.title,
        artifact_uuid=version.artifact.uuid,
        version_uuid=version.uuid,
        version_title=version.title,
        artifact_digest=version.digest,
        parts=tuple(PartFact(kind=part.kind, sha256=part.digest) for part in part_digests(version)),
        submitted_at=submission.submitted_at,
        rubric_title=rubric.title,
        rubric_digest=rubric.content_hash,
        outcome_uuid=outcome.uuid if outcome else None,
        outcome_number=outcome.number if outcome else 0,
        outcome_inputs_digest=outcome.inputs_digest if outcome else "",
        algorithm=outcome.algorithm if outcome else "",
        independent_reviewers=outcome.reviews_counted if outcome else 0,
        criteria=tuple(
            _criterion(criterion, judged.get(criterion.pk)) for criterion in criteria_of(rubric)
        ),
        is_blind=activity.blindness != Activity.Blindness.OPEN,
        is_under_review=is_under_review(submission),
    )


def _criterion(criterion: Criterion, judged: CriterionOutcome | None) -> CriterionFact:
    fact = CriterionFact(
        key=criterion.key,
        title=criterion.title,
        description=criterion.description,
        levels=tuple(
            LevelFact(level.value, level.title, level.description, f"{level.points.normalize():f}")
            for level in criterion.levels.all()
        ),
    )
    return replace(fact, **_judgement(judged)) if judged else fact


def _judgement(judged: CriterionOutcome) -> dict[str, Any]:
    return {
        "reviews": judged.reviews_counted,
        "reviews_planned": judged.outcome.inputs.get("need", 0),
        "consensus_value": judged.consensus_value,
        "mean": judged.mean,
        "mean_se": judged.mean_se,
        "posterior": judged.posterior,
        "posterior_sd": judged.posterior_sd,
        "agreement": judged.agreement,
        "at_least": tuple(judged.at_least),
        "state": judged.state,
    }
