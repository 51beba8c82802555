# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""THE DOOR's other leaf: what peer review tells badges of who reviewed, and of what people gave.

Counts and plain values of reviews, in no order that tells who wrote them; never whose work it was.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC
from uuid import UUID

import numpy as np
from django.db.models import Avg, Exists, OuterRef, Q

from peerreview.accounts.models import User
from peerreview.activities.models import Activity, Submission
from peerreview.activities.queries import authors_of
from peerreview.aggregation.events import FitMade
from peerreview.aggregation.models import CriterionOutcome, FitState, ReviewerFit
from peerreview.artifacts.access import version_for_reader as work_to_read
from peerreview.artifacts.registry import may_read as let_read
from peerreview.calibration.events import ReviewerCleared
from peerreview.calibration.measures import calibrated, measured
from peerreview.calibration.models import Clearance
from peerreview.cohorts.events import MemberJoined, MemberLeft, RoleChanged
from peerreview.cohorts.models import Cohort, Membership
from peerreview.cohorts.queries import ever_beside
from peerreview.cohorts.rules import may_convene
from peerreview.dialogue.models import Task
from peerreview.moderation.events import CaseReinstated, CaseRuled, ThingFlagged, ThingHidden
from peerreview.moderation.models import Case
from peerreview.reviews.models import Review
from peerreview.reviews.visibility import seal_of

__all__ = [
    "AgreementFact",
    "CaseReinstated",
    "CaseRuled",
    "FitMade",
    "GivenFact",
    "GroupFact",
    "MemberJoined",
    "MemberLeft",
    "ReviewFact",
    "ReviewerCleared",
    "RoleChanged",
    "ThingFlagged",
    "ThingHidden",
    "WorkFact",
    "agreement_facts",
    "ever_in_group",
    "facilitate_together",
    "facilitates",
    "flagged_review",
    "flagged_work",
    "given_facts",
    "groups_led",
    "hand_ins_of",
    "learners_helped",
    "let_read",
    "open_flags",
    "people_who_reviewed",
    "review_facts",
    "work_to_read",
    "works_by",
]

NOISE_OF_MOST = 0.5  # of the variance between works, for a reviewer like most
SURE = 1.2816  # in z: nine in ten
SAME = 0.5  # levels


@dataclass(frozen=True, kw_only=True)
class ReviewFact:
    """One review that counts. `reliability` is by the activity's fit, None before there is one;
    `is_outside`: its writer never shared a study group with an author, so that leaving makes none."""

    is_assigned: bool
    is_outside: bool
    reliability: float | None


@dataclass(frozen=True, kw_only=True)
class GivenFact:
    """One review somebody gave: the day, the group it was for, whether its author acted upon it, and
    whether that author reviewed them in turn."""

    day: str
    group: str
    is_assigned: bool
    was_used: bool
    is_mutual: bool


@dataclass(frozen=True, kw_only=True)
class AgreementFact:
    """How often somebody's first tries at an activity's exemplars gave the level of the reference:
    a lower bound that holds nine times in ten."""

    day: str
    exemplars: int
    agreement: float


@dataclass(frozen=True, kw_only=True)
class GroupFact:
    """A cohort somebody facilitates, or a study group they convene."""

    uuid: UUID
    name: str
    is_study_group: bool


@dataclass(frozen=True, kw_only=True)
class WorkFact:
    """A live work that counts, by one of those who made it. `is_blind`: its reviewers do not learn whose
    it is."""

    person_id: int
    activity_uuid: UUID
    version_uuid: UUID
    title: str
    is_blind: bool


def review_facts(submission_uuid: object) -> list[ReviewFact]:
    """The reviews of a work that count, sorted so that no order tells who wrote which."""
    submission = Submission.objects.select_related("activity", "author").get(uuid=submission_uuid)
    if seal_of(submission.author, submission) is not None:
        return []
    reviewers = _counted(submission.reviews).values_list("reviewer_id", flat=True)
    known = _reliability(submission.activity_id, reviewers)
    inside = _mates_of(authors_of(submission))
    facts = [
        ReviewFact(
            is_assigned=True,
            is_outside=reviewer not in inside,
            reliability=known.get(reviewer),
        )
        for reviewer in reviewers
    ]
    return sorted(facts, key=repr)


def _counted(reviews: object) -> object:
    return reviews.filter(state=Review.State.SUBMITTED, hidden_at=None).order_by()


def _reliability(activity_id: int, reviewers: Iterable[int]) -> dict[int, float]:
    state = FitState.objects.filter(activity=activity_id, fit__isnull=False).first()
    if state is None:
        return {}
    rows = ReviewerFit.objects.filter(fit=state.fit_id, reviewer_number__in=list(reviewers))
    return {
        person: round((1 - careless) / (1 + NOISE_OF_MOST * max(noise, 0.0)), 2)
        for person, noise, careless in rows.values_list(
            "reviewer_number", "noise_ratio", "careless"
        )
    }


def _mates_of(people: list[int]) -> set[int]:
    return {
        mate for person in people for mate in ever_beside(person).values_list("user_id", flat=True)
    }


def ever_in_group(cohort_id: int) -> list[int]:
    """Who is or was in a study group; nobody where it is a cohort of another kind."""
    seats = Membership.objects.filter(
        cohort=cohort_id, cohort__kind=Cohort.Kind.STUDY_GROUP
    ).order_by("user_id")
    return list(seats.values_list("user_id", flat=True))


def open_flags(submission_uuid: object) -> int:
    """How many open cases there are about a work."""
    cases = Case.objects.filter(kind="submission", thing=submission_uuid)
    return cases.exclude(state=Case.State.CLOSED).count()


def flagged_work(case_id: int) -> tuple[list[int], int]:
    """The authors of the work a case is about, and its activity; nobody where it is about another thing."""
    case = Case.objects.get(pk=case_id)
    found = Submission.objects.select_related("activity").filter(uuid=case.thing).first()
    is_work = case.kind == "submission" and found is not None
    return (authors_of(found) if is_work else [], case.activity_id)


def flagged_review(case_id: int) -> tuple[list[int], list[int]]:
    """Who wrote the review a case is about, and the authors it is for; nobody where it is about another
    thing."""
    case = Case.objects.get(pk=case_id)
    if case.kind != "review":
        return [], []
    review = Review.objects.select_related("submission__activity").filter(uuid=case.thing).first()
    return ([review.reviewer_id], authors_of(review.submission)) if review else ([], [])


def given_facts(person_id: int) -> list[GivenFact]:
    """The counted reviews a person gave; two queries."""
    used = Task.objects.filter(
        review=OuterRef("pk"), state=Task.State.DONE, confirmed_at__isnull=False
    )
    rows = _counted(Review.objects.filter(reviewer=person_id)).annotate(was_used=Exists(used))
    found = list(
        rows.values_list(
            "submitted_at",
            "submission__activity__cohort",
            "submission__activity",
            "submission__author",
            "was_used",
        )
    )
    mutual = _who_reviewed(person_id)
    return [
        GivenFact(
            day=at.astimezone(UTC).date().isoformat(),
            group=f"c{cohort}" if cohort else f"a{activity}",
            is_assigned=True,
            was_used=was_used,
            is_mutual=author in mutual,
        )
        for at, cohort, activity, author, was_used in found
    ]


def _who_reviewed(person_id: int) -> set[int]:
    mine = Q(submission__author=person_id) | Q(submission__coauthors__person=person_id)
    return set(_counted(Review.objects.filter(mine)).values_list("reviewer_id", flat=True))


def people_who_reviewed() -> list[int]:
    """Ids of everybody who gave a review that counts."""
    rows = _counted(Review.objects.all())
    return sorted(rows.values_list("reviewer_id", flat=True).distinct())


def agreement_facts(person_id: int) -> list[AgreementFact]:
    """For each activity whose exemplars the person passed."""
    passed = Clearance.objects.filter(person_id=person_id, state=Clearance.State.CALIBRATED)
    activities = Activity.objects.filter(pk__in=passed.values("activity"))
    found = (_agreement(person_id, one) for one in activities.select_related("rubric_version"))
    return [fact for fact in found if fact]


def _agreement(person_id: int, activity: Activity) -> AgreementFact | None:
    found = calibrated(person_id, activity)
    if found is None:
        return None
    differences = measured(activity, [person_id]).of(person_id)
    rated = differences[np.isfinite(differences)]
    return AgreementFact(
        day=found.at.astimezone(UTC).date().isoformat(),
        exemplars=found.exemplars,
        agreement=round(lower_bound(int((np.abs(rated) < SAME).sum()), rated.size), 4),
    )


def lower_bound(hits: int, tries: int) -> float:
    """Wilson's lower bound of a share."""
    if not tries:
        return 0.0
    share, slack = hits / tries, SURE**2 / tries
    spread = SURE * ((share * (1 - share) + slack / 4) / tries) ** 0.5
    return float((share + slack / 2 - spread) / (1 + slack))


def learners_helped(person_id: int) -> int:
    """How many learners took up what the person said and were judged higher in a later round."""
    acted = Task.objects.filter(
        review__reviewer=person_id,
        review__state=Review.State.SUBMITTED,
        review__hidden_at=None,
        state=Task.State.DONE,
        confirmed_at__isnull=False,
    )
    earlier = Submission.objects.filter(pk__in=acted.values("review__submission"))
    later = Submission.objects.filter(revises__in=earlier, withdrawn_at=None)
    pairs = list(later.values_list("pk", "revises_id", "author_id"))
    marks = _marks([number for pair in pairs for number in pair[:2]])
    return len(
        {
            author
            for now, before, author in pairs
            if now in marks and before in marks and marks[now] > marks[before]
        }
    )


def _marks(submissions: list[int]) -> dict[int, float]:
    """The latest outcome of each, over its criteria; those without one are left out."""
    rows = (
        CriterionOutcome.objects.filter(outcome__submission__in=submissions)
        .order_by("outcome__number")
        .values("outcome__submission", "outcome__number")
        .annotate(mark=Avg("posterior"))
    )
    return {row["outcome__submission"]: row["mark"] for row in rows}


def facilitators_beside(person_id: int) -> list[int]:
    """Ids of those who facilitate a cohort now that the person facilitates, too."""
    roles = Membership.objects.filter(role=Membership.Role.FACILITATOR, left_at=None)
    theirs = roles.filter(user=person_id).values("cohort")
    beside = roles.filter(cohort__in=theirs).exclude(user=person_id)
    return sorted(set(beside.values_list("user_id", flat=True)))


def facilitates(user_id: int) -> bool:
    """Whether somebody facilitates a cohort now. A study group has nobody who stands above it."""
    seats = Membership.objects.filter(
        user_id=user_id, left_at=None, role=Membership.Role.FACILITATOR, cohort__kind="cohort"
    )
    return seats.exists()


def facilitate_together(person_id: int, other_id: int) -> bool:
    """Whether both facilitate one cohort now."""
    roles = Membership.objects.filter(role=Membership.Role.FACILITATOR, left_at=None)
    theirs = roles.filter(user=other_id).values("cohort")
    return roles.filter(user=person_id, cohort__in=theirs).exists()


def groups_led(user: User) -> list[GroupFact]:
    """The cohorts somebody facilitates and the study groups they convene now, by name."""
    seats = Membership.objects.filter(user=user, left_at=None, cohort__archived_at=None)
    rows = seats.select_related("cohort").order_by("cohort__name", "pk")
    return [
        GroupFact(
            uuid=seat.cohort.uuid,
            name=seat.cohort.name,
            is_study_group=seat.cohort.is_study_group,
        )
        for seat in rows
        if seat.is_facilitator or may_convene(user, seat.cohort)
    ]


def works_by(people: Iterable[int], activities: Iterable[UUID]) -> list[WorkFact]:
    """The live works of these people in these activities that count, the newest last; one query."""
    wanted = set(people)
    theirs = Q(author__in=wanted) | Q(coauthors__person__in=wanted)
    found = _works(Q(theirs, activity__uuid__in=list(activities)))
    return [work for work in found if work.person_id in wanted]


def hand_ins_of(version_id: int) -> list[WorkFact]:
    """Where a version was handed in to count, once for each who made it; one query."""
    return _works(Q(version=version_id))


def _works(which: Q) -> list[WorkFact]:
    live = Submission.objects.filter(which, withdrawn_at=None, superseded_at=None)
    rows = (
        live.filter(counts_for_badge=True)
        .order_by("submitted_at", "pk")
        .values_list(
            "author",
            "coauthors__person",
            "activity__uuid",
            "version__uuid",
            "version__title",
            "activity__blindness",
        )
    )
    return [
        WorkFact(
            person_id=person,
            activity_uuid=activity,
            version_uuid=version,
            title=title,
            is_blind=blindness != Activity.Blindness.OPEN,
        )
        for author, coauthor, activity, version, title, blindness in rows
        for person in dict.fromkeys((author, coauthor))
        if person is not None
    ]
