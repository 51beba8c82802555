# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What is done for single people: more time, work given back, reviews unsealed."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from peerreview.accounts.models import User
from peerreview.activities import checks, notices, queries, rules
from peerreview.activities.events import (
    ExtensionGiven,
    SubmissionReopened,
    SubmissionUnsealed,
    SubmissionWithdrawn,
)
from peerreview.activities.models import Activity, Extension, Submission
from peerreview.activities.places import recount_places
from peerreview.activities.stages import Act
from peerreview.cohorts.models import STUDY_GROUP_MOST
from peerreview.kernel import clock, text
from peerreview.kernel.errors import Conflict, Invalid, NotAllowed
from peerreview.notifications.registry import Kind
from peerreview.notifications.services import notify
from peerreview.outbox.services import emit


@transaction.atomic
def extend(
    *,
    activity: Activity,
    people: Iterable[User],
    until: datetime,
    stage: Act,
    reason: str,
    by: User,
    now: datetime | None = None,
) -> list[Extension]:
    """Give each of these people until then for one stage, with a reason they read. All or nobody.

    A later one replaces an earlier one. The same again changes nothing and tells nobody.
    """
    now = now or clock.now()
    _refuse_unless_managing(by, activity)
    why = _reason(reason)
    Activity.objects.select_for_update().get(pk=activity.pk)
    checks.refuse_extension(activity, stage, until, now)
    chosen = list({person.pk: person for person in people}.values())
    if not chosen:
        raise Invalid("people", _("Choose at least one person."), field="people")
    _refuse_strangers(activity, chosen)
    return [_give(activity, person, stage, until, why, by, now) for person in chosen]


def _refuse_strangers(activity: Activity, people: list[User]) -> None:
    there = set(queries.participants(activity).values_list("pk", flat=True))
    strangers = [person.display_name for person in people if person.pk not in there]
    if strangers:
        message = _("Not in this activity: %(names)s. Nobody was given more time.")
        names = ", ".join(strangers[:5])
        raise Invalid("people", message % {"names": names}, field="people")


def _give(
    activity: Activity, person: User, stage: Act, until: datetime, why: str, by: User, now: datetime
) -> Extension:
    given, is_new = Extension.objects.get_or_create(
        activity=activity,
        person=person,
        act=str(stage),
        defaults={"until": until, "reason": why, "given_by": by, "given_at": now},
    )
    if not is_new and (given.until, given.reason) == (until, why):
        return given
    given.until, given.reason, given.given_by, given.given_at = until, why, by, now
    given.save()
    emit(
        ExtensionGiven(
            activity_id=activity.pk,
            person_id=person.pk,
            act=str(stage),
            until=until.isoformat(),
            reason=why,
            by_id=by.pk,
        ),
        now=now,
    )
    _tell(person.pk, notices.MORE_TIME, activity, now)
    return given


@transaction.atomic
def reopen_submissions(
    *,
    activity: Activity,
    people: Iterable[User],
    reason: str,
    by: User,
    now: datetime | None = None,
) -> list[Submission]:
    """`reopen_submission` for a selection of people: for all who have handed in, or for nobody."""
    found = Submission.objects.filter(
        activity=activity, author__in=list(people), withdrawn_at=None, superseded_at=None
    ).select_related("activity__cohort", "author")
    if not found:
        message = _("Nobody chosen has handed anything in.")
        raise Invalid("people", message, field="people")
    return [
        reopen_submission(submission=each, reason=reason, by=by, now=now)
        for each in found.order_by("pk")
    ]


@transaction.atomic
def reopen_submission(
    *, submission: Submission, reason: str, by: User, now: datetime | None = None
) -> Submission:
    """Give work back to its author as a draft, as long as no review of it is handed in.

    Who is reviewing it keeps their draft. Doing it again changes nothing.
    """
    now = now or clock.now()
    _refuse_unless_managing(by, submission.activity)
    why = _reason(reason)
    there = Submission.objects.select_for_update().get(pk=submission.pk)
    if there.withdrawn_at is not None:
        return there
    if there.reviews_done:
        message = _(
            "Somebody has reviewed the work of %(name)s already, so it stays as it is. Nothing is changed."
        )
        raise Conflict("reviewed", message % {"name": there.author.display_name}, field="people")
    emit(
        SubmissionReopened(
            submission_id=there.pk,
            activity_id=there.activity_id,
            author_id=there.author_id,
            reason=why,
            by_id=by.pk,
        ),
        now=now,
    )
    _tell(there.author_id, notices.REOPENED, there.activity, now)
    return take_back(there, now)


def take_back(submission: Submission, now: datetime) -> Submission:
    """A locked submission becomes a draft again, its authors free; of a later round, the one before
    stands again."""
    earlier_id, submission.revises = submission.revises_id, None
    submission.withdrawn_at = now
    submission.save(update_fields=["withdrawn_at", "revises"])
    Submission.objects.filter(pk=earlier_id).update(superseded_at=None)
    submission.coauthors.update(submission=earlier_id)
    count_exchange(submission.activity)
    emit(
        SubmissionWithdrawn(
            submission_id=submission.pk,
            activity_id=submission.activity_id,
            author_id=submission.author_id,
        ),
        now=now,
    )
    return submission


def count_exchange(activity: Activity) -> None:
    """In an exchange everyone is reviewed by everyone else who handed in, up to a group's size."""
    if activity.kind != Activity.Kind.EXCHANGE:
        return
    there = Activity.objects.select_for_update().filter(pk=activity.pk)
    list(there)
    others = (
        Submission.objects.filter(activity=activity, withdrawn_at=None, superseded_at=None).count()
        - 1
    )
    count = min(max(others, 1), STUDY_GROUP_MOST - 1)
    there.update(reviews_needed=count, reviews_asked=count)
    activity.reviews_needed = activity.reviews_asked = count
    recount_places(activity)


@transaction.atomic
def unseal(
    *, submission: Submission, reason: str, by: User, now: datetime | None = None
) -> Submission:
    """Let an author read their reviews though they owe some, with a written reason they read, too."""
    now = now or clock.now()
    if not rules.is_facilitator_of(by, submission.activity):
        raise NotAllowed("not-facilitator", _("Only a facilitator can do this."))
    why = _reason(reason)
    there = Submission.objects.select_for_update().get(pk=submission.pk)
    if there.unsealed_reason:
        return there
    there.unsealed_reason = why
    there.save(update_fields=["unsealed_reason"])
    emit(
        SubmissionUnsealed(
            submission_id=there.pk,
            activity_id=there.activity_id,
            author_id=there.author_id,
            reason=why,
            by_id=by.pk,
        ),
        now=now,
    )
    return there


def _refuse_unless_managing(by: User, activity: Activity) -> None:
    if not rules.may_manage(by, activity):
        raise NotAllowed("not-facilitator", _("Only who looks after the activity can do this."))


def _reason(reason: str) -> str:
    why = text.one_line(reason)
    if not why:
        raise Invalid("reason", _("Say why; the person reads it."), field="reason")
    if len(why) > checks.MAX_REASON:
        message = _("Keep the reason to %(most)d characters.") % {"most": checks.MAX_REASON}
        raise Invalid("reason", message, field="reason")
    return why


def _tell(person_id: int, kind: Kind, activity: Activity, now: datetime) -> None:
    notify(
        to=[person_id],
        kind=kind,
        key=f"{activity.uuid}:{now.isoformat()}",
        params={"activity": activity.title},
        link=reverse("activity", args=[activity.uuid]),
        now=now,
    )
