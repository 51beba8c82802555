# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Setting activities, working on an entry, handing in and withdrawing."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from peerreview.accounts.models import User
from peerreview.activities import checks, queries, rules
from peerreview.activities.events import (
    ActivityOpened,
    PurposeChosen,
    SubmissionMade,
)
from peerreview.activities.extending import (
    count_exchange,
    extend,
    reopen_submission,
    reopen_submissions,
    take_back,
    unseal,
)
from peerreview.activities.managing import edit_activity
from peerreview.activities.models import Activity, Entry, Submission
from peerreview.activities.stages import Act, Stage, allows
from peerreview.activities.staging import close_now, reopen, set_stage
from peerreview.artifacts import services as artifacts
from peerreview.artifacts.models import Artifact, Version
from peerreview.cohorts.models import Cohort
from peerreview.kernel import clock, ids, text
from peerreview.kernel.errors import Closed, Conflict, NotAllowed
from peerreview.outbox.services import emit
from peerreview.rubrics.models import RubricVersion

__all__ = [
    "choose_purpose",
    "close_now",
    "edit_activity",
    "extend",
    "open_activity",
    "reopen",
    "reopen_submission",
    "reopen_submissions",
    "set_stage",
    "start_entry",
    "submit",
    "unseal",
    "withdraw",
]


@transaction.atomic
def open_activity(
    *,
    kind: str,
    cohort: Cohort | None = None,
    title: str,
    brief: str,
    rubric_version: RubricVersion,
    blindness: str = Activity.Blindness.DOUBLE,
    reviews_needed: int = 3,
    reviews_asked: int = 3,
    peers_see: str = Activity.PeersSee.OWN_DONE,
    author_sees: str = Activity.AuthorSees.AT_ONCE,
    team_size: int = 1,
    opens_at: datetime | None = None,
    submit_by: datetime | None = None,
    submit_until: datetime | None = None,
    review_by: datetime | None = None,
    review_until: datetime | None = None,
    by: User,
    uuid: UUID | None = None,
    now: datetime | None = None,
) -> Activity:
    """Set an activity: `kind` "cohort" or "exchange" with its cohort, or "challenge" without one.

    In an exchange everyone who hands in is reviewed by everyone else who did: its numbers follow
    what is handed in, whatever was given for them.
    Raises Invalid naming the field for dates or numbers that contradict each other or `now`.
    The same `uuid` by the same person is the same act again and gives the activity made before.
    """
    now = now or clock.now()
    _refuse_opening(kind, cohort, by)
    values = checks.Values(
        title=text.one_line(title),
        brief=text.plain(brief).strip(),
        blindness=blindness,
        reviews_needed=reviews_needed,
        reviews_asked=reviews_asked,
        peers_see=peers_see,
        author_sees=author_sees,
        team_size=team_size,
        opens_at=opens_at or now,
        submit_by=submit_by,
        submit_until=submit_until,
        review_by=review_by,
        review_until=review_until,
    )
    if kind == Activity.Kind.EXCHANGE:
        values = replace(values, reviews_needed=1, reviews_asked=1)
    checks.refuse_team_without_cohort(values, cohort)
    checks.refuse_contradictions(values, now)
    activity, is_new = Activity.objects.get_or_create(
        uuid=uuid or ids.new_uuid(),
        defaults={
            **values.columns(),
            "brief_html": str(text.render_markdown(values.brief)),
            "kind": kind,
            "cohort": cohort,
            "rubric_version": rubric_version,
            "created_by": by,
            "created_at": now,
        },
    )
    if is_new:
        emit(ActivityOpened(activity_id=activity.pk, by_id=by.pk), now=now)
    elif activity.created_by_id != by.pk:
        raise Conflict("taken", _("This form was used before. Reload the page and try again."))
    return activity


def _refuse_opening(kind: str, cohort: Cohort | None, by: User) -> None:
    checks.refuse_unknown_kind(kind, has_cohort=cohort is not None)
    allowed = rules.may_open_challenge(by) if cohort is None else rules.may_open_in(by, cohort)
    if not allowed:
        raise NotAllowed("not-facilitator", _("Only a facilitator sets activities."))


@transaction.atomic
def start_entry(*, activity: Activity, by: User, now: datetime | None = None) -> Version:
    """The draft `by` works on for this activity: made at first, continued after that.

    Raises NotAllowed for who may not take part, Closed before the opening and after the deadline
    (a draft that is there stays), Conflict when their work is handed in.
    """
    now = now or clock.now()
    _refuse_unless_submitting(activity, by, now)
    if queries.live_submission(activity, by):
        raise Conflict("handed-in", _("Your work is handed in. Withdraw it first to change it."))
    if activity.takes_teams and queries.leads_of(by, activity).exists():
        message = _("You are in somebody's team here. Leave it first to hand in work of your own.")
        raise Conflict("in-team", message)
    entry = _entry(activity, by, now)
    draft = entry.artifact.versions.filter(frozen_at=None).first()
    return draft or artifacts.new_draft(artifact=entry.artifact, by=by, now=now)


def _entry(activity: Activity, by: User, now: datetime, artifact: Artifact | None = None) -> Entry:
    """The person's entry, locked: what one person does to one activity happens one after another."""
    User.objects.select_for_update().get(pk=by.pk)
    entry = Entry.objects.filter(activity=activity, author=by).select_related("artifact").first()
    if entry:
        return entry
    artifact = artifact or artifacts.start_artifact(owner=by, now=now).artifact
    return Entry.objects.create(activity=activity, author=by, artifact=artifact, started_at=now)


def _refuse_unless_submitting(activity: Activity, by: User, now: datetime) -> None:
    if not rules.may_submit(by, activity):
        raise NotAllowed("may-not-submit", _("You cannot hand in work to this activity."))
    if queries.is_open_to(by, activity, Act.SUBMIT, now):
        return
    if queries.stage_of(activity, now) is Stage.UPCOMING:
        raise Closed("not-open", _("This activity has not opened yet."))
    raise Closed(
        "deadline-passed",
        _("The deadline for handing in has passed. Your draft is kept, but cannot be handed in."),
    )


@transaction.atomic
def submit(
    *,
    activity: Activity,
    version: Version,
    by: User,
    counts_for_badge: bool = True,
    is_early: bool = False,
    now: datetime | None = None,
) -> Submission:
    """Hand in `version`, which freezes it. The same version again gives the same submission.

    After the soft date it is marked late. Confirmed team-mates become its authors, too. An early
    draft counts towards no badge until its author chooses that it does.

    Raises NotAllowed for who may not take part or another's work, Closed outside the window,
    Conflict when other work is handed in, Invalid (from artifacts) for an empty or untitled one.
    """
    now = now or clock.now()
    if version.artifact.owner_id != by.pk:
        raise NotAllowed("not-owner", _("You can only hand in work of your own."))
    entry = _entry(activity, by, now, artifact=version.artifact)
    if (there := queries.live_submission(activity, by)) is not None:
        return _same_or_conflict(there, version)
    _refuse_unless_submitting(activity, by, now)
    frozen = artifacts.freeze(version=version, by=by, now=now)
    if entry.artifact_id != frozen.artifact_id:
        Entry.objects.filter(pk=entry.pk).update(artifact=frozen.artifact)
    submission = Submission.objects.create(
        activity=activity,
        author=by,
        version=frozen,
        submitted_at=now,
        places_left=activity.reviews_needed,
        is_late=queries.is_late_for(activity, by, now),
        is_early=is_early,
        counts_for_badge=counts_for_badge and not is_early,
    )
    if activity.takes_teams:
        entry.teammates.filter(confirmed_at__isnull=False).update(submission=submission)
    count_exchange(activity)
    emit(
        SubmissionMade(
            submission_id=submission.pk,
            activity_id=activity.pk,
            author_id=by.pk,
            version_id=frozen.pk,
            digest=frozen.digest,
        ),
        now=now,
    )
    return submission


def _same_or_conflict(there: Submission, version: Version) -> Submission:
    if there.version_id != version.pk:
        message = _("You have handed in other work already. Withdraw it first to hand in this.")
        raise Conflict("handed-in", message)
    return there


@transaction.atomic
def withdraw(*, submission: Submission, by: User, now: datetime | None = None) -> Submission:
    """Take a submission back, as long as nobody reviews or has reviewed it. Again changes nothing."""
    now = now or clock.now()
    if submission.author_id != by.pk:
        raise NotAllowed("not-author", _("Only its author withdraws a submission."))
    there = Submission.objects.select_for_update().get(pk=submission.pk)
    if there.withdrawn_at is not None:
        return there
    if not allows(queries.window_of(there.activity), Act.WITHDRAW, now):
        raise Closed("ended", _("This activity has ended; what was handed in stays."))
    if there.reviews_leased or there.reviews_done:
        message = _("Somebody is reviewing your work already, so it can no longer be withdrawn.")
        raise Conflict("in-review", message)
    return take_back(there, now)


@transaction.atomic
def choose_purpose(
    *, submission: Submission, counts_for_badge: bool, by: User, now: datetime | None = None
) -> Submission:
    """Just feedback, or to count towards a badge; until the result is known. Again changes nothing."""
    now = now or clock.now()
    if submission.author_id != by.pk:
        raise NotAllowed("not-author", _("Only who handed it in chooses this."))
    there = (
        Submission.objects.select_related("activity")
        .select_for_update(of=("self",))
        .get(pk=submission.pk)
    )
    if there.counts_for_badge != counts_for_badge:
        if not rules.may_choose_purpose(there, now):
            message = _("The result of this work is known, so this can no longer be changed.")
            raise Closed("result-known", message)
        there.counts_for_badge = counts_for_badge
        there.is_early = there.is_early and not counts_for_badge
        there.save(update_fields=["counts_for_badge", "is_early"])
        emit(
            PurposeChosen(
                submission_id=there.pk,
                activity_id=there.activity_id,
                author_id=there.author_id,
                counts_for_badge=counts_for_badge,
                by_id=by.pk,
            ),
            now=now,
        )
    submission.counts_for_badge, submission.is_early = there.counts_for_badge, there.is_early
    return there
