# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Reading exemplars, tries at them, and what these say about a reviewer."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from peerreview.accounts.models import User
from peerreview.activities import rules as activity_rules
from peerreview.activities.models import Activity, Submission
from peerreview.activities.queries import readable_by
from peerreview.calibration import rules
from peerreview.calibration.models import (
    Attempt,
    AttemptScore,
    Clearance,
    Exemplar,
    ReferenceRating,
)
from peerreview.cohorts.models import Membership
from peerreview.kernel import clock
from peerreview.rubrics.models import Criterion
from peerreview.rubrics.queries import criteria_of
from peerreview.rubrics.sheets import Entry, Sheet, judged
from peerreview.stats import calibration as stats

# ---- Exemplars ------------------------------------------------------------------------------


def with_surroundings() -> QuerySet[Exemplar]:
    """Exemplars with their activity and work."""
    return Exemplar.objects.select_related(
        "activity__cohort", "activity__rubric_version", "version__artifact"
    )


def kept(activity: Activity) -> QuerySet[Exemplar]:
    """All that are not removed, in order, with `tries` (how many were handed in)."""
    return (
        with_surroundings()
        .filter(activity=activity, removed_at=None)
        .annotate(tries=Count("attempts"))
        .order_by("position", "pk")
    )


def published(activity: Activity) -> QuerySet[Exemplar]:
    """Those that learners see, in order."""
    return (
        with_surroundings()
        .filter(activity=activity, removed_at=None, published_at__isnull=False)
        .order_by("position", "pk")
    )


def for_learner(user: User, activity: Activity) -> QuerySet[Exemplar]:
    """Those this person is asked to rate: not a work of their own."""
    return published(activity).exclude(version__artifact__owner=user)


def asked_for_consent(author: User) -> QuerySet[Exemplar]:
    """Works of this person that somebody would like to show as an example."""
    return with_surroundings().filter(
        version__artifact__owner=author, consent=Exemplar.Consent.ASKED, removed_at=None
    )


def is_exemplar_for(user: User, version_id: int) -> bool:
    """Whether the version is shown to this person as an example of some activity they are in."""
    shown = with_surroundings().filter(version_id=version_id, removed_at=None)
    return any(
        rules.may_set(user, exemplar.activity) or rules.may_try(user, exemplar)
        for exemplar in shown
    )


def references_of(exemplar: Exemplar) -> dict[str, ReferenceRating]:
    """The reference ratings by the criterion's key."""
    rows = exemplar.references.select_related("criterion", "level")
    return {row.criterion.key: row for row in rows}


def reference_sheet(exemplar: Exemplar) -> Sheet:
    """The reference as a sheet to go on with."""
    entries = {
        key: Entry(row.level.value if row.level else None, row.reason)
        for key, row in references_of(exemplar).items()
    }
    return Sheet(criteria_of(exemplar.activity.rubric_version), entries)


# ---- A learner's way ------------------------------------------------------------------------


@dataclass(frozen=True)
class Standing:
    """One exemplar and how far a learner is with it."""

    exemplar: Exemplar
    attempts: tuple[Attempt, ...]

    @property
    def is_passed(self) -> bool:
        """Whether some try was within tolerance."""
        return any(attempt.is_passed for attempt in self.attempts)

    @property
    def may_try(self) -> bool:
        """Whether there is a try left that could change something."""
        return not self.is_passed and len(self.attempts) < rules.TRIES

    @property
    def next_number(self) -> int:
        """The number of the next try."""
        return len(self.attempts) + 1


def standings(user: User, activity: Activity) -> list[Standing]:
    """How far this person is with each exemplar; two queries."""
    mine = Attempt.objects.filter(person=user).order_by("number")
    rows = for_learner(user, activity).prefetch_related(
        Prefetch("attempts", queryset=mine, to_attr="mine")
    )
    return [Standing(exemplar, tuple(exemplar.mine)) for exemplar in rows]


def standing_with(user: User, exemplar: Exemplar) -> Standing:
    """How far this person is with one exemplar."""
    mine = Attempt.objects.filter(person=user, exemplar=exemplar).order_by("number")
    return Standing(exemplar, tuple(mine))


def clearance_of(user: User, activity: Activity) -> Clearance | None:
    """Whether and how this person may go on, or that they asked."""
    return Clearance.objects.filter(activity=activity, person=user).first()


def is_cleared(clearance: Clearance | None) -> bool:
    """Whether it lets its person go on."""
    return clearance is not None and clearance.state in rules.CLEARED


def is_ready(user: User, activity: Activity, now: datetime | None = None) -> bool:
    """Whether this person may begin to review, as far as calibration goes.

    So may everybody while the stage is off or over, or nothing is there to rate, and who looks
    after the activity.
    """
    if not rules.is_asked(activity, now or clock.now()):
        return True
    if activity_rules.is_facilitator_of(user, activity):
        return True
    cleared = Clearance.objects.filter(activity=activity, person=user, state__in=rules.CLEARED)
    return cleared.exists() or not for_learner(user, activity).exists()


def held_up(user: User, now: datetime) -> list[Activity]:
    """The activities in which this person has to calibrate before they review; one query.

    Of the challenges, those they have handed in to: only then do they review there.
    """
    cleared = Clearance.objects.filter(
        activity=OuterRef("pk"), person=user, state__in=rules.CLEARED
    )
    shown = Exemplar.objects.filter(
        activity=OuterRef("pk"), removed_at=None, published_at__isnull=False
    ).exclude(version__artifact__owner=user)
    handed_in = Submission.objects.filter(activity=OuterRef("pk"), author=user, withdrawn_at=None)
    rows = (
        readable_by(user)
        .filter(Q(cohort__isnull=False) | Exists(handed_in))
        .filter(Exists(shown), ~Exists(cleared))
        .exclude(_looked_after_by(user))
    )
    return [activity for activity in rows.order_by("pk") if rules.is_asked(activity, now)]


def _looked_after_by(user: User) -> Q:
    seats = Membership.objects.filter(
        user=user, left_at=None, role=Membership.Role.FACILITATOR
    ).values("cohort")
    challenges = Q(cohort=None) if user.is_staff else Q(cohort=None, created_by=user)
    return Q(cohort__in=seats) | challenges


def asking(activity: Activity) -> QuerySet[Clearance]:
    """Who asks to be let through, the longest waiting first."""
    rows = Clearance.objects.filter(activity=activity, state=Clearance.State.ASKED)
    return rows.select_related("person").order_by("at", "pk")


def counts(activity: Activity) -> dict[str, int]:
    """How many people are in each state."""
    rows = Clearance.objects.filter(activity=activity).order_by().values_list("state")
    return dict(rows.annotate(n=Count("pk")))


# ---- Own against reference ------------------------------------------------------------------


@dataclass(frozen=True)
class Compared:
    """One criterion of a try beside its reference."""

    key: str
    title: str
    levels: int
    own_value: int
    own_title: str
    note: str
    reference_value: int
    reference_title: str
    reason: str

    @property
    def difference(self) -> int:
        """Own minus reference, in levels."""
        return self.own_value - self.reference_value

    @property
    def reference_values(self) -> tuple[int]:
        """The reference as a plot takes it."""
        return (self.reference_value,)

    @property
    def is_within(self) -> bool:
        """Whether it is near enough."""
        return stats.is_within(self.own_value, self.reference_value, self.levels)


def compare(attempt: Attempt) -> list[Compared]:
    """A try beside the reference, criterion by criterion."""
    reference = references_of(attempt.exemplar)
    own = {
        score.criterion.key: score for score in attempt.scores.select_related("criterion", "level")
    }
    criteria = criteria_of(attempt.exemplar.activity.rubric_version)
    return [
        _compared(criterion, own[criterion.key], reference[criterion.key])
        for criterion in judged(criteria)
        if criterion.key in own and criterion.key in reference
    ]


def _compared(criterion: Criterion, own: AttemptScore, reference: ReferenceRating) -> Compared:
    return Compared(
        key=criterion.key,
        title=criterion.title,
        levels=len(criterion.levels.all()),
        own_value=own.level.value,
        own_title=own.level.title,
        note=own.note,
        reference_value=reference.level.value,
        reference_title=reference.level.title,
        reason=reference.reason,
    )


# ---- Past works -----------------------------------------------------------------------------


def past_works(user: User, activity: Activity) -> QuerySet[Submission]:
    """Work handed in to other activities this person looks after, the newest first."""
    looked_after = Activity.objects.filter(_looked_after_by(user)).exclude(pk=activity.pk)
    shown = Exemplar.objects.filter(activity=activity, removed_at=None).values("version")
    return (
        Submission.objects.filter(activity__in=looked_after, withdrawn_at=None)
        .exclude(version__in=shown)
        .select_related("activity", "version", "author")
        .order_by("-submitted_at", "-pk")
    )
