# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Reading activities, and where people stand in them."""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import (
    Count,
    Exists,
    F,
    FilteredRelation,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
)
from django.db.models.functions import Coalesce, Least

from peerreview.accounts.models import User
from peerreview.activities import rules
from peerreview.activities.models import Activity, Entry, Extension, Submission, Teammate
from peerreview.activities.progress import Progress, progress_of
from peerreview.activities.stages import Act, Stage, Window, allows, extended, is_late, stage_at
from peerreview.activities.windows import window_of
from peerreview.artifacts.models import Version
from peerreview.cohorts.models import Cohort, Membership
from peerreview.kernel import clock

# What is neither taken back nor replaced by a later round.
LIVE = Q(withdrawn_at=None, superseded_at=None)
# What was handed in and may be read, earlier rounds included.
KEPT = Q(withdrawn_at=None)


def window_for(activity: Activity, user: User) -> Window:
    """The stages with this person's own extensions."""
    window = window_of(activity)
    given = Extension.objects.filter(activity=activity, person=user).values_list("act", "until")
    for act, until in given:
        window = extended(window, Act(act), until)
    return window


def is_open_to(user: User, activity: Activity, act: Act, now: datetime) -> bool:
    """Whether the act is taken now from this person; their extensions are read only when they matter."""
    if allows(window_of(activity), act, now):
        return True
    return allows(window_for(activity, user), act, now)


def is_late_for(activity: Activity, user: User, now: datetime) -> bool:
    """Whether handing in is late for this person: their extension is asked only when the date all
    were told has passed."""
    return is_late(window_of(activity), Act.SUBMIT, now) and is_late(
        window_for(activity, user), Act.SUBMIT, now
    )


def extended_until(user: User, act: Act) -> QuerySet[Extension]:
    """This person's extensions of one stage, to be joined to activities by `OuterRef`."""
    return Extension.objects.filter(activity=OuterRef("pk"), person=user, act=act).values("until")


def stage_of(activity: Activity, now: datetime | None = None) -> Stage:
    """The stage the activity is in."""
    return stage_at(window_of(activity), now or clock.now())


def readable_by(user: User) -> QuerySet[Activity]:
    """Activities of one's present cohorts, and all challenges."""
    cohorts = Membership.objects.filter(user=user, left_at=None).values("cohort")
    return Activity.objects.filter(Q(cohort__in=cohorts) | Q(cohort=None)).select_related(
        "cohort", "rubric_version", "created_by"
    )


def live_submission(activity: Activity, author: User) -> Submission | None:
    """What the author, or the team they are in, has handed in and not withdrawn."""
    found = activity.submissions.filter(LIVE).select_related("version")
    own = found.filter(author=author).first()
    if own is None and activity.takes_teams:
        return found.filter(coauthors__person=author).first()
    return own


def authors_of(submission: Submission) -> list[int]:
    """Ids of all who made it: who handed it in first, then the co-authors."""
    if not submission.activity.takes_teams:
        return [submission.author_id]
    mates = _coauthors(submission).order_by("pk").values_list("person_id", flat=True)
    return [submission.author_id, *mates]


def _coauthors(submission: Submission) -> QuerySet[Teammate]:
    """The co-authors; of a round that was revised, those of the entry, who go on to the next round."""
    if submission.superseded_at is None:
        return submission.coauthors.all()
    return Teammate.objects.filter(
        entry__activity=submission.activity_id,
        entry__author=submission.author_id,
        confirmed_at__isnull=False,
    )


def is_author_of(user: User, submission: Submission) -> bool:
    """Whether the person made it, alone or with others; a query only where teams are possible."""
    return submission.author_id == user.pk or (
        submission.activity.takes_teams and _coauthors(submission).filter(person=user).exists()
    )


def leads_of(person: User, activity: Activity) -> QuerySet:
    """Ids of the person under whose name this co-author's team hands in; none, or one."""
    confirmed = Teammate.objects.filter(
        activity=activity, person=person, confirmed_at__isnull=False
    )
    return confirmed.order_by().values_list("entry__author", flat=True)


def teams_in(activity: Activity) -> list[frozenset[int]]:
    """The teams of an activity as sets of people."""
    rows = Teammate.objects.filter(activity=activity, confirmed_at__isnull=False)
    found: dict[int, set[int]] = {}
    for lead, person in rows.order_by("pk").values_list("entry__author", "person"):
        found.setdefault(lead, {lead}).add(person)
    return [frozenset(team) for team in found.values()]


def team_of(entry: Entry) -> QuerySet[Teammate]:
    """Who was named as co-author of an entry, confirmed or not."""
    return entry.teammates.select_related("person").order_by("pk")


def draft_of(activity: Activity, author: User) -> Version | None:
    """The author's open draft for this activity, without making one."""
    return (
        Version.objects.filter(
            artifact__entries__activity=activity,
            artifact__entries__author=author,
            frozen_at=None,
        )
        .select_related("artifact")
        .first()
    )


def with_counts(activities: QuerySet[Activity]) -> QuerySet[Activity]:
    """Adds `submitted` (live submissions), `reviews_wanted` and `reviews_counted` of those wanted."""
    live = Q(submissions__withdrawn_at=None, submissions__superseded_at=None)
    counted = Least(F("submissions__reviews_done"), F("reviews_needed"))
    return activities.annotate(
        submitted=Count("submissions", filter=live),
        reviews_counted=Coalesce(Sum(counted, filter=live), 0),
        reviews_wanted=F("submitted") * F("reviews_needed"),
    )


def _with_mine(activities: QuerySet[Activity], user: User) -> QuerySet[Activity]:
    entries = Entry.objects.filter(activity=OuterRef("pk"), author=user)
    return activities.annotate(
        mine=FilteredRelation(
            "submissions",
            condition=Q(
                submissions__author=user,
                submissions__withdrawn_at=None,
                submissions__superseded_at=None,
            ),
        ),
        # A person is in one team of an activity at most, so the join adds no rows.
        ours=FilteredRelation(
            "teammates",
            condition=Q(teammates__person=user, teammates__confirmed_at__isnull=False),
        ),
        my_reviews_done=Coalesce(F("mine__reviews_done"), F("ours__submission__reviews_done")),
        my_submitted_at=Coalesce(F("mine__submitted_at"), F("ours__submission__submitted_at")),
        has_entry=Exists(entries),
        my_own_reviews=F("mine__reviews_done"),
        is_asked=Exists(
            Teammate.objects.filter(activity=OuterRef("pk"), person=user, confirmed_at=None)
        ),
        my_submit_until=Subquery(extended_until(user, Act.SUBMIT)),
        my_review_until=Subquery(extended_until(user, Act.REVIEW)),
    )


@dataclass(frozen=True)
class Standing:
    """An activity and where one person stands in it."""

    activity: Activity
    stage: Stage
    progress: Progress

    def may_revise(self) -> bool:
        """Whether what this person handed in themselves has a review and is open for revising."""
        window = window_of(self.activity)
        has_review = bool(getattr(self.activity, "my_own_reviews", None))
        return has_review and allows(window, Act.REVISE, clock.now())


def standing_in(activity: Activity, user: User, now: datetime) -> Standing:
    """Where `user` stands in one activity."""
    [row] = _with_mine(Activity.objects.filter(pk=activity.pk), user)
    return Standing(activity, stage_of(activity, now), _progress(row, now))


def standings(activities: list[Activity], now: datetime) -> list[Standing]:
    """Where the person stands for whom the rows were read (by `mine_at_home` or `challenges`)."""
    return [Standing(row, stage_of(row, now), _progress(row, now)) for row in activities]


def _progress(row: Activity, now: datetime) -> Progress:
    window = window_of(row)
    if row.my_submit_until:
        window = extended(window, Act.SUBMIT, row.my_submit_until)
    return progress_of(
        window,
        now,
        has_entry=row.has_entry,
        submitted=row.my_submitted_at is not None,
        reviews_done=row.my_reviews_done or 0,
        reviews_needed=row.reviews_needed,
    )


def not_over(now: datetime) -> Q:
    """A filter of activities: reviewing has not ended for good."""
    return Q(review_by=None) | Q(review_by__gte=now) | Q(review_until__gte=now)


def reviewing_is_on(now: datetime) -> Q:
    """A filter of activities: the review stage is switched on, and its own opening has come."""
    held_up = Activity.objects.filter(
        Q(stage_settings__review__is_on=False)
        | Q(stage_settings__review__opens_at__gt=now.astimezone(UTC).isoformat())
    )
    return ~Q(pk__in=held_up.order_by().values("pk"))


def mine_at_home(user: User, now: datetime) -> QuerySet[Activity]:
    """What is going on for `user`: their cohorts' activities and challenges they entered, soonest first."""
    cohorts = Membership.objects.filter(
        user=user, left_at=None, role=Membership.Role.LEARNER
    ).values("cohort")
    entered = Entry.objects.filter(author=user).values("activity")
    return (
        _with_mine(Activity.objects.select_related("cohort"), user)
        .filter(Q(cohort__in=cohorts) | Q(cohort=None, pk__in=entered))
        .filter(not_over(now) | Q(my_submit_until__gte=now) | Q(my_review_until__gte=now))
        .order_by(F("my_submitted_at").asc(nulls_first=True), _deadline_order(), "pk")
    )


def _is_tended_by(user: User) -> Q:
    facilitated = Membership.objects.filter(
        user=user, left_at=None, role=Membership.Role.FACILITATOR
    ).values("cohort")
    return Q(cohort__in=facilitated) | Q(cohort=None, created_by=user)


def tended(user: User) -> QuerySet[Activity]:
    """All that `user` facilitates, over or not."""
    return Activity.objects.filter(_is_tended_by(user))


def tended_at_home(user: User, now: datetime) -> QuerySet[Activity]:
    """What `user` facilitates and has not ended, soonest deadline first, with the counts of `with_counts`
    and `expected`: the cohort's present learners (0 for a challenge, which expects nobody)."""
    learners = (
        Membership.objects.filter(
            cohort=OuterRef("cohort"), left_at=None, role=Membership.Role.LEARNER
        )
        .order_by()
        .values("cohort")
        .annotate(count=Count("pk"))
        .values("count")
    )
    return (
        with_counts(Activity.objects.select_related("cohort"))
        .annotate(expected=Coalesce(Subquery(learners), 0))
        .filter(_is_tended_by(user))
        .filter(not_over(now))
        .order_by(_deadline_order(), "pk")
    )


def _deadline_order() -> Coalesce:
    return Coalesce("submit_by", "review_by").asc(nulls_last=True)


def challenges(user: User, now: datetime) -> QuerySet[Activity]:
    """All challenges with `user`'s part in them: those still open first, then the newest."""
    return (
        _with_mine(_with_submitted(Activity.objects.filter(cohort=None)), user)
        .annotate(is_over=~not_over(now))
        .select_related("rubric_version", "created_by")
        .order_by("is_over", "-opens_at", "pk")
    )


def _with_submitted(activities: QuerySet[Activity]) -> QuerySet[Activity]:
    """Adds `submitted`, by a subquery so that further joins do not multiply it."""
    live = (
        Submission.objects.filter(LIVE, activity=OuterRef("pk"))
        .order_by()
        .values("activity")
        .annotate(count=Count("pk"))
        .values("count")
    )
    return activities.annotate(submitted=Coalesce(live, 0))


def of_cohort(cohort: Cohort) -> QuerySet[Activity]:
    """The cohort's activities with their counts, newest first."""
    return with_counts(Activity.objects.filter(cohort=cohort)).order_by("-opens_at", "-pk")


def totals(activity: Activity) -> Activity:
    """The activity with the counts of `with_counts`."""
    return with_counts(Activity.objects.filter(pk=activity.pk)).get()


def learners_in(activity: Activity) -> int | None:
    """How many may hand in: the cohort's present learners; None for a challenge, which is for all."""
    if activity.cohort is None:
        return None
    return activity.cohort.memberships.filter(left_at=None, role=Membership.Role.LEARNER).count()


def participants(activity: Activity) -> QuerySet[User]:
    """Who takes part: the present learners of its cohort; in a challenge, who has entered it."""
    if activity.cohort_id is None:
        return User.objects.filter(entries__activity=activity)
    return User.objects.filter(
        memberships__cohort=activity.cohort_id,
        memberships__left_at=None,
        memberships__role=Membership.Role.LEARNER,
    )


def may_read_version(user: User, version_id: int) -> bool:
    """Whether a version was handed in where `user` facilitates, by `user` among others, or where names
    are open and `user` belongs."""
    return any(
        rules.is_facilitator_of(user, handed.activity)
        or is_author_of(user, handed)
        or (_names_are_open(handed.activity) and rules.may_read(user, handed.activity))
        for handed in _handed_in(version_id)
    )


def may_know_owner(user: User, version_id: int) -> bool:
    """Whether `user` may be told whose a version is that was handed in where they belong."""
    return any(
        is_author_of(user, handed)
        or (rules.may_read(user, handed.activity) and rules.sees_names(user, handed.activity))
        for handed in _handed_in(version_id)
    )


def _names_are_open(activity: Activity) -> bool:
    is_open = activity.blindness == Activity.Blindness.OPEN
    return is_open or rules.names_are_revealed(activity)


def _handed_in(version_id: int) -> QuerySet[Submission]:
    return Submission.objects.filter(KEPT, version_id=version_id).select_related("activity__cohort")
